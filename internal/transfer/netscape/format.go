package netscape

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"iter"
	"regexp"

	"golang.org/x/net/html"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// Format reads bookmark files.
var Format = record.Format{Name: "netscape", Detect: detect, Read: read}

var (
	doctype = regexp.MustCompile(`(?i)<!DOCTYPE\s+NETSCAPE-Bookmark-file`)
	list    = regexp.MustCompile(`(?is)<dl\b.*<dt>\s*<(?:a\s[^>]*href|h3)\b|<dt>\s*<a\s[^>]*href|<h3\b[^>]*folded`)
)

// detect reports whether a file begins like a bookmark file. Some have no DOCTYPE.
func detect(_ string, head []byte) bool {
	head = bytes.ReplaceAll(head, []byte{0}, nil) // for western text in UTF-16
	return doctype.Match(head) || list.Match(head)
}

// read iterates over the bookmarks of a file.
func read(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	return func(yield func(record.Item, error) bool) {
		text := bufio.NewReaderSize(record.Text(r), record.HeadSize)
		head, _ := text.Peek(record.HeadSize)
		p := &parser{z: html.NewTokenizer(text), producer: producerOf(head)}
		p.z.SetMaxBuf(record.MaxElement)
		m := &maker{file: f, producer: p.producer}
		for {
			b, err := p.next()
			if err == io.EOF {
				break
			}
			if err != nil {
				yield(record.Item{}, fail(f, err))
				return
			}
			if !m.make(b, yield) {
				return
			}
		}
		if m.merged(yield) && m.skip(p.lonely, yield) && p.open() {
			yield(record.Item{}, &record.RowError{Origin: f.Name, Err: record.ErrCut})
		}
	}
}

func fail(f record.File, err error) error {
	if err == html.ErrBufferExceeded {
		return &record.RowError{Origin: f.Name, Err: &blog.Error{Kind: blog.TooLarge, Message: "There is a tag of more than 16 MB in this file; it was not read any further."}}
	}
	return fmt.Errorf("read %s: %w", f.Name, err)
}
