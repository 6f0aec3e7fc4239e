package instapaper

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"golang.org/x/net/html"

	"pullquote/internal/transfer/record"
)

// readPage reads the older export, in which a selection may follow its link:
//
//	<h1>Unread</h1><ol><li><a href="…">title</a>: selection</li>
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

	folder  strings.Builder // text of the last heading
	heading bool            // inside a heading
	depth   int             // number of open lists, plus one inside the html element
	n       int             // number of links so far

	open  bool   // there is a current link
	url   string // address of the current link
	title strings.Builder
	after strings.Builder // text after the current link
	named bool            // the title of the current link has ended
	raw   strings.Builder
	large bool // larger than record.MaxElement
}

// mostHeading is how much of a heading is read, in bytes.
const mostHeading = 1000

// next reads a token of the page. It reports whether to continue.
func (p *pageReader) next() bool {
	kind := p.z.Next()
	raw := string(p.z.Raw())
	switch kind {
	case html.ErrorToken:
		p.end(raw)
		return false
	case html.StartTagToken, html.SelfClosingTagToken:
		p.z.NextIsNotRawText()
		if !p.start(p.z.Token()) {
			return false
		}
	case html.TextToken:
		p.text(string(p.z.Text()))
	case html.EndTagToken:
		name, _ := p.z.TagName()
		switch string(name) {
		case "a":
			p.named = true
		case "li":
			return p.give()
		case "ol", "ul", "html":
			p.depth = max(p.depth-1, 0)
			return p.give()
		case "h1", "h2":
			p.heading = false
		}
	}
	if p.open {
		p.keep(&p.raw, raw)
	}
	return true
}

// start handles a start tag. List items are not closed.
func (p *pageReader) start(t html.Token) bool {
	switch t.Data {
	case "ul", "ol", "html":
		p.depth++
	case "li":
		return p.give()
	case "br":
		p.text("\n")
	case "h1", "h2":
		p.folder.Reset()
		p.heading = true
		return p.give()
	case "a":
		if !p.give() {
			return false
		}
		p.open, p.named, p.large = true, false, false
		p.url = ""
		for _, a := range t.Attr {
			if a.Key == "href" {
				p.url = a.Val
			}
		}
		for _, b := range []*strings.Builder{&p.title, &p.after, &p.raw} {
			b.Reset()
		}
	}
	return true
}

func (p *pageReader) text(text string) {
	switch {
	case p.heading && p.folder.Len() < mostHeading:
		p.folder.WriteString(text)
	case p.open && p.named:
		p.keep(&p.after, text)
	case p.open:
		p.keep(&p.title, text)
	}
}

// keep appends to a part of the current link.
func (p *pageReader) keep(part *strings.Builder, text string) {
	if p.large = p.large || part.Len()+len(text) > record.MaxElement; !p.large {
		part.WriteString(text)
	}
}

// give yields the current link. It reports whether to continue.
func (p *pageReader) give() bool {
	if !p.open {
		return true
	}
	p.open = false
	p.n++
	origin := fmt.Sprintf("%s, link %d", p.f.Name, p.n)
	if p.large {
		return p.yield(record.Item{}, &record.RowError{Origin: origin, Err: record.ErrLarge})
	}
	s := saved{url: p.url, title: p.title.String(), folder: record.Plain(p.folder.String())}
	s.selection = strings.TrimPrefix(strings.TrimSpace(p.after.String()), ":")
	return p.yield(s.item(origin, []byte(strings.TrimSpace(p.raw.String()))))
}

// end handles the end of the page. Within a list or the html element, the page is
// truncated.
func (p *pageReader) end(rest string) {
	err := p.z.Err()
	whole := p.depth == 0 && !strings.HasPrefix(rest, "<")
	if err == io.EOF && whole && !p.give() {
		return
	}
	switch {
	case errors.Is(err, html.ErrBufferExceeded):
		p.yield(record.Item{}, &record.RowError{Origin: p.f.Name, Err: record.ErrLarge})
	case err != io.EOF:
		p.yield(record.Item{}, record.FileError(p.f, err))
	case !whole:
		p.yield(record.Item{}, &record.RowError{Origin: p.f.Name, Err: record.ErrCut})
	}
}
