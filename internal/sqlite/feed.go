package sqlite

import (
	"context"
	"maps"
	"slices"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// Columns of a post in a feed, in the order in which scanFed reads them. The GUID,
// by which feed readers identify a post, is stored behind the body, so other lists do
// not read it.
const fedColumns = listedColumns + `, post.guid`

func scanFed(row pool.Scanner) (p blog.Post, err error) {
	p.Status = blog.Published
	return p, row.Scan(append(listedFields(&p), &p.GUID)...)
}

// ordered selects nothing but the order of posts, from an index.
var ordered = selection{"Feed", `post.id, post.published`, ``, `post_tag.post_id, post_tag.published`, ``}

func scanOrdered(row pool.Scanner) (p blog.Post, err error) {
	return p, row.Scan(&p.ID, instant{&p.Published})
}

// aboutPost estimates the memory of a post besides its HTML, in bytes.
const aboutPost = 1024

// Feed returns the posts of a list with their GUIDs. It fails as Posts does. The tags
// of the posts must not be changed.
func (s *Store) Feed(ctx context.Context, of Of, before blog.Cursor, limit int) (a About, list List, err error) {
	if a, list, err = s.posts(ctx, of, ordered, scanOrdered, before, limit); err == nil {
		list.Posts, err = s.FeedOf(ctx, list.Posts)
	}
	return a, list, err
}

// FeedOf returns posts with their GUIDs, by their IDs and in that order, without
// those that readers do not see. The tags of the posts must not be changed.
func (s *Store) FeedOf(ctx context.Context, wanted []blog.Post) ([]blog.Post, error) {
	generation := s.db.Generation()
	posts := slices.Clone(wanted)
	at := map[blog.PostID]*blog.Post{} // those that have to be read
	for i := range posts {
		p := &posts[i]
		if known, ok := s.fed.recall(p.ID, s.Unchanged); ok {
			*p = known
		} else {
			at[p.ID] = p
		}
	}
	if len(at) == 0 {
		return posts, nil
	}
	err := s.db.ReadOne(ctx, func(tx *pool.Tx) error {
		read, err := byID(ctx, tx, `/* FeedOf */ SELECT `+fedColumns, scanFed, slices.Collect(maps.Keys(at)))
		for i := range read {
			p := &read[i]
			*at[p.ID] = *p
			delete(at, p.ID)
			s.fed.remember(p.ID, *p, len(p.Rendered.HTML)+aboutPost, generation)
		}
		return err
	})
	if err != nil {
		return nil, wrap(err, "posts of a feed")
	}
	return slices.DeleteFunc(posts, func(p blog.Post) bool { return at[p.ID] != nil }), nil
}
