package pool

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Tx is a transaction, or a part of one. It belongs to the function that it
// was given to.
type Tx struct {
	conn   *conn
	db     *DB
	now    time.Time
	writes bool
	single bool // it is a lone query, not a transaction
	begun  bool // the lone query

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
	ctx, err := unwatched(ctx)
	var result sql.Result
	if err == nil {
		result, err = tx.conn.exec(ctx, query, args)
	}
	tx.ran(ctx, query, begin, err)
	return result, err
}

// Scanner is a row.
type Scanner interface{ Scan(dest ...any) error }

// Select gives all rows of a query, each read by scan.
func Select[T any](ctx context.Context, tx *Tx, query string, scan func(Scanner) (T, error), args ...any) (out []T, err error) {
	begin := time.Now()
	if tx.writes {
		ctx, err = unwatched(ctx)
	}
	if err == nil {
		err = tx.lone()
	}
	if err == nil {
		out, err = selectFrom(ctx, tx.conn, query, scan, args)
	}
	tx.ran(ctx, query, begin, err)
	return out, err
}

// One gives the one row of a query. It fails with sql.ErrNoRows if there is
// none.
func One[T any](ctx context.Context, tx *Tx, query string, scan func(Scanner) (T, error), args ...any) (row T, err error) {
	ctx, err = unwatched(ctx)
	if err != nil {
		return row, err
	}
	rows, err := Select(ctx, tx, query, scan, args...)
	if err == nil && len(rows) == 0 {
		err = sql.ErrNoRows
	}
	if err != nil {
		return row, err
	}
	return rows[0], nil
}

// unwatched gives a context for a statement that is over soon, unless nobody
// waits for it any more. For each that may be interrupted the driver begins a
// goroutine, which takes longer than many a statement; one that writes is rather
// finished.
func unwatched(ctx context.Context) (context.Context, error) {
	return context.WithoutCancel(ctx), ctx.Err()
}

// lone fails with the second query where there may be one.
func (tx *Tx) lone() error {
	if tx.single && tx.begun {
		return errSecond
	}
	tx.begun = true
	return nil
}

// errSecond says that a query was to see what another has seen, without a
// transaction.
var errSecond = errors.New("pool: ReadOne is for one query")

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
