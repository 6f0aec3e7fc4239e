package pinboard

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"iter"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// errEntities is the error for a file that declares entities: a few lines of them can
// expand to gigabytes, and no bookmark needs them.
var errEntities = &blog.Error{Kind: blog.Invalid, Message: "The file declares entities of its own, which bookmarks don't have. Fetch the export again, and leave it as it comes."}

// xmlRows iterates over the rows of an XML file. Its tags are separated before they
// are parsed, so that a malformed one affects no other.
func xmlRows(r io.Reader) iter.Seq2[row, error] {
	return func(yield func(row, error) bool) {
		s := &tags{r: bufio.NewReader(r)}
		for {
			tag, err := s.next()
			if errors.Is(err, io.EOF) && s.ended {
				return
			}
			one := row{raw: tag}
			switch name := tagName(tag); {
			case errors.Is(err, io.EOF):
				err = record.ErrCut
			case errors.Is(err, record.ErrLarge):
				err = &rowFault{err}
			case err != nil:
			case name == "post":
				one, err = xmlRow(tag)
			case strings.HasPrefix(name, "!") && bytes.Contains(tag, []byte("<!ENTITY")):
				err = errEntities
			default:
				s.ended = s.ended || name == "/posts" || name == "posts" && bytes.HasSuffix(tag, []byte("/>"))
				continue
			}
			if !yield(one, err) || fatal(err) {
				return
			}
		}
	}
}

// xmlRow parses a row from its tag.
func xmlRow(tag []byte) (row, error) {
	d := xml.NewDecoder(bytes.NewReader(tag))
	d.Strict = false // accept a bare &
	token, err := d.Token()
	start, isStart := token.(xml.StartElement)
	if err != nil || !isStart {
		return row{raw: tag}, unreadable("XML", err)
	}
	one := row{raw: tag}
	for _, a := range start.Attr {
		switch a.Name.Local {
		case "href":
			one.href = a.Value
		case "description":
			one.description = a.Value
		case "extended":
			one.extended = a.Value
		case "hash":
			one.hash = a.Value
		case "time":
			one.time = a.Value
		case "shared":
			one.shared = a.Value
		case "private":
			one.private = a.Value
		case "toread":
			one.toread = a.Value
		case "tag", "tags":
			one.tags = append(one.tags, strings.Fields(a.Value)...)
		}
	}
	return one, nil
}

// tagName returns the name of a tag, with the character before it: "post", "/posts",
// "!DOCTYPE".
func tagName(tag []byte) string {
	name := strings.TrimPrefix(string(tag[:min(len(tag), 20)]), "<")
	if i := strings.IndexAny(name[min(len(name), 1):], " \t\r\n/>["); i >= 0 {
		name = name[:i+1]
	}
	return name
}

// tags separates the tags of a file.
type tags struct {
	r     *bufio.Reader
	ended bool // the root element has ended
}

// next returns the next tag. It skips what is between tags, comments and processing
// instructions. A tag in which another begins is broken, since XML allows no "<" in a
// value: it ends before that, unless it is a document type. It returns io.EOF at the
// end of the file, also within a tag, and record.ErrLarge for a tag that is too
// large.
func (s *tags) next() ([]byte, error) {
	if err := s.skipTo('<'); err != nil {
		return nil, err
	}
	switch head, _ := s.r.Peek(3); { // with fewer bytes left, it is no comment
	case bytes.Equal(head, []byte("!--")):
		return s.skipPast("-->")
	case bytes.HasPrefix(head, []byte("?")):
		return s.skipPast("?>")
	case bytes.HasPrefix(head, []byte("!")):
		return s.until(func(state *tagState, c byte) bool { return state.declaration(c) })
	}
	return s.until(func(state *tagState, c byte) bool { return state.element(c) })
}

// skipTo reads up to and including c.
func (s *tags) skipTo(c byte) error {
	for {
		got, err := s.r.ReadByte()
		if err != nil || got == c {
			return err
		}
	}
}

// skipPast reads up to and including end. It returns an empty tag.
func (s *tags) skipPast(end string) ([]byte, error) {
	var last []byte
	for {
		c, err := s.r.ReadByte()
		if err != nil {
			return nil, err
		}
		if last = append(last, c); len(last) > len(end) {
			last = last[1:]
		}
		if string(last) == end {
			return nil, nil
		}
	}
}

// tagState is the state of reading a tag.
type tagState struct {
	quote byte // the open quotation mark; zero if none is
	depth int  // of brackets, in a declaration
	again bool // c does not belong to the tag any more
}

// element reports whether a tag ends with c.
func (t *tagState) element(c byte) bool {
	switch {
	case c == '<':
		t.again = true
		return true
	case t.quote != 0:
		if c == t.quote {
			t.quote = 0
		}
	case c == '"' || c == '\'':
		t.quote = c
	}
	return c == '>' && t.quote == 0
}

// declaration reports whether a document type ends with c.
func (t *tagState) declaration(c byte) bool {
	switch c {
	case '[', '<':
		t.depth++
	case ']':
		t.depth--
	case '>':
		t.depth--
		return t.depth < 0
	}
	return false
}

// until reads a tag whose first character was read.
func (s *tags) until(ends func(*tagState, byte) bool) ([]byte, error) {
	tag, state, large := []byte("<"), &tagState{}, false
	for {
		c, err := s.r.ReadByte()
		if err != nil {
			return nil, err
		}
		end := ends(state, c)
		if state.again {
			s.r.UnreadByte()
		} else if tag = append(tag, c); len(tag) > record.MaxElement {
			tag, large = tag[:0], true
		}
		switch {
		case end && large:
			return nil, record.ErrLarge
		case end:
			return tag, nil
		}
	}
}
