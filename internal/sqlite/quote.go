package sqlite

import (
	"context"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// quotesOf gives a post's quotes in their order, then the captured passages
// that the author edited away, without a text.
func quotesOf(ctx context.Context, tx *pool.Tx, id blog.PostID) ([]blog.Quote, error) {
	return pool.Select(ctx, tx, `/* quotesOf */
		SELECT text, captured, source, prefix, suffix, place FROM quote WHERE post_id = ? ORDER BY position IS NULL, position, id`,
		func(row pool.Scanner) (q blog.Quote, err error) {
			return q, row.Scan(&q.Text, &q.Captured, &q.Source, &q.Prefix, &q.Suffix, &q.Place)
		}, id)
}

// saveQuotes makes the post's quotes those that it has. Passages that were
// captured are never deleted: one that is not among them loses its place and
// its text, and keeps what was captured.
func saveQuotes(ctx context.Context, tx *pool.Tx, p *blog.Post) error {
	if _, err := tx.Exec(ctx, `/* saveQuotes: typed */ DELETE FROM quote WHERE post_id = ? AND captured = ''`, p.ID); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `/* saveQuotes: captured */ UPDATE quote SET position = NULL, text = '' WHERE post_id = ?`, p.ID); err != nil {
		return err
	}
	for i, q := range p.Quotes {
		if err := saveQuote(ctx, tx, p.ID, place(i, q), q); err != nil {
			return err
		}
	}
	return nil
}

// addQuotes gives a post that has none its quotes.
func addQuotes(ctx context.Context, tx *pool.Tx, p *blog.Post) error {
	for i, q := range p.Quotes {
		if err := addQuote(ctx, tx, p.ID, place(i, q), q); err != nil {
			return err
		}
	}
	return nil
}

// place gives a quote's position, NULL for one that was edited away.
func place(i int, q blog.Quote) any {
	if q.Text != "" || q.Captured == "" {
		return i
	}
	return nil
}

// saveQuote puts a quote into its place. A captured passage that is stored
// already is the same one.
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
