package sqlite

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// Finisher makes what lists show of a post, and is known by a stamp, which is
// never zero: an entry that bears another is made anew.
type Finisher interface {
	Stamp() int64
	Finish(p *blog.Post) (html string, err error)
}

// Rules are what the blog's settings decide of a post that is stored.
type Rules struct {
	Pattern  blog.Pattern   // of its address
	Zone     *time.Location // in which its date counts there
	Finisher Finisher       // of its entry; nil leaves that to be made later
}

// Finished is a post as lists show it.
type Finished struct {
	ID        blog.PostID
	Published time.Time
	HTML      string // as the Finisher has made it
}

// Entries gives a list of posts that readers see, finished, from before on, what
// it is of, and where its next page begins, zero on the last. It fails as Posts
// does. What it asks of the file is an index and the entries; those that bear
// another stamp, or can't be read, are made of their posts, and not stored.
func (s *Store) Entries(ctx context.Context, of Of, before blog.Cursor, limit int, by Finisher) (a About, entries []Finished, next blog.Cursor, err error) {
	list := func(tx *pool.Tx) error {
		if a, err = about(ctx, tx, of); err != nil {
			return err
		}
		query, args := of.query(a, finished)
		args = append(append([]any{by.Stamp()}, args...), cursorArgs(before, limit)...)
		// Once for all rows.
		var id, published int64
		var html string
		fields := []any{&id, &published, &html}
		entries, err = pool.Select(ctx, tx, query, func(row pool.Scanner) (Finished, error) {
			err := row.Scan(fields...)
			return Finished{ID: blog.PostID(id), Published: time.UnixMilli(published).UTC(), HTML: html}, err
		}, args...)
		if next = (blog.Cursor{}); len(entries) > limit {
			entries = entries[:limit]
			last := &entries[limit-1]
			next = blog.Cursor{At: last.Published, ID: last.ID}
		}
		return err
	}
	if !of.introduced() {
		if err = s.db.ReadOne(ctx, list); err == nil && !slices.ContainsFunc(entries, missing) {
			return a, entries, next, nil
		}
	}
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		if err := list(tx); err != nil {
			return err
		}
		return finishMissing(ctx, tx, entries, by)
	})
	if err != nil && pool.IsDamaged(err) {
		if a, entries, next, fault := s.entriesOfPosts(ctx, of, before, limit, by); fault == nil {
			return a, entries, next, nil
		}
	}
	return a, entries, next, wrap(err, "entries of %+v", of)
}

// entriesOfPosts gives the same, all made of their posts.
func (s *Store) entriesOfPosts(ctx context.Context, of Of, before blog.Cursor, limit int, by Finisher) (a About, entries []Finished, next blog.Cursor, err error) {
	a, list, err := s.Posts(ctx, of, before, limit)
	for i := range list.Posts {
		p := &list.Posts[i]
		html, fault := by.Finish(p)
		if err == nil {
			err = fault
		}
		entries = append(entries, Finished{ID: p.ID, Published: p.Published, HTML: html})
	}
	return a, entries, list.Next, err
}

// missing reports whether an entry bears another stamp, or is not there.
func missing(f Finished) bool { return f.HTML == "" }

// finishMissing makes the entries that are not there.
func finishMissing(ctx context.Context, tx *pool.Tx, entries []Finished, by Finisher) error {
	var ids []blog.PostID
	at := map[blog.PostID]int{}
	for i := range entries {
		if missing(entries[i]) {
			ids = append(ids, entries[i].ID)
			at[entries[i].ID] = i
		}
	}
	if len(ids) == 0 {
		return nil
	}
	wanted, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	posts, err := pool.Select(ctx, tx, `/* Entries: missing */
		SELECT `+listedColumns+` FROM json_each(?) AS wanted JOIN post ON post.id = wanted.value JOIN author ON author.id = post.author_id`,
		scanListed, string(wanted))
	if err != nil {
		return err
	}
	for i := range posts {
		if entries[at[posts[i].ID]].HTML, err = by.Finish(&posts[i]); err != nil {
			return err
		}
	}
	return nil
}

// saveEntry finishes a post that is stored.
func saveEntry(ctx context.Context, tx *pool.Tx, by Finisher, p *blog.Post) (err error) {
	var stamp int64
	var html string
	if by != nil {
		stamp = by.Stamp()
		if html, err = by.Finish(p); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `/* saveEntry */
		INSERT INTO entry (post_id, stamp, html) VALUES (?, ?, ?)
		ON CONFLICT (post_id) DO UPDATE SET stamp = excluded.stamp, html = excluded.html`, p.ID, stamp, html)
	return err
}

// FinishEntries makes up to limit entries that bear another stamp, the newest
// posts' first, and tells how many it were: none when all are made.
func (s *Store) FinishEntries(ctx context.Context, by Finisher, limit int) (n int, err error) {
	var stale []int64 // a stamp of such entries, if there are any
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		stale, err = pool.Select(ctx, tx, `/* FinishEntries: stale */
			SELECT * FROM (SELECT stamp FROM entry WHERE stamp < ?1 LIMIT 1) UNION ALL SELECT * FROM (SELECT stamp FROM entry WHERE stamp > ?1 LIMIT 1)`,
			pool.Value[int64], by.Stamp())
		return err
	})
	if err != nil || len(stale) == 0 {
		return 0, wrap(err, "finish entries")
	}
	err = s.db.WriteQuietly(ctx, func(tx *pool.Tx) error {
		// In one transaction, so that the posts are what they are when it is stored.
		posts, err := pool.Select(ctx, tx, `/* FinishEntries */
			SELECT `+listedColumns+` FROM entry JOIN post ON post.id = entry.post_id JOIN author ON author.id = post.author_id
			WHERE entry.stamp = ? ORDER BY entry.post_id DESC LIMIT ?`, scanListed, stale[0], limit)
		if err != nil {
			return err
		}
		for i := range posts {
			if err := saveEntry(ctx, tx, by, &posts[i]); err != nil {
				return err
			}
		}
		n = len(posts)
		return nil
	})
	return n, wrap(err, "finish entries")
}
