package frontmatter

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
	"pullquote/internal/transfer/shape"
)

// sourceKeys are the keys for the source in programs for link blogs, the clearest first.
var sourceKeys = []string{
	"link", "externalurl", "linkurl", "linkedlisturl", "bookmarkof", "likeof", "repostof", "inreplyto", "sourceurl", "source", "ref",
}

// source returns the source and the via link according to the metadata; "" if there is
// none.
func (r *reading) source(base *url.URL) (source, via string) {
	for _, key := range sourceKeys {
		if r.fields.has("wordpressid") && key == "link" {
			continue // there it is the permalink, see addresses
		}
		if u := asURL(r.fields.get(key), base); u != "" && source == "" {
			source = u
		}
	}
	if own := r.fields.get("url"); source == "" && r.linkHint() {
		source = asURL(own, nil)
	}
	via = asURL(r.fields.get("viaurl"), base)
	spelled := r.fields.get("via")
	if via == "" {
		via = asURL(spelled, base)
	}
	if name := strings.Join(spelled.texts(), ", "); via == "" && name != "" {
		r.note("Via, without an address: " + blog.Excerpt(name, 200))
	}
	if name := r.fields.get("viatitle").words(); name != "" {
		r.note("Via: " + blog.Excerpt(name, 200))
	}
	return source, via
}

// asURL returns the web address in a value: in a text, in a list's first element, in an
// object's url, or in the link of a piece of HTML or Markdown.
func asURL(v value, base *url.URL) string {
	for v.kind == list {
		if len(v.list) == 0 {
			return ""
		}
		v = v.list[0]
	}
	if v.kind == object {
		if inner := v.member("properties"); inner.kind == object {
			v = inner
		}
		return asURL(v.member("url", "href", "link"), base)
	}
	text := v.words()
	if href, ok := shape.Link(text); ok {
		text = href
	}
	if !webLike.MatchString(text) {
		return ""
	}
	u, _ := record.URL(text, base)
	return u
}

// webLike matches the beginning of a web address. A source called "The Verge" is none.
var webLike = regexp.MustCompile(`(?i)^(https?:)?//|^www\.`)

var linkWords = []string{"link", "links", "linked", "linkedlist", "linklog", "linkblog", "linkpost", "linkposts", "bookmark", "bookmarks", "quote", "quotes", "quotation"}

// linkHint reports whether the metadata says that the post is a link or a quotation, by
// its layout, category, or a folder in its permalink.
func (r *reading) linkHint() bool {
	isLink := func(word string) bool { return slices.Contains(linkWords, fold(word)) }
	for _, key := range []string{"layout", "type", "kind", "format", "postformat", "categories", "category", "posttype"} {
		for _, word := range tagNames(key, r.fields.get(key)) {
			if isLink(word) {
				return true
			}
		}
	}
	_, path, _ := record.Permalink(r.fields.get("permalink").words())
	folders := strings.Split(strings.Trim(path, "/"), "/")
	return slices.ContainsFunc(folders[:len(folders)-1], isLink)
}
