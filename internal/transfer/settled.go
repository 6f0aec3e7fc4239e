package transfer

import (
	"context"
	"slices"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
)

// settled are the lines of an import that was cut short, each as often as it is
// there. What is to be passed over is told by what it is, not by its place: a
// later version of the program may read an archive in another order.
type settled map[settledLine]int

type settledLine struct{ origin, key string }

// settledOf gives the lines that a batch has.
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

// without gives the items that are not settled.
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
