package transfer

import (
	"context"
	"slices"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
)

// settled counts the report lines that an interrupted import already has. Items to be
// skipped are identified by content, not by position: a later version of the program
// may read an archive in a different order.
type settled map[settledLine]int

type settledLine struct{ origin, key string }

// settledOf returns the lines of a batch.
func (im *Importer) settledOf(ctx context.Context, batch blog.Batch) (settled, error) {
	if batch.Rows == 0 {
		return nil, nil
	}
	known := settled{}
	for after, more := 0, true; more; {
		var lines []blog.ImportLine
		var err error
		if lines, more, err = im.store.ImportLines(ctx, batch.ID, sqlite.LineFilter{After: after, Limit: reportedAtOnce}); err != nil {
			return nil, err
		}
		for _, l := range lines {
			known[settledLine{l.Origin, l.Key}]++
			after = l.Number
		}
	}
	return known, nil
}

// without returns the items that are not in s. It uses s up, so that each line excludes
// one item only.
func (s settled) without(items []blog.Import) []blog.Import {
	if len(s) == 0 {
		return items
	}
	return slices.DeleteFunc(items, func(item blog.Import) bool {
		line := settledLine{item.Origin, item.Key}
		if s[line] == 0 {
			return false
		}
		s[line]--
		return true
	})
}
