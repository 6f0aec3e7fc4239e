package pocket

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"golang.org/x/net/html"

	"pullquote/internal/transfer/record"
)

// readPage reads Pocket's page of links, which was the export before the CSV files:
//
//	<h1>Unread</h1><ul><li><a href="…" time_added="…" tags="a,b">title</a></li>
func readPage(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	return func(yield func(record.Item, error) bool) {
		p := pageReader{f: f, z: html.NewTokenizer(record.Text(r)), yield: yield}
		p.z.SetMaxBuf(record.MaxElement)
		for p.next() {
			continue
		}
	}
}

// pageReader reads the links of a page.
type pageReader struct {
	f     record.File
	z     *html.Tokenizer
	yield func(record.Item, error) bool

	depth int // number of open lists, plus one inside the html element
	n     int // number of links so far
	open  *link
	state string // state of the links in the current list
	title strings.Builder
	raw   strings.Builder // of the current link
	large bool            // larger than record.MaxElement
}

// next reads a token of the page. It reports whether to continue.
func (p *pageReader) next() bool {
	kind := p.z.Next()
	raw := string(p.z.Raw())
	if p.open != nil {
		if p.large = p.large || p.raw.Len()+len(raw) > record.MaxElement; !p.large {
			p.raw.WriteString(raw)
		}
	}
	switch kind {
	case html.ErrorToken:
		p.end(raw)
		return false
	case html.StartTagToken, html.SelfClosingTagToken:
		p.z.NextIsNotRawText()
		return p.start(p.z.Token(), raw)
	case html.TextToken:
		if text := p.z.Text(); p.open != nil && !p.large {
			p.title.Write(text)
		} else if state, isHeading := headings[strings.ToLower(strings.TrimSpace(string(text)))]; isHeading {
			p.state = state
		}
	case html.EndTagToken:
		switch name, _ := p.z.TagName(); string(name) {
		case "a", "li":
			return p.give()
		case "ul", "ol", "html":
			p.depth = max(p.depth-1, 0)
			return p.give()
		}
	}
	return true
}

// headings are the headings of Pocket's two lists, with the state of their links.
var headings = map[string]string{"unread": "unread", "read archive": "archive"}

// start handles a start tag. A link that is not closed ends with the next item.
func (p *pageReader) start(t html.Token, raw string) bool {
	switch t.Data {
	case "ul", "ol", "html":
		p.depth++
	case "li":
		return p.give()
	case "a":
		if !p.give() {
			return false
		}
		p.open, p.large = &link{state: p.state}, false
		p.open.read(t)
		p.title.Reset()
		p.raw.Reset()
		p.raw.WriteString(raw)
	}
	return true
}

// give yields the current link. It reports whether to continue.
func (p *pageReader) give() bool {
	if p.open == nil {
		return true
	}
	p.n++
	origin := fmt.Sprintf("%s, link %d", p.f.Name, p.n)
	l := *p.open
	p.open = nil
	if p.large {
		return p.yield(record.Item{}, &record.RowError{Origin: origin, Err: record.ErrLarge})
	}
	l.title = p.title.String()
	return p.yield(l.item(origin, []byte(p.raw.String())))
}

// end handles the end of the page. Within a link, a list or the html element, the page is
// truncated.
func (p *pageReader) end(rest string) {
	switch err := p.z.Err(); {
	case errors.Is(err, html.ErrBufferExceeded):
		p.yield(record.Item{}, &record.RowError{Origin: p.f.Name, Err: record.ErrLarge})
	case err != io.EOF:
		p.yield(record.Item{}, record.FileError(p.f, err))
	case p.open != nil || p.depth > 0 || strings.HasPrefix(rest, "<"):
		p.yield(record.Item{}, &record.RowError{Origin: p.f.Name, Err: record.ErrCut})
	}
}

// read sets a link's fields from its tag.
func (l *link) read(t html.Token) {
	for _, a := range t.Attr {
		switch a.Key {
		case "href":
			l.url = a.Val
		case "time_added":
			l.added = strings.TrimSpace(a.Val)
		case "tags":
			l.tags = split(a.Val, ",")
		}
	}
}
