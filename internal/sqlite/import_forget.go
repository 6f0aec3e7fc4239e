package sqlite

import (
	"context"
	"encoding/json"

	"pullquote/internal/sqlite/pool"
)

// undoRest deletes what a batch has imported besides posts: unused tags, hosts,
// files that no post shows any more, and authors who can't sign in and have no
// posts. It uses several transactions where one would take long; if it is
// interrupted, it has to be run again from the beginning.
func (s *Store) undoRest(ctx context.Context, batch int64) error {
	if err := s.dropTags(ctx); err != nil {
		return err
	}
	if err := s.releaseFiles(ctx, batch); err != nil {
		return err
	}
	if err := s.dropMedia(ctx); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *pool.Tx) error {
		for _, statement := range []string{
			`/* Undo: authors */ DELETE FROM author WHERE ?1 > 0 AND username IS NULL AND NOT EXISTS (SELECT 1 FROM post WHERE author_id = author.id)`,
			`/* Undo: state */ UPDATE import_batch SET state = 'undone' WHERE id = ?1`,
		} {
			if _, err := tx.Exec(ctx, statement, batch); err != nil {
				return err
			}
		}
		return nil
	})
}

// tagRows is how many rows of post_tag SQLite may scan in one transaction of
// dropTags, which takes some tenths of a second.
const tagRows = 2_000_000

// dropTags deletes tags that no post has. For each, SQLite scans all of post_tag,
// which has no index by tag alone; so each transaction deletes only a few. The
// list of unused tags is made before, while others can write.
func (s *Store) dropTags(ctx context.Context) error {
	var unused []int64
	var rows int
	err := s.db.Read(ctx, func(tx *pool.Tx) (err error) {
		unused, err = pool.Select(ctx, tx, `/* Undo: tags */
			SELECT id FROM tag WHERE posts = 0 AND id NOT IN (SELECT tag_id FROM post_tag WHERE published IS NULL)`, pool.Value[int64])
		if err != nil || len(unused) == 0 {
			return err
		}
		rows, err = pool.One(ctx, tx, `/* Undo: borne */ SELECT count(*) FROM post_tag`, pool.Value[int])
		return err
	})
	for err == nil && len(unused) > 0 {
		n := min(len(unused), max(1, tagRows/max(rows, tagRows/undoneTags)))
		err = s.db.WriteQuietly(ctx, func(tx *pool.Tx) error {
			for _, id := range unused[:n] {
				_, err := tx.Exec(ctx, `/* Undo: tag */ DELETE FROM tag WHERE id = ? AND posts = 0`, id)
				if err != nil && !pool.IsConstraint(err) { // a draft has it by now
					return err
				}
			}
			return nil
		})
		unused = unused[n:]
	}
	return err
}

// undoneTags is how many tags one transaction deletes at most.
const undoneTags = 500

// mediaBytes limits the total size of the files that one transaction deletes,
// approximately: SQLite reads them to the end.
const mediaBytes = 32 << 20

// dropMedia deletes files that have no address any more and that no post shows.
func (s *Store) dropMedia(ctx context.Context) error {
	for more := true; more; {
		err := s.db.Write(ctx, func(tx *pool.Tx) (err error) {
			more, err = dropSomeMedia(ctx, tx)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// dropSomeMedia deletes the first such files, and reports whether there may be
// more.
func dropSomeMedia(ctx context.Context, tx *pool.Tx) (more bool, err error) {
	type file struct{ id, bytes int64 }
	const atOnce = 200
	files, err := pool.Select(ctx, tx, `/* Undo: media */
		SELECT id, length(data) FROM media
		WHERE NOT EXISTS (SELECT 1 FROM media_address WHERE media_id = media.id) AND NOT EXISTS (SELECT 1 FROM post_media WHERE sha256 = media.sha256) LIMIT ?`,
		func(row pool.Scanner) (f file, err error) { return f, row.Scan(&f.id, &f.bytes) }, atOnce)
	if err != nil {
		return false, err
	}
	bytes := int64(0)
	for _, f := range files {
		if bytes >= mediaBytes {
			return true, nil
		}
		bytes += f.bytes
		if _, err := tx.Exec(ctx, `/* Undo: file */ DELETE FROM media WHERE id = ?`, f.id); err != nil {
			return false, err
		}
	}
	return len(files) == atOnce, nil
}

// filesAtOnce is how many of a batch's files one transaction releases.
const filesAtOnce = 500

// releaseFiles releases a batch's files, a few at a time, and its hosts. A file
// that a post shows is kept and handed to another batch that has imported or
// changed such a post, if there is one.
func (s *Store) releaseFiles(ctx context.Context, batch int64) error {
	for more := true; more; {
		err := s.db.Write(ctx, func(tx *pool.Tx) error {
			addresses, err := pool.Select(ctx, tx, `/* Undo: its files */ SELECT address FROM media_address WHERE batch_id = ? LIMIT ?`, pool.Value[string], batch, filesAtOnce)
			if err != nil {
				return err
			}
			if more = len(addresses) > 0; !more {
				_, err := tx.Exec(ctx, `/* Undo: hosts */ DELETE FROM former_host WHERE batch_id = ?`, batch)
				return err
			}
			return releaseAddresses(ctx, tx, batch, addresses)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// releaseAddresses releases the files of a batch that have some addresses.
func releaseAddresses(ctx context.Context, tx *pool.Tx, batch int64, addresses []string) error {
	list, err := json.Marshal(addresses)
	if err != nil {
		return err
	}
	for _, statement := range []string{
		`/* Undo: hand over */ UPDATE media_address SET batch_id = (
				SELECT max(import_row.batch_id) FROM media JOIN post_media ON post_media.sha256 = media.sha256
				JOIN import_row ON import_row.post_id = post_media.post_id
				WHERE media.id = media_address.media_id AND import_row.batch_id <> ?1)
			WHERE batch_id = ?1 AND address IN (SELECT value FROM json_each(?2))
			AND EXISTS (SELECT 1 FROM media JOIN post_media ON post_media.sha256 = media.sha256 WHERE media.id = media_address.media_id)`,
		`/* Undo: files */ DELETE FROM media_address WHERE batch_id = ?1 AND address IN (SELECT value FROM json_each(?2))`,
	} {
		if _, err := tx.Exec(ctx, statement, batch, string(list)); err != nil {
			return err
		}
	}
	return nil
}
