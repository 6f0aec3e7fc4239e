package main

import (
	"context"
	"database/sql"
	"errors"
	"net/http"
	"strings"
	"time"

	"pullquote/internal/search"
)

// committer commits rows without the program.
type committer struct {
	db      *sql.DB
	columns []string // of the table post
	post    *sql.Stmt
	index   *sql.Stmt
	row     []any // the row that the handler commits
}

// firstNumber is above the numbers of all generated and published posts.
const firstNumber = 1 << 40

// renumber makes the handler's row one that is not in the database.
func (c *committer) renumber() {
	for i, name := range c.columns {
		switch n, _ := c.row[i].(int64); name {
		case "id", "place":
			c.row[i] = max(firstNumber, n+1)
		case "form_key":
			c.row[i] = nil
		}
	}
}

// ServeHTTP parses a form and commits the row.
func (c *committer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	err := r.ParseForm()
	if err == nil {
		_, err = c.commit(r.Context(), c.row)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Location", "/")
	w.WriteHeader(http.StatusSeeOther)
}

// newCommitter returns a committer for the blog in a folder.
func newCommitter(ctx context.Context, folder string) (*committer, error) {
	db, err := bare(folder, true)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	c := &committer{db: db}
	if err := c.prepare(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return c, nil
}

// prepare prepares the statements.
func (c *committer) prepare(ctx context.Context) (err error) {
	if c.columns, err = column(ctx, c.db, "SELECT name FROM pragma_table_info('post')"); err != nil {
		return err
	}
	c.post, err = c.db.PrepareContext(ctx, "INSERT INTO post ("+strings.Join(c.columns, ", ")+") VALUES (?"+strings.Repeat(", ?", len(c.columns)-1)+")")
	if err != nil {
		return err
	}
	c.index, err = c.db.PrepareContext(ctx, "INSERT INTO search (rowid, title, own, quoted, tags, source, facets) VALUES (?, ?, ?, ?, '', '', ?)")
	return err
}

// lastRow reads the row of the newest post, without references to other tables:
// their rows are not in the copy.
func lastRow(ctx context.Context, db *sql.DB, columns []string) ([]any, error) {
	row, to := make([]any, len(columns)), make([]any, len(columns))
	for i := range row {
		to[i] = &row[i]
	}
	if err := db.QueryRowContext(ctx, "SELECT "+strings.Join(columns, ", ")+" FROM post ORDER BY id DESC LIMIT 1").Scan(to...); err != nil {
		return nil, err
	}
	for i, c := range columns {
		if c == "source_id" {
			row[i] = nil
		}
	}
	return row, nil
}

// commit inserts a row and its index entry, and returns how long that took, in
// milliseconds. Tokenising is excluded: that is the program's work.
func (c *committer) commit(ctx context.Context, row []any) (float64, error) {
	cell := map[string]any{}
	for i, name := range c.columns {
		cell[name] = row[i]
	}
	words := func(name string) string {
		text, _ := cell[name].(string)
		return search.Fold(text)
	}
	title, own, quoted, facets := words("title"), words("own"), words("quoted"), words("url")
	begin := time.Now()
	tx, err := c.db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	if _, err := tx.StmtContext(ctx, c.post).ExecContext(ctx, row...); err != nil {
		return 0, err
	}
	if _, err := tx.StmtContext(ctx, c.index).ExecContext(ctx, cell["place"], title, own, quoted, facets); err != nil {
		return 0, err
	}
	err = tx.Commit()
	return time.Since(begin).Seconds() * 1000, err
}
