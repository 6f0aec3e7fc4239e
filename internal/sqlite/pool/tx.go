package pool

import (
	"context"
	"database/sql"
	"time"
)

// Tx is a transaction, or a part of one. It belongs to the function that it
// was given to.
type Tx struct {
	conn *conn
	db   *DB
	now  time.Time

	partial bool // it touches its topics alone
	topics  []string
}

// Now gives the time at which the transaction began, in UTC and whole
// milliseconds. All rows of one action bear this one moment.
func (tx *Tx) Now() time.Time { return tx.now }

// Touch says that what the transaction changes shows in these topics, perhaps in
// none, and nowhere else: see DB.Unchanged. Without it, it may show everywhere.
func (tx *Tx) Touch(topics ...string) { tx.partial, tx.topics = true, topics }

// Exec runs a statement that gives no rows.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	begin := time.Now()
	result, err := tx.conn.exec(ctx, query, args)
	tx.ran(ctx, query, begin, err)
	return result, err
}

// Scanner is a row.
type Scanner interface{ Scan(dest ...any) error }

// Select gives all rows of a query, each read by scan.
func Select[T any](ctx context.Context, tx *Tx, query string, scan func(Scanner) (T, error), args ...any) ([]T, error) {
	begin := time.Now()
	out, err := selectFrom(ctx, tx.conn, query, scan, args)
	tx.ran(ctx, query, begin, err)
	return out, err
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

func (tx *Tx) ran(ctx context.Context, query string, begin time.Time, err error) {
	if tx.db.trace != nil {
		tx.db.trace(ctx, Statement{Name: name(query), SQL: query, Duration: time.Since(begin), Err: err})
	}
}
