package netscape

import (
	"io"
	"strings"

	"golang.org/x/net/html"
)

// bookmark is a bookmark in its raw form.
type bookmark struct {
	attrs     map[string]string
	title     string   // HTML
	words     string   // HTML: what follows DD
	folders   []folder // its folders, the outermost first
	described []folder // those with a description that no earlier bookmark has reported
	lonely    []folder // preceding folders with a description and without bookmarks
	raw       string
}

// folder is a folder of bookmarks.
type folder struct {
	name  string
	words string // HTML: what follows its DD
	attrs map[string]string
}

// parser walks over a file and separates its bookmarks.
type parser struct {
	z        *html.Tokenizer
	producer producer

	folders []folder
	deeper  int      // open lists below the deepest of folders
	heading *folder  // the last heading, whose list has not begun yet
	behind  bool     // only a description can have followed that heading so far
	lonely  []folder // folders with a description and without a bookmark to report it
	current *bookmark
	title   strings.Builder
	words   strings.Builder
	raw     strings.Builder
	in      position
	depth   int  // number of open lists
	done    bool // at the end of the file
}

// A file may have any number of lists within each other, or of folders without
// bookmarks, and each bookmark would know all of them. A person's has a few.
const (
	mostFolders = 100    // that a bookmark is in; the folders below are not told apart
	mostLonely  = 10_000 // between two bookmarks
)

// position is where the parser is, relative to a bookmark.
type position int

const (
	between position = iota
	inTitle
	inWords
	inHeading
	ahead // in text before what it belongs to: a folder's list, or a link
)

// open reports whether the file ended before its lists did.
func (p *parser) open() bool { return p.depth > 0 && p.producer.closes }

// next returns the next bookmark. It returns io.EOF at the end.
func (p *parser) next() (*bookmark, error) {
	for !p.done {
		kind := p.z.Next()
		raw := string(p.z.Raw())
		var b *bookmark
		switch kind {
		case html.ErrorToken:
			if err := p.z.Err(); err != io.EOF {
				return nil, err
			}
			p.done = true
			b = p.finish()
			p.describe()
			p.leave(p.heading)
			for i := range p.folders {
				p.leave(&p.folders[i])
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			p.z.NextIsNotRawText() // a <title> in the text does not end the file
			b = p.start(p.z.Token(), raw)
		case html.EndTagToken:
			name, _ := p.z.TagName()
			b = p.end(string(name), raw)
		case html.TextToken:
			p.text(raw)
		}
		if b != nil {
			return b, nil
		}
	}
	return nil, io.EOF
}

// finish ends the current bookmark, if there is one, and returns it.
func (p *parser) finish() *bookmark {
	b := p.current
	if b == nil {
		return nil
	}
	b.title, b.words, b.raw = p.title.String(), strings.Trim(p.words.String(), asciiSpace), strings.TrimSpace(p.raw.String())
	p.current, p.in = nil, between
	p.title.Reset()
	p.words.Reset()
	p.raw.Reset()
	return b
}

func (p *parser) start(t html.Token, raw string) (b *bookmark) {
	switch t.Data {
	case "dt", "hr", "h1":
		b = p.finish()
		p.describe()
		p.forget()
	case "h3":
		b = p.finish()
		p.describe()
		p.forget()
		p.leave(p.heading)
		p.heading, p.in, p.behind = &folder{attrs: attributes(t)}, inHeading, true
	case "dl":
		b = p.finish()
		p.depth++
		if p.heading == nil {
			p.heading = &folder{}
		}
		p.describe()
		p.forget()
		if len(p.folders) < mostFolders {
			p.folders = append(p.folders, *p.heading)
		} else {
			p.deeper++
			p.leave(p.heading)
		}
		p.heading = nil
	case "dd":
		if p.current != nil {
			p.raw.WriteString(raw)
			if p.in = inWords; p.words.Len() > 0 {
				p.words.WriteString("\n")
			}
		} else {
			p.in = ahead
		}
	case "a":
		if p.in == inWords || p.in == ahead && p.behind {
			p.keep(raw)
			return nil
		}
		b = p.finish()
		p.current = &bookmark{attrs: attributes(t), folders: append([]folder(nil), p.folders...), lonely: p.lonely}
		p.lonely = nil
		for i, f := range p.folders {
			if f.words != "" {
				p.current.described = append(p.current.described, f)
				p.folders[i].words = ""
			}
		}
		p.raw.WriteString(raw)
		p.in = inTitle
	default:
		p.keep(raw)
	}
	return b
}

func (p *parser) end(name, raw string) (b *bookmark) {
	switch name {
	case "dl":
		b = p.finish()
		p.describe()
		p.depth--
		p.leave(p.heading)
		p.heading = nil
		if p.deeper > 0 {
			p.deeper--
		} else if len(p.folders) > 0 {
			p.leave(&p.folders[len(p.folders)-1])
			p.folders = p.folders[:len(p.folders)-1]
		}
	case "h3":
		if p.in == inHeading {
			p.in = between
		}
	case "a":
		if p.in == inTitle {
			p.raw.WriteString(raw)
			p.in = between
			return nil
		}
		p.keep(raw)
	case "dd":
		if p.in == ahead {
			p.in = between
		}
	case "dt":
	default:
		p.keep(raw)
	}
	return b
}

// describe makes the text after the last heading the description of its folder. Links
// in it are part of it.
func (p *parser) describe() {
	if p.behind && p.in == ahead {
		p.heading.words = strings.TrimSpace(p.words.String())
	}
	p.behind = false
}

// leave leaves a folder. If its description was not reported, it becomes lonely.
func (p *parser) leave(f *folder) {
	if f != nil && f.words != "" && len(p.lonely) < mostLonely {
		p.lonely = append(p.lonely, *f)
	}
}

// forget discards text that belongs to nothing.
func (p *parser) forget() {
	p.in = between
	p.words.Reset()
	p.raw.Reset()
}

// keep adds raw HTML to the current text or title.
func (p *parser) keep(raw string) {
	switch p.in {
	case inWords, ahead:
		p.raw.WriteString(raw)
		p.words.WriteString(raw)
	case inTitle:
		p.raw.WriteString(raw)
		p.title.WriteString(raw)
	}
}

func (p *parser) text(raw string) {
	switch p.in {
	case inHeading:
		p.heading.name += html.UnescapeString(raw)
	default:
		p.keep(raw)
	}
}

// attributes returns a tag's attributes by name, in lower case.
func attributes(t html.Token) map[string]string {
	attrs := make(map[string]string, len(t.Attr))
	for _, a := range t.Attr {
		if _, twice := attrs[a.Key]; !twice {
			attrs[a.Key] = a.Val
		}
	}
	return attrs
}
