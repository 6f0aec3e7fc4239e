package sqlite

import (
	"context"
	"encoding/json"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// Entry is a post as it is exported.
type Entry struct {
	Post   blog.Post // complete
	Former []string  // keys of its former addresses
	Raw    []byte    // the item in the archive that the post came from, if the post has not been changed since; else nil
	Path   string    // path of the item's file in that archive; empty if other items were in the same file
	Format string    // format of Raw
}

// entriesAtOnce is how many posts are read at a time.
const entriesAtOnce = 200

// EachEntry calls f with every post, in order of creation, all from one snapshot.
// If trash is true, posts in the trash are included. It stops at the first error
// of f and returns it.
func (s *Store) EachEntry(ctx context.Context, trash bool, f func(Entry) error) error {
	err := s.db.Read(ctx, func(tx *pool.Tx) error {
		return eachEntry(ctx, tx, trash, f, func(_ blog.PostID, err error) error { return err })
	})
	return wrap(err, "each entry")
}

// eachEntry does what EachEntry does. If entries can't be read, it returns what
// failed returns, which it calls with the ID of the last post before them.
func eachEntry(ctx context.Context, tx *pool.Tx, trash bool, f func(Entry) error, failed func(after blog.PostID, err error) error) error {
	for after := blog.PostID(0); ; {
		entries, err := entriesAfter(ctx, tx, after, trash)
		if err != nil {
			return failed(after, err)
		}
		if len(entries) == 0 {
			return nil
		}
		for i := range entries {
			if err := f(entries[i]); err != nil {
				return err
			}
		}
		after = entries[len(entries)-1].Post.ID
	}
}

func entriesAfter(ctx context.Context, tx *pool.Tx, after blog.PostID, trash bool) ([]Entry, error) {
	posts, err := pool.Select(ctx, tx, `/* EachEntry */
		SELECT `+postColumns+wholeSource+`WHERE post.id > ? AND (? OR post.trashed IS NULL) ORDER BY post.id LIMIT ?`, scanPost, after, trash, entriesAtOnce)
	if err != nil || len(posts) == 0 {
		return nil, err
	}
	if err := loadTags(ctx, tx, posts); err != nil {
		return nil, err
	}
	entries := make([]Entry, len(posts))
	at := make(map[blog.PostID]*Entry, len(posts))
	ids := make([]blog.PostID, len(posts))
	for i := range posts {
		entries[i].Post = posts[i]
		at[posts[i].ID], ids[i] = &entries[i], posts[i].ID
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	return entries, loadEntries(ctx, tx, at, string(list))
}

// entryParts load what an entry has besides its post's row and tags. Each adds
// what it finds to entries, whose IDs are given as a JSON list.
var entryParts = []struct {
	of   Piece
	load func(ctx context.Context, tx *pool.Tx, at map[blog.PostID]*Entry, list string) error
}{{QuotesPiece, loadQuotes}, {AddressesPiece, loadFormer}, {RawPiece, loadRaw}}

// loadEntries loads the quotes, former addresses and raw items of entries.
func loadEntries(ctx context.Context, tx *pool.Tx, at map[blog.PostID]*Entry, list string) error {
	for _, part := range entryParts {
		if err := part.load(ctx, tx, at, list); err != nil {
			return err
		}
	}
	return nil
}

func loadQuotes(ctx context.Context, tx *pool.Tx, at map[blog.PostID]*Entry, list string) error {
	err := each(ctx, tx, `/* EachEntry: quotes */
		SELECT post_id, text, captured, source, prefix, suffix, place FROM quote WHERE post_id IN (SELECT value FROM json_each(?))
		ORDER BY post_id, position IS NULL, position, id`, func(row pool.Scanner) error {
		var id blog.PostID
		var q blog.Quote
		err := row.Scan(&id, &q.Text, &q.Captured, &q.Source, &q.Prefix, &q.Suffix, &q.Place)
		at[id].Post.Quotes = append(at[id].Post.Quotes, q)
		return err
	}, list)
	return err
}

func loadFormer(ctx context.Context, tx *pool.Tx, at map[blog.PostID]*Entry, list string) error {
	err := each(ctx, tx, `/* EachEntry: addresses */
		SELECT post_id, key FROM address WHERE canonical = 0 AND post_id IN (SELECT value FROM json_each(?)) ORDER BY post_id, key`,
		func(row pool.Scanner) error {
			var id blog.PostID
			var key string
			err := row.Scan(&id, &key)
			at[id].Former = append(at[id].Former, key)
			return err
		}, list)
	return err
}

func loadRaw(ctx context.Context, tx *pool.Tx, at map[blog.PostID]*Entry, list string) error {
	err := each(ctx, tx, `/* EachEntry: raw */
		SELECT import_row.post_id, import_row.raw, import_row.path, import_row.format FROM import_row JOIN post ON post.id = import_row.post_id
		WHERE import_row.post_version = post.version AND import_row.post_id IN (SELECT value FROM json_each(?))`,
		func(row pool.Scanner) error {
			var id blog.PostID
			var raw []byte
			var path, format string
			err := row.Scan(&id, &raw, &path, &format)
			at[id].Raw, at[id].Path, at[id].Format = raw, path, format
			return err
		}, list)
	return err
}

// MediaAddresses calls f with the path of each stored file and the addresses at
// which posts refer to it.
func (s *Store) MediaAddresses(ctx context.Context, f func(path string, addresses []string) error) error {
	err := s.db.Read(ctx, func(tx *pool.Tx) error {
		type file struct {
			path      string
			addresses []string
		}
		var files []file
		err := each(ctx, tx, `/* MediaAddresses */
			SELECT media.sha256, media.type, media_address.address FROM media JOIN media_address ON media_address.media_id = media.id
			ORDER BY media.id, media_address.address`, func(row pool.Scanner) error {
			var sum []byte
			var kind, address string
			err := row.Scan(&sum, &kind, &address)
			path := mediaPath(sum, kind)
			if len(files) == 0 || files[len(files)-1].path != path {
				files = append(files, file{path: path})
			}
			last := &files[len(files)-1]
			last.addresses = append(last.addresses, address)
			return err
		})
		for _, one := range files {
			if err == nil {
				err = f(one.path, one.addresses)
			}
		}
		return err
	})
	return wrap(err, "addresses of files")
}
