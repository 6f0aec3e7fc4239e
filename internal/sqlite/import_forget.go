package sqlite

import (
	"context"
	"regexp"

	"pullquote/internal/sqlite/pool"
)

// undoRest forgets what a batch has brought besides posts: tags that nothing
// bears any more, hosts, files that no post shows any more, the names of authors
// of whom there is nothing. It takes several transactions where one would be long;
// should it be cut short, it is run again, whole.
func (s *Store) undoRest(ctx context.Context, batch int64) error {
	if err := s.dropTags(ctx); err != nil {
		return err
	}
	if err := s.letGoOfFiles(ctx, batch); err != nil {
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

// tagRows is how many rows of post_tag one transaction of dropTags may have
// SQLite look through: some tenths of a second.
const tagRows = 2_000_000

// dropTags forgets tags that no post bears. For each SQLite looks through all that
// posts bear, since there is no index of that by tag alone; so there are few at a
// time. Which they are is found out before, while others write.
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
				if err != nil && !pool.IsConstraint(err) { // a draft bears it by now
					return err
				}
			}
			return nil
		})
		unused = unused[n:]
	}
	return err
}

// undoneTags is how many tags one transaction forgets at most.
const undoneTags = 500

// mediaBytes is how long the files may be, about, that one transaction deletes:
// SQLite reads them to the end.
const mediaBytes = 32 << 20

// dropMedia deletes files that have no address any more.
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

// dropSomeMedia deletes the first such files, and tells whether there may be more.
func dropSomeMedia(ctx context.Context, tx *pool.Tx) (more bool, err error) {
	type file struct{ id, bytes int64 }
	const atOnce = 200
	files, err := pool.Select(ctx, tx, `/* Undo: media */
		SELECT id, length(data) FROM media WHERE NOT EXISTS (SELECT 1 FROM media_address WHERE media_id = media.id) LIMIT ?`,
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

// letGoOfFiles lets go of a batch's hosts, and of its files, as far as nothing
// shows them any more.
func (s *Store) letGoOfFiles(ctx context.Context, batch int64) error {
	// Who shows a file is found out before, while others write, which takes long
	// on a large blog. If somebody has changed something that readers see since,
	// that may be of no worth; and if that goes on, they have to wait.
	for try := 1; ; try++ {
		before := s.db.Generation()
		var found heirs
		err := s.db.Read(ctx, func(tx *pool.Tx) (err error) {
			found, err = heirsOf(ctx, tx, batch)
			return err
		})
		if err != nil {
			return err
		}
		again := false
		err = s.db.Write(ctx, func(tx *pool.Tx) (err error) {
			if s.db.Generation() != before {
				if again = try < heirTries; again {
					tx.Touch()
					return nil
				}
				if found, err = heirsOf(ctx, tx, batch); err != nil {
					return err
				}
			}
			return letGo(ctx, tx, batch, found)
		})
		if err != nil || !again {
			return err
		}
	}
}

// heirTries is how often it is looked for who shows a file before others have to
// wait for that.
const heirTries = 3

// heirs are the files of a batch that posts show, each with the batch of a post
// that does, or with nil if no import has brought such a post.
type heirs map[int64]any

// letGo gives the files of a batch that are still shown to their heirs, and
// forgets under which addresses there were others, and the batch's hosts.
func letGo(ctx context.Context, tx *pool.Tx, batch int64, found heirs) error {
	for id, heir := range found {
		if _, err := tx.Exec(ctx, `/* Undo: hand over */ UPDATE media_address SET batch_id = ? WHERE batch_id = ? AND media_id = ?`, heir, batch, id); err != nil {
			return err
		}
	}
	for _, statement := range []string{
		`/* Undo: hosts */ DELETE FROM former_host WHERE batch_id = ?`,
		`/* Undo: files */ DELETE FROM media_address WHERE batch_id = ?`,
	} {
		if _, err := tx.Exec(ctx, statement, batch); err != nil {
			return err
		}
	}
	return nil
}

// shownFile is how a file of ours stands in finished HTML, with its hash.
var shownFile = regexp.MustCompile(`/media/([0-9a-f]{64})\.`)

// heirsOf gives the heirs of a batch's files. That a post shows a file that was
// here already stands nowhere but in the post, so all are read, once, if the batch
// has brought files in.
func heirsOf(ctx context.Context, tx *pool.Tx, batch int64) (heirs, error) {
	files := map[string]int64{} // by hash
	if _, err := pool.Select(ctx, tx, `/* Undo: its files */
		SELECT DISTINCT media.id, lower(hex(media.sha256)) FROM media_address JOIN media ON media.id = media_address.media_id WHERE media_address.batch_id = ?`,
		func(row pool.Scanner) (struct{}, error) {
			var id int64
			var hash string
			err := row.Scan(&id, &hash)
			files[hash] = id
			return struct{}{}, err
		}, batch); err != nil || len(files) == 0 {
		return nil, err
	}
	found := heirs{}
	_, err := pool.Select(ctx, tx, `/* Undo: shown */
		SELECT html, (SELECT max(batch_id) FROM import_row WHERE post_id = post.id AND batch_id <> ?) FROM post WHERE instr(html, '/media/') > 0`,
		func(row pool.Scanner) (struct{}, error) {
			var html string
			var other any
			err := row.Scan(&html, &other)
			for _, m := range shownFile.FindAllStringSubmatch(html, -1) {
				if id, ok := files[m[1]]; ok && found[id] == nil {
					found[id] = other
				}
			}
			return struct{}{}, err
		}, batch)
	return found, err
}
