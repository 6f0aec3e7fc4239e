package wxr

import (
	"bytes"
	"io"
	"regexp"

	"pullquote/internal/transfer/record"
)

// splitter splits a file at the tags of its items.
type splitter struct {
	r      io.Reader
	buf    []byte // read but not returned yet
	taken  []byte // buf before the last item was removed
	done   bool   // the reader is at its end
	lost   bool   // inside an item that was given up
	closed bool   // the file ended properly after the last item
}

func newSplitter(r io.Reader) *splitter { return &splitter{r: r} }

// chunk is how much is read at a time, in bytes.
const chunk = 64 << 10

// more reads on. It reports whether anything was read.
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

// head returns what precedes the first item, shortened if it is too long.
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
			// Too long because of its lists of tags and categories; authors come first.
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

// itemBegin returns the offset of the tag that begins an item; -1 if there is none.
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

// next returns the next item, including its tags. It returns io.EOF if there is none,
// record.ErrCut if the file ends within it, and record.ErrLarge if it is too large; in
// the last case the caller can continue with the next.
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
		// A section that is never closed would swallow all following items.
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

// seek discards what precedes the next item.
func (s *splitter) seek() error {
	const tail = len("</channel>") // longest tag that a buffer's end may split
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

// recut checks whether the last item, which is not valid XML, includes the next, because
// its end tag is missing or a section in it is not closed. If so, it returns the item
// alone, and the next call of next returns the other.
func (s *splitter) recut(item []byte) []byte {
	end := boundary(item, 0)
	if end < 0 || end >= len(item) {
		return item
	}
	s.buf = s.taken[end:]
	return item[:end]
}

// betweenItems matches where an item ends and another, or nothing, begins. If the end tag
// is missing, that has to be on a new line.
var betweenItems = regexp.MustCompile(`^(?:</item>\s*(?:<item[\s>]|</channel\s*>)|<item>\s*<title[\s>]|</channel\s*>)`)

// boundary guesses the end of the item that begins b from the surrounding tags; -1 if it
// finds none. A post that quotes a feed has items in its text, too, but not after the
// elements that follow the text.
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

// lookAhead is the maximum distance of the tags between items, in bytes.
const lookAhead = 1 << 10

// beginsLine reports whether the last line of b is blank.
func beginsLine(b []byte) bool {
	b = bytes.TrimRight(b[max(0, len(b)-lookAhead):], " \t")
	return len(b) > 0 && b[len(b)-1] == '\n'
}

var behindWords = []byte(":post_")

// ending searches for the end of an item in a growing buffer. Tags within CDATA sections
// and comments are text.
type ending struct {
	at     int    // where to continue
	closes []byte // what ends the current section; nil outside of sections
	opened int    // where the current or last section begins
}

// cdata is the index of CDATA sections in sections.
const cdata = 0

var sections = []struct{ opens, closes []byte }{
	{[]byte("<![CDATA["), []byte("]]>")},
	{[]byte("<!--"), []byte("-->")},
}

// find returns the end of the item, or -1 if it is not in the buffer yet.
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
			return -1 // too short to identify a section
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
