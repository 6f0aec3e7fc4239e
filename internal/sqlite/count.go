package sqlite

import (
	"context"
	"time"

	"pullquote/internal/sqlite/pool"
)

// Count is the number of posts in a period.
type Count struct {
	Begin time.Time // of the period
	Posts int
}

// dayLength is the length of a day of table day, in milliseconds.
const dayLength = int64(24 * time.Hour / time.Millisecond)

// Counts returns how many posts readers see in each period between two times at
// which periods begin, oldest first; a zero time is no limit. Begin returns the
// beginning of the period that contains a time. Periods without posts are left
// out.
//
// Days are counted in UTC in the database. If a period ends within such a day,
// that day's posts are counted by a query.
func (s *Store) Counts(ctx context.Context, from, until time.Time, begin func(time.Time) time.Time) (counts []Count, err error) {
	first, last := int64(-1<<40), int64(1<<40)
	if !from.IsZero() {
		first = floorDay(from.UnixMilli())
	}
	if !until.IsZero() {
		last = floorDay(until.UnixMilli() - 1)
	}
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		counts = nil
		days, err := pool.Select(ctx, tx, `/* Counts */ SELECT day, posts FROM day WHERE posts > 0 AND day BETWEEN ? AND ? ORDER BY day`,
			func(row pool.Scanner) (v [2]int64, err error) { return v, row.Scan(&v[0], &v[1]) }, first, last)
		if err != nil {
			return err
		}
		for _, d := range days {
			parts, err := daysParts(ctx, tx, d[0]*dayLength, int(d[1]), begin)
			if err != nil {
				return err
			}
			for _, c := range parts {
				counts = counted(counts, c)
			}
		}
		return nil
	})
	return within(counts, from, until), wrap(err, "count posts")
}

// daysParts splits the posts of a day of table day, which begins at start, into
// the periods that overlap it, oldest first. Usually there are one or two.
func daysParts(ctx context.Context, tx *pool.Tx, start int64, posts int, begin func(time.Time) time.Time) (parts []Count, err error) {
	for end := start + dayLength - 1; ; {
		period := begin(time.UnixMilli(end))
		if period.UnixMilli() <= start {
			return append([]Count{{period, posts}}, parts...), nil
		}
		n, err := pool.One(ctx, tx, `/* Counts: part of a day */
			SELECT count(*) FROM post WHERE published >= ? AND published <= ? AND status = 'published' AND trashed IS NULL`,
			pool.Value[int], period.UnixMilli(), end)
		if err != nil {
			return nil, err
		}
		parts = append([]Count{{period, n}}, parts...)
		posts -= n
		end = period.UnixMilli() - 1
	}
}

// counted adds the count of a period to the last one if that is the same period,
// else appends it.
func counted(counts []Count, c Count) []Count {
	if c.Posts == 0 {
		return counts
	}
	if last := len(counts) - 1; last >= 0 && counts[last].Begin.Equal(c.Begin) {
		counts[last].Posts += c.Posts
		return counts
	}
	return append(counts, c)
}

// within removes periods that begin outside a range of times.
func within(counts []Count, from, until time.Time) []Count {
	out := counts[:0]
	for _, c := range counts {
		if !c.Begin.Before(from) && (until.IsZero() || c.Begin.Before(until)) {
			out = append(out, c)
		}
	}
	return out
}

func floorDay(ms int64) int64 {
	day := ms / dayLength
	if ms%dayLength < 0 {
		day--
	}
	return day
}
