package frontmatter

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// truth reads a yes or a no.
func truth(text string) (yes, isBool bool) {
	switch strings.ToLower(text) {
	case "true", "yes", "on", "y", "1":
		return true, true
	case "false", "no", "off", "n", "0":
		return false, true
	}
	return false, false
}

// isDraft reports whether the post is not for everybody's eyes yet, or any
// more. What can't be told apart from a private post is one.
func (r *reading) isDraft() bool {
	no := func(key string) bool {
		yes, isBool := truth(r.fields.get(key).words())
		return isBool && !yes
	}
	yes := func(key string) bool {
		yes, _ := truth(r.fields.get(key).words())
		return yes
	}
	draft := r.place.draft || no("published") || no("publish") || no("public") || no("shared") || yes("headless") || yes("draft") || yes("private") || yes("hidden") || yes("unlisted")
	for _, key := range []string{"status", "poststatus", "visibility", "state"} {
		switch strings.ToLower(r.fields.get(key).words()) {
		case "", "publish", "published", "public":
		default:
			draft = true
		}
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

// cascade gives what Hugo hands on from a section to its pages.
func (r *reading) cascade() value {
	v := r.fields.get("cascade")
	if i, ok := r.fields.folded["cascade"]; ok && v.kind != object {
		v = r.fields.order[i].value // a list of objects has no texts
	}
	return v
}

// cascadesDraft reports whether Hugo's cascade, one object or a list of them,
// makes drafts of a section and what is in it. Which of the section's pages an
// object in a list is for is not told apart: what may be a draft is one.
func (v value) cascadesDraft() bool {
	draft, _ := truth(v.member("draft").words())
	return draft || slices.ContainsFunc(v.list, value.cascadesDraft)
}

// part is what a file was to its site.
type part int

const (
	aPost  part = iota
	aPage       // About, Colophon: words that belong to no day
	aFrame      // what a generator makes lists, or other files, with
)

// Layouts of pages that have none for pages of their own, and of what is no page.
var (
	pageLayouts  = []string{"default", "home", "index"}
	frameLayouts = []string{"archive", "archives", "category", "categories", "tag", "tags", "search", "404", "null", "none"}
)

// lists is what a generator's template begins with that lists something.
var lists = regexp.MustCompile(`\{%-?\s*for\s`)

// part tells what the file was to its site.
func (r *reading) part(body string) part {
	if !r.isPage() {
		return aPost
	}
	layout := strings.ToLower(r.fields.get("layout").words())
	if r.place.template || slices.Contains(frameLayouts, layout) || r.place.slug == "404" || lists.MatchString(body) {
		return aFrame
	}
	return aPage
}

// tellsPage reports whether a file is read as one of its site's pages.
func tellsPage(f record.File, raw []byte) bool {
	at := placeOf(f)
	if _, _, ours := cutOwn(raw); ours {
		return false
	}
	if at.posts && !bytes.Contains(bytes.ToLower(raw), []byte("page")) {
		return false // as nearly all are, and it need not be read for that
	}
	text, _, err := decode(raw)
	if err != nil {
		return false
	}
	r := &reading{file: f, place: at}
	if _, err := r.metadata(text); err != nil || r.fields == nil {
		return false
	}
	r.wordPress = r.isWordPress()
	return r.isPage()
}

// isPage reports whether the file belongs to its site's pages, not to its posts.
func (r *reading) isPage() bool {
	if r.place.page || r.place.template {
		return true
	}
	layout := strings.ToLower(r.fields.get("layout").words())
	typ := strings.ToLower(r.fields.get("type", "posttype", "kind").words())
	if r.place.posts || r.place.draft {
		return typ == "page" && r.wordPress
	}
	if layout == "page" || typ == "page" {
		return true
	}
	undated := !r.fields.has("date") && !r.fields.has("postdate") && r.place.date.IsZero()
	return undated && (r.place.index || slices.Contains(pageLayouts, layout) || slices.Contains(frameLayouts, layout))
}
