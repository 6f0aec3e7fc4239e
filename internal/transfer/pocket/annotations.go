package pocket

import (
	"bytes"
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

// passage is something that a reader has marked in a page.
type passage struct {
	text string
	at   int64 // nanoseconds since 1970; 0 if it is not told
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

// passages gives what was marked, in the order of time.
func (p page) passages() (marked []passage) {
	for _, h := range p.Highlights {
		mark := passage{text: h.Quote} // without a time it comes first
		if at, ok := record.Date(strings.Trim(string(h.At), `"`)); ok {
			mark.at = at.UnixNano()
		}
		marked = append(marked, mark)
	}
	slices.SortStableFunc(marked, func(a, b passage) int { return cmp.Compare(a.at, b.at) })
	return marked
}

// mostMarks is how much of a file of passages is held beside the list of pages,
// in bytes. What comes behind is no list's, but items of its own.
const mostMarks = 32 << 20

// pages gives the elements of a file of passages. Near says of each whether the
// list beside takes its passages.
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

// marksBeside gives the passages in the files beside, by the address of their
// page.
func marksBeside(f record.File) map[string][]passage {
	all := map[string][]passage{}
	eachBeside(f, isAnnotations, func(r io.Reader) {
		for e, err := range pages(r) {
			if !e.near {
				return
			}
			if err == nil { // else that file's own lines say so
				url := same(e.URL)
				all[url] = append(all[url], e.passages()...)
			}
		}
	})
	return all
}

// addresses is a set of them, of which there can be millions.
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

// savedBeside gives the addresses that the CSV files beside hold.
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
			do(io.MultiReader(bytes.NewReader(head), r))
		}
		r.Close()
	}
}

// readAnnotations reads a file of passages. Those of pages that stand in a CSV
// file beside come in with them.
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
				err = fmt.Errorf("read %s: %w", f.Name, err)
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
