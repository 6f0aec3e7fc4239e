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

// report writes the lines of a batch as CSV (RFC 4180); w is nil for nowhere. It
// is written when all is done: only then is it known which pictures came along.
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
