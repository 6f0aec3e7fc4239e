package sqlite

import (
	"context"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// A shelf is a list on the desk: the condition of its posts, and the column and
// the field that it is ordered by.
type shelf struct {
	where string
	by    string
	at    func(*blog.Post) time.Time
}

var shelves = map[blog.Shelf]shelf{
	blog.ShelfDrafts:    {`post.status = 'draft' AND post.trashed IS NULL`, `post.touched`, func(p *blog.Post) time.Time { return p.Touched }},
	blog.ShelfPublished: {`post.status = 'published' AND post.trashed IS NULL`, `post.published`, publishedAt},
	blog.ShelfTrash:     {`post.trashed IS NOT NULL`, `post.trashed`, func(p *blog.Post) time.Time { return p.Trashed }},
}

// Shelf returns a list on the desk, starting after the cursor before: drafts are
// ordered by their last change, published posts by publication, the trash by
// deletion. It fails with NotFound if there is no such shelf.
func (s *Store) Shelf(ctx context.Context, name blog.Shelf, before blog.Cursor, limit int) (list List, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		on, ok := shelves[name]
		if !ok {
			return &blog.Error{Kind: blog.NotFound, Message: "There is no such list on the desk."}
		}
		list, err = listPosts(ctx, tx, `/* Shelf */
			SELECT `+shownColumns+postSource+`
			WHERE `+on.where+` AND (`+on.by+`, post.id) < (?, ?)
			ORDER BY `+on.by+` DESC, post.id DESC LIMIT ?`, scanShown, on.at, before, limit)
		return err
	})
	return list, wrap(err, "shelf %s", name)
}

// ShelfCounts returns the number of posts on each shelf.
func (s *Store) ShelfCounts(ctx context.Context) (map[blog.Shelf]int, error) {
	counts := map[blog.Shelf]int{}
	err := s.db.Read(ctx, func(tx *pool.Tx) error {
		for name, on := range shelves {
			n, err := pool.One(ctx, tx, `/* ShelfCounts */ SELECT count(*) FROM post WHERE `+on.where, pool.Value[int])
			if err != nil {
				return err
			}
			counts[name] = n
		}
		return nil
	})
	return counts, wrap(err, "shelf counts")
}
