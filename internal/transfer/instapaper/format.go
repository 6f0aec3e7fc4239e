package instapaper

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// Format is the format of Instapaper's exports.
var Format = record.Format{Name: "instapaper", Detect: detect, Read: read}

var page = regexp.MustCompile(`(?i)<title>\s*Instapaper`)

func detect(_ string, head []byte) bool {
	header := record.Header(head)
	return slices.Contains(header, "url") && slices.Contains(header, "selection") && slices.Contains(header, "folder") || page.Match(head)
}

func read(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	head := make([]byte, record.HeadSize)
	n, err := io.ReadFull(r, head)
	if err != nil && err != io.ErrUnexpectedEOF && err != io.EOF {
		return func(yield func(record.Item, error) bool) {
			yield(record.Item{}, fmt.Errorf("read %s: %w", f.Name, err))
		}
	}
	text := record.Text(io.MultiReader(bytes.NewReader(head[:n]), r))
	if page.Match(head[:n]) {
		return readPage(f, text)
	}
	return readCSV(f, text)
}

func readCSV(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	return func(yield func(record.Item, error) bool) {
		for row, err := range record.Rows(r) {
			origin := fmt.Sprintf("%s, line %d", f.Name, row.Line)
			var it record.Item
			if err != nil {
				err = &record.RowError{Origin: origin, Err: err}
			} else {
				s := saved{url: row.Get("url"), title: row.Get("title"), selection: row.Get("selection"), folder: row.Get("folder"), at: row.Get("timestamp"), tags: row.Get("tags")}
				it, err = s.item(origin, row.Raw)
			}
			if !yield(it, err) {
				return
			}
		}
	}
}

// saved is what Instapaper knows of something that was saved.
type saved struct{ url, title, selection, folder, at, tags string }

// ownFolders are those that Instapaper has of itself; others are the reader's.
var ownFolders = []string{"", "unread", "archive", "starred", "liked", "home"}

func (s saved) item(origin string, raw []byte) (record.Item, error) {
	it := record.Item{
		Origin: origin, Raw: raw, Title: record.Plain(s.title), Tags: s.labels(), Format: blog.Markdown, Status: blog.Draft, DateText: s.at,
		Notes: []string{"Instapaper does not say who may read it, so it is a draft."},
	}
	it.Body, it.Captured = record.Quoted(s.selection)
	if address, err := record.URL(s.url, nil); err == nil {
		it.URL, it.Key = address, "instapaper:"+address
	} else if it.Title == "" && it.Body == "" {
		return record.Item{}, &record.Skip{Origin: origin, Reason: "It has no address that can be led to, and no words."}
	} else { // instapaper-private://: a mail that was forwarded there
		it.Key = "instapaper:" + blog.Excerpt(s.url, 1000) + it.Title
		it.Notes = append(it.Notes, "Its address leads to nobody but Instapaper: "+blog.Excerpt(s.url, 300))
	}
	if it.Title == it.URL || it.Title == strings.TrimSpace(s.url) {
		it.Title = ""
	}
	var ok bool
	if it.Published, ok = record.Stamp(s.at); !ok {
		note := "The file has no date for it."
		if s.at != "" {
			note = fmt.Sprintf("The date “%s” can't be right.", blog.Excerpt(s.at, 60))
		}
		it.Notes = append(it.Notes, note)
	}
	return it, nil
}

// labels gives the tags, which stand as a JSON array in their cell, and the
// folder.
func (s saved) labels() []string {
	var tags []string
	if json.Unmarshal([]byte(s.tags), &tags) != nil {
		tags = strings.Split(s.tags, ",")
	}
	if !slices.Contains(ownFolders, strings.ToLower(strings.TrimSpace(s.folder))) {
		tags = append(tags, s.folder)
	}
	var out []string
	for _, t := range tags {
		if t = strings.ReplaceAll(record.Plain(t), ",", ""); t != "" {
			out = append(out, t)
		}
	}
	return out
}

// readPage reads the older export: <h1>Unread</h1><ol><li><a href="…">title</a>.
func readPage(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	return func(yield func(record.Item, error) bool) {
		z := html.NewTokenizer(r)
		z.SetMaxBuf(record.MaxElement)
		var s *saved
		var folder strings.Builder
		inFolder, n := false, 0
		for {
			switch z.Next() {
			case html.ErrorToken:
				if err := z.Err(); err != io.EOF {
					yield(record.Item{}, fmt.Errorf("read %s: %w", f.Name, err))
				} else if s != nil {
					yield(record.Item{}, &record.RowError{Origin: f.Name, Err: record.ErrCut})
				}
				return
			case html.StartTagToken:
				z.NextIsNotRawText()
				switch t := z.Token(); t.Data {
				case "h1", "h2":
					folder.Reset()
					inFolder = true
				case "a":
					s = &saved{folder: folder.String()}
					for _, a := range t.Attr {
						if a.Key == "href" {
							s.url = a.Val
						}
					}
				}
			case html.TextToken:
				switch text := string(z.Text()); {
				case s != nil:
					s.title += text
				case inFolder:
					folder.WriteString(text)
				}
			case html.EndTagToken:
				name, _ := z.TagName()
				inFolder = inFolder && string(name) != "h1" && string(name) != "h2"
				if string(name) != "a" || s == nil {
					continue
				}
				n++
				raw := fmt.Appendf(nil, "<h1>%s</h1><a href=\"%s\">%s</a>", html.EscapeString(s.folder), html.EscapeString(s.url), html.EscapeString(s.title))
				if !yield(s.item(fmt.Sprintf("%s, link %d", f.Name, n), raw)) {
					return
				}
				s = nil
			}
		}
	}
}
