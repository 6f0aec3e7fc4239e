package sqlite

import (
	"context"
	"encoding/json"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// List is a page of posts, newest first. They have the fields that pages show: the
// finished HTML, but neither body nor quotes. In a list for readers they have only
// as much plain text as their kind and name depend on.
type List struct {
	Posts []blog.Post
	Next  blog.Cursor // beginning of the next page; zero on the last page
}

// tagColumn selects the tags of a post as one text, three lines per tag: a second
// query for the tags of a page would cost as much as the one for its posts.
const tagColumn = `(SELECT group_concat(post_tag.position || char(10) || post_tag.name || char(10) || tag.slug, char(10))
	FROM post_tag JOIN tag ON tag.id = post_tag.tag_id WHERE post_tag.post_id = post.id)`

// Columns of a post that pages show, in the order in which scanShown reads them.
// The plain text is cut to the length of a description.
const shownColumns = `post.id, post.version, post.status, post.title, post.url, post.via, post.lang, post.path,
	post.published, post.updated, post.trashed, post.touched,
	post.html, substr(post.own, 1, 300), substr(post.quoted, 1, 300), author.id, author.name, author.slug, ` + tagColumn

func scanShown(row pool.Scanner) (p blog.Post, err error) {
	return p, row.Scan(&p.ID, &p.Version, &p.Status, &p.Title, &p.URL, &p.Via, &p.Lang, &p.Path,
		instant{&p.Published}, instant{&p.Updated}, instant{&p.Trashed}, instant{&p.Touched},
		&p.Rendered.HTML, &p.Rendered.Own, &p.Rendered.Quoted, &p.Author.ID, &p.Author.Name, &p.Author.Slug, tagLines{&p.Tags})
}

// Columns of a post in a list for readers, in the order in which scanListed reads
// them. A column costs as much to read if no page shows it, and the plain text is
// on database pages of its own: only its length is read, unless the post's name is
// made of it (a note without a title) or the post is nothing but a quotation.
// Otherwise a space stands for text that is not empty.
const listedColumns = `post.id, post.title, post.url, post.via, post.lang, post.path, post.published, post.updated, post.html,
	CASE WHEN octet_length(post.own) = 0 THEN '' WHEN post.title = '' AND post.url = '' THEN substr(post.own, 1, 300) ELSE ' ' END,
	CASE WHEN octet_length(post.quoted) = 0 THEN '' WHEN octet_length(post.own) = 0 THEN substr(post.quoted, 1, 300) ELSE ' ' END,
	author.id, author.name, author.slug, ` + tagColumn

func scanListed(row pool.Scanner) (p blog.Post, err error) {
	p.Status = blog.Published
	return p, row.Scan(listedFields(&p)...)
}

func listedFields(p *blog.Post) []any {
	return []any{
		&p.ID, &p.Title, &p.URL, &p.Via, &p.Lang, &p.Path,
		instant{&p.Published},
		instant{&p.Updated},
		&p.Rendered.HTML, &p.Rendered.Own, &p.Rendered.Quoted, &p.Author.ID, &p.Author.Name, &p.Author.Slug,
		tagLines{&p.Tags},
	}
}

// Of selects which of the posts that readers see are listed; the zero value
// selects all. Tag, Site, Author and Kind exclude one another; a time excludes all
// of them.
type Of struct {
	Tag    string // slug
	Site   string // host of the source, as returned by blog.HostOf
	Author string // slug
	Kind   blog.Kind
	From   time.Time // published at this time or later
	Until  time.Time // published before this time
}

// About describes the subject of a list and its size.
type About struct {
	Tag         blog.Tag
	Author      blog.Author
	Posts       int       // number of posts in the whole list; for a tag, a site or an author
	First, Last time.Time // publication times of the oldest and the newest post; for a site
}

// Posts returns a list of posts that readers see, starting after the cursor
// before, and its subject. It fails with NotFound if there is no such tag, site or
// author, or if readers see none of its posts.
func (s *Store) Posts(ctx context.Context, of Of, before blog.Cursor, limit int) (a About, list List, err error) {
	err = s.reading(of)(ctx, func(tx *pool.Tx) error {
		if a, err = about(ctx, tx, of); err != nil {
			return err
		}
		query, args := of.query(a, listed)
		list, err = listPosts(ctx, tx, query, scanListed, publishedAt, before, limit, args...)
		return err
	})
	return a, list, wrap(err, "posts of %+v", of)
}

// A selection holds the columns and joins of a list's statement. Lists of a tag
// select from post_tag, all others from post.
type selection struct {
	name           string // of the statements
	columns, joins string
	tagged         string // columns for a list of a tag's posts
	taggedJoins    string
}

var (
	// Posts with all that pages show.
	listed = selection{
		"Posts", listedColumns, `JOIN author ON author.id = post.author_id`,
		listedColumns, `JOIN post ON post.id = post_tag.post_id JOIN author ON author.id = post.author_id`,
	}
	// Entries with the stamp that is the first parameter. The posts' rows are not
	// read: an index has the columns of their order.
	finished = selection{
		"Entries", `post.id, post.published, iif(entry.stamp = ?, entry.html, '')`, `LEFT JOIN entry ON entry.post_id = post.id`,
		`post_tag.post_id, post_tag.published, iif(entry.stamp = ?, entry.html, '')`, `LEFT JOIN entry ON entry.post_id = post_tag.post_id`,
	}
)

// query returns the statement of a list and its parameters, without those of
// cursorArgs. Each statement reads its order from an index of its own.
func (of Of) query(a About, sel selection) (string, []any) {
	const end = `post.status = 'published' AND post.trashed IS NULL AND (post.published, post.id) < (?, ?) ORDER BY post.published DESC, post.id DESC LIMIT ?`
	posts := ` */ SELECT ` + sel.columns + ` FROM post ` + sel.joins + ` WHERE `
	switch {
	case of.Tag != "":
		return `/* ` + sel.name + `: tagged */ SELECT ` + sel.tagged + ` FROM tag JOIN post_tag ON post_tag.tag_id = tag.id ` + sel.taggedJoins + `
			WHERE tag.slug = ? AND post_tag.published IS NOT NULL AND (post_tag.published, post_tag.post_id) < (?, ?)
			ORDER BY post_tag.published DESC, post_tag.post_id DESC LIMIT ?`, []any{of.Tag}
	case of.Site != "":
		return `/* ` + sel.name + `: of a site` + posts + `post.site = ? AND ` + end, []any{of.Site}
	case of.Author != "":
		return `/* ` + sel.name + `: by an author` + posts + `post.author_id = ? AND ` + end, []any{a.Author.ID}
	case of.Kind != "":
		return `/* ` + sel.name + `: of a kind` + posts + `post.kind = ? AND ` + end, []any{of.Kind}
	case !of.From.IsZero():
		return `/* ` + sel.name + `: of a time` + posts + `post.published >= ? AND post.published < ? AND ` + end, []any{of.From.UnixMilli(), of.Until.UnixMilli()}
	}
	return `/* ` + sel.name + `: all` + posts + end, nil
}

// introduced reports whether About has something to say about the list's subject.
func (of Of) introduced() bool { return of.Tag != "" || of.Site != "" || of.Author != "" }

// reading returns the function that a list is read with, which takes two queries if
// it is introduced.
func (s *Store) reading(of Of) func(context.Context, func(*pool.Tx) error) error {
	if of.introduced() {
		return s.db.Read
	}
	return s.db.ReadOne
}

// byID returns those of some posts that readers see, in any order, by a query that
// ends with the columns of a selection.
func byID(ctx context.Context, tx *pool.Tx, query string, scan func(pool.Scanner) (blog.Post, error), ids []blog.PostID) ([]blog.Post, error) {
	wanted, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	return pool.Select(ctx, tx, query+`
		FROM json_each(?) AS wanted JOIN post ON post.id = wanted.value JOIN author ON author.id = post.author_id
		WHERE post.status = 'published' AND post.trashed IS NULL`, scan, string(wanted))
}

// about returns the subject of a list.
func about(ctx context.Context, tx *pool.Tx, of Of) (a About, err error) {
	switch {
	case of.Tag != "":
		a, err = pool.One(ctx, tx, `/* about: tag */ SELECT name, slug, posts FROM tag WHERE slug = ? AND posts > 0`,
			func(row pool.Scanner) (a About, err error) { return a, row.Scan(&a.Tag.Name, &a.Tag.Slug, &a.Posts) }, of.Tag)
		return a, notFound(err, "No post bears this tag.")
	case of.Site != "":
		a, err = pool.One(ctx, tx, `/* about: site */
			SELECT posts,
				(SELECT min(published) FROM post WHERE site = host AND status = 'published' AND trashed IS NULL),
				(SELECT max(published) FROM post WHERE site = host AND status = 'published' AND trashed IS NULL)
			FROM site WHERE host = ? AND posts > 0`,
			func(row pool.Scanner) (a About, err error) {
				return a, row.Scan(&a.Posts, instant{&a.First}, instant{&a.Last})
			}, of.Site)
		return a, notFound(err, "No post leads to this site.")
	case of.Author != "":
		a, err = pool.One(ctx, tx, `/* about: author */ SELECT `+authorColumns+`, author.posts FROM author WHERE slug = ? AND slug <> '' AND posts > 0`,
			func(row pool.Scanner) (a About, err error) {
				return a, row.Scan(append(authorFields(&a.Author), &a.Posts)...)
			}, of.Author)
		return a, notFound(err, "Nobody of that name writes here.")
	}
	return a, nil
}

func publishedAt(p *blog.Post) time.Time { return p.Published }

// cursorArgs returns the last parameters of a list's query: two for the cursor and
// a limit. It asks for one post more than fits, to find out whether there is a
// next page.
func cursorArgs(before blog.Cursor, limit int) []any {
	from, id := before.At.UnixMilli(), before.ID
	if before.IsZero() {
		from, id = endOfTime, 0
	}
	return []any{from, id, limit + 1}
}

// listPosts runs the query of a list, whose last parameters are those of
// cursorArgs.
func listPosts(ctx context.Context, tx *pool.Tx, query string, scan func(pool.Scanner) (blog.Post, error), at func(*blog.Post) time.Time, before blog.Cursor, limit int, args ...any) (List, error) {
	posts, err := pool.Select(ctx, tx, query, scan, append(args, cursorArgs(before, limit)...)...)
	if err != nil {
		return List{}, err
	}
	var list List
	list.Posts, list.Next = cutPage(posts, limit, func(p *blog.Post) blog.Cursor { return blog.Cursor{At: at(p), ID: p.ID} })
	return list, nil
}

// cutPage returns the rows of a page, and the cursor of the next page if there are
// more rows than fit.
func cutPage[R any](rows []R, limit int, cursor func(*R) blog.Cursor) ([]R, blog.Cursor) {
	if len(rows) <= limit {
		return rows, blog.Cursor{}
	}
	return rows[:limit], cursor(&rows[limit-1])
}

// endOfTime is later than the time of every post.
const endOfTime = 1 << 62
