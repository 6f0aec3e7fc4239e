package sqlite

import (
	"context"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// quotesOf returns a post's quotes in their order, followed by the captured
// passages that the author edited away, which have no text.
func quotesOf(ctx context.Context, tx *pool.Tx, id blog.PostID) ([]blog.Quote, error) {
	return pool.Select(ctx, tx, `/* quotesOf */
		SELECT text, captured, source, prefix, suffix, place FROM quote WHERE post_id = ? ORDER BY position IS NULL, position, id`,
		func(row pool.Scanner) (q blog.Quote, err error) {
			return q, row.Scan(&q.Text, &q.Captured, &q.Source, &q.Prefix, &q.Suffix, &q.Place)
		}, id)
}

// saveQuotes replaces a post's quotes. Captured passages are never deleted: one
// that is not among the new quotes loses its position and text, but keeps the
// captured text.
func saveQuotes(ctx context.Context, tx *pool.Tx, p *blog.Post) error {
	if _, err := tx.Exec(ctx, `/* saveQuotes: typed */ DELETE FROM quote WHERE post_id = ? AND captured = ''`, p.ID); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `/* saveQuotes: captured */ UPDATE quote SET position = NULL, text = '' WHERE post_id = ?`, p.ID); err != nil {
		return err
	}
	for i, q := range p.Quotes {
		if err := saveQuote(ctx, tx, p.ID, positionOf(i, q), q); err != nil {
			return err
		}
	}
	return nil
}

// addQuotes stores the quotes of a new post.
func addQuotes(ctx context.Context, tx *pool.Tx, p *blog.Post) error {
	for i, q := range p.Quotes {
		if err := addQuote(ctx, tx, p.ID, positionOf(i, q), q); err != nil {
			return err
		}
	}
	return nil
}

// positionOf returns a quote's position, NULL for one that was edited away.
func positionOf(i int, q blog.Quote) any {
	if q.Text != "" || q.Captured == "" {
		return i
	}
	return nil
}

// saveQuote stores a quote at a position. It reuses the row of a captured passage
// that is stored already.
func saveQuote(ctx context.Context, tx *pool.Tx, id blog.PostID, position any, q blog.Quote) error {
	if q.Captured != "" {
		result, err := tx.Exec(ctx, `/* saveQuote: known */
			UPDATE quote SET position = ?, text = ?, source = ?
			WHERE id = (SELECT id FROM quote WHERE post_id = ? AND captured = ? AND position IS NULL ORDER BY id LIMIT 1)`,
			position, q.Text, q.Source, id, q.Captured)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n > 0 {
			return err
		}
	}
	return addQuote(ctx, tx, id, position, q)
}

func addQuote(ctx context.Context, tx *pool.Tx, id blog.PostID, position any, q blog.Quote) error {
	_, err := tx.Exec(ctx, `/* addQuote */
		INSERT INTO quote (post_id, position, text, captured, source, prefix, suffix, place) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		id, position, q.Text, q.Captured, q.Source, q.Prefix, q.Suffix, q.Place)
	return err
}
