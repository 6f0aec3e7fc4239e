package sqlite

import (
	"context"
	"fmt"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// Lookup returns the post at an address, with the fields that pages show (see
// List), and whether the address is the canonical one. The key is made by
// blog.AddressKey. It fails with NotFound if there never was a post, or if it is a
// draft; with Gone if the post is in the trash or was purged.
func (s *Store) Lookup(ctx context.Context, key string) (p blog.Post, canonical bool, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		var id blog.PostID
		err := into(ctx, tx, `/* Lookup */ SELECT coalesce(post_id, 0), canonical FROM address WHERE key = ?`, []any{&id, &canonical}, key)
		if err != nil {
			return notFound(err, "There is no page at this address.")
		}
		if id == 0 {
			return gone()
		}
		if p, err = shown(ctx, tx, id); err != nil {
			return err
		}
		switch {
		case p.InTrash():
			return gone()
		case p.Status != blog.Published:
			return &blog.Error{Kind: blog.NotFound, Message: "There is no page at this address."}
		}
		return nil
	})
	return p, canonical, wrap(err, "look up %q", key)
}

// Stand-ins for tables with damaged pages, which are read instead of them.
const (
	noTags    = `post_tag AS (SELECT 0 AS post_id, 0 AS tag_id, 0 AS position, '' AS name WHERE 0)`
	anyAuthor = `author AS (SELECT author_id AS id, '' AS name, '' AS slug FROM post WHERE id = ?1)`
)

// shown returns what pages show of a post. If a damaged page keeps its tags or its
// author from being read, it returns the post without them.
func shown(ctx context.Context, tx *pool.Tx, id blog.PostID) (p blog.Post, err error) {
	for _, instead := range []string{``, `WITH ` + noTags, `WITH ` + anyAuthor, `WITH ` + noTags + `, ` + anyAuthor} {
		p, err = pool.One(ctx, tx, `/* Lookup: post */ `+instead+` SELECT `+shownColumns+postSource+`WHERE post.id = ?1`, scanShown, id)
		if !pool.IsDamaged(err) {
			break
		}
	}
	return p, err
}

func gone() error {
	return &blog.Error{Kind: blog.Gone, Message: "The post that was here has been deleted."}
}

// numbersTried is the highest number that is appended to a slug before the post's
// ID is, which no other post has: so a thousand posts with the same title don't
// try a thousand addresses. A slug that somebody typed may have taken that one,
// too, so a few more follow.
const (
	numbersTried   = 12
	addressesTried = 100
)

// numbered returns the nth slug to try.
func numbered(base string, n int, id blog.PostID) string {
	switch {
	case n == 1:
		return base
	case n <= numbersTried:
		return fmt.Sprintf("%s-%d", base, n)
	case n == numbersTried+1:
		return fmt.Sprintf("%s-%d", base, id)
	}
	return fmt.Sprintf("%s-%d-%d", base, id, n-numbersTried)
}

// allot returns a post an address made by the pattern that belongs to no other post
// and is not reserved. If the slug is taken, a number is appended to it; a post
// without a slug uses its ID.
func allot(ctx context.Context, tx *pool.Tx, p *blog.Post, pattern blog.Pattern, zone *time.Location) error {
	base := p.Slug
	if base == "" {
		base = fmt.Sprint(int64(p.ID))
	}
	for n := 1; n <= addressesTried; n++ {
		numberedPath(p, base, n, pattern, zone)
		free, err := isFree(ctx, tx, p.Path, p.ID)
		if err != nil {
			return err
		}
		if free && blog.CheckPath(p.Path) == nil {
			return nil
		}
	}
	return &blog.Error{Kind: blog.Conflict, Field: "slug", Message: "The address %s is taken. Choose another.", Args: []any{p.Path}}
}

// numberedPath sets the nth path to try. If the pattern has no {slug}, the number
// is appended to the path: an imported post may have the address that a later
// post's ID makes.
func numberedPath(p *blog.Post, base string, n int, pattern blog.Pattern, zone *time.Location) {
	if strings.Contains(string(pattern), "{slug}") {
		p.Slug = numbered(base, n, p.ID)
		p.Path = pattern.Path(p, zone)
		return
	}
	p.Slug = base
	if p.Path = pattern.Path(p, zone); n > 1 {
		p.Path = fmt.Sprintf("%s-%d/", strings.TrimSuffix(p.Path, "/"), n)
	}
}

// isFree reports whether a path may become the post's, because it never belonged
// to another post.
func isFree(ctx context.Context, tx *pool.Tx, path string, id blog.PostID) (bool, error) {
	return pool.One(ctx, tx, `/* isFree */ SELECT NOT EXISTS (SELECT 1 FROM address WHERE key = ? AND post_id IS NOT ?)`,
		pool.Value[bool], blog.AddressKey(path, ""), id)
}

// setCanonical makes the post's path its canonical address; the previous one is
// kept as a former address.
func setCanonical(ctx context.Context, tx *pool.Tx, p *blog.Post) error {
	key := blog.AddressKey(p.Path, "")
	if _, err := tx.Exec(ctx, `/* setCanonical: former */
		UPDATE address SET canonical = 0 WHERE post_id = ? AND canonical = 1 AND key <> ?`, p.ID, key); err != nil {
		return err
	}
	return addCanonical(ctx, tx, p)
}

// addCanonical makes the path of a post without a canonical address its canonical
// address.
func addCanonical(ctx context.Context, tx *pool.Tx, p *blog.Post) error {
	_, err := tx.Exec(ctx, `/* addCanonical */
		INSERT INTO address (key, post_id, canonical) VALUES (?, ?, 1)
		ON CONFLICT (key) DO UPDATE SET canonical = 1 WHERE post_id = excluded.post_id`, blog.AddressKey(p.Path, ""), p.ID)
	return err
}

// addFormer makes an old address redirect to a post. It reports whether the
// address belongs to the post now: it does not if it was another's.
func addFormer(ctx context.Context, tx *pool.Tx, key string, id blog.PostID) (bool, error) {
	result, err := tx.Exec(ctx, `/* addFormer */ INSERT INTO address (key, post_id, canonical) VALUES (?, ?, 0) ON CONFLICT (key) DO NOTHING`, key, id)
	if err != nil {
		return false, err
	}
	if n, err := result.RowsAffected(); err != nil || n > 0 {
		return true, err
	}
	return pool.One(ctx, tx, `/* addFormer: whose */ SELECT post_id IS ? FROM address WHERE key = ?`, pool.Value[bool], id, key)
}
