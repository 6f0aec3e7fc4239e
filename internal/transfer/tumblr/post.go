package tumblr

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
	"pullquote/internal/transfer/shape"
)

// reading is a post being converted.
type reading struct {
	*post
	it    record.Item
	base  *url.URL // address of the post; nil if not known
	slug  string
	notes []string
}

// note adds a sentence for the author, unless it was added before.
func (r *reading) note(format string, args ...any) {
	if s := fmt.Sprintf(format, args...); !slices.Contains(r.notes, s) {
		r.notes = append(r.notes, s)
	}
}

// item converts a post.
func (p *post) item(origin string, raw []byte) (record.Item, error) {
	id := record.Number(string(p.IDString))
	if id == "" {
		id = record.Number(string(p.ID))
	}
	if id == "" {
		return record.Item{}, &record.RowError{Origin: origin, Err: blog.Fault("", "This post has no number, so it can't be told from others.")}
	}
	r := &reading{post: p, it: record.Item{Origin: origin, Raw: raw, Key: "tumblr:" + id, Format: blog.HTML, Status: blog.Published}}
	r.addresses(id)
	r.files(id)
	r.dates()
	r.state()
	r.tags()
	if r.ofBlocks() {
		r.blocks()
	} else {
		r.legacy()
	}
	r.unwrap()
	r.origin()
	r.writer()
	if r.odd != "" {
		r.note("“%s” of this post is of a form that is not known here; it was left out.", blog.Excerpt(r.odd, 60))
	}
	if r.it.Title == "" && r.it.URL == "" && strings.TrimSpace(r.it.Body) == "" {
		return record.Item{}, &record.Skip{Origin: origin, Reason: "It has no title, no link and no words."}
	}
	r.it.Notes = r.notes
	return r.it, nil
}

// files sets the names of the post's pictures in Tumblr's export: the post's number and,
// if there are several, their index.
func (r *reading) files(id string) {
	for i, p := range r.Photos {
		names := []string{id + "_" + strconv.Itoa(i)}
		if len(r.Photos) == 1 {
			names = append(names, id)
		}
		if u := p.url(); u != "" {
			if r.it.Files == nil {
				r.it.Files = map[string][]string{}
			}
			r.it.Files[u] = names
		}
	}
}

func (r *reading) dates() {
	r.it.DateText = blog.Excerpt(string(r.Date), 60)
	if t, ok := record.Stamp(string(r.Timestamp)); ok {
		r.it.Published = t
	} else if t, ok := record.Date(string(r.Date)); ok {
		r.it.Published = t
	} else if r.it.DateText != "" {
		r.note("The date “%s” can't be right.", r.it.DateText)
	} else {
		r.note("It has no date.")
	}
}

// state sets the status of the post.
func (r *reading) state() {
	switch {
	case r.private || r.State == "private":
		r.draft("It was private: it comes in as a draft.")
	case r.State == "published":
	case r.State == "":
		r.draft("The file does not say whether it was published: it comes in as a draft.")
	default:
		r.draft("On Tumblr its state was “%s”: it comes in as a draft.", blog.Excerpt(string(r.State), 40))
	}
	if slices.ContainsFunc(r.Content.blocks, func(b block) bool { return b.Type == "paywall" }) {
		r.draft("Only those who paid could read all of it: it comes in as a draft.")
	}
}

// draft makes the post a draft and notes why.
func (r *reading) draft(why string, args ...any) {
	r.it.Status = blog.Draft
	r.note(why, args...)
}

// tags splits tags at commas, which Tumblr does not allow in tags: some programs saved
// several as one.
func (r *reading) tags() {
	for _, t := range r.Tags {
		for tag := range strings.SplitSeq(string(t), ",") {
			if tag = strings.TrimPrefix(record.Plain(tag), "#"); tag != "" {
				r.it.Tags = append(r.it.Tags, tag)
			}
		}
	}
}

// writer sets the author, if the blog has several, or notes who submitted the post.
func (r *reading) writer() {
	who := record.Plain(string(r.Writer))
	switch {
	case who == "":
	case r.Submitted != "":
		r.note("It was sent in by %s.", blog.Excerpt(who, 60))
	default:
		r.it.Author = who
	}
}

// unwrap replaces links in the body that redirect through Tumblr with their targets.
func (r *reading) unwrap() {
	if body := unwrapBody(r.it.Body, r.it.Format); body != r.it.Body {
		r.it.Body = body
		r.note("Links that went through Tumblr lead where they lead.")
	}
}

// shape infers a source from the body, for posts of the type text.
func (r *reading) shape() {
	r.unwrap() // first, so that the source is not a redirect
	p, notes := shape.Read(shape.Post{Title: r.it.Title, URL: r.it.URL, Body: r.it.Body, Base: r.base})
	r.notes = append(r.notes, notes...)
	r.it.Title, r.it.URL, r.it.Via, r.it.Body = p.Title, p.URL, p.Via, p.Body
}
