package sqlite

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// Undone is what the taking back of some lines came to.
type Undone struct {
	Removed  int  // posts that are gone, as if they had never come
	Restored int  // posts that are again what they were before
	Trashed  int  // posts that their author had worked on since: they lie in the trash
	Left     int  // posts that the import had changed, and their author after it: they stay as they are
	More     bool // there are more lines
}

// CheckUndo reports why a batch can't be taken back: a later one has changed
// its posts.
func (s *Store) CheckUndo(ctx context.Context, batch int64) error {
	err := s.db.Read(ctx, func(tx *pool.Tx) error {
		later, err := pool.Select(ctx, tx, `/* CheckUndo */
			SELECT later.batch_id, count(*) FROM import_line mine
			JOIN import_line later ON later.batch_id > mine.batch_id AND later.post_id = mine.post_id AND later.outcome = 'changed'
			JOIN import_batch ON import_batch.id = later.batch_id AND import_batch.state <> 'undone'
			WHERE mine.batch_id = ? AND mine.outcome IN ('new', 'changed') GROUP BY later.batch_id ORDER BY later.batch_id DESC LIMIT 1`,
			func(row pool.Scanner) (v [2]int64, err error) { return v, row.Scan(&v[0], &v[1]) }, batch)
		if err != nil || len(later) == 0 {
			return err
		}
		return &blog.Error{Kind: blog.Conflict, Field: "batch", Message: "Import %d has changed %d of the posts that import %d brought in. Take back import %d first.", Args: []any{later[0][0], later[0][1], batch, later[0][0]}}
	})
	return wrap(err, "check the undoing of import %d", batch)
}

// Undo takes back up to limit lines of a batch, the last first, in one
// transaction. A post that came in goes with all its addresses; one that was
// changed becomes what it was. What an author has worked on since is not
// deleted: a new post goes into the trash, a changed one stays.
func (s *Store) Undo(ctx context.Context, batch int64, limit int) (u Undone, err error) {
	err = s.db.Write(ctx, func(tx *pool.Tx) error {
		u = Undone{}
		lines, err := pool.Select(ctx, tx, `/* Undo: lines */
			SELECT number, key, outcome, post_id, former FROM import_line
			WHERE batch_id = ? AND outcome IN ('new', 'changed') AND post_id IS NOT NULL ORDER BY number DESC LIMIT ?`,
			func(row pool.Scanner) (l undoLine, err error) {
				return l, row.Scan(&l.number, &l.key, &l.outcome, &l.post, &l.former)
			}, batch, limit+1)
		if err != nil {
			return err
		}
		if u.More = len(lines) > limit; u.More {
			lines = lines[:limit]
		}
		for _, l := range lines {
			if err := undoOne(ctx, tx, batch, l, &u); err != nil {
				return err
			}
		}
		if u.More {
			return nil
		}
		return undoRest(ctx, tx, batch)
	})
	return u, wrap(err, "undo import %d", batch)
}

type undoLine struct {
	number  int
	key     string
	outcome blog.Outcome
	post    blog.PostID
	former  []byte
}

func undoOne(ctx context.Context, tx *pool.Tx, batch int64, l undoLine, u *Undone) error {
	// The line is settled: should the rest have to be run again, it is not.
	if _, err := tx.Exec(ctx, `/* Undo: settled */ UPDATE import_line SET post_id = NULL, former = NULL WHERE batch_id = ? AND number = ?`, batch, l.number); err != nil {
		return err
	}
	p, err := postByID(ctx, tx, l.post)
	if blog.KindOf(err) == blog.NotFound && err != nil {
		_, err = tx.Exec(ctx, `/* Undo: forget */ DELETE FROM import_row WHERE key = ? AND batch_id = ?`, l.key, batch)
		return err
	}
	if err != nil {
		return err
	}
	version, err := pool.One(ctx, tx, `/* Undo: version */ SELECT post_version FROM import_row WHERE key = ?`, pool.Value[int64], l.key)
	if err != nil && !pool.IsNoRows(err) {
		return err
	}
	touched := p.Version != version || p.InTrash()
	if l.outcome == blog.ImportChanged {
		return undoChange(ctx, tx, batch, l, p, touched, u)
	}
	if _, err := tx.Exec(ctx, `/* Undo: forget */ DELETE FROM import_row WHERE key = ?`, l.key); err != nil {
		return err
	}
	if touched {
		u.Trashed++
		if p.InTrash() {
			return nil
		}
		p.Trashed = tx.Now()
		if _, err := tx.Exec(ctx, `/* Undo: trash */ UPDATE post SET trashed = ?1, touched = ?1 WHERE id = ?2`, millis(p.Trashed), p.ID); err != nil {
			return err
		}
		if err := reindex(ctx, tx, &p); err != nil {
			return err
		}
		return saveTags(ctx, tx, &p)
	}
	u.Removed++
	if _, err := tx.Exec(ctx, `/* Undo: addresses */ DELETE FROM address WHERE post_id = ?`, p.ID); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `/* Undo: post */ DELETE FROM post WHERE id = ?`, p.ID)
	return err
}

// undoChange makes a post what it was before the import.
func undoChange(ctx context.Context, tx *pool.Tx, batch int64, l undoLine, p blog.Post, touched bool, u *Undone) error {
	if touched {
		u.Left++
		return nil
	}
	var was former
	if err := json.Unmarshal(l.former, &was); err != nil {
		return fmt.Errorf("line %d: %w", l.number, err)
	}
	u.Restored++
	before := was.Post
	before.Version, before.Path, before.Slug = p.Version+1, p.Path, p.Slug
	if before.Status == blog.Draft && was.Post.Path == "" {
		before.Path, before.Slug = "", was.Post.Slug
		if _, err := tx.Exec(ctx, `/* Undo: unpublish */ DELETE FROM address WHERE post_id = ? AND canonical = 1`, p.ID); err != nil {
			return err
		}
	}
	if err := updatePost(ctx, tx, nil, &before, before.Author); err != nil {
		return err
	}
	was.Known.Version = before.Version
	in := importer{tx: tx}
	return in.remember(ctx, l.key, was.Known.Batch, was.Known, nil)
}

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
