package sqlite

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// BeginImport stores a new import and returns the ID of its batch. It uses the
// format, state, source, options, total and Held of b.
func (s *Store) BeginImport(ctx context.Context, b blog.Batch) (id int64, err error) {
	options, err := json.Marshal(b.Options)
	if err != nil {
		return 0, fmt.Errorf("sqlite: begin import: %w", err)
	}
	err = s.db.WriteQuietly(ctx, func(tx *pool.Tx) error {
		result, err := tx.Exec(ctx, `/* BeginImport */
			INSERT INTO import_batch (format, source, started, state, options, held, total, mark) VALUES (?, ?, ?, ?, ?, ?, ?, random())`,
			b.Format, b.Source, millis(tx.Now()), b.State, string(options), b.Held, b.Total)
		if err != nil {
			return err
		}
		id, err = result.LastInsertId()
		return err
	})
	return id, wrap(err, "begin import")
}

// SetBatch stores the progress of a batch: state, total, done, rows, format,
// options and fault. If the state is final, it also stores the time.
func (s *Store) SetBatch(ctx context.Context, b blog.Batch) error {
	options, err := json.Marshal(b.Options)
	if err != nil {
		return fmt.Errorf("sqlite: batch %d: %w", b.ID, err)
	}
	err = s.db.WriteQuietly(ctx, func(tx *pool.Tx) error {
		var finished any
		if b.State == blog.BatchDone || b.State == blog.BatchFailed || b.State == blog.BatchUndone {
			finished = millis(tx.Now())
		}
		_, err := tx.Exec(ctx, `/* SetBatch */
			UPDATE import_batch SET state = ?, finished = ?, done = ?, total = ?, rows = ?, fault = ?, options = ?, format = CASE ? WHEN '' THEN format ELSE ? END WHERE id = ?`,
			b.State, finished, b.Done, b.Total, b.Rows, b.Fault, string(options), b.Format, b.Format, b.ID)
		return err
	})
	return wrap(err, "batch %d", b.ID)
}

// StartBatch stores the source, options and state of a batch whose files have
// arrived, and hands the batch to the server.
func (s *Store) StartBatch(ctx context.Context, b blog.Batch) error {
	options, err := json.Marshal(b.Options)
	if err != nil {
		return fmt.Errorf("sqlite: batch %d: %w", b.ID, err)
	}
	err = s.db.WriteQuietly(ctx, func(tx *pool.Tx) error {
		_, err := tx.Exec(ctx, `/* StartBatch */ UPDATE import_batch SET state = ?, source = ?, options = ?, held = 1 WHERE id = ?`, b.State, b.Source, string(options), b.ID)
		return err
	})
	return wrap(err, "start batch %d", b.ID)
}

// TurnBatch changes the state of a batch if it is one of from, hands the batch to
// the server, and reports whether it did.
func (s *Store) TurnBatch(ctx context.Context, id int64, to blog.BatchState, from ...blog.BatchState) (turned bool, err error) {
	list, err := json.Marshal(from)
	if err != nil {
		return false, fmt.Errorf("sqlite: batch %d: %w", id, err)
	}
	err = s.db.WriteQuietly(ctx, func(tx *pool.Tx) error {
		result, err := tx.Exec(ctx, `/* TurnBatch */
			UPDATE import_batch SET state = ?, held = 1, fault = '', finished = NULL WHERE id = ? AND state IN (SELECT value FROM json_each(?))`, to, id, string(list))
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		turned = n > 0
		return err
	})
	return turned, wrap(err, "batch %d", id)
}

// Batch returns an import. It fails with NotFound.
func (s *Store) Batch(ctx context.Context, id int64) (b blog.Batch, err error) {
	list, err := s.batches(ctx, `/* Batch */ SELECT `+batchColumns+` FROM import_batch WHERE id = ?`, id)
	if err == nil && len(list) == 0 {
		err = &blog.Error{Kind: blog.NotFound, Field: "batch", Message: "There is no import with the number %d.", Args: []any{id}}
	}
	if err != nil {
		return blog.Batch{}, wrap(err, "batch %d", id)
	}
	return list[0], nil
}

// Batches returns the last imports, newest first.
func (s *Store) Batches(ctx context.Context, limit int) ([]blog.Batch, error) {
	list, err := s.batches(ctx, `/* Batches */ SELECT `+batchColumns+` FROM import_batch ORDER BY id DESC LIMIT ?`, limit)
	return list, wrap(err, "batches")
}

// HeldBatches returns the imports that the server has to continue.
func (s *Store) HeldBatches(ctx context.Context) ([]blog.Batch, error) {
	list, err := s.batches(ctx, `/* HeldBatches */
		SELECT `+batchColumns+` FROM import_batch WHERE held = 1 AND state IN ('waiting', 'rehearsing', 'rehearsed', 'importing', 'undoing') ORDER BY id`)
	return list, wrap(err, "held batches")
}

const batchColumns = `id, state, format, source, options, held, started, finished, rows, done, total, fault`

func (s *Store) batches(ctx context.Context, query string, args ...any) (list []blog.Batch, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		list, err = pool.Select(ctx, tx, query, scanBatch, args...)
		if err != nil {
			return err
		}
		for i := range list {
			if list[i].Counts, err = outcomes(ctx, tx, list[i].ID); err != nil {
				return err
			}
		}
		return nil
	})
	return list, err
}

func scanBatch(row pool.Scanner) (b blog.Batch, err error) {
	var options string
	if err = row.Scan(&b.ID, &b.State, &b.Format, &b.Source, &options, &b.Held, instant{&b.Started}, instant{&b.Finished}, &b.Rows, &b.Done, &b.Total, &b.Fault); err != nil {
		return b, err
	}
	return b, json.Unmarshal([]byte(options), &b.Options)
}

// outcomes counts the report lines of a batch by outcome.
func outcomes(ctx context.Context, tx *pool.Tx, batch int64) (map[blog.Outcome]int, error) {
	counts := map[blog.Outcome]int{}
	err := each(ctx, tx, `/* outcomes */ SELECT outcome, count(*) FROM import_line WHERE batch_id = ? GROUP BY outcome`,
		func(row pool.Scanner) error {
			var outcome blog.Outcome
			var n int
			err := row.Scan(&outcome, &n)
			counts[outcome] = n
			return err
		}, batch)
	return counts, err
}

// CutShort returns the IDs of imports that were not completed but imported items
// that are also in the archive of a later import.
func (s *Store) CutShort(ctx context.Context, later int64) (ids []int64, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		ids, err = pool.Select(ctx, tx, `/* CutShort */
			SELECT DISTINCT import_batch.id FROM import_line JOIN import_row ON import_row.key = import_line.key
			JOIN import_batch ON import_batch.id = import_row.batch_id
			WHERE import_line.batch_id = ?1 AND import_line.outcome = 'unchanged' AND import_batch.id < ?1 AND import_batch.state IN ('importing', 'failed')
			ORDER BY import_batch.id`, pool.Value[int64], later)
		return err
	})
	return ids, wrap(err, "imports cut short before import %d", later)
}

// DropBatch deletes a batch that has imported nothing.
func (s *Store) DropBatch(ctx context.Context, id int64) error {
	err := s.db.WriteQuietly(ctx, func(tx *pool.Tx) error {
		_, err := tx.Exec(ctx, `/* DropBatch */
			DELETE FROM import_batch WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM import_row WHERE batch_id = ?1)
				AND NOT EXISTS (SELECT 1 FROM import_line WHERE batch_id = ?1 AND outcome IN ('new', 'changed'))`, id)
		return err
	})
	return wrap(err, "drop batch %d", id)
}

// LineFilter selects lines of a report.
type LineFilter struct {
	Outcome blog.Outcome // empty means all
	Words   string       // text that title, origin or notes contain, ignoring case; empty means any
	Noted   bool         // only lines with a note
	After   int          // number of the line after which the page begins
	Limit   int
}

// ImportLines returns lines of a batch's report, in the archive's order, and
// whether there are more.
func (s *Store) ImportLines(ctx context.Context, batch int64, f LineFilter) (lines []blog.ImportLine, more bool, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		lines, err = pool.Select(ctx, tx, `/* ImportLines */
			SELECT l.number, l.origin, l.key, l.outcome, l.title, l.notes, coalesce(post.id, 0), coalesce(post.path, '')
			FROM import_line l LEFT JOIN post ON post.id = l.post_id
			WHERE l.batch_id = ?1 AND l.number > ?2 AND (?3 = '' OR l.outcome = ?3) AND (?4 = 0 OR l.notes <> '')
				AND (?5 = '' OR l.title LIKE ?5 ESCAPE '\' OR l.origin LIKE ?5 ESCAPE '\' OR l.notes LIKE ?5 ESCAPE '\')
			ORDER BY l.number LIMIT ?6`, scanLine, batch, f.After, f.Outcome, f.Noted, pattern(f.Words), f.Limit+1)
		return err
	})
	if len(lines) > f.Limit {
		lines, more = lines[:f.Limit], true
	}
	return lines, more, wrap(err, "lines of import %d", batch)
}

// pattern returns a LIKE pattern that matches words anywhere in a text; empty
// stays empty.
func pattern(words string) string {
	if words == "" {
		return ""
	}
	return "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(words) + "%"
}

func scanLine(row pool.Scanner) (l blog.ImportLine, err error) {
	var notes string
	err = row.Scan(&l.Number, &l.Origin, &l.Key, &l.Outcome, &l.Title, &notes, &l.PostID, &l.Path)
	l.Notes = notesOf(notes)
	return l, err
}

// notesOf splits the stored notes of a report line.
func notesOf(stored string) []string {
	if stored == "" {
		return nil
	}
	return strings.Split(stored, "\n")
}

// ImportRaw returns an item as it was in its archive, nil if it is not stored.
func (s *Store) ImportRaw(ctx context.Context, key string) (raw []byte, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		raw, err = pool.One(ctx, tx, `/* ImportRaw */ SELECT raw FROM import_row WHERE key = ?`, pool.Value[[]byte], key)
		if pool.IsNoRows(err) {
			err = nil
		}
		return err
	})
	return raw, wrap(err, "raw item %q", key)
}
