package capture

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"pullquote/internal/blog"
)

// FromQuery reads the query of the form's address. It accepts our own parameters and
// those that the bookmarklets of Pinboard, Shaarli and linkding send.
//
//	url, post                       the source
//	title                           its title
//	text, description               the selected text: a quote
//	extended, notes                 text of the author's own
//	tags                            separated by commas, or else by white space
//	via                             where it was found
//	v                               version of our bookmarklet
func FromQuery(q url.Values) Brought {
	b := Brought{
		URL:   first(q, "url", "post"),
		Title: first(q, "title"),
		Via:   first(q, "via"),
		Words: first(q, "extended", "notes"),
		Tags:  tags(first(q, "tags")),
	}
	if q.Has("v") {
		b.version(q.Get("v"))
	}
	if text := first(q, "text", "description"); text != "" {
		b.Passages = []Passage{{Text: text}}
	}
	if b.Bookmarklet {
		// This is the browser's title of the page; the payload may have a better
		// one.
		b.Hints.URL, b.Hints.Title, b.Title = b.URL, b.Title, ""
	}
	return b
}

// first returns the first value that is not blank.
func first(q url.Values, names ...string) string {
	for _, name := range names {
		if v := strings.TrimSpace(received(q.Get(name))); v != "" {
			return v
		}
	}
	return ""
}

// received converts text to UTF-8: old bookmarklets escape text as Windows-1252.
func received(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	decoded, err := charmap.Windows1252.NewDecoder().String(text)
	if err != nil { // can't happen: every byte is a character
		return strings.ToValidUTF8(text, "\uFFFD")
	}
	return decoded
}

// tags parses tags as other programs write them.
func tags(list string) []blog.Tag {
	if strings.Contains(list, ",") {
		return blog.ParseTags(list)
	}
	return blog.NewTags(strings.Fields(list))
}
