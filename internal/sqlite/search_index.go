package sqlite

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/search"
	"pullquote/internal/sqlite/pool"
)

// reindex updates a changed post in the search index. A post that is not in the
// index yet is left to Index.
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
	// It may have to move from one table to the other.
	for _, statement := range []string{`/* index: out */ DELETE FROM search WHERE rowid = ?`, `/* index: out of the desk's */ DELETE FROM search_desk WHERE rowid = ?`, `/* index: no more to do */ DELETE FROM unindexed WHERE place = ?`} {
		if _, err := tx.Exec(ctx, statement, *before.place); err != nil {
			return err
		}
	}
	return addIndex(ctx, tx, p, before.place)
}

// addIndex adds a post that is not in the index. It keeps its place if that
// matches its time.
func addIndex(ctx context.Context, tx *pool.Tx, p *blog.Post, place *int64) error {
	if place != nil {
		matches, err := placeMatches(ctx, tx, *place, indexedAt(p))
		if err != nil {
			return err
		}
		if matches {
			return addWords(ctx, tx, p, *place)
		}
	}
	return addAllIndex(ctx, tx, []blog.Post{*p})
}

// addAllIndex adds posts without a place to the index. They had better be in the
// order of time: FTS5 flushes its memory whenever a row has a lower rowid than the
// one before. It also flushes before each statement that can be rolled back by
// itself, such as one that fires triggers; so all places are assigned first.
func addAllIndex(ctx context.Context, tx *pool.Tx, posts []blog.Post) error {
	given, err := givePlaces(ctx, tx, posts)
	if err != nil {
		return err
	}
	rows, err := rowsOf(posts)
	if err != nil {
		return err
	}
	return inBulk(ctx, tx, len(posts), func() error {
		for i := range posts {
			if err := addRow(ctx, tx, posts[i].Public(), given[i], rows[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// givePlaces assigns places in the index to posts, in one statement.
func givePlaces(ctx context.Context, tx *pool.Tx, posts []blog.Post) ([]int64, error) {
	free := freePlaces{tx: tx, next: map[int64]int64{}}
	given, rows := make([]int64, len(posts)), make([][2]int64, len(posts))
	for i := range posts {
		place, err := free.take(ctx, indexedAt(&posts[i]))
		if err != nil {
			return nil, err
		}
		given[i], rows[i] = place, [2]int64{int64(posts[i].ID), place}
	}
	// The index of titles is in the order of post IDs.
	slices.SortFunc(rows, func(a, b [2]int64) int { return cmp.Compare(a[0], b[0]) })
	list, err := json.Marshal(rows)
	if err != nil {
		return nil, err
	}
	_, err = tx.Exec(ctx, `/* index: places */
		UPDATE post SET place = given.value ->> 1 FROM json_each(?) AS given WHERE post.id = given.value ->> 0`, string(list))
	return given, err
}

// addWords adds the words of a post that has a place to the index.
func addWords(ctx context.Context, tx *pool.Tx, p *blog.Post, place int64) error {
	return addRow(ctx, tx, p.Public(), place, search.Row(p))
}

// addRow adds a post's row to the index.
func addRow(ctx context.Context, tx *pool.Tx, public bool, place int64, row []string) error {
	insert := `/* index: public */ INSERT INTO search (rowid, title, own, quoted, tags, source, facets) VALUES (?, ?, ?, ?, ?, ?, ?)`
	if !public {
		insert = `/* index: desk */ INSERT INTO search_desk (rowid, title, own, quoted, tags, source, facets) VALUES (?, ?, ?, ?, ?, ?, ?)`
	}
	args := []any{place}
	for _, words := range row {
		args = append(args, words)
	}
	_, err := tx.Exec(ctx, insert, args...)
	return err
}

// indexedAt returns the time that determines a post's place in the index.
func indexedAt(p *blog.Post) time.Time {
	if p.Published.IsZero() {
		return p.Created
	}
	return p.Published
}

// placeBits is how many low bits of a place distinguish the posts of one second.
const placeBits = 4

// placeMatches reports whether a place matches a time: whether it is in its second, or in
// a later one that the posts of that second have overflowed to. So a post that is
// only changed keeps its position.
func placeMatches(ctx context.Context, tx *pool.Tx, place int64, at time.Time) (bool, error) {
	second := place >> placeBits
	if second <= at.Unix() {
		return second == at.Unix(), nil
	}
	free := freePlaces{tx: tx}
	for _, full := range []int64{at.Unix(), second - 1} {
		if _, room, err := free.in(ctx, full); err != nil || room {
			return false, err
		}
	}
	return true, nil
}

// freePlaces finds places that are not taken.
type freePlaces struct {
	tx   *pool.Tx
	next map[int64]int64 // next place by second, for seconds in which places were taken
}

// take returns a free place at a time or soon after it: an archive may hold
// thousands of posts of one second. If the second is full, one with room is found
// by doubling the distance and then bisecting. A search that is limited by time
// treats posts that have overflowed as posts of the later seconds; few archives
// hold hundreds of posts of the second before midnight.
func (p freePlaces) take(ctx context.Context, at time.Time) (place int64, err error) {
	second, room := at.Unix(), int64(0)
	for full := int64(-1); ; full, room = room, max(1, 2*room) {
		var free bool
		if place, free, err = p.in(ctx, second+room); err != nil {
			return 0, err
		}
		if !free {
			continue
		}
		for room-full > 1 {
			middle := (full + room) / 2
			nearer, free, err := p.in(ctx, second+middle)
			if err != nil {
				return 0, err
			}
			if free {
				place, room = nearer, middle
			} else {
				full = middle
			}
		}
		p.next[second+room] = place + 1
		return place, nil
	}
}

// in returns the next place in a second, if there is one.
func (p freePlaces) in(ctx context.Context, second int64) (place int64, free bool, err error) {
	first := second << placeBits
	place, known := p.next[second]
	if !known {
		place, err = pool.One(ctx, p.tx, `/* places */ SELECT coalesce(max(place) + 1, ?1) FROM post WHERE place >= ?1 AND place < ?2`,
			pool.Value[int64], first, first+1<<placeBits)
	}
	return place, err == nil && place < first+1<<placeBits, err
}

// indexedAtOnce is how many posts one transaction of Index adds.
const indexedAtOnce = 500

// Index adds posts that were stored since its last call to the search index,
// finishes their entries unless by is nil, and returns how many posts it added.
// FTS5 takes as long for one post as for a dozen, and that is most of the time of
// a commit. So a new post is stored without it, and indexed by the server a moment
// later, or by a search before that. If Index is interrupted, the next call
// continues.
func (s *Store) Index(ctx context.Context, by Finisher) (n int, err error) {
	return s.index(ctx, unhurried, by, func(int, time.Time) {})
}

// index does what Index does, with patience as the limit for each transaction's
// wait for the lock. After each transaction it calls progress with the number of posts
// added so far and the time at which the transaction began.
func (s *Store) index(ctx context.Context, patience time.Duration, by Finisher, progress func(n int, at time.Time)) (n int, err error) {
	for more := true; more; {
		if more, err = s.waiting(ctx); err != nil || !more {
			break
		}
		inTime, cancel := hurried(ctx, patience)
		err = s.db.WriteQuietly(inTime, func(tx *pool.Tx) error {
			ctx := context.WithoutCancel(ctx) // finishing a transaction is faster than repeating it
			fresh, err := indexNew(ctx, tx, by)
			if err != nil {
				return err
			}
			again, err := indexAnew(ctx, tx)
			if err != nil {
				return err
			}
			n += fresh + again
			progress(n, tx.Now())
			return nil
		})
		cancel()
		if err != nil {
			break
		}
	}
	return n, wrap(err, "index posts")
}

// indexedBytes limits the total length of the bodies that one transaction of Index
// holds in memory, approximately.
const indexedBytes = 16 << 20

// indexNew indexes posts that have no place yet, and makes their entries.
func indexNew(ctx context.Context, tx *pool.Tx, by Finisher) (n int, err error) {
	ids, err := pool.Select(ctx, tx, `/* Index */
		SELECT id FROM (SELECT id, coalesce(published, created) AS at FROM post WHERE place IS NULL ORDER BY id LIMIT ?) ORDER BY at, id`,
		pool.Value[blog.PostID], indexedAtOnce)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	posts, bytes := make([]blog.Post, 0, len(ids)), 0
	for _, id := range ids {
		p, err := postByID(ctx, tx, id)
		if err != nil {
			return 0, err
		}
		if _, err := tx.Exec(ctx, `/* Index: site */ UPDATE post SET site = ?1 WHERE id = ?2 AND site <> ?1`, p.Host(), id); err != nil {
			return 0, err
		}
		posts = append(posts, p)
		if bytes += len(p.Body); bytes > indexedBytes {
			break
		}
	}
	if err := addAllIndex(ctx, tx, posts); err != nil {
		return 0, err
	}
	for i := range posts {
		if err := saveEntry(ctx, tx, by, &posts[i]); err != nil {
			return 0, err
		}
	}
	return len(posts), nil
}

// indexAnew indexes posts that have a place, but outdated words in the index or
// none: another program has changed them, or an upgrade has emptied the index
// because words are derived differently now.
func indexAnew(ctx context.Context, tx *pool.Tx) (n int, err error) {
	type known struct {
		place int64
		id    *blog.PostID // nil if no post has the place any more
	}
	list, err := pool.Select(ctx, tx, `/* Index: anew */
		SELECT unindexed.place, post.id FROM unindexed LEFT JOIN post ON post.place = unindexed.place ORDER BY unindexed.place LIMIT ?`,
		func(row pool.Scanner) (k known, err error) { return k, row.Scan(&k.place, &k.id) }, indexedAtOnce)
	if err != nil {
		return 0, err
	}
	places := make([]int64, len(list))
	for i, k := range list {
		places[i] = k.place
	}
	if err := takeOut(ctx, tx, places); err != nil {
		return 0, err
	}
	for _, k := range list {
		if k.id == nil {
			continue
		}
		p, err := postByID(ctx, tx, *k.id)
		if err != nil {
			return 0, err
		}
		if err := addIndex(ctx, tx, &p, &k.place); err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

// waiting reports whether there are posts that are not indexed.
func (s *Store) waiting(ctx context.Context) (waiting bool, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		waiting, err = pool.One(ctx, tx, `/* waiting */ SELECT EXISTS (SELECT 1 FROM post WHERE place IS NULL) OR EXISTS (SELECT 1 FROM unindexed)`, pool.Value[bool])
		return err
	})
	return waiting, err
}
