package pocket

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"iter"
	"slices"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// passage is a highlighted passage of a page.
type passage struct {
	text string
	at   int64 // nanoseconds since 1970; 0 if not known
}

// page is an element of a file of passages.
type page struct {
	URL        string `json:"url"`
	Title      string `json:"title"`
	Highlights []struct {
		Quote string          `json:"quote"`
		At    json.RawMessage `json:"created_at"` // seconds
	} `json:"highlights"`
}

// passages returns the highlighted passages in order of time.
func (p page) passages() (marked []passage) {
	for _, h := range p.Highlights {
		mark := passage{text: h.Quote} // without a time, it comes first
		if at, ok := record.Date(strings.Trim(string(h.At), `"`)); ok {
			mark.at = at.UnixNano()
		}
		marked = append(marked, mark)
	}
	slices.SortStableFunc(marked, func(a, b passage) int { return cmp.Compare(a.at, b.at) })
	return marked
}

// mostMarks is how much of a file of passages is held in memory for the list of
// links, in bytes. What follows becomes items of its own.
const mostMarks = 32 << 20

// pages iterates over the elements of a file of passages. near reports of each
// whether the list beside the file imports its passages.
func pages(r io.Reader) iter.Seq2[element, error] {
	return func(yield func(element, error) bool) {
		size := 0
		for raw, err := range record.Elements(record.Text(r)) {
			size += len(raw)
			e := element{raw: raw, near: size <= mostMarks}
			if err == nil {
				if err = json.Unmarshal(raw, &e.page); err != nil {
					err = &blog.Error{Kind: blog.Invalid, Message: "This item is not valid JSON, or not one of Pocket's.", Err: err}
				}
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

type element struct {
	page
	raw  json.RawMessage
	near bool
}

// marksBeside returns the passages in the files beside a file, by the address of
// their page.
func marksBeside(f record.File) map[string][]passage {
	all := map[string][]passage{}
	eachBeside(f, isAnnotations, func(r io.Reader) {
		for e, err := range pages(r) {
			if !e.near {
				return
			}
			if err == nil { // errors are reported when that file is read
				url := same(e.URL)
				all[url] = append(all[url], e.passages()...)
			}
		}
	})
	return all
}

// addresses is a set of addresses, hashed since there may be millions.
type addresses struct {
	seed maphash.Seed
	has  map[uint64]struct{}
}

func (a addresses) add(address string) {
	a.has[maphash.String(a.seed, same(address))] = struct{}{}
}

func (a addresses) contains(address string) bool {
	_, ok := a.has[maphash.String(a.seed, same(address))]
	return ok
}

// savedBeside returns the addresses in the CSV files beside a file.
func savedBeside(f record.File) addresses {
	all := addresses{seed: maphash.MakeSeed(), has: map[uint64]struct{}{}}
	eachBeside(f, isCSV, func(r io.Reader) {
		for row, err := range record.Rows(r) {
			if err == nil {
				all.add(row.Get("url"))
			}
		}
	})
	return all
}

// eachBeside calls do for each file beside f for whose head is returns true.
func eachBeside(f record.File, is func(head []byte) bool, do func(io.Reader)) {
	if f.Siblings == nil {
		return
	}
	for _, s := range f.Siblings() {
		r, err := s.Open()
		if err != nil {
			continue // reported when that file is read
		}
		if head, whole, _ := record.Head(r); is(head) {
			do(whole)
		}
		r.Close()
	}
}

// readAnnotations reads a file of passages. It skips those of pages in a CSV file
// beside it, which are imported with the pages.
func readAnnotations(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	return func(yield func(record.Item, error) bool) {
		listed := savedBeside(f)
		n := 0
		for e, err := range pages(r) {
			n++
			origin := fmt.Sprintf("%s, item %d", f.Name, n)
			var it record.Item
			switch {
			case errors.Is(err, record.ErrCut):
				err = &record.RowError{Origin: f.Name, Err: err}
			case err != nil && blog.KindOf(err) == blog.Internal:
				err = record.FileError(f, err)
			case err != nil:
				err = &record.RowError{Origin: origin, Title: record.Plain(e.Title), Err: err}
			case e.near && listed.contains(e.URL):
				err = &record.Skip{Origin: origin, Title: record.Plain(e.Title), Reason: "Its passages came in with the page itself, from the list beside."}
			default:
				it, err = link{url: e.URL, title: e.Title, passages: e.passages()}.item(origin, e.raw)
			}
			if !yield(it, err) {
				return
			}
		}
	}
}
