package tumblr

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"
	"strconv"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// readXML reads an answer of version 1 in XML. Each post is parsed separately, so that an
// invalid one affects no other.
func readXML(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	return func(yield func(record.Item, error) bool) {
		s := &splitter{r: bufio.NewReaderSize(r, 64<<10)}
		for n := 1; ; n++ {
			origin := fmt.Sprintf("%s, post %d", f.Name, n)
			raw, err := s.next()
			var it record.Item
			switch {
			case errors.Is(err, io.EOF):
				return
			case err == nil:
				it, err = fromXML(origin, raw, s.blog)
			case blog.KindOf(err) != blog.Internal:
				err = &record.RowError{Origin: origin, Err: err}
			default:
				err = fmt.Errorf("read %s: %w", f.Name, err)
			}
			if !yield(it, err) || s.ended {
				return
			}
		}
	}
}

// fromXML parses a post of the blog of that name.
func fromXML(origin string, raw []byte, of text) (record.Item, error) {
	old, err := parse(raw)
	if err != nil { // usually because of a reference to a character that XML does not allow
		old, err = parse(reference.ReplaceAllFunc(raw, allowed))
	}
	if err != nil {
		return record.Item{}, &record.RowError{Origin: origin, Err: &blog.Error{Kind: blog.Invalid, Message: "This post is not valid XML.", Err: err}}
	}
	if old.Blog.Name == "" {
		old.Blog.Name = of
	}
	p := old.post()
	return p.item(origin, raw)
}

func parse(raw []byte) (old oldPost, err error) {
	d := xml.NewDecoder(bytes.NewReader(raw))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	err = d.Decode(&old)
	return old, err
}

var reference = regexp.MustCompile(`&#(?:x[0-9A-Fa-f]+|[0-9]+);`)

// allowed returns a character reference unchanged if XML allows it, else a space.
func allowed(ref []byte) []byte {
	digits, base := string(ref[2:len(ref)-1]), 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n > 0x10FFFF || n >= 0xD800 && n < 0xE000 || n == 0xFFFE || n == 0xFFFF || n < 0x20 && n != '\t' && n != '\n' && n != '\r' {
		return []byte(" ")
	}
	return ref
}

// splitter splits a file at the tags of its posts.
type splitter struct {
	r     *bufio.Reader
	blog  text // the blog's name
	post  []byte
	begun bool // inside a post
	large bool
	whole bool // the file's end tag was read
	ended bool // there are no more posts
}

var (
	beginTag   = regexp.MustCompile(`<post[\s>/][^<]*$`)
	endTag     = regexp.MustCompile(`</post\s*>$`)
	fileEnd    = regexp.MustCompile(`</tumblr\s*>$`)
	blogTag    = regexp.MustCompile(`<tumblelog\s[^<]*>$`)
	nameOf     = regexp.MustCompile(`\sname\s*=\s*(?:"([^"]*)"|'([^']*)')`)
	cdataEnd   = []byte("]]>")
	cdataBegin = []byte("<![CDATA[")
)

// next returns the next post, including its tags. It returns io.EOF if there is none,
// record.ErrCut if the file is truncated, and record.ErrLarge if the post is too
// large; in the last case the caller can continue with the next.
func (s *splitter) next() ([]byte, error) {
	for {
		piece, err := s.piece()
		if err == io.EOF {
			s.ended = true
			if s.whole && !s.begun {
				return nil, io.EOF
			}
			return nil, record.ErrCut
		}
		if err != nil {
			s.ended = true
			return nil, err
		}
		begins := beginTag.FindIndex(piece)
		switch {
		case !s.begun && begins != nil:
			s.begun, s.post = true, append(s.post[:0], piece[begins[0]:]...)
			if bytes.HasSuffix(piece, []byte("/>")) {
				return s.take()
			}
		case !s.begun:
			s.around(piece)
		case begins != nil: // the previous one has no end tag
			broken := s.post
			s.post, s.large = append([]byte(nil), piece[begins[0]:]...), false
			return broken, nil
		default:
			s.add(piece)
			if endTag.Match(piece) {
				return s.take()
			}
		}
	}
}

// around reads what is outside of posts.
func (s *splitter) around(piece []byte) {
	if tag := blogTag.Find(piece); tag != nil {
		if m := nameOf.FindSubmatch(tag); m != nil {
			s.blog = text(m[1]) + text(m[2])
		}
	}
	s.whole = s.whole || fileEnd.Match(piece)
}

func (s *splitter) add(piece []byte) {
	if len(s.post)+len(piece) > record.MaxElement {
		s.post, s.large = s.post[:0], true
	}
	if !s.large {
		s.post = append(s.post, piece...)
	}
}

func (s *splitter) take() ([]byte, error) {
	s.begun = false
	if s.large {
		s.large = false
		return nil, record.ErrLarge
	}
	return bytes.Clone(s.post), nil
}

// piece reads up to the end of a tag. A CDATA section is always within one piece, so that
// tags in it are ignored.
func (s *splitter) piece() (piece []byte, err error) {
	for within := false; ; {
		part, err := s.r.ReadSlice('>')
		from := max(0, len(piece)-len(cdataBegin)) // the marker may be split by the buffer's end
		piece = append(piece, part...)
		if !within && bytes.Contains(piece[from:], cdataBegin) {
			within = true
		}
		if len(piece) > record.MaxElement {
			s.large = s.large || s.begun
			piece = append(piece[:0], piece[len(piece)-chunk:]...)
		}
		switch {
		case err == bufio.ErrBufferFull:
			continue
		case err != nil:
			return nil, err
		case !within || bytes.HasSuffix(piece, cdataEnd):
			return piece, nil
		}
	}
}

// chunk is how much of a piece is kept if that is too long, in bytes.
const chunk = 64 << 10
