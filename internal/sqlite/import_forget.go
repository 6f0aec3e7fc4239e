package sqlite

import (
	"context"
	"regexp"

	"pullquote/internal/sqlite/pool"
)

// undoRest forgets what a batch has brought besides posts: hosts, files that no
// post shows any more, the names of authors that nothing bears any more.
func undoRest(ctx context.Context, tx *pool.Tx, batch int64) error {
	if err := handOver(ctx, tx, batch); err != nil {
		return err
	}
	for _, statement := range []string{
		`/* Undo: hosts */ DELETE FROM former_host WHERE batch_id = ?1`,
		`/* Undo: files */ DELETE FROM media_address WHERE batch_id = ?1`,
		`/* Undo: media */ DELETE FROM media WHERE ?1 > 0 AND NOT EXISTS (SELECT 1 FROM media_address WHERE media_id = media.id)`,
		`/* Undo: authors */ DELETE FROM author WHERE ?1 > 0 AND username IS NULL AND NOT EXISTS (SELECT 1 FROM post WHERE author_id = author.id)`,
		`/* Undo: tags */ DELETE FROM tag WHERE ?1 > 0 AND id NOT IN (SELECT tag_id FROM post_tag)`,
		`/* Undo: state */ UPDATE import_batch SET state = 'undone' WHERE id = ?1`,
	} {
		if _, err := tx.Exec(ctx, statement, batch); err != nil {
			return err
		}
	}
	return nil
}

// shownFile is how a file of ours stands in finished HTML, with its hash.
var shownFile = regexp.MustCompile(`/media/([0-9a-f]{64})\.`)

// handOver gives the files of a batch that are still shown to the batch of a
// post that shows them; to none, if no import brought such a post. That a post
// shows a file that was here already stands nowhere but in the post, so all are
// read, once, if the batch has brought files in.
func handOver(ctx context.Context, tx *pool.Tx, batch int64) error {
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
		return err
	}
	heirs := map[int64]any{} // by file: a batch, or nil for none
	if _, err := pool.Select(ctx, tx, `/* Undo: shown */
		SELECT html, (SELECT max(batch_id) FROM import_row WHERE post_id = post.id AND batch_id <> ?) FROM post WHERE instr(html, '/media/') > 0`,
		func(row pool.Scanner) (struct{}, error) {
			var html string
			var other any
			err := row.Scan(&html, &other)
			for _, m := range shownFile.FindAllStringSubmatch(html, -1) {
				if id, ok := files[m[1]]; ok && heirs[id] == nil {
					heirs[id] = other
				}
			}
			return struct{}{}, err
		}, batch); err != nil {
		return err
	}
	for id, heir := range heirs {
		if _, err := tx.Exec(ctx, `/* Undo: hand over */ UPDATE media_address SET batch_id = ? WHERE batch_id = ? AND media_id = ?`, heir, batch, id); err != nil {
			return err
		}
	}
	return nil
}
