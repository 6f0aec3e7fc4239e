package web

import (
	"net/url"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/internal/publish"
)

// prefill makes the form's first contents of a query: ours, and those that the
// bookmarklets of Pinboard, Shaarli and linkding send.
//
//	url, post                       the source
//	title                           its title
//	text, description               the selected words: a quote
//	extended, notes                 words of the author's own
//	tags                            parted by commas, or else by white space
//	via                             where it was found
func prefill(q url.Values) publish.Entry {
	e := publish.Entry{
		URL:   first(q, "url", "post"),
		Title: first(q, "title"),
		Via:   first(q, "via"),
		Tags:  prefillTags(first(q, "tags")),
	}
	var parts []string
	if text := first(q, "text", "description"); text != "" {
		parts = append(parts, markup.QuoteMarkdown(text)+"\n")
	}
	if words := first(q, "extended", "notes"); words != "" {
		parts = append(parts, words)
	}
	e.Body = strings.Join(parts, "\n")
	return e
}

// first gives the first value that is not blank.
func first(q url.Values, names ...string) string {
	for _, name := range names {
		if v := strings.TrimSpace(q.Get(name)); v != "" {
			return v
		}
	}
	return ""
}

// prefillTags reads tags as other programs write them.
func prefillTags(list string) []blog.Tag {
	if strings.Contains(list, ",") {
		return blog.ParseTags(list)
	}
	return blog.NewTags(strings.Fields(list))
}

// typedAddress gives the address that was typed behind /+/, as it was typed:
// proxies and browsers are fond of folding the two slashes after its scheme.
func typedAddress(u *url.URL) string {
	address := strings.TrimPrefix(u.EscapedPath(), "/+/")
	for _, scheme := range []string{"https:/", "http:/"} {
		if rest, ok := strings.CutPrefix(address, scheme); ok && !strings.HasPrefix(rest, "/") {
			address = scheme + "/" + rest
		}
	}
	if address != "" && !strings.Contains(address, "://") {
		address = "https://" + address
	}
	if u.RawQuery != "" {
		address += "?" + u.RawQuery
	}
	return address
}
