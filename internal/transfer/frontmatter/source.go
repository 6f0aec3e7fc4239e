package frontmatter

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"pullquote/internal/blog"
)

// sourceKeys are the keys under which programs for link blogs keep what a post
// links to, the plainest first.
var sourceKeys = []string{
	"link", "externalurl", "linkurl", "linkedlisturl", "bookmarkof", "likeof", "repostof", "inreplyto", "sourceurl", "source", "ref",
}

// source gives the post's source as the metadata tells it, and the via link;
// empty if it does not.
func (r *reading) source(base *url.URL) (source, via string) {
	for _, key := range sourceKeys {
		if r.fields.has("wordpressid") && key == "link" {
			continue // it is the permalink there, see addresses
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

// asURL gives the web address that a value holds: as a text, as the only
// element of a list, as an object's url, or as the link in a bit of HTML or
// Markdown.
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
	if strings.HasPrefix(text, "<a ") {
		if l, ok := htmlLead(text); ok {
			text = l.href
		}
	} else if l, ok := markdownLink(text); ok {
		text = l.href
	}
	if !webLike.MatchString(text) {
		return ""
	}
	u, _ := cleanURL(text, base)
	return u
}

// webLike is how a web address begins. A source called "The Verge" is none.
var webLike = regexp.MustCompile(`(?i)^(https?:)?//|^www\.`)

// cleanURL makes an address that can be stored of one that stands in a page:
// as browsers do, white space around it and line ends in it are dropped, a
// space becomes %20, a path is completed from the page's own address. It is
// empty if that gives no web address, and says why.
func cleanURL(raw string, base *url.URL) (string, error) {
	u := strings.NewReplacer("\n", "", "\r", "", "\t", "").Replace(strings.TrimSpace(raw))
	u = strings.NewReplacer(" ", "%20", "\u00a0", "%C2%A0", "\u3000", "%E3%80%80").Replace(u)
	switch {
	case strings.HasPrefix(u, "//"):
		u = "http:" + u
	case len(u) > 4 && strings.EqualFold(u[:4], "www."):
		u = "http://" + u
	case strings.HasPrefix(u, "/") && base != nil:
		if path, err := url.Parse(u); err == nil {
			u = base.ResolveReference(path).String()
		}
	}
	if err := blog.CheckURL("url", u); err != nil {
		return "", err
	}
	return u, nil
}

var linkWords = []string{"link", "links", "linked", "linkedlist", "linklog", "linkblog", "linkpost", "linkposts", "bookmark", "bookmarks", "quote", "quotes", "quotation"}

// linkHint reports whether the metadata says that the post is a link or a
// quotation, by its layout, its category, or a part of its permalink.
func (r *reading) linkHint() bool {
	isLink := func(word string) bool { return slices.Contains(linkWords, fold(word)) }
	for _, key := range []string{"layout", "type", "kind", "format", "postformat", "categories", "category", "posttype"} {
		for _, word := range tagNames(key, r.fields.get(key)) {
			if isLink(word) {
				return true
			}
		}
	}
	_, path, _ := parsePermalink(r.fields.get("permalink").words())
	folders := strings.Split(strings.Trim(path, "/"), "/")
	return slices.ContainsFunc(folders[:len(folders)-1], isLink)
}
