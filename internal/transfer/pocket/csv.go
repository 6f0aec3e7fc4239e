package pocket

import (
	"io"
	"iter"
	"strings"

	"pullquote/internal/transfer/record"
)

// readCSV reads a file of saved links. The files beside it may contain their passages.
func readCSV(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	return func(yield func(record.Item, error) bool) {
		marked := marksBeside(f)
		for it, err := range record.RowItems(f, r, func(origin string, row record.Row) (record.Item, error) {
			l := link{url: row.Get("url"), title: row.Get("title"), added: strings.TrimSpace(row.Get("time_added")), tags: split(row.Get("tags"), "|")}
			l.state = strings.ToLower(strings.TrimSpace(row.Get("status")))
			l.passages = marked[same(l.url)]
			return l.item(origin, row.Raw)
		}) {
			if !yield(it, err) {
				return
			}
		}
	}
}

// split splits a list of tags.
func split(list, sep string) (tags []string) {
	for name := range strings.SplitSeq(list, sep) {
		if name = record.Plain(name); name != "" && len(tags) < record.MaxTags {
			tags = append(tags, name)
		}
	}
	return tags
}
