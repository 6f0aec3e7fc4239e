package pool

import (
	"context"
	"database/sql"
	"time"
)

// Tx is a transaction, or a part of one. It belongs to the function that it
// was given to.
type Tx struct {
	tx    *sql.Tx
	db    *DB
	reads bool // it can't write
	now   time.Time
}

// Now gives the time at which the transaction began, in UTC and whole
// milliseconds. All rows of one action bear this one moment.
func (tx *Tx) Now() time.Time { return tx.now }

// Exec runs a statement that gives no rows.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	begin := time.Now()
	result, err := tx.tx.ExecContext(ctx, query, args...)
	tx.ran(ctx, query, begin, err)
	return result, err
}

// Scanner is a row.
type Scanner interface{ Scan(dest ...any) error }

// Select gives all rows of a query, each read by scan.
func Select[T any](ctx context.Context, tx *Tx, query string, scan func(Scanner) (T, error), args ...any) ([]T, error) {
	begin := time.Now()
	rows, err := tx.query(ctx, query, args)
	if err != nil {
		tx.ran(ctx, query, begin, err)
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		value, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, value)
	}
	err = rows.Err()
	tx.ran(ctx, query, begin, err)
	return out, err
}

// query runs a query, as a prepared statement where it is one of the readers'.
func (tx *Tx) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	if !tx.reads {
		return tx.tx.QueryContext(ctx, query, args...)
	}
	stmt, err := tx.db.prepare(ctx, query)
	if err != nil {
		return nil, err
	}
	return tx.tx.StmtContext(ctx, stmt).QueryContext(ctx, args...)
}

// One gives the one row of a query. It fails with sql.ErrNoRows if there is
// none.
func One[T any](ctx context.Context, tx *Tx, query string, scan func(Scanner) (T, error), args ...any) (T, error) {
	rows, err := Select(ctx, tx, query, scan, args...)
	if err == nil && len(rows) == 0 {
		err = sql.ErrNoRows
	}
	if err != nil {
		var none T
		return none, err
	}
	return rows[0], nil
}

// Value reads a row of one column.
func Value[T any](row Scanner) (T, error) {
	var v T
	err := row.Scan(&v)
	return v, err
}

// Stmt is a prepared statement of a transaction, for loops.
type Stmt struct {
	stmt  *sql.Stmt
	query string
	tx    *Tx
}

// Prepare prepares a statement until the transaction ends.
func (tx *Tx) Prepare(ctx context.Context, query string) (*Stmt, error) {
	stmt, err := tx.tx.PrepareContext(ctx, query)
	return &Stmt{stmt: stmt, query: query, tx: tx}, err
}

// Exec runs the statement.
func (s *Stmt) Exec(ctx context.Context, args ...any) (sql.Result, error) {
	begin := time.Now()
	result, err := s.stmt.ExecContext(ctx, args...)
	s.tx.ran(ctx, s.query, begin, err)
	return result, err
}

func (tx *Tx) ran(ctx context.Context, query string, begin time.Time, err error) {
	if tx.db.trace != nil {
		tx.db.trace(ctx, Statement{Name: name(query), SQL: query, Duration: time.Since(begin), Err: err})
	}
}
