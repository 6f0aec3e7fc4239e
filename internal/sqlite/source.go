package sqlite

import (
	"context"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// aboutColumns selects what a page says about itself; a post may have no source.
const aboutColumns = `coalesce(source.canonical, ''), coalesce(source.title, ''), coalesce(source.site, ''), coalesce(source.author, ''),
	coalesce(source.published, ''), coalesce(source.lang, ''), coalesce(source.description, ''), coalesce(source.image, '')`

// saveSource stores the page that a post links to and returns its ID, NULL for a
// note. If the post has metadata of the page, they replace what is stored;
// otherwise that stays. A copy of the page in the Internet Archive has a row of
// its own, whose canonical key is the page's.
func saveSource(ctx context.Context, tx *pool.Tx, p *blog.Post) (any, error) {
	key, canonical := blog.EvidenceKeys(p.URL)
	if key == "" {
		return nil, nil
	}
	a := p.Source.About
	if canonical == key { // it is no copy
		canonical = otherKey(a.Canonical, key)
	}
	a.URL = ""
	if a != (blog.About{}) {
		return pool.One(ctx, tx, `/* saveSource: about */
			INSERT INTO source (key, canonical_key, canonical, title, site, author, published, lang, description, image, seen)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (key) DO UPDATE SET canonical_key = excluded.canonical_key, canonical = excluded.canonical, title = excluded.title,
				site = excluded.site, author = excluded.author, published = excluded.published, lang = excluded.lang,
				description = excluded.description, image = excluded.image, seen = excluded.seen
			RETURNING id`,
			pool.Value[any], key, canonical, a.Canonical, a.Title, a.Site, a.Author, a.Published, a.Lang, a.Description, a.Image, millis(tx.Now()))
	}
	result, err := tx.Exec(ctx, `/* saveSource */
		INSERT INTO source (key, canonical_key, canonical, title, site, author, published, lang, description, image, seen)
		VALUES (?, ?, '', '', '', '', '', '', '', '', ?) ON CONFLICT (key) DO NOTHING`, key, canonical, millis(tx.Now()))
	if err != nil {
		return nil, err
	}
	if n, err := result.RowsAffected(); err != nil {
		return nil, err
	} else if n > 0 {
		return result.LastInsertId()
	}
	return pool.One(ctx, tx, `/* saveSource: id */ SELECT id FROM source WHERE key = ?`, pool.Value[any], key)
}

// otherKey returns the key of an address, or "" if it is the known one.
func otherKey(address, known string) string {
	if key := blog.SourceKey(address); key != known {
		return key
	}
	return ""
}

// Linked is what the blog has linked to before that is related to a page.
type Linked struct {
	Page     []blog.Post // posts that link to it, newest first, including drafts
	Site     int         // number of published posts that link to its site
	SiteLast time.Time   // publication time of the newest of them; zero if there is none
	Similar  []blog.Post // posts with similar titles that link elsewhere
}

// Limits of the lists in Linked, and the number of candidates among which the most
// similar titles are looked for.
const (
	linkedPage    = 5
	linkedSimilar = 3
	alikePosts    = 200
)

// Linked returns posts that link to a page, which is given by its addresses, or
// have similar titles. Posts in the trash and the post except are left out.
func (s *Store) Linked(ctx context.Context, addresses []string, title string, except blog.PostID) (l Linked, err error) {
	keys := make([]any, 0, len(addresses))
	for _, a := range addresses {
		if key := blog.SourceKey(a); key != "" {
			keys = append(keys, key)
		}
	}
	if title != "" {
		if _, err := s.indexNow(ctx); err != nil {
			return l, wrap(err, "linked before")
		}
	}
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		if len(keys) > 0 {
			if l.Page, err = pageLinks(ctx, tx, keys, except); err != nil {
				return err
			}
			if l.Site, l.SiteLast, err = siteLinks(ctx, tx, blog.HostOf(addresses[0]), except); err != nil {
				return err
			}
		}
		l.Similar, err = alike(ctx, tx, title, except, l.Page)
		return err
	})
	return l, wrap(err, "linked before")
}

// pageLinks returns the posts that link to a page with one of the keys.
func pageLinks(ctx context.Context, tx *pool.Tx, keys []any, except blog.PostID) ([]blog.Post, error) {
	marks := strings.TrimSuffix(strings.Repeat("?,", len(keys)), ",")
	args := append(append(append([]any{}, keys...), keys...), except, linkedPage)
	return pool.Select(ctx, tx, `/* pageLinks */
		SELECT `+shownColumns+postSource+`WHERE post.source_id IN (
			SELECT id FROM source WHERE key IN (`+marks+`) UNION SELECT id FROM source WHERE canonical_key <> '' AND canonical_key IN (`+marks+`))
		AND post.trashed IS NULL AND post.id <> ?
		ORDER BY coalesce(post.published, post.touched) DESC, post.id DESC LIMIT ?`, scanShown, args...)
}

func siteLinks(ctx context.Context, tx *pool.Tx, host string, except blog.PostID) (n int, last time.Time, err error) {
	err = into(ctx, tx, `/* siteLinks */
		SELECT count(*), max(post.published) FROM post
		WHERE post.site = ? AND post.status = 'published' AND post.trashed IS NULL AND post.id <> ?`, []any{&n, instant{&last}}, host, except)
	return n, last, err
}
