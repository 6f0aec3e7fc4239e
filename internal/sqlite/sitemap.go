package sqlite

import (
	"context"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

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
