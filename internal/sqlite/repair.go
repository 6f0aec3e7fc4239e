package sqlite

import (
	"context"
	"fmt"
	"log/slog"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// Repair rebuilds what is derived from posts: counts, the search index, missing
// canonical addresses, lost tags, and entries. If the derived tables themselves are
// damaged, they are replaced. So are damaged tables that can be done without: then
// everybody has to sign in again, or the settings are the defaults. Damaged indexes of
// all tables are made again. What the author wrote is not changed. If Repair is
// interrupted, it continues when the blog is next opened or repaired.
func (s *Store) Repair(ctx context.Context) error {
	if err := s.replaceDamaged(ctx); err != nil {
		return wrap(err, "repair")
	}
	if err := s.remake(ctx); err != nil {
		return wrap(err, "repair")
	}
	return s.catchUp(ctx, unhurried, slog.New(slog.DiscardHandler))
}

func (s *Store) remake(ctx context.Context) error {
	return s.db.Write(ctx, func(tx *pool.Tx) error {
		if err := retag(ctx, tx); err != nil {
			return err
		}
		for _, statement := range recounted {
			if _, err := tx.Exec(ctx, statement); err != nil {
				return err
			}
		}
		if err := readdress(ctx, tx); err != nil {
			return err
		}
		for _, statement := range emptied {
			if _, err := tx.Exec(ctx, statement); err != nil {
				return err
			}
		}
		v, err := settings(ctx, tx) // the defaults, if they were lost
		if err != nil {
			return err
		}
		return saveSettings(ctx, tx, v)
	})
}

// recounted rebuilds what triggers maintain: counts, and which posts show which
// files.
var recounted = []string{
	`/* Repair: sites */ DELETE FROM site`,
	`/* Repair: sites */ INSERT INTO site (host, posts)
		SELECT site, count(*) FROM post WHERE status = 'published' AND trashed IS NULL AND site <> '' GROUP BY site`,
	`/* Repair: days */ DELETE FROM day`,
	`/* Repair: days */ INSERT INTO day (day, posts)
		SELECT (published - ((published % 86400000) + 86400000) % 86400000) / 86400000, count(*)
		FROM post WHERE status = 'published' AND trashed IS NULL GROUP BY 1`,
	`/* Repair: authors */ UPDATE author SET posts = (SELECT count(*) FROM post WHERE author_id = author.id AND status = 'published' AND trashed IS NULL)`,
	`/* Repair: tags */ UPDATE tag SET posts = (SELECT count(*) FROM post_tag WHERE tag_id = tag.id AND published IS NOT NULL)`,
	`/* Repair: files */ DELETE FROM post_media NOT INDEXED`, // else a damaged page of the table is not met, if there is no row
	`/* Repair: files */ REINDEX post_media_file`,
	`/* Repair: files */ INSERT INTO post_media (post_id, sha256) ` + postMedia,
}

// postMedia selects the rows that post_media should have, derived from posts; see
// the trigger post_media_insert.
const postMedia = `SELECT DISTINCT post.id AS post_id, unhex(substr(piece.value, 1, 64)) AS sha256
	FROM post, json_each('[' || replace(json_quote(post.html), '/media/', '","') || ']') AS piece
	WHERE instr(post.html, '/media/') > 0 AND piece.key > 0 AND length(unhex(substr(piece.value, 1, 64))) = 32`

// emptied empties the indexes and the entries. Then catchUp indexes the posts
// without a place, and the server renders the entries.
var emptied = []string{
	`/* Repair: search */ INSERT INTO search (search) VALUES ('delete-all')`,
	`/* Repair: search of the desk */ INSERT INTO search_desk (search_desk) VALUES ('delete-all')`,
	`/* Repair: places */ UPDATE post SET place = NULL`,
	`/* Repair: places to be filled */ DELETE FROM unindexed`,
	`/* Repair: titles */ INSERT INTO post_title (post_title) VALUES ('delete-all')`,
	`/* Repair: entries */ DELETE FROM entry`,
	`/* Repair: entries */ INSERT INTO entry (post_id, stamp, html) SELECT id, 0, '' FROM post`,
}

// readdress restores the canonical addresses of published posts, unless they
// belong to another post.
func readdress(ctx context.Context, tx *pool.Tx) error {
	type lost struct {
		id  blog.PostID
		key string
	}
	posts, err := pool.Select(ctx, tx, addresslessPosts, func(row pool.Scanner) (l lost, err error) {
		var path, have string
		err = row.Scan(&l.id, &path, &have)
		if l.key = blog.AddressKey(path, ""); l.key == have {
			l.key = ""
		}
		return l, err
	})
	if err != nil {
		return err
	}
	for _, l := range posts {
		if l.key == "" {
			continue
		}
		if _, err := tx.Exec(ctx, `/* Repair: address */ UPDATE address SET canonical = 0 WHERE post_id = ?1 AND canonical
			AND NOT EXISTS (SELECT 1 FROM address WHERE key = ?2 AND post_id IS NOT ?1)`, l.id, l.key); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `/* Repair: canonical */ INSERT INTO address (key, post_id, canonical) VALUES (?1, ?2, 1)
			ON CONFLICT (key) DO UPDATE SET canonical = 1 WHERE post_id = ?2`, l.key, l.id); err != nil {
			return fmt.Errorf("address %q: %w", l.key, err)
		}
	}
	return nil
}

// Forget marks every post's HTML as rendered by an older renderer, so that it is
// rendered again.
func (s *Store) Forget(ctx context.Context) error {
	err := s.db.Write(ctx, func(tx *pool.Tx) error {
		_, err := tx.Exec(ctx, `/* Forget */ UPDATE post SET renderer = 0`)
		return err
	})
	return wrap(err, "have posts rendered again")
}
