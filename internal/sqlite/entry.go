package sqlite

import (
	"context"
	"slices"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// Finisher renders what lists show of a post. Its stamp, which is never zero,
// identifies the version: an entry with another stamp is rendered again.
type Finisher interface {
	Stamp() int64
	Finish(p *blog.Post) (html string, err error)
}

// Rules are the blog's settings that storing a post depends on.
type Rules struct {
	Pattern  blog.Pattern   // of the post's address
	Zone     *time.Location // time zone of the date in the address
	Finisher Finisher       // renders the entry; nil leaves that for later
}

// Finished is a post as lists show it.
type Finished struct {
	ID        blog.PostID
	Published time.Time
	HTML      string // as rendered by the Finisher
}

func (f *Finished) cursor() blog.Cursor { return blog.Cursor{At: f.Published, ID: f.ID} }

// Entries returns a list of finished posts that readers see, starting after the
// cursor before, with its subject and the cursor of the next page, zero on the
// last. It fails as Posts does. It reads only an index and the entries; those that
// have another stamp or can't be read are rendered from their posts, but not
// stored.
func (s *Store) Entries(ctx context.Context, of Of, before blog.Cursor, limit int, by Finisher) (a About, entries []Finished, next blog.Cursor, err error) {
	list := func(tx *pool.Tx) error {
		if a, err = about(ctx, tx, of); err != nil {
			return err
		}
		query, args := of.query(a, finished)
		args = append(append([]any{by.Stamp()}, args...), cursorArgs(before, limit)...)
		// Allocated once for all rows.
		var id, published int64
		var html string
		fields := []any{&id, &published, &html}
		entries, err = pool.Select(ctx, tx, query, func(row pool.Scanner) (Finished, error) {
			err := row.Scan(fields...)
			return Finished{ID: blog.PostID(id), Published: time.UnixMilli(published).UTC(), HTML: html}, err
		}, args...)
		entries, next = cutPage(entries, limit, (*Finished).cursor)
		return err
	}
	if err = s.reading(of)(ctx, list); err == nil {
		entries, err = s.finishMissing(ctx, entries, by)
	}
	if err != nil && pool.IsDamaged(err) {
		if a, entries, next, fault := s.entriesOfPosts(ctx, of, before, limit, by); fault == nil {
			return a, entries, next, nil
		}
	}
	return a, entries, next, wrap(err, "entries of %+v", of)
}

// entriesOfPosts does the same, but renders all entries from their posts.
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

// missing reports whether an entry does not exist or has another stamp.
func missing(f Finished) bool { return f.HTML == "" }

// finishMissing renders the missing entries, and leaves out those of posts that
// readers do not see any more since the list was read.
func (s *Store) finishMissing(ctx context.Context, entries []Finished, by Finisher) ([]Finished, error) {
	var ids []blog.PostID
	for _, e := range entries {
		if missing(e) {
			ids = append(ids, e.ID)
		}
	}
	if len(ids) == 0 {
		return entries, nil
	}
	rendered, err := recall(ctx, s, &s.rendered, ids, making[string]{
		query: `/* Entries: missing */ SELECT ` + listedColumns, scan: scanListed, stamp: by.Stamp(),
		value: func(p *blog.Post) (string, int, error) {
			html, err := by.Finish(p)
			return html, len(html), err
		},
	})
	for i := range entries {
		if e := &entries[i]; missing(*e) {
			e.HTML = rendered[e.ID]
		}
	}
	return slices.DeleteFunc(entries, missing), err
}

// saveEntry renders and stores the entry of a stored post.
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

// FinishEntries renders up to limit entries that have another stamp, those of the
// newest posts first, and returns how many it rendered: 0 when there are none
// left.
func (s *Store) FinishEntries(ctx context.Context, by Finisher, limit int) (n int, err error) {
	var stale []int64 // one stamp of such entries per direction, if there are any
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
		// Read and write in one transaction, so that the posts can't change in
		// between.
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
