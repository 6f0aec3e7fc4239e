package sqlite

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// Piece is a part of the blog that can be damaged by itself.
type Piece string

// The pieces, worded to precede "can't be read".
const (
	PostPiece      Piece = "the post"
	AuthorPiece    Piece = "the author"
	SourcePiece    Piece = "what is known of the linked page"
	TagsPiece      Piece = "tags"
	QuotesPiece    Piece = "quoted passages"
	AddressesPiece Piece = "former addresses"
	RawPiece       Piece = "what its archive said"
	FilePiece      Piece = "the file"
	PagePiece      Piece = "a page of the site"
	SettingsPiece  Piece = "the blog's settings"
	AuthorsPiece   Piece = "the authors"
)

// Loss is something that can't be read, because a page of the blog's file is
// damaged or the disk fails to read it.
type Loss struct {
	Piece  Piece
	Post   blog.PostID // the post that it belongs to; 0 if it belongs to none
	Path   string      // path of the post or the file; empty if unknown
	Remade bool        // the post was rebuilt from the last version in its history
	Err    error
}

// Unreadable reports whether something failed because the blog's file is damaged,
// or because the disk failed to read it.
func Unreadable(err error) bool { return pool.IsUnreadable(err) }

// Rescue does what EachEntry does. If something can't be read, it calls lost and
// continues without it. A post whose row is lost is rebuilt from its history: its
// words, title, link and tags are complete then, its finished HTML is missing, and
// its dates are approximate. It fails if f does, or if nothing of the blog can be
// read.
func (s *Store) Rescue(ctx context.Context, trash bool, f func(Entry) error, lost func(Loss)) error {
	err := s.db.Read(ctx, func(tx *pool.Tx) error {
		return eachEntry(ctx, tx, trash, f, func(after blog.PostID, err error) error {
			if !pool.IsUnreadable(err) {
				return err
			}
			return (&rescue{tx: tx, trash: trash, give: f, lost: lost}).after(ctx, after)
		})
	})
	return wrap(err, "rescue")
}

// rescue reads posts one by one.
type rescue struct {
	tx    *pool.Tx
	trash bool
	give  func(Entry) error
	lost  func(Loss)

	published, trashed map[blog.PostID]time.Time // from indexes
}

// tolerant runs a query. If it can't be read, it returns no rows, and whole is
// false.
func tolerant[T any](ctx context.Context, tx *pool.Tx, query string, scan func(pool.Scanner) (T, error), args ...any) (rows []T, whole bool, err error) {
	rows, err = pool.Select(ctx, tx, query, scan, args...)
	if pool.IsUnreadable(err) {
		return nil, false, nil
	}
	return rows, err == nil, err
}

// Queries for the IDs of posts, from different indexes and tables. The first two
// find all posts.
var postNumbers = []string{
	`/* Rescue: by author */ SELECT id FROM post INDEXED BY post_author`,
	`/* Rescue: by renderer */ SELECT id FROM post INDEXED BY post_renderer`,
	`/* Rescue: by address */ SELECT post_id FROM address WHERE post_id IS NOT NULL`,
	`/* Rescue: by history */ SELECT DISTINCT post_id FROM revision`,
	`/* Rescue: highest */ SELECT max(id) FROM post HAVING max(id) IS NOT NULL`,
}

// numbers returns the IDs of all posts after one. If neither complete index can be
// read, it returns all IDs up to the highest known.
func (r *rescue) numbers(ctx context.Context, after blog.PostID) ([]blog.PostID, error) {
	seen := map[blog.PostID]bool{}
	complete, highest := false, blog.PostID(0)
	for i, query := range postNumbers {
		ids, whole, err := tolerant(ctx, r.tx, query, pool.Value[blog.PostID])
		if err != nil {
			return nil, err
		}
		complete = complete || whole && i < 2
		for _, id := range ids {
			seen[id], highest = true, max(highest, id)
		}
	}
	for id := after + 1; !complete && id < highest; id++ {
		seen[id] = true
	}
	ids := slices.Sorted(maps.Keys(seen))
	first, _ := slices.BinarySearch(ids, after+1)
	return ids[first:], nil
}

// after rescues all posts after one.
func (r *rescue) after(ctx context.Context, after blog.PostID) error {
	ids, err := r.numbers(ctx, after)
	if err != nil {
		return err
	}
	if len(ids) == 0 {
		return &blog.Error{Kind: blog.Unavailable, Message: "Nothing can be read of the blog’s posts: the database is damaged too badly. Go back to a backup."}
	}
	if r.published, err = r.times(ctx, `/* Rescue: published */ SELECT id, published FROM post INDEXED BY post_public WHERE status = 'published' AND trashed IS NULL`); err != nil {
		return err
	}
	if r.trashed, err = r.times(ctx, `/* Rescue: trashed */ SELECT id, trashed FROM post INDEXED BY post_trash WHERE trashed IS NOT NULL`); err != nil {
		return err
	}
	for _, id := range ids {
		if err := r.one(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

func (r *rescue) times(ctx context.Context, query string) (map[blog.PostID]time.Time, error) {
	at := map[blog.PostID]time.Time{}
	_, _, err := tolerant(ctx, r.tx, query, func(row pool.Scanner) (struct{}, error) {
		var id blog.PostID
		var when time.Time
		err := row.Scan(&id, instant{&when})
		at[id] = when
		return struct{}{}, err
	})
	return at, err
}

// noSource and noAuthor replace the tables source and author, so that they are not
// read.
const (
	noSource = `LEFT JOIN (SELECT NULL AS canonical, NULL AS title, NULL AS site, NULL AS author, NULL AS published, NULL AS lang, NULL AS description, NULL AS image WHERE 0) AS source `
	noAuthor = ` FROM post JOIN (SELECT 0 AS id, '' AS name, NULL AS username, '' AS email, 0 AS created, '' AS slug) AS author `
)

// postRows are queries for a post's row, each with the pieces that it does without.
// Those that read more of the file come first.
var postRows = []struct {
	query   string
	without []Piece
}{
	{`/* Rescue: whole */ SELECT ` + postColumns + wholeSource + postRow, nil},
	{`/* Rescue: without source */ SELECT ` + postColumns + postSource + noSource + postRow, []Piece{SourcePiece}},
	{`/* Rescue: without author */ SELECT ` + postColumns + noAuthor + `LEFT JOIN source ON source.id = post.source_id ` + postRow, []Piece{AuthorPiece}},
	{`/* Rescue: alone */ SELECT ` + postColumns + noAuthor + noSource + postRow, []Piece{AuthorPiece, SourcePiece}},
}

const postRow = `WHERE post.id = ? AND (? OR post.trashed IS NULL)`

// one rescues a post as far as it can be read.
func (r *rescue) one(ctx context.Context, id blog.PostID) error {
	for _, row := range postRows {
		posts, err := pool.Select(ctx, r.tx, row.query, scanPost, id, r.trash)
		if pool.IsUnreadable(err) {
			continue
		}
		if err != nil || len(posts) == 0 {
			return err
		}
		p := posts[0]
		for _, piece := range row.without {
			r.lost(Loss{Piece: piece, Post: id, Path: p.Path})
		}
		if p.Author.ID == 0 {
			if p.Author.Name, err = r.writer(ctx, id); err != nil {
				return err
			}
		}
		return r.whole(ctx, Entry{Post: p})
	}
	return r.remake(ctx, id)
}

// writer returns the name of a post's author from the post's history, or an empty
// name if that can't be read.
func (r *rescue) writer(ctx context.Context, id blog.PostID) (string, error) {
	versions, _, err := tolerant(ctx, r.tx, revisionsOf, scanRevision, id)
	if err != nil || len(versions) == 0 {
		return "", err
	}
	return versions[len(versions)-1].By, nil
}

// whole passes on an entry with those parts that can be read.
func (r *rescue) whole(ctx context.Context, e Entry) error {
	id := e.Post.ID
	posts := []blog.Post{e.Post}
	missing := func(part Piece, err error) error {
		if !pool.IsUnreadable(err) {
			return err
		}
		r.lost(Loss{Piece: part, Post: id, Path: e.Post.Path, Err: err})
		return nil
	}
	if err := missing(TagsPiece, loadTags(ctx, r.tx, posts)); err != nil {
		return err
	}
	e.Post = posts[0]
	at, list := map[blog.PostID]*Entry{id: &e}, fmt.Sprintf("[%d]", id)
	for _, part := range entryParts {
		if err := missing(part.of, part.load(ctx, r.tx, at, list)); err != nil {
			return err
		}
	}
	return r.give(e)
}

// remake rebuilds a post whose row can't be read from its history.
func (r *rescue) remake(ctx context.Context, id blog.PostID) error {
	if !r.trashed[id].IsZero() && !r.trash {
		return nil
	}
	keys, _, err := tolerant(ctx, r.tx, `/* Rescue: address */ SELECT key FROM address WHERE post_id = ? AND canonical`, pool.Value[string], id)
	if err != nil {
		return err
	}
	versions, _, err := tolerant(ctx, r.tx, revisionsOf, scanRevision, id)
	if err != nil {
		return err
	}
	loss := Loss{Piece: PostPiece, Post: id, Remade: len(versions) > 0}
	if len(keys) > 0 {
		loss.Path = keys[0] + "/"
	}
	r.lost(loss)
	if len(versions) == 0 {
		return nil
	}
	last, first := versions[0], versions[len(versions)-1]
	p := blog.Post{
		ID: id, Version: last.Version, Status: blog.Draft, Title: last.Title, URL: last.URL, Via: last.Via, Body: last.Body, Format: last.Format, Tags: last.Tags,
		Path: loss.Path, Created: first.Saved, Touched: last.Saved, Trashed: r.trashed[id], Published: r.published[id], Author: blog.Author{Name: first.By},
	}
	if p.Path != "" {
		p.Status = blog.Published
		if p.Published.IsZero() {
			p.Published = first.Saved
		}
	}
	e := Entry{Post: p}
	err = loadFormer(ctx, r.tx, map[blog.PostID]*Entry{id: &e}, fmt.Sprintf("[%d]", id))
	if err != nil && !pool.IsUnreadable(err) {
		return err
	}
	return r.give(e)
}

// RescueFiles calls f with each stored file and the addresses at which posts refer
// to it, and lost with those that can't be read. It fails if f does.
func (s *Store) RescueFiles(ctx context.Context, f func(path string, addresses []string, data []byte) error, lost func(Loss)) error {
	var ids []int64
	err := s.db.Read(ctx, func(tx *pool.Tx) (err error) {
		ids, err = pool.Select(ctx, tx, `/* RescueFiles */ SELECT DISTINCT media_id FROM media_address INDEXED BY media_address_media ORDER BY media_id`, pool.Value[int64])
		return err
	})
	if pool.IsUnreadable(err) {
		lost(Loss{Piece: FilePiece, Err: err})
		return nil
	}
	for _, id := range ids {
		if err == nil {
			err = s.rescueFile(ctx, id, f, lost)
		}
	}
	return wrap(err, "rescue files")
}

func (s *Store) rescueFile(ctx context.Context, id int64, f func(path string, addresses []string, data []byte) error, lost func(Loss)) error {
	var addresses []string
	var path string
	var data []byte
	err := s.db.Read(ctx, func(tx *pool.Tx) (err error) {
		if addresses, err = pool.Select(ctx, tx, `/* RescueFiles: addresses */ SELECT address FROM media_address WHERE media_id = ? ORDER BY address`, pool.Value[string], id); err != nil {
			return err
		}
		err = each(ctx, tx, `/* RescueFiles: data */ SELECT sha256, type, data FROM media WHERE id = ?`, func(row pool.Scanner) error {
			var sum []byte
			var kind string
			err := row.Scan(&sum, &kind, &data)
			path = mediaPath(sum, kind)
			return err
		}, id)
		return err
	})
	if pool.IsUnreadable(err) {
		loss := Loss{Piece: FilePiece, Err: err}
		if len(addresses) > 0 {
			loss.Path = addresses[0]
		}
		lost(loss)
		return nil
	}
	if err != nil || path == "" {
		return err
	}
	return f(path, addresses, data)
}
