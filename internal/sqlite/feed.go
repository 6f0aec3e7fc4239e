package sqlite

import (
	"context"

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

func scanOrdered(row pool.Scanner) (f Finished, err error) {
	return f, row.Scan(&f.ID, instant{&f.Published})
}

// aboutPost estimates the memory of a post besides its HTML, in bytes.
const aboutPost = 1024

// Feed returns the posts of a list with their GUIDs. It fails as Posts does. The tags
// of the posts must not be changed.
func (s *Store) Feed(ctx context.Context, of Of, before blog.Cursor, limit int) (a About, list List, err error) {
	var order []Finished
	err = s.reading(of)(ctx, func(tx *pool.Tx) error {
		if a, err = about(ctx, tx, of); err != nil {
			return err
		}
		query, args := of.query(a, ordered)
		order, err = pool.Select(ctx, tx, query, scanOrdered, append(args, cursorArgs(before, limit)...)...)
		return err
	})
	if err != nil {
		return a, list, wrap(err, "feed of %+v", of)
	}
	order, list.Next = cutPage(order, limit, (*Finished).cursor)
	ids := make([]blog.PostID, len(order))
	for i := range order {
		ids[i] = order[i].ID
	}
	list.Posts, err = s.FeedOf(ctx, ids)
	return a, list, err
}

// FeedOf returns posts with their GUIDs, by their IDs and in that order, without
// those that readers do not see. The tags of the posts must not be changed.
func (s *Store) FeedOf(ctx context.Context, ids []blog.PostID) ([]blog.Post, error) {
	found, err := recall(ctx, s, &s.fed, ids, making[blog.Post]{
		query: `/* FeedOf */ SELECT ` + fedColumns, scan: scanFed,
		value: func(p *blog.Post) (blog.Post, int, error) { return *p, len(p.Rendered.HTML) + aboutPost, nil },
	})
	if err != nil {
		return nil, wrap(err, "posts of a feed")
	}
	posts := make([]blog.Post, 0, len(ids))
	for _, id := range ids {
		if p, ok := found[id]; ok {
			posts = append(posts, p)
		}
	}
	return posts, nil
}
