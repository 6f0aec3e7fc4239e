package sqlite

import (
	"context"
	"time"

	"pullquote/internal/blog"
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

// Neighbour is an adjacent post, with what a link to it shows.
type Neighbour struct {
	Path      string
	Name      string
	Published time.Time
}

// Neighbours returns the posts that readers see just before and after a point in
// time, the zero value if there is none.
func (s *Store) Neighbours(ctx context.Context, at blog.Cursor) (older, newer Neighbour, err error) {
	const columns = `SELECT path, published, title, url, substr(own, 1, 300), substr(quoted, 1, 300) FROM post WHERE status = 'published' AND trashed IS NULL AND (published, id) `
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		for _, q := range []struct {
			to    *Neighbour
			query string
		}{
			{&older, `/* Neighbours: older */ ` + columns + `< (?, ?) ORDER BY published DESC, id DESC LIMIT 1`},
			{&newer, `/* Neighbours: newer */ ` + columns + `> (?, ?) ORDER BY published, id LIMIT 1`},
		} {
			var err error
			*q.to, err = pool.One(ctx, tx, q.query, func(row pool.Scanner) (Neighbour, error) {
				var p blog.Post
				err := row.Scan(&p.Path, instant{&p.Published}, &p.Title, &p.URL, &p.Rendered.Own, &p.Rendered.Quoted)
				return Neighbour{p.Path, p.Name(), p.Published}, err
			}, at.At.UnixMilli(), at.ID)
			if err != nil && !pool.IsNoRows(err) {
				return err
			}
		}
		return nil
	})
	return older, newer, wrap(err, "neighbours of post %d", at.ID)
}

// Label is a tag or a site with its number of posts.
type Label struct {
	Name  string
	Slug  string // for a site, its host
	Posts int
}

// LabelCursor is a position in a list of labels, which is sorted by number of
// posts, highest first. The zero value is the beginning.
type LabelCursor struct {
	Posts int
	Slug  string
}

// Tags returns tags of posts, those with the most posts first, starting after a
// cursor, and the cursor of the next page: zero if there is none.
func (s *Store) Tags(ctx context.Context, after LabelCursor, limit int) ([]Label, LabelCursor, error) {
	return s.labels(ctx, `/* Tags */ SELECT name, slug, posts FROM tag WHERE posts > 0 AND posts <= ?1 AND (posts < ?1 OR slug > ?2) ORDER BY posts DESC, slug LIMIT ?3`, after, limit)
}

// Sites returns the sites that posts link to, as Tags does.
func (s *Store) Sites(ctx context.Context, after LabelCursor, limit int) ([]Label, LabelCursor, error) {
	return s.labels(ctx, `/* Sites */ SELECT host, host, posts FROM site WHERE posts > 0 AND posts <= ?1 AND (posts < ?1 OR host > ?2) ORDER BY posts DESC, host LIMIT ?3`, after, limit)
}

func (s *Store) labels(ctx context.Context, query string, after LabelCursor, limit int) (labels []Label, next LabelCursor, err error) {
	if after == (LabelCursor{}) {
		after.Posts = 1 << 40
	}
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		labels, err = pool.Select(ctx, tx, query, func(row pool.Scanner) (l Label, err error) {
			return l, row.Scan(&l.Name, &l.Slug, &l.Posts)
		}, after.Posts, after.Slug, limit+1)
		return err
	})
	if len(labels) > limit {
		labels = labels[:limit]
		next = LabelCursor{labels[limit-1].Posts, labels[limit-1].Slug}
	}
	return labels, next, wrap(err, "labels")
}

// Part is a range of posts for a sitemap: those with IDs greater than After, up to
// and including Last.
type Part struct {
	After, Last blog.PostID
}

// MapEntry is a post in a sitemap.
type MapEntry struct {
	Path    string
	Changed time.Time
}

// Highest returns the highest ID of a post, 0 if there is none.
func (s *Store) Highest(ctx context.Context) (id blog.PostID, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		id, err = pool.One(ctx, tx, `/* Highest */ SELECT coalesce(max(id), 0) FROM post`, pool.Value[blog.PostID])
		return err
	})
	return id, wrap(err, "highest post")
}

// Map returns the addresses of the posts in a part that readers see.
func (s *Store) Map(ctx context.Context, part Part) (entries []MapEntry, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		entries, err = pool.Select(ctx, tx, `/* Map */
			SELECT path, max(published, coalesce(updated, published)) FROM post
			WHERE id > ? AND id <= ? AND status = 'published' AND trashed IS NULL ORDER BY id`,
			func(row pool.Scanner) (e MapEntry, err error) { return e, row.Scan(&e.Path, instant{&e.Changed}) }, part.After, part.Last)
		return err
	})
	return entries, wrap(err, "map of posts")
}
