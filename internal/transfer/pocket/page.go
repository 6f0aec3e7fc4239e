package pocket

import (
	"fmt"
	"io"
	"iter"
	"strings"

	"golang.org/x/net/html"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// readPage reads the page of links that Pocket gave before its CSV files:
//
//	<h1>Unread</h1><ul><li><a href="…" time_added="…" tags="a,b">title</a></li>
func readPage(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	return func(yield func(record.Item, error) bool) {
		z := html.NewTokenizer(r)
		z.SetMaxBuf(record.MaxElement)
		var raw, title strings.Builder
		var open *link
		n := 0
		for {
			kind := z.Next()
			if open != nil {
				raw.Write(z.Raw())
			}
			switch kind {
			case html.ErrorToken:
				if err := z.Err(); err != io.EOF {
					yield(record.Item{}, fmt.Errorf("read %s: %w", f.Name, err))
				} else if open != nil {
					yield(record.Item{}, &record.RowError{Origin: f.Name, Err: &blog.Error{Kind: blog.Invalid, Message: record.ErrCut.Message}})
				}
				return
			case html.StartTagToken:
				z.NextIsNotRawText()
				before := string(z.Raw())
				if t := z.Token(); t.Data == "a" {
					open = &link{}
					raw.Reset()
					title.Reset()
					raw.WriteString(before)
					open.read(t)
				}
			case html.TextToken:
				if open != nil {
					title.Write(z.Text())
				}
			case html.EndTagToken:
				if name, _ := z.TagName(); string(name) != "a" || open == nil {
					continue
				}
				n++
				open.title = title.String()
				if !yield(open.item(fmt.Sprintf("%s, link %d", f.Name, n), []byte(raw.String()))) {
					return
				}
				open = nil
			}
		}
	}
}

// read takes what a link's tag says.
func (l *link) read(t html.Token) {
	for _, a := range t.Attr {
		switch a.Key {
		case "href":
			l.url = a.Val
		case "time_added":
			l.added = a.Val
		case "tags":
			l.tags = split(strings.ReplaceAll(a.Val, ",", "|"))
		}
	}
}
