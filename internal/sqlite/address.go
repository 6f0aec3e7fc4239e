package sqlite

import (
	"context"
	"fmt"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// Lookup gives the post that an address leads to, as pages show it (see List),
// and whether the address is its canonical one. The key is made by blog.AddressKey. It fails with
// NotFound if nothing was ever there, or it is a draft's; with Gone if the
// post is in the trash or deleted for good.
func (s *Store) Lookup(ctx context.Context, key string) (p blog.Post, canonical bool, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		var id blog.PostID
		_, err := pool.One(ctx, tx, `/* Lookup */ SELECT coalesce(post_id, 0), canonical FROM address WHERE key = ?`,
			func(row pool.Scanner) (struct{}, error) { return struct{}{}, row.Scan(&id, &canonical) }, key)
		if err != nil {
			return notFound(err, "There is no page at this address.")
		}
		if id == 0 {
			return gone()
		}
		if p, err = pool.One(ctx, tx, `/* Lookup: post */ SELECT `+shownColumns+postSource+`WHERE post.id = ?`, scanShown, id); err != nil {
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

func gone() error {
	return &blog.Error{Kind: blog.Gone, Message: "The post that was here has been deleted."}
}

// numbersTried is how many numbers behind a slug are tried before the post's
// own number stands there, which no other post has: a thousand posts of one
// title do not try a thousand addresses. Typed slugs may have taken that one,
// too, so some more follow.
const (
	numbersTried   = 12
	addressesTried = 100
)

// numbered gives the nth slug to try.
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

// allot gives a post an address made by the pattern that is no other post's
// and none of the blog's own. Where the slug is taken it gets a number behind
// it; a post without a slug gets its own number for one.
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

// numberedPath gives a post the nth path to try. Where the pattern has no
// {slug} the number goes behind the path: an archive may have brought the
// address that a later post's number makes.
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

// isFree reports whether a path may become the post's: it never was another's.
func isFree(ctx context.Context, tx *pool.Tx, path string, id blog.PostID) (bool, error) {
	return pool.One(ctx, tx, `/* isFree */ SELECT NOT EXISTS (SELECT 1 FROM address WHERE key = ? AND post_id IS NOT ?)`,
		pool.Value[bool], blog.AddressKey(path, ""), id)
}

// setCanonical makes the post's path its canonical address; the one it had
// before stays as a former one.
func setCanonical(ctx context.Context, tx *pool.Tx, p *blog.Post) error {
	key := blog.AddressKey(p.Path, "")
	if _, err := tx.Exec(ctx, `/* setCanonical: former */
		UPDATE address SET canonical = 0 WHERE post_id = ? AND canonical = 1 AND key <> ?`, p.ID, key); err != nil {
		return err
	}
	return addCanonical(ctx, tx, p)
}

// addCanonical makes the path of a post that had none its canonical address.
func addCanonical(ctx context.Context, tx *pool.Tx, p *blog.Post) error {
	_, err := tx.Exec(ctx, `/* addCanonical */
		INSERT INTO address (key, post_id, canonical) VALUES (?, ?, 1)
		ON CONFLICT (key) DO UPDATE SET canonical = 1 WHERE post_id = excluded.post_id`, blog.AddressKey(p.Path, ""), p.ID)
	return err
}

// addFormer lets an old address lead to a post. It reports whether the address
// is the post's now: it is not if it was another's.
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
