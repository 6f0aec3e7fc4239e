package sqlite

import (
	"context"
	"encoding/json"
	"fmt"
	"math"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// Undone is the result of undoing some lines.
type Undone struct {
	Removed  int // posts that were deleted, as if they had never been imported
	Restored int // posts that were restored to their former state
	Trashed  int // posts that their author has worked on since: they are in the trash
	Left     int // posts that the import had changed and their author has changed since: they stay as they are
	Before   int // lines with lower numbers are not undone yet; 0 if there are none
}

// CheckUndo fails with Conflict if a batch can't be undone, because a later one
// has changed its posts.
func (s *Store) CheckUndo(ctx context.Context, batch int64) error {
	err := s.db.Read(ctx, func(tx *pool.Tx) error { return changedLater(ctx, tx, batch) })
	return wrap(err, "check the undoing of import %d", batch)
}

// changedLater fails with Conflict if a later batch has changed a batch's posts.
// The query collects these posts first: searching one batch for each line of the
// other takes hours if both are large.
func changedLater(ctx context.Context, tx *pool.Tx, batch int64) error {
	later, err := pool.Select(ctx, tx, `/* CheckUndo */
		SELECT later.id, count(DISTINCT changed.post_id) FROM import_batch AS later
		CROSS JOIN import_line AS changed ON changed.batch_id = later.id AND changed.outcome = 'changed'
		WHERE later.id > ?1 AND later.state <> 'undone'
			AND changed.post_id IN (SELECT post_id FROM import_line WHERE batch_id = ?1 AND outcome IN ('new', 'changed'))
		GROUP BY later.id ORDER BY later.id DESC LIMIT 1`,
		func(row pool.Scanner) (v [2]int64, err error) { return v, row.Scan(&v[0], &v[1]) }, batch)
	if err != nil || len(later) == 0 {
		return err
	}
	return &blog.Error{Kind: blog.Conflict, Field: "batch", Message: "Import %d has changed %d of the posts that import %d brought in. Take back import %d first.", Args: []any{later[0][0], later[0][1], batch, later[0][0]}}
}

// Undo undoes up to limit lines of a batch in one transaction, the last first, of
// those with numbers less than before (0 means all); with the last line also what
// the batch has imported besides posts. An imported post is deleted with all its
// addresses; a changed one is restored to its former state. Posts that an author
// has worked on since are not deleted: a new one goes into the trash, a changed
// one stays. It fails with Conflict if a later batch has changed one of the posts
// since CheckUndo was called.
func (s *Store) Undo(ctx context.Context, batch int64, before, limit int) (u Undone, err error) {
	err = s.db.WriteMuch(ctx, func(tx *pool.Tx) error {
		u = Undone{}
		if before == 0 {
			before = math.MaxInt
		}
		turn := undoing{tx: tx, batch: batch, undone: &u}
		if err := turn.choose(ctx, before, limit); err != nil {
			return err
		}
		return turn.undo(ctx)
	})
	if err == nil && u.Before == 0 {
		err = s.undoRest(ctx, batch)
	}
	return u, wrap(err, "undo import %d", batch)
}

// undoing undoes lines of a batch in one transaction: those from first to last
// that imported or changed a post.
type undoing struct {
	tx          *pool.Tx
	batch       int64
	first, last int
	undone      *Undone
}

// undoneBytes limits the total size of the texts that one transaction deletes,
// approximately: deleting reads them to the last page.
const undoneBytes = 16 << 20

// choose selects the lines that this transaction undoes.
func (t *undoing) choose(ctx context.Context, before, limit int) error {
	type line struct{ number, bytes int }
	lines, err := pool.Select(ctx, t.tx, `/* Undo: lines */
		SELECT line.number, coalesce(octet_length(post.body), 0) + coalesce(length(import_row.raw), 0) + coalesce(length(line.former), 0)
		FROM import_line AS line LEFT JOIN post ON post.id = line.post_id LEFT JOIN import_row ON import_row.key = line.key
		WHERE line.batch_id = ? AND line.number < ? AND line.outcome IN ('new', 'changed') AND line.post_id IS NOT NULL
		ORDER BY line.number DESC LIMIT ?`,
		func(row pool.Scanner) (l line, err error) { return l, row.Scan(&l.number, &l.bytes) }, t.batch, before, limit+1)
	if err != nil || len(lines) == 0 {
		t.first, t.last = 1, 0
		return err
	}
	n, bytes := 0, 0
	for n < min(len(lines), limit) && bytes < undoneBytes {
		bytes += lines[n].bytes
		n++
	}
	t.first, t.last = lines[n-1].number, lines[0].number
	if n < len(lines) {
		t.undone.Before = t.first
	}
	return nil
}

// chosenLines selects the lines of this transaction.
const chosenLines = ` batch_id = ? AND number BETWEEN ? AND ? AND outcome IN ('new', 'changed') AND post_id IS NOT NULL `

func (t *undoing) undo(ctx context.Context) error {
	later, err := pool.One(ctx, t.tx, `/* Undo: later */
		SELECT EXISTS (SELECT 1 FROM import_row JOIN import_batch ON import_batch.id = import_row.batch_id
			WHERE import_row.post_id IN (SELECT post_id FROM import_line WHERE`+chosenLines+`) AND import_batch.id > ? AND import_batch.state <> 'undone')`,
		pool.Value[bool], t.batch, t.first, t.last, t.batch)
	if err != nil {
		return err
	}
	if later {
		if err := changedLater(ctx, t.tx, t.batch); err != nil {
			return err
		}
	}
	// A post that this batch has imported and then changed is first restored and
	// then deleted.
	if err := t.changed(ctx); err != nil {
		return err
	}
	if err := t.created(ctx); err != nil {
		return err
	}
	// The lines are done: if the rest has to be run again, they are not.
	_, err = t.tx.Exec(ctx, `/* Undo: settled */ UPDATE import_line SET post_id = NULL, former = NULL WHERE`+chosenLines, t.batch, t.first, t.last)
	return err
}

// undoLine is a line to undo.
type undoLine struct {
	number  int
	key     string
	post    *blog.PostID // nil if it does not exist any more
	place   *int64       // in the search index; nil if it has none
	touched bool         // its author has changed it since, or moved it to the trash
	trashed bool
}

// lines returns the lines with an outcome, the last first, and the state of their
// posts.
func (t *undoing) lines(ctx context.Context, outcome blog.Outcome) ([]undoLine, error) {
	return pool.Select(ctx, t.tx, `/* Undo: posts */
		SELECT line.number, line.key, post.id, post.place, post.trashed IS NOT NULL OR post.version IS NOT import_row.post_version, post.trashed IS NOT NULL
		FROM import_line AS line LEFT JOIN post ON post.id = line.post_id LEFT JOIN import_row ON import_row.key = line.key
		WHERE line.batch_id = ? AND line.number BETWEEN ? AND ? AND line.outcome = ? AND line.post_id IS NOT NULL ORDER BY line.number DESC`,
		func(row pool.Scanner) (l undoLine, err error) {
			return l, row.Scan(&l.number, &l.key, &l.post, &l.place, &l.touched, &l.trashed)
		}, t.batch, t.first, t.last, outcome)
}

// changed undoes the lines that have changed posts.
func (t *undoing) changed(ctx context.Context) error {
	lines, err := t.lines(ctx, blog.ImportChanged)
	if err != nil {
		return err
	}
	var restored []blog.Post
	for _, l := range lines {
		switch {
		case l.post == nil:
			err = t.forgetGone(ctx, l)
		case l.touched:
			t.undone.Left++
		default:
			var p blog.Post
			p, err = t.restore(ctx, l)
			restored = append(restored, p)
		}
		if err != nil {
			return err
		}
	}
	return indexPosts(ctx, t.tx, restored)
}

// restore restores a post to its state before the import, except in the search
// index, and returns it.
func (t *undoing) restore(ctx context.Context, l undoLine) (before blog.Post, err error) {
	text, err := pool.One(ctx, t.tx, `/* Undo: former */ SELECT former FROM import_line WHERE batch_id = ? AND number = ?`, pool.Value[[]byte], t.batch, l.number)
	if err != nil {
		return before, err
	}
	var was former
	if err := json.Unmarshal(text, &was); err != nil {
		return before, fmt.Errorf("line %d: %w", l.number, err)
	}
	p, err := postByID(ctx, t.tx, *l.post)
	if err != nil {
		return before, err
	}
	t.undone.Restored++
	before = was.Post
	before.Version, before.Path, before.Slug = p.Version+1, p.Path, p.Slug
	if before.Status == blog.Draft && was.Post.Path == "" {
		before.Path, before.Slug = "", was.Post.Slug
		if _, err := t.tx.Exec(ctx, `/* Undo: unpublish */ DELETE FROM address WHERE post_id = ? AND canonical = 1`, p.ID); err != nil {
			return before, err
		}
	}
	if err := changePost(ctx, t.tx, nil, &before, before.Author); err != nil {
		return before, err
	}
	was.Known.Version = before.Version
	in := importer{tx: t.tx}
	return before, in.remember(ctx, l.key, was.Known.Batch, was.Known, nil)
}

// created undoes the lines that have created posts.
func (t *undoing) created(ctx context.Context) error {
	lines, err := t.lines(ctx, blog.ImportNew)
	if err != nil {
		return err
	}
	var posts []blog.PostID
	var places []int64
	for _, l := range lines {
		if l.post == nil {
			if err := t.forgetGone(ctx, l); err != nil {
				return err
			}
			continue
		}
		if _, err := t.tx.Exec(ctx, `/* Undo: forget */ DELETE FROM import_row WHERE key = ?`, l.key); err != nil {
			return err
		}
		if l.touched {
			if err := t.trash(ctx, l); err != nil {
				return err
			}
			continue
		}
		posts = append(posts, *l.post)
		if l.place != nil {
			places = append(places, *l.place)
		}
	}
	t.undone.Removed += len(posts)
	return t.remove(ctx, posts, places)
}

// forgetGone forgets the item of a post that does not exist any more, so that it
// no longer counts as deleted by the author.
func (t *undoing) forgetGone(ctx context.Context, l undoLine) error {
	_, err := t.tx.Exec(ctx, `/* Undo: forget gone */ DELETE FROM import_row WHERE key = ? AND batch_id = ?`, l.key, t.batch)
	return err
}

// trash moves a post that its author has worked on to the trash, unless it is
// there already.
func (t *undoing) trash(ctx context.Context, l undoLine) error {
	t.undone.Trashed++
	if l.trashed {
		return nil
	}
	p, err := postByID(ctx, t.tx, *l.post)
	if err != nil {
		return err
	}
	p.Trashed = t.tx.Now()
	if _, err := t.tx.Exec(ctx, `/* Undo: trash */ UPDATE post SET trashed = ?1, touched = ?1 WHERE id = ?2`, millis(p.Trashed), p.ID); err != nil {
		return err
	}
	if err := reindex(ctx, t.tx, &p); err != nil {
		return err
	}
	return saveTags(ctx, t.tx, &p)
}

// remove deletes posts and all that belongs to them, with one statement per table:
// FTS5 flushes its memory before each statement that fires triggers, and whenever
// a rowid is lower than the one before, and the order of places is rarely that of
// post IDs. So the rows in the search index are deleted first, by place; then the
// triggers of deleting a post find nothing left to delete.
func (t *undoing) remove(ctx context.Context, posts []blog.PostID, places []int64) error {
	if len(posts) == 0 {
		return nil
	}
	ids, err := json.Marshal(posts)
	if err != nil {
		return err
	}
	held, err := json.Marshal(places)
	if err != nil {
		return err
	}
	return inBulk(ctx, t.tx, len(posts), func() error {
		for _, s := range []struct{ query, list string }{
			{`/* Undo: addresses */ DELETE FROM address WHERE post_id IN (SELECT value FROM json_each(?))`, string(ids)},
			{`/* Undo: out of the search */ DELETE FROM search WHERE rowid IN (SELECT value FROM json_each(?))`, string(held)},
			{`/* Undo: out of the desk's */ DELETE FROM search_desk WHERE rowid IN (SELECT value FROM json_each(?))`, string(held)},
			{`/* Undo: post */ DELETE FROM post WHERE id IN (SELECT value FROM json_each(?))`, string(ids)},
		} {
			if _, err := t.tx.Exec(ctx, s.query, s.list); err != nil {
				return err
			}
		}
		return nil
	})
}
