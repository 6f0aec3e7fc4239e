package frontmatter

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// truth parses a boolean.
func truth(text string) (yes, isBool bool) {
	switch strings.ToLower(text) {
	case "true", "yes", "on", "y", "1":
		return true, true
	case "false", "no", "off", "n", "0":
		return false, true
	}
	return false, false
}

// isDraft reports whether the post is not, or no longer, meant for everybody. What
// can't be distinguished from a private post is a draft.
func (r *reading) isDraft() bool {
	no := func(key string) bool {
		yes, isBool := truth(r.fields.get(key).words())
		return isBool && !yes
	}
	yes := func(key string) bool {
		yes, _ := truth(r.fields.get(key).words())
		return yes
	}
	draft := r.location.inDrafts || no("published") || no("publish") || no("public") || no("shared") || yes("headless") || yes("draft") || yes("private") || yes("hidden") || yes("unlisted")
	for _, key := range []string{"status", "poststatus", "visibility", "state"} {
		switch strings.ToLower(r.fields.get(key).words()) {
		case "", "publish", "published", "public":
		default:
			draft = true
		}
	}
	if r.isPlain && r.file.Notebook {
		r.note("It is from a notebook, whose notes nobody published: it comes in as a draft.")
		draft = true
	}
	if r.clip {
		r.note("It is a page that was clipped, in its author's words: it comes in as a draft.")
		draft = true
	}
	if until := r.fields.get("expirydate", "unpublishdate").words(); until != "" {
		r.note("It was to be read until " + blog.Excerpt(until, 60) + " only: it comes in as a draft.")
		draft = true
	}
	if !r.fields.has("draft") && r.cascade().cascadesDraft() {
		r.note("Its section was a draft (cascade): it comes in as one.")
		draft = true
	}
	if build := r.fields.get("build"); build.kind == object {
		for _, key := range []string{"render", "list"} {
			shown, isBool := truth(build.member(key).words())
			draft = draft || isBool && !shown || build.member(key).words() == "never"
		}
	}
	if r.fields.get("password", "postpassword").words() != "" {
		r.note("The post was behind a password: it comes in as a draft.")
		draft = true
	}
	return draft
}

// cascade returns the values that a section passes to its pages in Hugo.
func (r *reading) cascade() value {
	v := r.fields.get("cascade")
	if i, ok := r.fields.folded["cascade"]; ok && v.kind != object {
		v = r.fields.order[i].value // get ignores a list of objects, since it has no texts
	}
	return v
}

// cascadesDraft reports whether Hugo's cascade, an object or a list of them, makes
// drafts of a section and its pages. It ignores which pages an object in a list
// applies to: what may be a draft is one.
func (v value) cascadesDraft() bool {
	draft, _ := truth(v.member("draft").words())
	return draft || slices.ContainsFunc(v.list, value.cascadesDraft)
}

// part is the role of a file in its site.
type part int

const (
	aPost  part = iota
	aPage       // About, Colophon: independent of a date
	aFrame      // a template for lists or other files
)

// Layouts of pages in themes without one for pages, and of files that are no pages.
var (
	pageLayouts  = []string{"default", "home", "index"}
	frameLayouts = []string{"archive", "archives", "category", "categories", "tag", "tags", "search", "404", "null", "none"}
)

// lists matches the loop in a template that lists something.
var lists = regexp.MustCompile(`\{%-?\s*for\s`)

// part returns the role of the file in its site.
func (r *reading) part(body string) part {
	if !r.isPage() {
		return aPost
	}
	layout := strings.ToLower(r.fields.get("layout").words())
	if r.location.inTemplates || slices.Contains(frameLayouts, layout) || r.location.slug == "404" || lists.MatchString(body) {
		return aFrame
	}
	return aPage
}

// tellsPost reports whether a file would be read as a post, not as a page of its site, and
// with a date of its own.
func tellsPost(f record.File, raw []byte) bool {
	at := locationOf(f)
	if _, _, ours := cutOwn(raw); ours {
		return true
	}
	if at.inPosts && !at.date.IsZero() && !bytes.Contains(bytes.ToLower(raw), []byte("page")) {
		return true // fast path for nearly all posts
	}
	text, _, err := decode(raw)
	if err != nil {
		return true
	}
	r := &reading{file: f, location: at}
	if _, err := r.metadata(text); err != nil {
		return true
	}
	if r.fields == nil {
		r.fields, _ = newFields(nil)
	}
	r.wordPress = r.isWordPress()
	published, _, _ := r.dates()
	return !r.isPage() && !published.IsZero()
}

// isPage reports whether the file is a page of its site rather than a post.
func (r *reading) isPage() bool {
	if r.location.inPages || r.location.inTemplates {
		return true
	}
	layout := strings.ToLower(r.fields.get("layout").words())
	typ := strings.ToLower(r.fields.get("type", "posttype", "kind").words())
	if r.location.inPosts || r.location.inDrafts {
		return typ == "page" && r.wordPress
	}
	if layout == "page" || typ == "page" {
		return true
	}
	undated := !r.fields.has("date") && !r.fields.has("postdate") && r.location.date.IsZero()
	return undated && (r.location.isIndex || slices.Contains(pageLayouts, layout) || slices.Contains(frameLayouts, layout))
}
