package pocket

import (
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// passage is something that a reader has marked in a page.
type passage struct {
	text string
	at   int64 // seconds since 1970; 0 if it is not told
}

// annotated pages are what a file of passages holds.
type page struct {
	URL        string `json:"url"`
	Title      string `json:"title"`
	Highlights []struct {
		Quote string      `json:"quote"`
		At    json.Number `json:"created_at"`
	} `json:"highlights"`
}

// pageOf reads an element of a file of passages.
func pageOf(raw json.RawMessage) (p page, marked []passage, err error) {
	if err := json.Unmarshal(raw, &p); err != nil {
		return p, nil, &blog.Error{Kind: blog.Invalid, Message: "This item is not valid JSON, or not one of Pocket's.", Err: err}
	}
	for _, h := range p.Highlights {
		at, _ := h.At.Int64() // without a time it comes first
		marked = append(marked, passage{h.Quote, at})
	}
	slices.SortStableFunc(marked, func(a, b passage) int { return int(a.at - b.at) })
	return p, marked, nil
}

// besides gives the passages in the files beside, by the address of their page.
func besides(f record.File) map[string][]passage {
	all := map[string][]passage{}
	eachBeside(f, isAnnotations, func(r io.Reader) {
		for raw, err := range record.Elements(r) {
			if err != nil {
				return // that file's own line says so
			}
			if p, marked, err := pageOf(raw); err == nil {
				url := strings.TrimSpace(p.URL)
				all[url] = append(all[url], marked...)
			}
		}
	})
	return all
}

// savedBeside gives the addresses that the CSV files beside hold.
func savedBeside(f record.File) map[string]bool {
	all := map[string]bool{}
	eachBeside(f, isCSV, func(r io.Reader) {
		for row, err := range record.Rows(r) {
			if err == nil {
				all[strings.TrimSpace(row.Get("url"))] = true
			}
		}
	})
	return all
}

// eachBeside opens the files beside that begin as told.
func eachBeside(f record.File, is func(head []byte) bool, do func(io.Reader)) {
	if f.Beside == nil {
		return
	}
	for _, s := range f.Beside() {
		r, err := s.Open()
		if err != nil {
			continue // that file's own line says so
		}
		head := make([]byte, record.HeadSize)
		n, _ := io.ReadFull(r, head)
		if head = head[:n]; is(head) {
			do(record.Text(io.MultiReader(strings.NewReader(string(head)), r)))
		}
		r.Close()
	}
}

// readAnnotations reads a file of passages. Those of pages that stand in a CSV
// file beside come in with them.
func readAnnotations(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	return func(yield func(record.Item, error) bool) {
		elsewhere := savedBeside(f)
		n := 0
		for raw, err := range record.Elements(r) {
			n++
			origin := fmt.Sprintf("%s, item %d", f.Name, n)
			var it record.Item
			if err == nil {
				it, err = annotation(origin, raw, elsewhere)
			}
			switch err.(type) {
			case nil, *record.Skip, *record.RowError:
			default:
				err = &record.RowError{Origin: origin, Err: err}
			}
			if !yield(it, err) {
				return
			}
		}
	}
}

func annotation(origin string, raw json.RawMessage, elsewhere map[string]bool) (record.Item, error) {
	p, marked, err := pageOf(raw)
	if err != nil {
		return record.Item{}, err
	}
	if elsewhere[strings.TrimSpace(p.URL)] {
		return record.Item{}, &record.Skip{Origin: origin, Title: record.Plain(p.Title), Reason: "Its passages came in with the page itself, from the list beside."}
	}
	return link{url: p.URL, title: p.Title, passages: marked}.item(origin, raw)
}
