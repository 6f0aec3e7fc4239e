package wxr

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// Format reads WordPress's export files.
var Format = record.Format{Name: "wxr", Detect: detect, Read: read}

var (
	rssTag   = regexp.MustCompile(`<rss[\s>]`)
	ofExport = regexp.MustCompile(`xmlns:\w+\s*=\s*["']https?://wordpress\.org/export/|<wp:wxr_version|<wp:post_|WordPress eXtended RSS`)
)

// detect reports whether a file begins like a WordPress export. A feed of WordPress is
// RSS, too, but not an export.
func detect(_ string, head []byte) bool {
	head = bytes.ReplaceAll(head, []byte{0}, nil) // for western text in UTF-16
	return rssTag.Match(head) && ofExport.Match(head)
}

// declared matches an entity declaration. With those, a few lines can expand to more than
// fits into memory.
var declared = regexp.MustCompile(`(?i)<!ENTITY`)

var errEntities = &blog.Error{Kind: blog.Invalid, Message: "The file declares entities, as no export of WordPress does, so it was not read."}

// read iterates over the posts of a file.
func read(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	return func(yield func(record.Item, error) bool) {
		s := newSplitter(record.Text(r))
		head, err := s.head()
		if err != nil {
			yield(record.Item{}, fmt.Errorf("read %s: %w", f.Name, err))
			return
		}
		prolog := head
		if at := rssTag.FindIndex(head); at != nil {
			prolog = head[:at[0]] // after that it would be text
		}
		if declared.Match(prolog) {
			yield(record.Item{}, &record.RowError{Origin: f.Name, Err: errEntities})
			return
		}
		c := channelOf(head)
		c.reopen = f.Reopen
		for n := 1; ; n++ {
			it, last, err := c.next(s, fmt.Sprintf("%s, item %d", f.Name, n))
			if err == io.EOF {
				if !s.closed {
					yield(record.Item{}, &record.RowError{Origin: f.Name, Err: record.ErrCut})
				}
				return
			}
			if !yield(it, err) || last {
				return
			}
		}
	}
}

// next reads the next item. It returns io.EOF if there is none. last reports that nothing
// can be read after an error.
func (c *channel) next(s *splitter, origin string) (it record.Item, last bool, err error) {
	raw, err := s.next()
	switch {
	case errors.Is(err, record.ErrCut):
		return it, true, &record.RowError{Origin: origin, Err: err}
	case errors.Is(err, record.ErrLarge):
		return it, false, &record.RowError{Origin: origin, Err: err}
	case err != nil:
		return it, true, err
	}
	e, err := c.parse(raw)
	if err != nil {
		raw = s.recut(raw)
		e = c.scavenge(raw)
	}
	it, err = c.item(origin, raw, e)
	return it, false, err
}
