package sqlite

import (
	"context"

	"pullquote/internal/sqlite/pool"
)

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
