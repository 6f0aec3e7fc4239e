package sqlite

import (
	"context"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

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
