package wxr

import (
	"bytes"
	"io"

	"pullquote/internal/transfer/record"
)

// splitter parts a file by the tags of its items.
type splitter struct {
	r    io.Reader
	buf  []byte // what is read and not given out
	done bool   // nothing more comes
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
			s.buf = nil
			return head, nil
		}
	}
}

var (
	itemTag    = []byte("<item>")
	itemEndTag = []byte("</item>")

	channelEndTag = []byte("</channel>")
)

// itemBegin finds the tag that begins an item; -1 if there is none.
func itemBegin(b []byte) int {
	for from := 0; ; {
		at := bytes.Index(b[from:], itemTag[:5])
		if at < 0 || from+at+5 >= len(b) {
			return -1
		}
		if c := b[from+at+5]; c == '>' || c == ' ' || c == '\n' || c == '\t' || c == '\r' {
			return from + at
		}
		from += at + 5
	}
}

// next gives the next item, from its first tag to its last. It fails with
// io.EOF if there is none, with record.ErrCut if the file ends within it, and
// with record.ErrLarge if it is too large; the next one may be asked for then.
func (s *splitter) next() ([]byte, error) {
	for {
		if at := itemBegin(s.buf); at >= 0 {
			s.buf = s.buf[at:]
			break
		}
		s.buf = s.buf[max(0, len(s.buf)-len(itemTag)):]
		ok, err := s.more()
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, io.EOF
		}
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
		// But in a file that is cut short, what looks like the end may stand in
		// a section.
		if end := bytes.Index(s.buf, itemEndTag); end >= 0 && (ok || bytes.Contains(s.buf[end:], channelEndTag) || itemBegin(s.buf[end:]) >= 0) {
			return s.take(end + len(itemEndTag)), nil
		}
		if !ok {
			s.buf = nil
			return nil, record.ErrCut
		}
		s.buf = s.buf[len(itemTag):]
		return nil, record.ErrLarge
	}
}

func (s *splitter) take(end int) []byte {
	item := bytes.Clone(s.buf[:end])
	s.buf = s.buf[end:]
	return item
}

// ending looks for the end of an item in a buffer that grows. Tags within CDATA
// sections and comments are words.
type ending struct {
	at     int    // where to look on
	closes []byte // what ends the section that we are in; nil outside
}

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
				e.closes = section.closes
				e.at += len(section.opens) - 1
			}
		}
		e.at++
	}
}
