package tumblr

import (
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
	"pullquote/internal/transfer/shape"
)

// reading is a post while it is made an item.
type reading struct {
	*post
	it    record.Item
	base  *url.URL
	notes []string
}

func (r *reading) note(format string, args ...any) {
	r.notes = append(r.notes, fmt.Sprintf(format, args...))
}

// item makes the item of a post.
func (p *post) item(origin string, raw []byte) (record.Item, error) {
	id := string(p.IDString)
	if id == "" {
		id = string(p.ID)
	}
	if id = record.Number(id); id == "" {
		return record.Item{}, &record.RowError{Origin: origin, Err: blog.Fault("", "This post has no number, so it can't be told from others.")}
	}
	r := &reading{post: p, it: record.Item{Origin: origin, Raw: raw, Key: "tumblr:" + id, Format: blog.HTML, Status: blog.Published}}
	if p.Format == "markdown" {
		r.it.Format = blog.Markdown
	}
	r.addresses(id)
	r.dates()
	r.state()
	for _, t := range p.Tags {
		if name := strings.Join(strings.FieldsFunc(record.Plain(string(t)), func(c rune) bool { return c == ',' || c == ' ' }), " "); name != "" {
			r.it.Tags = append(r.it.Tags, name)
		}
	}
	if len(p.Content) > 0 || p.Blocks {
		r.it.Format = blog.HTML
		r.blocks()
	} else {
		r.legacy()
	}
	r.unwrap()
	r.origin()
	if r.it.Title == "" && r.it.URL == "" && r.it.Body == "" {
		return record.Item{}, &record.Skip{Origin: origin, Reason: "It has no title, no link and no words."}
	}
	r.it.Notes = r.notes
	return r.it, nil
}

// addresses finds where the post was found.
func (r *reading) addresses(id string) {
	var a record.Addresses
	var p string
	r.base, p, _ = record.Permalink(string(r.PostURL))
	a.AddURL(string(r.PostURL))
	slug := record.Slug(string(r.Slug))
	for _, number := range []string{id, record.Number(string(r.Genesis))} {
		if number == "" {
			continue
		}
		a.Add("/post/"+number, "")
		if slug != "" {
			a.Add("/post/"+number+"/"+slug, "")
			a.Add("/"+number+"/"+slug, "")
		}
	}
	if name := string(r.BlogName); name != "" {
		a.AddHost(name + ".tumblr.com")
	} else if name := string(r.Blog.Name); name != "" {
		a.AddHost(name + ".tumblr.com")
	}
	if r.base != nil {
		r.it.Base = r.base.String()
	}
	r.it.Path, r.it.Slug = p, slug
	r.it.Former, r.it.Hosts = a.Keys(p), a.Hosts()
}

func (r *reading) dates() {
	r.it.DateText = blog.Excerpt(string(r.Date), 60)
	if t, ok := record.Stamp(string(r.Timestamp)); ok {
		r.it.Published = t
	} else if t, ok := record.Date(string(r.Date)); ok {
		r.it.Published = t
	} else {
		r.note("The date “%s” can't be right.", r.it.DateText)
	}
}

// state says who may read the post.
func (r *reading) state() {
	switch {
	case r.private || r.State == "private":
		r.it.Status = blog.Draft
		r.note("It was private, so it is a draft.")
	case r.State == "published":
	case r.State == "":
		r.it.Status = blog.Draft
		r.note("The file does not say whether it was published, so it is a draft.")
	default:
		r.it.Status = blog.Draft
		r.note("On Tumblr its state was “%s”, so it is a draft.", blog.Excerpt(string(r.State), 40))
	}
}

// origin tells of a post that was passed on from another blog: where from. One
// to which its author has added nothing is somebody else's.
func (r *reading) origin() {
	from := ""
	for _, candidate := range []text{r.RebloggedURL, r.ParentURL, r.SourceURL} {
		if u, err := record.URL(unwrapped(string(candidate)), nil); err == nil && from == "" && (r.base == nil || blog.HostOf(u) != blog.HostOf(r.base.String())) {
			from = u
		}
	}
	if from != r.it.URL && r.it.Via == "" {
		r.it.Via = from
	}
	if r.RebloggedFrom == "" && r.RebloggedURL == "" && r.ParentURL == "" && len(r.Trail) == 0 {
		return
	}
	if r.addedNothing() {
		r.it.Status = blog.Draft
		r.note("It was passed on from another blog, and nothing was added, so it is a draft.")
		return
	}
	r.note("It was passed on from another blog; the other's words are quoted.")
}

// passedOn is what stands where an old post repeats another's words.
var passedOn = regexp.MustCompile(`(?is)^\s*<p>\s*<a\s[^>]*>[^<]*</a>:\s*</p>\s*<blockquote\b.*</blockquote>\s*$`)

func (r *reading) addedNothing() bool {
	switch {
	case r.Reblog != nil:
		return strings.TrimSpace(string(r.Reblog.Comment)) == ""
	case len(r.Trail) > 0:
		return len(r.Content) == 0 && r.Blocks
	}
	return passedOn.MatchString(r.it.Body)
}

// wrapper is an address of Tumblr's that only leads on: t.umblr.com/redirect?z=.
var wrapper = regexp.MustCompile(`(?i)https?://(?:t\.umblr\.com/redirect\?|href\.li/\?)[^"'\s<>]*`)

// unwrapped gives the address to which such a one leads, any other as it is.
func unwrapped(address string) string {
	if !wrapper.MatchString(address) {
		return address
	}
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	if to := u.Query().Get("z"); to != "" {
		return to
	}
	if to, err := url.QueryUnescape(u.RawQuery); err == nil && strings.HasPrefix(to, "http") {
		return to
	}
	return address
}

// unwrap leads the links in the body where they lead.
func (r *reading) unwrap() {
	body := wrapper.ReplaceAllStringFunc(r.it.Body, func(found string) string {
		return html.EscapeString(unwrapped(html.UnescapeString(found)))
	})
	if body != r.it.Body {
		r.it.Body = body
		r.note("Links that went through Tumblr lead where they lead.")
	}
}

// shape looks for a source in the body, as in posts of a plain type.
func (r *reading) shape() {
	p, notes := shape.Read(shape.Post{Title: r.it.Title, Body: r.it.Body, Base: r.base})
	r.notes = append(r.notes, notes...)
	r.it.Title, r.it.URL, r.it.Via, r.it.Body = p.Title, p.URL, p.Via, p.Body
}
