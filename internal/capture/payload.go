package capture

import (
	"encoding/base64"
	"strconv"
	"strings"
	"unicode/utf8"

	"pullquote/internal/blog"
	"pullquote/internal/fetch/metadata"
)

// Version is the version of the bookmarklet. Authors with an older one are asked to
// replace it.
const Version = 1

// Brought is what was captured of a page.
type Brought struct {
	Bookmarklet bool   // it came from our bookmarklet
	Old         bool   // the bookmarklet is older than Version
	URL         string // as captured
	Title       string // given by the author or another program, so taken as it is
	Via         string
	Tags        []blog.Tag
	Words       string         // text of the author's own
	Hints       metadata.Hints // metadata from the browser
	Passages    []Passage      // in the order in which they were selected
	Cut         bool           // the selection was too long to be sent whole
}

// Passage is a selection.
type Passage struct {
	HTML   string // as serialised by the browser; empty if there is only Text
	Text   string
	Prefix string // text before it in the page
	Suffix string // text after it in the page
	Place  int    // number of characters before it in the page's text
}

// The payload of the bookmarklet consists of records of fields. Unlike JSON, a page
// can't interfere with that: some pages still replace toJSON.
const (
	recordEnd = "\x1e"
	fieldEnd  = "\x1f"
)

// Parse parses the payload of the bookmarklet: UTF-8 in URL-safe base64 (RFC 4648,
// section 5). The first field of a record is its type:
//
//	v version              u address            t title          h first heading
//	l language             m name, content      k rel, address   j JSON-LD
//	a author, as shown     d date, as shown     c cut
//	s HTML, words before, words after, place    x text, the same
//
// Unknown records are ignored. Parse fails with Invalid.
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

// version records the version of the bookmarklet.
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
