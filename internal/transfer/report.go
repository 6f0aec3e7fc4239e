package transfer

import (
	"encoding/csv"
	"io"
	"strings"

	"pullquote/internal/blog"
)

// row is a line of the report.
type row struct {
	origin  string
	key     string
	outcome blog.Outcome
	title   string
	address string // of the post on this blog
	notes   []string
}

// report writes rows as CSV (RFC 4180). The first failure ends it; the import
// goes on.
type report struct {
	w   *csv.Writer // nil for none
	err error
}

func newReport(w io.Writer) *report {
	if w == nil {
		return &report{}
	}
	r := &report{w: csv.NewWriter(w)}
	r.err = r.w.Write([]string{"origin", "key", "outcome", "title", "address", "notes"})
	r.w.Flush()
	return r
}

func (r *report) add(rows []row) {
	if r.w == nil {
		return
	}
	for _, l := range rows {
		if r.err == nil {
			r.err = r.w.Write([]string{l.origin, l.key, string(l.outcome), l.title, l.address, strings.Join(l.notes, " ")})
		}
	}
	r.w.Flush()
}

// close gives the first failure.
func (r *report) close() error {
	if r.w == nil || r.err != nil {
		return r.err
	}
	r.w.Flush()
	return r.w.Error()
}
