package web

import (
	"net/url"
	"regexp"
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

// strayPercent matches a percent sign that begins no escape.
var strayPercent = regexp.MustCompile(`%(?:[^0-9A-Fa-f]|[0-9A-Fa-f]?$|[0-9A-Fa-f][^0-9A-Fa-f])`)

// typedQuery reads a query as a person may have typed it: net/url drops, without
// a word, a value with a semicolon or a stray percent sign in it.
func typedQuery(raw string) url.Values {
	raw = strings.ReplaceAll(raw, ";", "%3B")
	raw = strayPercent.ReplaceAllStringFunc(raw, func(s string) string { return "%25" + s[1:] })
	q, _ := url.ParseQuery(raw)
	return q
}

// typedAddress gives the address that was typed behind /+/, as it was typed:
// proxies and browsers are fond of folding the two slashes after its scheme.
func typedAddress(u *url.URL) string {
	address := strings.TrimPrefix(u.EscapedPath(), "/+/")
	if whole, err := url.PathUnescape(address); err == nil && !strings.Contains(address, ":/") && strings.Contains(whole, "://") {
		address = whole // it was encoded as one segment
	}
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
