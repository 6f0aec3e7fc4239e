package transfer

import (
	"bufio"
	"context"
	"encoding/csv"
	"io"
	"os"
	"strings"
	"unicode"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
)

// columns are the columns of a report, its first line.
var columns = []string{"origin", "key", "outcome", "title", "address", "notes"}

// IsReport reports whether a file is a report or empty, and so may be overwritten by
// another report.
func IsReport(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	first, err := bufio.NewReader(io.LimitReader(f, 1<<10)).ReadString('\n')
	return first == strings.Join(columns, ",")+"\n" || first == "" && err == io.EOF
}

// report writes the lines of a batch to w as CSV (RFC 4180); w may be nil. It is
// written at the end, since only then it is known which pictures were imported.
func (im *Importer) report(ctx context.Context, batch int64, w io.Writer) error {
	if w == nil {
		return nil
	}
	out := csv.NewWriter(w)
	if err := out.Write(columns); err != nil {
		return err
	}
	for after, more := 0, true; more; {
		var lines []blog.ImportLine
		var err error
		if lines, more, err = im.store.ImportLines(ctx, batch, sqlite.LineFilter{After: after, Limit: reportedAtOnce}); err != nil {
			return err
		}
		for _, l := range lines {
			row := []string{cell(l.Origin), cell(l.Key), string(l.Outcome), cell(l.Title), cell(l.Path), cell(strings.Join(l.Notes, " "))}
			if err := out.Write(row); err != nil {
				return err
			}
			after = l.Number
		}
		if out.Flush(); out.Error() != nil {
			return out.Error()
		}
	}
	return nil
}

// reportedAtOnce is how many lines are read in one transaction.
const reportedAtOnce = 1000

// cell returns a text from an archive as a cell of a report, which people open in
// terminals and spreadsheets and where it must only be read, not do anything.
// Control characters, which terminals interpret, are replaced. A text that a
// spreadsheet would take for a formula gets an apostrophe, the mark of text; only one
// that could call something does, so that a title like -30- or @heron stays as it is.
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
