package transfer

import (
	"bufio"
	"encoding/csv"
	"io"
	"os"
	"strings"
	"unicode"

	"pullquote/internal/blog"
)

// report writes rows as CSV (RFC 4180). The first failure ends it; the import
// goes on.
type report struct {
	w   *csv.Writer // nil for none
	err error
}

// columns are what a report tells of each item, in its first line.
var columns = []string{"origin", "key", "outcome", "title", "address", "notes"}

// IsReport reports whether a file is a report, or empty: then another may take its
// place.
func IsReport(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	first, err := bufio.NewReader(io.LimitReader(f, 1<<10)).ReadString('\n')
	return first == strings.Join(columns, ",")+"\n" || first == "" && err == io.EOF
}

func newReport(w io.Writer) *report {
	if w == nil {
		return &report{}
	}
	r := &report{w: csv.NewWriter(w)}
	r.err = r.w.Write(columns)
	r.w.Flush()
	return r
}

// add writes a line for each item.
func (r *report) add(items []blog.Import, results []blog.ImportResult) {
	if r.w == nil {
		return
	}
	for i, item := range items {
		if r.err == nil {
			r.err = r.w.Write([]string{
				cell(item.Origin), cell(item.Key), string(results[i].Outcome), cell(item.Post.Title), cell(results[i].Path), cell(strings.Join(results[i].Notes, " ")),
			})
		}
	}
	r.w.Flush()
}

// cell gives a text of an archive's as it stands in a report, which people open
// in a terminal and in spreadsheets: there it shall be read and do nothing. A
// terminal takes control characters for orders. A spreadsheet takes what begins
// like a formula for one, and an apostrophe for the mark of text; only what calls
// something gets it, and a title like -30- or @heron does not.
func cell(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return unicode.ReplacementChar
		}
		return r
	}, text)
	if text != "" && strings.IndexByte("=+-@", text[0]) >= 0 && strings.ContainsAny(text, "(|!") {
		return "'" + text
	}
	return text
}

// close gives the first failure.
func (r *report) close() error {
	if r.w == nil || r.err != nil {
		return r.err
	}
	r.w.Flush()
	return r.w.Error()
}
