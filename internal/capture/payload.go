package capture

import (
	"encoding/base64"
	"strconv"
	"strings"
	"unicode/utf8"

	"pullquote/internal/blog"
	"pullquote/internal/fetch/metadata"
)

// Version is the bookmarklet's. One that says less is asked to be replaced.
const Version = 1

// Brought is what a door brought of a page.
type Brought struct {
	Bookmarklet bool   // it was our bookmarklet
	Old         bool   // of a version that brings less than today's
	URL         string // as it came
	Title       string // given by the author or another program, so not weighed
	Via         string
	Tags        []blog.Tag
	Words       string         // words of the author's own
	Hints       metadata.Hints // what the browser knows of the page
	Passages    []Passage      // in the order they were chosen
	Cut         bool           // the selection was too long for the way
}

// Passage is a selection.
type Passage struct {
	HTML   string // as the browser shows it; empty if Text is all there is
	Text   string
	Prefix string // words before it in the page
	Suffix string // and after it
	Place  int    // characters of the page's text before it
}

// The payload of the bookmarklet is records of fields. A page can't change how
// they are written, as it can with JSON: some pages still replace toJSON.
const (
	recordEnd = "\x1e"
	fieldEnd  = "\x1f"
)

// Parse reads the payload of the bookmarklet: base64 as URLs have it (RFC 4648,
// section 5) of UTF-8. Its records are named by their first field:
//
//	v version              u address            t title          h first heading
//	l language             m name, content      k rel, address   j JSON-LD
//	a author, as shown     d date, as shown     c cut
//	s HTML, words before, words after, place    x text, likewise
//
// Records that it does not know are passed over. It fails with Invalid.
func Parse(payload string) (Brought, error) {
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(strings.TrimSpace(payload), "="))
	if err != nil {
		return Brought{}, &blog.Error{Kind: blog.Invalid, Message: "What the bookmarklet sent was mangled on the way, so only the address came in. Select the words again and click once more.", Err: err}
	}
	text := string(raw)
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\uFFFD")
	}
	var b Brought
	for record := range strings.SplitSeq(text, recordEnd) {
		kind, rest, _ := strings.Cut(record, fieldEnd)
		b.take(kind, strings.Split(rest, fieldEnd))
	}
	b.URL = b.Hints.URL
	return b, nil
}

// version notes which bookmarklet it was.
func (b *Brought) version(text string) {
	n, _ := strconv.Atoi(text)
	b.Bookmarklet, b.Old = true, n < Version
}

// take reads a record.
func (b *Brought) take(kind string, fields []string) {
	field := func(i int) string {
		if i < len(fields) {
			return fields[i]
		}
		return ""
	}
	switch h := &b.Hints; kind {
	case "v":
		b.version(field(0))
	case "u":
		h.URL = field(0)
	case "t":
		h.Title = field(0)
	case "h":
		h.Heading = field(0)
	case "l":
		h.Lang = field(0)
	case "m":
		h.Meta = append(h.Meta, [2]string{field(0), field(1)})
	case "k":
		h.Links = append(h.Links, [2]string{field(0), field(1)})
	case "j":
		h.LD = append(h.LD, field(0))
	case "a":
		h.Author = field(0)
	case "d":
		h.Time = field(0)
	case "c":
		b.Cut = true
	case "s", "x":
		p := Passage{Prefix: field(1), Suffix: field(2)}
		p.Place, _ = strconv.Atoi(field(3))
		if kind == "s" {
			p.HTML = field(0)
		} else {
			p.Text = field(0)
		}
		b.Passages = append(b.Passages, p)
	}
}
