package sqlite

import (
	"context"
	"encoding/json"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// List is a page of posts, newest first. They come with what pages show: the
// finished HTML, but not the body, the quotes and most of the plain text.
type List struct {
	Posts []blog.Post
	Next  blog.Cursor // where the next page begins; zero on the last
}

// Columns of a post as pages show it, in the order that scanShown reads them:
// reading a column that no page shows costs as much as one that it does. Of the
// plain text there is as much as describes the post.
const shownColumns = `post.id, post.version, post.status, post.title, post.url, post.via, post.lang, post.path,
	post.published, post.updated, post.trashed, post.touched,
	post.html, substr(post.own, 1, 300), substr(post.quoted, 1, 300), author.id, author.name`

func scanShown(row pool.Scanner) (p blog.Post, err error) {
	return p, row.Scan(&p.ID, &p.Version, &p.Status, &p.Title, &p.URL, &p.Via, &p.Lang, &p.Path,
		instant{&p.Published}, instant{&p.Updated}, instant{&p.Trashed}, instant{&p.Touched},
		&p.Rendered.HTML, &p.Rendered.Own, &p.Rendered.Quoted, &p.Author.ID, &p.Author.Name)
}

// Recent gives the posts that readers see, from before on.
func (s *Store) Recent(ctx context.Context, before blog.Cursor, limit int) (list List, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		list, err = listPosts(ctx, tx, `/* Recent */
			SELECT `+shownColumns+postSource+`
			WHERE post.status = 'published' AND post.trashed IS NULL AND (post.published, post.id) < (?, ?)
			ORDER BY post.published DESC, post.id DESC LIMIT ?`, publishedAt, before, limit)
		return err
	})
	return list, wrap(err, "recent posts")
}

// Tagged gives a tag and the posts that bear it, from before on. It fails with
// NotFound if readers see no post with that tag.
func (s *Store) Tagged(ctx context.Context, slug string, before blog.Cursor, limit int) (t blog.Tag, list List, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		var id int64
		t, err = pool.One(ctx, tx, `/* Tagged: tag */
			SELECT id, name, slug FROM tag WHERE slug = ?
			AND EXISTS (SELECT 1 FROM post_tag WHERE tag_id = tag.id AND published IS NOT NULL)`,
			func(row pool.Scanner) (t blog.Tag, err error) { return t, row.Scan(&id, &t.Name, &t.Slug) }, slug)
		if err != nil {
			return notFound(err, "No post bears this tag.")
		}
		list, err = listPosts(ctx, tx, `/* Tagged */
			SELECT `+shownColumns+`
			FROM post_tag JOIN post ON post.id = post_tag.post_id JOIN author ON author.id = post.author_id
			WHERE post_tag.tag_id = ? AND post_tag.published IS NOT NULL AND (post_tag.published, post_tag.post_id) < (?, ?)
			ORDER BY post_tag.published DESC, post_tag.post_id DESC LIMIT ?`, publishedAt, before, limit, id)
		return err
	})
	return t, list, wrap(err, "posts tagged %q", slug)
}

// Feed gives the newest posts that readers see, with a tag those that bear it,
// as lists do, and with what feed readers know them by. It fails with NotFound
// if there is no such tag.
func (s *Store) Feed(ctx context.Context, tag string, limit int) (t blog.Tag, posts []blog.Post, err error) {
	var list List
	if tag == "" {
		list, err = s.Recent(ctx, blog.Cursor{}, limit)
	} else {
		t, list, err = s.Tagged(ctx, tag, blog.Cursor{}, limit)
	}
	if err != nil {
		return t, nil, err
	}
	at := map[blog.PostID]int{}
	ids := make([]blog.PostID, len(list.Posts))
	for i, p := range list.Posts {
		at[p.ID], ids[i] = i, p.ID
	}
	wanted, err := json.Marshal(ids)
	if err != nil {
		return t, nil, wrap(err, "feed")
	}
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		_, err := pool.Select(ctx, tx, `/* Feed */ SELECT id, guid FROM post WHERE id IN (SELECT value FROM json_each(?))`, func(row pool.Scanner) (struct{}, error) {
			var id blog.PostID
			var guid string
			err := row.Scan(&id, &guid)
			list.Posts[at[id]].GUID = guid
			return struct{}{}, err
		}, string(wanted))
		return err
	})
	return t, list.Posts, wrap(err, "feed")
}

// A shelf is a list of the desk: what is on it, how many, and by which of a
// post's times it is ordered.
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

func publishedAt(p *blog.Post) time.Time { return p.Published }

// Shelf gives a list of the desk, from before on: drafts by their last change,
// published posts by publication, the trash by deletion. It fails with NotFound
// if there is no such shelf.
func (s *Store) Shelf(ctx context.Context, name blog.Shelf, before blog.Cursor, limit int) (list List, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		on, ok := shelves[name]
		if !ok {
			return &blog.Error{Kind: blog.NotFound, Message: "There is no such list on the desk."}
		}
		list, err = listPosts(ctx, tx, `/* Shelf */
			SELECT `+shownColumns+postSource+`
			WHERE `+on.where+` AND (`+on.by+`, post.id) < (?, ?)
			ORDER BY `+on.by+` DESC, post.id DESC LIMIT ?`, on.at, before, limit)
		return err
	})
	return list, wrap(err, "shelf %s", name)
}

// ShelfCounts tells how many posts are on each shelf.
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

// listPosts runs the query of a list, whose last parameters are the cursor's
// two and the limit. It asks for one post more than fits, to know whether there
// is a next page.
func listPosts(ctx context.Context, tx *pool.Tx, query string, at func(*blog.Post) time.Time, before blog.Cursor, limit int, args ...any) (List, error) {
	from, id := before.At.UnixMilli(), before.ID
	if before.IsZero() {
		from, id = endOfTime, 0
	}
	posts, err := pool.Select(ctx, tx, query, scanShown, append(args, from, id, limit+1)...)
	if err != nil {
		return List{}, err
	}
	var list List
	if len(posts) > limit {
		posts = posts[:limit]
		last := &posts[limit-1]
		list.Next = blog.Cursor{At: at(last), ID: last.ID}
	}
	list.Posts = posts
	return list, loadTags(ctx, tx, posts)
}

// endOfTime is a moment after every post's.
const endOfTime = 1 << 62
