package sqlite

import (
	"context"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// TagTables are the tables of tags and of the posts that have them. They are made
// again, both at once, of the posts' histories.
var TagTables = []string{"tag", "post_tag"}

// untaggedPosts selects the posts without tags whose last version in the history has
// some: they were lost with a damaged page.
const untaggedPosts = ` FROM post JOIN revision ON revision.post_id = post.id AND revision.version = post.version
	WHERE revision.tags <> '' AND NOT EXISTS (SELECT 1 FROM post_tag WHERE post_id = post.id)`

// retag gives posts that have lost their tags those of the last version in their
// history.
func retag(ctx context.Context, tx *pool.Tx) error {
	posts, err := pool.Select(ctx, tx, `/* Repair: untagged */ SELECT post.id, post.status, post.published, post.trashed, revision.tags`+untaggedPosts+` ORDER BY post.id`,
		func(row pool.Scanner) (p blog.Post, err error) {
			var tags string
			err = row.Scan(&p.ID, &p.Status, instant{&p.Published}, instant{&p.Trashed}, &tags)
			p.Tags = blog.NewTags(strings.Split(tags, ","))
			return p, err
		})
	if err != nil {
		return err
	}
	for i := range posts {
		if err := addTags(ctx, tx, &posts[i]); err != nil {
			return err
		}
	}
	return nil
}
