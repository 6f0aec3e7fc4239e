package pocket

import (
	"fmt"
	"io"
	"iter"
	"strings"

	"pullquote/internal/transfer/record"
)

// readCSV reads a file of what was saved. The files beside may hold the
// passages.
func readCSV(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	return func(yield func(record.Item, error) bool) {
		marked := besides(f)
		for row, err := range record.Rows(r) {
			origin := fmt.Sprintf("%s, line %d", f.Name, row.Line)
			if err != nil {
				if !yield(record.Item{}, &record.RowError{Origin: origin, Err: err}) {
					return
				}
				continue
			}
			l := link{url: row.Get("url"), title: row.Get("title"), added: row.Get("time_added"), tags: split(row.Get("tags"))}
			l.passages = marked[strings.TrimSpace(l.url)]
			if !yield(l.item(origin, row.Raw)) {
				return
			}
		}
	}
}

// split parts tags, which a stroke parts in CSV files.
func split(list string) (tags []string) {
	for name := range strings.SplitSeq(list, "|") {
		if name = record.Plain(name); name != "" {
			tags = append(tags, name)
		}
	}
	return tags
}
