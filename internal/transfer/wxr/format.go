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

// Format is the format of WordPress's export files.
var Format = record.Format{Name: "wxr", Detect: detect, Read: read}

var (
	rssTag   = regexp.MustCompile(`<rss[\s>]`)
	ofExport = regexp.MustCompile(`wordpress\.org/export/|<wp:wxr_version|<wp:post_|WordPress eXtended RSS`)
)

// detect reports whether a file begins as WordPress's do. A feed of WordPress
// is RSS, too, and no export.
func detect(_ string, head []byte) bool {
	head = bytes.ReplaceAll(head, []byte{0}, nil) // UTF-16 of western letters
	return rssTag.Match(head) && ofExport.Match(head)
}

// declared is a declaration of entities, with which some lines become more than
// any memory holds.
var declared = regexp.MustCompile(`(?i)<!ENTITY`)

// read gives the posts of a file.
func read(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	return func(yield func(record.Item, error) bool) {
		s := newSplitter(record.Text(r))
		head, err := s.head()
		if err != nil {
			yield(record.Item{}, fmt.Errorf("read %s: %w", f.Name, err))
			return
		}
		if declared.Match(head) {
			yield(record.Item{}, &record.RowError{Origin: f.Name, Err: &blog.Error{
				Kind: blog.Invalid, Message: "The file declares entities, as no export of WordPress does, so it was not read.",
			}})
			return
		}
		c := channelOf(head)
		for n := 1; ; n++ {
			raw, err := s.next()
			if err == io.EOF {
				return
			}
			origin := fmt.Sprintf("%s, item %d", f.Name, n)
			if err != nil && !errors.Is(err, record.ErrLarge) {
				if errors.Is(err, record.ErrCut) {
					err = &record.RowError{Origin: origin, Err: err}
				}
				yield(record.Item{}, err)
				return
			}
			var it record.Item
			if err == nil {
				it, err = c.item(origin, raw)
			} else {
				err = &record.RowError{Origin: origin, Err: err}
			}
			if !yield(it, err) {
				return
			}
		}
	}
}
