package sqlite

import (
	"context"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// PostOfBatch is a post that a batch has created or changed, with the fields that
// rewriting its links needs (ID, version, base and finished HTML), and its line in
// the report.
type PostOfBatch struct {
	blog.Post
	Line  int      // number of the line
	Notes []string // notes of the line
}

// PostsOfBatch returns posts that a batch has created or changed, from lines with
// numbers greater than after, and the number of the last line returned, zero at
// the end.
func (s *Store) PostsOfBatch(ctx context.Context, batch int64, after, limit int) (posts []PostOfBatch, last int, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		posts, err = pool.Select(ctx, tx, `/* PostsOfBatch */
			SELECT import_line.number, import_line.notes, post.id, post.version, post.base, post.html
			FROM import_line JOIN post ON post.id = import_line.post_id
			WHERE import_line.batch_id = ? AND import_line.number > ? AND import_line.outcome IN ('new', 'changed')
			ORDER BY import_line.number LIMIT ?`,
			func(row pool.Scanner) (p PostOfBatch, err error) {
				var notes string
				err = row.Scan(&p.Line, &notes, &p.ID, &p.Version, &p.Base, &p.Rendered.HTML)
				p.Notes, last = notesOf(notes), p.Line
				return p, err
			}, batch, after, limit)
		return err
	})
	return posts, last, wrap(err, "posts of import %d", batch)
}

// SaveNotes stores the notes of posts' lines in a batch's report, which readers do
// not see.
func (s *Store) SaveNotes(ctx context.Context, batch int64, posts []PostOfBatch) error {
	err := s.db.WriteQuietly(ctx, func(tx *pool.Tx) error {
		for _, p := range posts {
			if _, err := tx.Exec(ctx, `/* SaveNotes */ UPDATE import_line SET notes = ? WHERE batch_id = ? AND number = ?`, strings.Join(p.Notes, "\n"), batch, p.Line); err != nil {
				return err
			}
		}
		return nil
	})
	return wrap(err, "notes of import %d", batch)
}

// SaveHTML stores the finished HTML of posts that were not changed meanwhile.
// Their entries have to be rendered again.
func (s *Store) SaveHTML(ctx context.Context, posts []blog.Post) error {
	err := s.db.Write(ctx, func(tx *pool.Tx) error {
		for _, p := range posts {
			if _, err := tx.Exec(ctx, `/* SaveHTML */ UPDATE post SET html = ? WHERE id = ? AND version = ?`, p.Rendered.HTML, p.ID, p.Version); err != nil {
				return err
			}
		}
		return nil
	})
	return wrap(err, "save finished HTML")
}
