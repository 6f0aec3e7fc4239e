package sqlite

import (
	"context"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/search"
	"pullquote/internal/sqlite/pool"
)

// reindex puts a changed post into the search index anew. One that is not there
// yet is left to Index.
func reindex(ctx context.Context, tx *pool.Tx, p *blog.Post) error {
	before, err := pool.One(ctx, tx, `/* index: before */ SELECT place, status = 'published' AND trashed IS NULL FROM post WHERE id = ?`,
		func(row pool.Scanner) (v struct {
			place  *int64
			public bool
		}, err error,
		) {
			return v, row.Scan(&v.place, &v.public)
		}, p.ID)
	if err != nil {
		return err
	}
	if before.place == nil {
		return nil
	}
	// It may have moved from one table to the other.
	for _, statement := range []string{`/* index: out */ DELETE FROM search WHERE rowid = ?`, `/* index: out of the desk's */ DELETE FROM search_desk WHERE rowid = ?`} {
		if _, err := tx.Exec(ctx, statement, *before.place); err != nil {
			return err
		}
	}
	return addIndex(ctx, tx, p, before.place)
}

// addIndex puts a post that is not in the index there. It keeps its place if
// that is of its time.
func addIndex(ctx context.Context, tx *pool.Tx, p *blog.Post, place *int64) error {
	at := p.Published
	if at.IsZero() {
		at = p.Created
	}
	kept := false
	if place != nil {
		var err error
		if kept, err = isOf(ctx, tx, *place, at); err != nil {
			return err
		}
	}
	if !kept {
		free, err := freePlace(ctx, tx, at)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `/* index: place */ UPDATE post SET place = ? WHERE id = ?`, free, p.ID); err != nil {
			return err
		}
		place = &free
	}
	insert := `/* index: public */ INSERT INTO search (rowid, title, own, quoted, tags, source, facets) VALUES (?, ?, ?, ?, ?, ?, ?)`
	if !p.Public() {
		insert = `/* index: desk */ INSERT INTO search_desk (rowid, title, own, quoted, tags, source, facets) VALUES (?, ?, ?, ?, ?, ?, ?)`
	}
	about := p.Source.About
	tags := make([]string, len(p.Tags))
	for i, t := range p.Tags {
		tags[i] = t.Name
	}
	_, err := tx.Exec(ctx, insert, *place, search.Fold(p.Title), search.Fold(p.Rendered.Own), search.Fold(p.Rendered.Quoted),
		search.FoldAll(tags...), search.FoldAll(about.Title, about.Site, about.Author, about.Description),
		search.Facets(p))
	return err
}

// placeBits is how many bits of a place number the posts of one second.
const placeBits = 4

// isOf reports whether a place is of a moment: of its second, or of one behind
// it to which the second ran over. A post that is only changed stays where it
// is in the order.
func isOf(ctx context.Context, tx *pool.Tx, place int64, at time.Time) (bool, error) {
	second := place >> placeBits
	if second <= at.Unix() {
		return second == at.Unix(), nil
	}
	for _, full := range []int64{at.Unix(), second - 1} {
		if _, free, err := placeIn(ctx, tx, full); err != nil || free {
			return false, err
		}
	}
	return true, nil
}

// freePlace gives a place that no post has, of a moment or soon after it: an
// archive may hold thousands of posts of one second. Where the second is full,
// one with room is looked for by doubling the distance and then halving it. To
// a search for a time, the posts that a second runs over with are of the seconds
// behind it: few archives hold hundreds of posts of the second before midnight.
func freePlace(ctx context.Context, tx *pool.Tx, at time.Time) (int64, error) {
	second := at.Unix()
	place, free, err := placeIn(ctx, tx, second)
	if err != nil || free {
		return place, err
	}
	full, room := int64(0), int64(1)
	for ; ; full, room = room, 2*room {
		if place, free, err = placeIn(ctx, tx, second+room); err != nil || free {
			break
		}
	}
	for err == nil && room-full > 1 {
		var nearer int64
		middle := (full + room) / 2
		if nearer, free, err = placeIn(ctx, tx, second+middle); free {
			place, room = nearer, middle
		} else {
			full = middle
		}
	}
	return place, err
}

// placeIn gives the next place in a second, if there is one.
func placeIn(ctx context.Context, tx *pool.Tx, second int64) (place int64, free bool, err error) {
	first := second << placeBits
	place, err = pool.One(ctx, tx, `/* placeIn */ SELECT coalesce(max(place) + 1, ?1) FROM post WHERE place >= ?1 AND place < ?2`,
		pool.Value[int64], first, first+1<<placeBits)
	return place, err == nil && place < first+1<<placeBits, err
}

// indexedAtOnce is how many posts one transaction of Index brings in.
const indexedAtOnce = 500

// Index brings posts into the search that were stored since it was last called,
// finishes their entries, unless there is nobody to do that, and tells how many.
// FTS5 takes as long for one post as for a dozen, and most of what a commit takes:
// so a new post is acknowledged without, and brought in by the server a moment
// later, or before that by whoever searches. One that is cut short goes on the
// next time.
func (s *Store) Index(ctx context.Context, by Finisher) (n int, err error) {
	for more := true; more; {
		if more, err = s.waiting(ctx); err != nil || !more {
			break
		}
		err = s.db.WriteQuietly(ctx, func(tx *pool.Tx) error {
			ctx := context.WithoutCancel(ctx) // what is begun is done sooner than begun again
			ids, err := pool.Select(ctx, tx, `/* Index */ SELECT id FROM post WHERE place IS NULL ORDER BY id LIMIT ?`, pool.Value[blog.PostID], indexedAtOnce)
			if err != nil {
				return err
			}
			for _, id := range ids {
				p, err := postByID(ctx, tx, id)
				if err != nil {
					return err
				}
				if _, err := tx.Exec(ctx, `/* Index: site */ UPDATE post SET site = ?1 WHERE id = ?2 AND site <> ?1`, p.Host(), id); err != nil {
					return err
				}
				if err := addIndex(ctx, tx, &p, nil); err != nil {
					return err
				}
				if err := saveEntry(ctx, tx, by, &p); err != nil {
					return err
				}
			}
			n += len(ids)
			return nil
		})
		if err != nil {
			break
		}
	}
	return n, wrap(err, "index posts")
}

// waiting reports whether there are posts that the search does not know.
func (s *Store) waiting(ctx context.Context) (waiting bool, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		waiting, err = pool.One(ctx, tx, `/* waiting */ SELECT EXISTS (SELECT 1 FROM post WHERE place IS NULL)`, pool.Value[bool])
		return err
	})
	return waiting, err
}

// catchUp brings into the search what is not there, and gives authors whom an
// older program has stored the addresses of their pages.
func (s *Store) catchUp(ctx context.Context) error {
	if _, err := s.Index(ctx, nil); err != nil {
		return err
	}
	nameless := false
	err := s.db.Read(ctx, func(tx *pool.Tx) (err error) {
		nameless, err = pool.One(ctx, tx, `/* catchUp: authors */ SELECT EXISTS (SELECT 1 FROM author WHERE slug = '')`, pool.Value[bool])
		return err
	})
	if err != nil || !nameless {
		return wrap(err, "name authors")
	}
	return s.nameAuthors(ctx)
}
