package frontmatter

import (
	"slices"
	"strings"

	"pullquote/internal/blog"
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
	if until := r.fields.get("expirydate", "unpublishdate").words(); until != "" {
		r.note("It was to be read until " + blog.Excerpt(until, 60) + " only: it comes in as a draft.")
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

// pageLayouts are the layouts of a site's frame; posts lie elsewhere.
var pageLayouts = []string{"default", "home", "index", "archive", "archives", "category", "categories", "tag", "tags", "search", "404", "null", "none"}

// isPage reports whether the file is a page of a site, not a post.
func (r *reading) isPage() bool {
	if r.place.page {
		return true
	}
	kind := strings.ToLower(r.fields.get("layout").words())
	typ := strings.ToLower(r.fields.get("type", "posttype", "kind").words())
	if r.place.posts || r.place.draft {
		return typ == "page" && r.wordPress
	}
	if kind == "page" || typ == "page" {
		return true
	}
	undated := !r.fields.has("date") && !r.fields.has("postdate") && r.place.date.IsZero()
	return undated && (r.place.index || slices.Contains(pageLayouts, kind))
}
