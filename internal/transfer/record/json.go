package record

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"slices"

	"pullquote/internal/blog"
)

// MaxElement is the size of the largest item of an archive that is read, in bytes. No
// post is larger.
const MaxElement = 16 << 20

// ErrCut is the error for a truncated file.
var ErrCut = &blog.Error{Kind: blog.Invalid, Message: "The file is cut short; what stands before the cut was read. Fetch it again."}

// ErrLarge is the error for an element larger than MaxElement.
var ErrLarge = &blog.Error{Kind: blog.TooLarge, Message: "The item is larger than 16 MB, which no post is."}

// errNoArray is the error for a file without a list of items.
var errNoArray = &blog.Error{Kind: blog.Invalid, Message: "There is no list of items in this file."}

// Elements iterates over the elements of the first JSON array that is at top level or
// under one of the keys, at any depth. An object with none of the keys is yielded
// itself, as is each of several objects in a row (JSON lines). What is around, as in
// "var x = …;", is ignored. Only one element is held in memory. An invalid one does not
// stop the next: elements are separated by counting brackets, and yielded verbatim.
//
// An element that is too large yields ErrLarge. A truncated file ends with ErrCut.
func Elements(r io.Reader, keys ...string) iter.Seq2[json.RawMessage, error] {
	return func(yield func(json.RawMessage, error) bool) {
		s := &splitter{r: bufio.NewReaderSize(r, 64<<10), keys: keys}
		if err := s.run(yield); err != nil && !errors.Is(err, errStopped) {
			yield(nil, err)
		}
	}
}

// errStopped stops an iteration that the caller has broken out of.
var errStopped = errors.New("stopped")

// splitter splits JSON by its brackets.
type splitter struct {
	r    *bufio.Reader
	keys []string
}

// run finds the array.
func (s *splitter) run(yield func(json.RawMessage, error) bool) error {
	found := false
	for {
		c, err := s.r.ReadByte()
		switch {
		case err == io.EOF && !found:
			return errNoArray
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case c == '[' && !found:
			return s.array(yield)
		case c == '{':
			found = true
			s.r.UnreadByte()
			if done, err := s.object(yield); done || err != nil {
				return err
			}
		}
	}
}

// object reads an object at top level. It yields the elements of the array under one of
// the keys, or else the object itself. done reports that the array was found, or that
// reading has to stop.
func (s *splitter) object(yield func(json.RawMessage, error) bool) (done bool, err error) {
	text, found, err := s.value(len(s.keys) > 0)
	switch {
	case found:
		return true, s.array(yield)
	case errors.Is(err, ErrLarge):
		text = nil
	case err != nil:
		return true, err
	}
	if !yield(text, err) {
		return true, errStopped
	}
	return false, nil
}

// array yields the elements of an array whose opening bracket was read.
func (s *splitter) array(yield func(json.RawMessage, error) bool) error {
	for {
		c, err := s.r.ReadByte()
		switch {
		case err == io.EOF:
			return ErrCut
		case err != nil:
			return err
		case c == ']':
			return nil
		case c == ',' || c == '}' || c == ' ' || c == '\t' || c == '\n' || c == '\r':
			continue // a surplus bracket is ignored
		}
		s.r.UnreadByte()
		text, _, err := s.value(false)
		if err != nil && !errors.Is(err, ErrLarge) {
			return err
		}
		if !yield(text, err) {
			return errStopped
		}
	}
}

// value reads a value up to its closing bracket or, if it is neither an object nor an
// array, up to what follows it. With seek, it stops after the opening bracket of an
// array under one of the keys, and reports found. A value that is too large is read to
// its end, too, but dropped.
func (s *splitter) value(seek bool) (text json.RawMessage, found bool, err error) {
	depth, large := 0, false
	key, colon := "", false // the last string, and whether a colon follows it
	for {
		c, err := s.r.ReadByte()
		if err != nil {
			if err == io.EOF {
				err = ErrCut
			}
			return nil, false, err
		}
		switch {
		case depth == 0 && (c == ',' || c == ']' || c == '}') && len(text) > 0:
			s.r.UnreadByte()
			return text, false, tooLarge(large)
		case c == '"':
			text, err = s.str(append(text, c), &large)
			if err != nil {
				return nil, false, err
			}
			if seek {
				key, colon = lastString(text), false
			}
			continue
		case c == ':':
			colon = true
		case c == '[' && seek && colon && slices.Contains(s.keys, key):
			return nil, true, nil
		case c == '{' || c == '[':
			depth++
			key, colon = "", false
		case c == '}' || c == ']':
			depth--
		case c != ' ' && c != '\t' && c != '\n' && c != '\r':
			if c == ',' {
				key, colon = "", false
			}
		}
		if text = append(text, c); len(text) > MaxElement {
			text, large = text[:0], true
		}
		if depth == 0 && (c == '}' || c == ']') {
			return text, false, tooLarge(large)
		}
	}
}

func tooLarge(large bool) error {
	if large {
		return ErrLarge
	}
	return nil
}

// str appends the rest of a string, including its closing quotation mark.
func (s *splitter) str(text []byte, large *bool) ([]byte, error) {
	for escaped := false; ; {
		c, err := s.r.ReadByte()
		if err == io.EOF {
			return nil, ErrCut
		}
		if err != nil {
			return nil, err
		}
		if text = append(text, c); len(text) > MaxElement {
			text, *large = text[:0], true
		}
		switch {
		case escaped:
			escaped = false
		case c == '\\':
			escaped = true
		case c == '"':
			return text, nil
		}
	}
}

// lastString returns the string that text ends with, provided it has no escapes: keys
// have none.
func lastString(text []byte) string {
	for i := len(text) - 2; i >= 0; i-- {
		if text[i] == '"' {
			return string(text[i+1 : len(text)-1])
		}
	}
	return ""
}
