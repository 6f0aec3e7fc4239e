package sqlite

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// Columns of a post, in the order in which scanPost reads them.
const (
	postColumns = `post.id, post.version, coalesce(post.form_key, ''), post.status, post.title, post.url, post.via, post.format,
		post.lang, post.slug, post.path, post.created, post.published, post.updated, post.trashed, post.touched, post.date_text,
		post.renderer, post.html, post.own, post.quoted, post.body, post.original, post.guid, post.base, ` + authorColumns + `, ` + aboutColumns
	postSource  = ` FROM post JOIN author ON author.id = post.author_id `
	wholeSource = postSource + `LEFT JOIN source ON source.id = post.source_id `
)

func scanPost(row pool.Scanner) (p blog.Post, err error) {
	fields := []any{
		&p.ID, &p.Version, &p.Key, &p.Status, &p.Title, &p.URL, &p.Via, &p.Format,
		&p.Lang, &p.Slug, &p.Path,
		instant{&p.Created},
		instant{&p.Published},
		instant{&p.Updated},
		instant{&p.Trashed},
		instant{&p.Touched},
		&p.DateText,
		&p.Rendered.Version, &p.Rendered.HTML, &p.Rendered.Own, &p.Rendered.Quoted, &p.Body, &p.Source.Original, &p.GUID, &p.Base,
	}
	return p, row.Scan(append(append(fields, authorFields(&p.Author)...),
		&p.Source.About.Canonical, &p.Source.About.Title, &p.Source.About.Site, &p.Source.About.Author, &p.Source.About.Published,
		&p.Source.About.Lang, &p.Source.About.Description, &p.Source.About.Image)...)
}

const noSuchPost = "There is no such post."

// Post returns a complete post, whether published, a draft or in the trash. It
// fails with NotFound.
func (s *Store) Post(ctx context.Context, id blog.PostID) (p blog.Post, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		p, err = postByID(ctx, tx, id)
		return err
	})
	return p, wrap(err, "post %d", id)
}

func postByID(ctx context.Context, tx *pool.Tx, id blog.PostID) (blog.Post, error) {
	return wholePost(ctx, tx, `/* postByID */ SELECT `+postColumns+wholeSource+`WHERE post.id = ?`, id)
}

// PostByKey returns the post that was created by the form with this key. It fails
// with NotFound.
func (s *Store) PostByKey(ctx context.Context, key string) (p blog.Post, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		p, err = postByKey(ctx, tx, key)
		return err
	})
	return p, wrap(err, "post by key")
}

func postByKey(ctx context.Context, tx *pool.Tx, key string) (blog.Post, error) {
	return wholePost(ctx, tx, `/* postByKey */ SELECT `+postColumns+wholeSource+`WHERE post.form_key = ?`, key)
}

func wholePost(ctx context.Context, tx *pool.Tx, query string, arg any) (blog.Post, error) {
	p, err := pool.One(ctx, tx, query, scanPost, arg)
	if err != nil {
		return p, notFound(err, noSuchPost)
	}
	posts := []blog.Post{p}
	if err := loadTags(ctx, tx, posts); err != nil {
		return p, err
	}
	posts[0].Quotes, err = quotesOf(ctx, tx, p.ID)
	return posts[0], err
}

// Create stores a new post and sets the fields that the store decides: ID,
// version, times and, if it is published, the address made by the pattern. If the
// slug is taken, a number is appended to it. If a post with the same key exists,
// the request was repeated: Create returns that post as it is now, and known is
// true. It fails with Unavailable.
func (s *Store) Create(ctx context.Context, p blog.Post, r Rules) (stored blog.Post, known bool, err error) {
	err = s.db.Write(ctx, func(tx *pool.Tx) error {
		if known, err = nextID(ctx, tx, &p); err != nil {
			return err
		}
		if known {
			p, err = postByKey(ctx, tx, p.Key)
			return err
		}
		p.Created, p.Touched = tx.Now(), tx.Now()
		p.Updated, p.Trashed = time.Time{}, time.Time{}
		if p.Status == blog.Published && p.Published.IsZero() {
			p.Published = tx.Now()
		}
		if p.Path = ""; p.Status == blog.Published {
			if err := allot(ctx, tx, &p, r.Pattern, r.Zone); err != nil {
				return err
			}
		}
		if err := insertPost(ctx, tx, &p); err != nil {
			return err
		}
		return touch(ctx, tx, &p)
	})
	return p, known, wrap(err, "create post")
}

// nextID assigns a new post its ID. AUTOINCREMENT keeps the highest ID ever used,
// so that the ID of a purged post is not reused; after a repair it may be unknown.
// Known reports whether a post with the same key exists already.
func nextID(ctx context.Context, tx *pool.Tx, p *blog.Post) (known bool, err error) {
	_, err = pool.One(ctx, tx, `/* nextID */
		SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'post'), (SELECT max(id) FROM post), 0) + 1, EXISTS (SELECT 1 FROM post WHERE form_key = ?)`,
		func(row pool.Scanner) (struct{}, error) { return struct{}{}, row.Scan(&p.ID, &known) }, p.Key)
	p.Version = 1
	return known, err
}

// newGUID returns a unique identifier (RFC 9562, version 4).
func newGUID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails
	return uuid(b, 4)
}

// guidOf derives an identifier from the key of an archive's item that has none
// (RFC 9562, version 8).
func guidOf(key string) string {
	sum := sha256.Sum256([]byte(key))
	return uuid([16]byte(sum[:16]), 8)
}

func uuid(b [16]byte, version byte) string {
	b[6], b[8] = b[6]&0x0f|version<<4, b[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// insertPost stores a new post that has an ID and an address, with all related
// rows except its entry and its rows in the search index: see Index.
func insertPost(ctx context.Context, tx *pool.Tx, p *blog.Post) error {
	if p.GUID == "" {
		p.GUID = newGUID()
	}
	source, err := saveSource(ctx, tx, p)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `/* insertPost */
		INSERT INTO post (id, version, form_key, status, author_id, title, url, via, body, format, lang, slug, path,
			created, published, updated, trashed, date_text, html, own, quoted, renderer, touched, source_id, original, guid, base, site)
		VALUES (?, ?, nullif(?, ''), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		p.ID, p.Version, p.Key, p.Status, p.Author.ID, p.Title, p.URL, p.Via, p.Body, p.Format, p.Lang, p.Slug, p.Path,
		millis(p.Created), millis(p.Published), millis(p.Updated), millis(p.Trashed), p.DateText,
		p.Rendered.HTML, p.Rendered.Own, p.Rendered.Quoted, p.Rendered.Version, millis(tx.Now()),
		source, p.Source.Original, p.GUID, p.Base, p.Host())
	if err != nil {
		return err
	}
	if p.Path != "" {
		if err := addCanonical(ctx, tx, p); err != nil {
			return err
		}
	}
	if err := addTags(ctx, tx, p); err != nil {
		return err
	}
	if err := addQuotes(ctx, tx, p); err != nil {
		return err
	}
	return saveRevision(ctx, tx, p, p.Author)
}

// saveParts stores what belongs to a changed post besides its row: address, tags,
// quotes, entry and a revision that records who saved it.
func saveParts(ctx context.Context, tx *pool.Tx, finisher Finisher, p *blog.Post, by blog.Author) error {
	if p.Path != "" {
		if err := setCanonical(ctx, tx, p); err != nil {
			return err
		}
	}
	if err := saveTags(ctx, tx, p); err != nil {
		return err
	}
	if err := saveQuotes(ctx, tx, p); err != nil {
		return err
	}
	if err := saveEntry(ctx, tx, finisher, p); err != nil {
		return err
	}
	return saveRevision(ctx, tx, p, by)
}

// Update stores a post that an author has changed, if its version is the stored
// one, and returns it with the next version. A post without changes is not stored.
// Renewed sets the time of the last update of a published post, which readers see;
// without it, the change is silent. A changed slug gives a published post a new
// address, and the old one redirects to it. Update fails with Conflict if the post
// was changed meanwhile, with Gone if it is in the trash, with NotFound, and with
// Unavailable.
func (s *Store) Update(ctx context.Context, p blog.Post, by blog.Author, renewed bool, r Rules) (blog.Post, error) {
	err := s.db.Write(ctx, func(tx *pool.Tx) error {
		stored, err := postByID(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		if stored.InTrash() {
			return &blog.Error{Kind: blog.Gone, Message: "This post is in the trash. Restore it from the desk, then save again."}
		}
		if stored.Version != p.Version {
			return &blog.Error{Kind: blog.Conflict, Message: "This post was changed in another window meanwhile."}
		}
		p.Path, p.Created, p.Trashed = stored.Path, stored.Created, stored.Trashed
		changed := visibleChange(stored, p)
		if !changed && stored.Status == p.Status && stored.Slug == p.Slug && stored.Source == p.Source {
			p = stored
			return nil
		}
		if p.Status == blog.Published && p.Published.IsZero() {
			p.Published = tx.Now()
		}
		if p.Updated = stored.Updated; changed && renewed && stored.Status == blog.Published {
			p.Updated = tx.Now()
		}
		if p.Status == blog.Published && (p.Path == "" || p.Slug != stored.Slug) {
			if err := allot(ctx, tx, &p, r.Pattern, r.Zone); err != nil {
				return err
			}
		}
		p.Version++
		p.Touched = tx.Now()
		return updatePost(ctx, tx, r.Finisher, &p, by)
	})
	return p, wrap(err, "update post %d", p.ID)
}

// visibleChange reports whether readers can see a difference between two versions.
func visibleChange(a, b blog.Post) bool {
	return a.Title != b.Title || a.URL != b.URL || a.Via != b.Via || a.Body != b.Body || a.Format != b.Format ||
		a.Lang != b.Lang || blog.TagList(a.Tags) != blog.TagList(b.Tags)
}

// updatePost stores a changed post with all related rows.
func updatePost(ctx context.Context, tx *pool.Tx, finisher Finisher, p *blog.Post, by blog.Author) error {
	if err := changePost(ctx, tx, finisher, p, by); err != nil {
		return err
	}
	return reindex(ctx, tx, p)
}

// changePost is updatePost without the search index: see indexPosts.
func changePost(ctx context.Context, tx *pool.Tx, finisher Finisher, p *blog.Post, by blog.Author) error {
	source, err := saveSource(ctx, tx, p)
	if err != nil {
		return err
	}
	result, err := tx.Exec(ctx, `/* updatePost */
		UPDATE post SET version = ?, status = ?, author_id = ?, title = ?, url = ?, via = ?, body = ?, format = ?, lang = ?, slug = ?, path = ?,
			published = ?, updated = ?, date_text = ?, html = ?, own = ?, quoted = ?, renderer = ?, touched = ?,
			source_id = ?, original = ?, base = ?, site = ?
		WHERE id = ?`,
		p.Version, p.Status, p.Author.ID, p.Title, p.URL, p.Via, p.Body, p.Format, p.Lang, p.Slug, p.Path,
		millis(p.Published), millis(p.Updated), p.DateText, p.Rendered.HTML, p.Rendered.Own, p.Rendered.Quoted, p.Rendered.Version,
		millis(tx.Now()), source, p.Source.Original, p.Base, p.Host(), p.ID)
	if err := changedOne(result, err, noSuchPost); err != nil {
		return err
	}
	return saveParts(ctx, tx, finisher, p, by)
}

// Trash takes a post off the blog but keeps it. A post that is in the trash stays
// unchanged. It fails with NotFound.
func (s *Store) Trash(ctx context.Context, id blog.PostID) (blog.Post, error) {
	return s.setTrashed(ctx, "trash", id, true)
}

// Restore takes a post out of the trash, with the status that it had. It fails
// with NotFound.
func (s *Store) Restore(ctx context.Context, id blog.PostID) (blog.Post, error) {
	return s.setTrashed(ctx, "restore", id, false)
}

func (s *Store) setTrashed(ctx context.Context, doing string, id blog.PostID, trashed bool) (p blog.Post, err error) {
	err = s.db.Write(ctx, func(tx *pool.Tx) error {
		if p, err = postByID(ctx, tx, id); err != nil || p.InTrash() == trashed {
			return err
		}
		p.Trashed = time.Time{}
		if trashed {
			p.Trashed = tx.Now()
		}
		if _, err := tx.Exec(ctx, `/* setTrashed */ UPDATE post SET trashed = ?, touched = ? WHERE id = ?`,
			millis(p.Trashed), millis(tx.Now()), id); err != nil {
			return err
		}
		if err := reindex(ctx, tx, &p); err != nil {
			return err
		}
		return saveTags(ctx, tx, &p)
	})
	return p, wrap(err, "%s post %d", doing, id)
}

// Purge permanently deletes a post that is in the trash. Its addresses are kept
// and answer that it is gone. It fails with NotFound, and with Conflict if the
// post is not in the trash.
func (s *Store) Purge(ctx context.Context, id blog.PostID) error {
	err := s.db.Write(ctx, func(tx *pool.Tx) error {
		p, err := postByID(ctx, tx, id)
		if err != nil {
			return err
		}
		if !p.InTrash() {
			return &blog.Error{Kind: blog.Conflict, Message: "Only posts in the trash can be deleted for good. Delete the post first."}
		}
		_, err = tx.Exec(ctx, `/* Purge */ DELETE FROM post WHERE id = ?`, id)
		return err
	})
	return wrap(err, "purge post %d", id)
}

// Outdated returns up to limit posts whose HTML was rendered by an older renderer.
func (s *Store) Outdated(ctx context.Context, renderer, limit int) (posts []blog.Post, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		ids, err := pool.Select(ctx, tx, `/* Outdated */ SELECT id FROM post WHERE renderer < ? LIMIT ?`, pool.Value[blog.PostID], renderer, limit)
		for _, id := range ids {
			p, err := postByID(ctx, tx, id)
			if err != nil {
				return err
			}
			posts = append(posts, p)
		}
		return err
	})
	return posts, wrap(err, "outdated posts")
}

// SaveRendered stores what is derived from posts: HTML, plain text, quotes, their
// source's page and site, rows in the search index, and entries. It adds no
// revisions. A post that was changed meanwhile, or moved into or out of the trash,
// is skipped.
func (s *Store) SaveRendered(ctx context.Context, posts []blog.Post, by Finisher) error {
	err := s.db.Write(ctx, func(tx *pool.Tx) error {
		for i := range posts {
			p := &posts[i]
			source, err := saveSource(ctx, tx, p)
			if err != nil {
				return err
			}
			result, err := tx.Exec(ctx, `/* SaveRendered */
				UPDATE post SET html = ?, own = ?, quoted = ?, renderer = ?, source_id = ?, site = ?
				WHERE id = ? AND version = ? AND status = ? AND trashed IS ?`,
				p.Rendered.HTML, p.Rendered.Own, p.Rendered.Quoted, p.Rendered.Version, source, p.Host(), p.ID, p.Version, p.Status, millis(p.Trashed))
			if err != nil {
				return err
			}
			if n, err := result.RowsAffected(); err != nil {
				return err
			} else if n == 0 {
				continue
			}
			if err := saveQuotes(ctx, tx, p); err != nil {
				return err
			}
			if err := reindex(ctx, tx, p); err != nil {
				return err
			}
			if err := saveEntry(ctx, tx, by, p); err != nil {
				return err
			}
		}
		return nil
	})
	return wrap(err, "save rendered posts")
}
