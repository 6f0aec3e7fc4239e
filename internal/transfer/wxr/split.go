package wxr

import (
	"bytes"
	"io"
	"regexp"

	"pullquote/internal/transfer/record"
)

// splitter parts a file by the tags of its items.
type splitter struct {
	r      io.Reader
	buf    []byte // what is read and not given out
	taken  []byte // the same before the last item was taken off
	done   bool   // nothing more comes
	lost   bool   // we are within an item that was given up
	closed bool   // behind the last item the file ended as it should
}

func newSplitter(r io.Reader) *splitter { return &splitter{r: r} }

// chunk is how much is read at a time, in bytes.
const chunk = 64 << 10

// more reads on. It reports whether something came.
func (s *splitter) more() (bool, error) {
	if s.done {
		return false, nil
	}
	if cap(s.buf)-len(s.buf) < chunk {
		grown := make([]byte, len(s.buf), 2*len(s.buf)+chunk)
		copy(grown, s.buf)
		s.buf = grown
	}
	n, err := s.r.Read(s.buf[len(s.buf):cap(s.buf)])
	s.buf = s.buf[:len(s.buf)+n]
	if err == io.EOF {
		s.done = true
		return n > 0, nil
	}
	return true, err
}

// head gives what stands before the first item, as far as it is not too long.
func (s *splitter) head() ([]byte, error) {
	from := 0
	for {
		if at := itemBegin(s.buf[from:]); at >= 0 {
			head := bytes.Clone(s.buf[:from+at])
			s.buf = s.buf[from+at:]
			return head, nil
		}
		from = max(0, len(s.buf)-len(itemTag))
		if len(s.buf) > record.MaxElement {
			// The lists of tags and categories; the names of authors come first.
			s.buf = append(s.buf[:record.MaxElement/2], s.buf[len(s.buf)-len(itemTag):]...)
			from = record.MaxElement / 2
		}
		ok, err := s.more()
		if err != nil {
			return nil, err
		}
		if !ok {
			head := s.buf
			s.buf, s.closed = nil, closes(head)
			return head, nil
		}
	}
}

var (
	itemTag    = []byte("<item>")
	itemEndTag = []byte("</item>")

	channelEndTag = []byte("</channel")
	rssEndTag     = []byte("</rss")
)

// closes reports whether the list of items ends in a part of the file.
func closes(b []byte) bool { return bytes.Contains(b, channelEndTag) || bytes.Contains(b, rssEndTag) }

// itemBegin finds the tag that begins an item; -1 if there is none.
func itemBegin(b []byte) int {
	for from := 0; ; {
		at := bytes.Index(b[from:], itemTag[:5])
		if at < 0 || from+at+5 >= len(b) {
			return -1
		}
		if c := b[from+at+5]; c == '>' || isSpace(c) {
			return from + at
		}
		from += at + 5
	}
}

// next gives the next item, from its first tag to its last. It fails with
// io.EOF if there is none, with record.ErrCut if the file ends within it, and
// with record.ErrLarge if it is too large; the next one may be asked for then.
func (s *splitter) next() ([]byte, error) {
	if err := s.seek(); err != nil {
		return nil, err
	}
	e := ending{at: len(itemTag) - 1}
	for {
		if end := e.find(s.buf); end >= 0 {
			return s.take(end), nil
		}
		large := len(s.buf) > record.MaxElement
		ok, err := s.more()
		if err != nil {
			return nil, err
		}
		if ok && !large {
			continue
		}
		// A section that never closes would swallow all items behind this one.
		if end := boundary(s.buf, e.opened); end >= 0 {
			return s.take(end), nil
		}
		if !ok {
			s.buf = nil
			return nil, record.ErrCut
		}
		s.lost = true
		return nil, record.ErrLarge
	}
}

// seek drops what stands before the next item.
func (s *splitter) seek() error {
	const tail = len("</channel>") // what may be cut in two
	for {
		if at := bytes.Index(s.buf, itemEndTag); s.lost && at >= 0 {
			s.buf, s.lost = s.buf[at:], false
		}
		at := itemBegin(s.buf)
		if at >= 0 && !s.lost {
			s.buf, s.closed = s.buf[at:], false
			return nil
		}
		s.closed = s.closed || closes(s.buf)
		s.buf = s.buf[max(0, len(s.buf)-tail):]
		ok, err := s.more()
		if err != nil {
			return err
		}
		if !ok {
			return io.EOF
		}
	}
}

func (s *splitter) take(end int) []byte {
	item := bytes.Clone(s.buf[:end])
	s.taken, s.buf = s.buf, s.buf[end:]
	return item
}

// recut looks whether the last item, which is no XML, has swallowed the next:
// its last tag is missing, or a section in it does not close. If so, it gives
// the item alone, and the next will come next.
func (s *splitter) recut(item []byte) []byte {
	end := boundary(item, 0)
	if end < 0 || end >= len(item) {
		return item
	}
	s.buf = s.taken[end:]
	return item[:end]
}

// betweenItems is where an item ends and another, or nothing, begins; if its
// last tag is missing, on a new line.
var betweenItems = regexp.MustCompile(`^(?:</item>\s*(?:<item[\s>]|</channel\s*>)|<item>\s*<title[\s>]|</channel\s*>)`)

// boundary finds the end of the item with which b begins by the look of it; -1
// if there is none. A post that quotes a feed has items in its words, too; but
// before they end, none of the elements came that stand behind the words.
func boundary(b []byte, opened int) int {
	behind := bytes.Index(b[opened:], behindWords)
	if behind < 0 {
		return -1
	}
	for at := opened + behind; ; at++ {
		i := bytes.IndexByte(b[at:], '<')
		if i < 0 {
			return -1
		}
		at += i
		ended := bytes.HasPrefix(b[at:], itemEndTag)
		if !ended && !beginsLine(b[:at]) || !betweenItems.Match(b[at:min(len(b), at+lookAhead)]) {
			continue
		}
		if ended {
			at += len(itemEndTag)
		}
		return at
	}
}

// lookAhead is how far from each other tags between items stand, in bytes.
const lookAhead = 1 << 10

// beginsLine reports whether nothing but white space stands before the end of
// b on its line.
func beginsLine(b []byte) bool {
	b = bytes.TrimRight(b[max(0, len(b)-lookAhead):], " \t")
	return len(b) > 0 && b[len(b)-1] == '\n'
}

var behindWords = []byte(":post_")

// ending looks for the end of an item in a buffer that grows. Tags within CDATA
// sections and comments are words.
type ending struct {
	at     int    // where to look on
	closes []byte // what ends the section that we are in; nil outside
	opened int    // where that section, or the last one, begins
}

// cdata is which of the sections are words.
const cdata = 0

var sections = []struct{ opens, closes []byte }{
	{[]byte("<![CDATA["), []byte("]]>")},
	{[]byte("<!--"), []byte("-->")},
}

// find gives the end of the item, -1 if it is not there yet.
func (e *ending) find(b []byte) int {
	for {
		if e.closes != nil {
			i := bytes.Index(b[e.at:], e.closes)
			if i < 0 {
				e.at = max(e.at, len(b)-len(e.closes))
				return -1
			}
			e.at += i + len(e.closes)
			e.closes = nil
		}
		i := bytes.IndexByte(b[e.at:], '<')
		if i < 0 {
			e.at = len(b)
			return -1
		}
		e.at += i
		rest := b[e.at:]
		if bytes.HasPrefix(rest, itemEndTag) {
			return e.at + len(itemEndTag)
		}
		if len(rest) < len("<![CDATA[") {
			return -1 // what it is can't be told yet
		}
		for _, section := range sections {
			if bytes.HasPrefix(rest, section.opens) {
				e.closes, e.opened = section.closes, e.at
				e.at += len(section.opens) - 1
			}
		}
		e.at++
	}
}
