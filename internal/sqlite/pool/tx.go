package pool

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Tx is a transaction, or the single query of ReadOne. It must not be used after
// the function that received it has returned.
type Tx struct {
	conn    *conn
	db      *DB
	now     time.Time
	writes  bool
	single  bool // a single query without a transaction
	queried bool // a query was run

	partial bool // only topics are touched
	topics  []string
}

// Now returns the time at which the transaction began, in UTC and whole
// milliseconds. All rows of one action carry this time.
func (tx *Tx) Now() time.Time { return tx.now }

// Touch declares that the changes of the transaction are visible in these topics
// only (possibly in none): see DB.Unchanged. Without it, they count as visible
// everywhere.
func (tx *Tx) Touch(topics ...string) { tx.partial, tx.topics = true, topics }

// Exec runs a statement that returns no rows.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	begin := time.Now()
	ctx, err := uncancelled(ctx)
	var result sql.Result
	if err == nil {
		result, err = tx.conn.exec(ctx, query, args)
	}
	tx.ran(ctx, query, begin, err)
	return result, err
}

// Scanner reads the columns of a row.
type Scanner interface{ Scan(dest ...any) error }

// Select returns all rows of a query, each read by scan.
func Select[T any](ctx context.Context, tx *Tx, query string, scan func(Scanner) (T, error), args ...any) (out []T, err error) {
	begin := time.Now()
	if tx.writes {
		ctx, err = uncancelled(ctx)
	}
	if err == nil {
		err = tx.allowQuery()
	}
	if err == nil {
		out, err = selectFrom(ctx, tx.conn, query, scan, args)
	}
	tx.ran(ctx, query, begin, err)
	return out, err
}

// One returns the first row of a query. It fails with sql.ErrNoRows if there is
// none.
func One[T any](ctx context.Context, tx *Tx, query string, scan func(Scanner) (T, error), args ...any) (row T, err error) {
	ctx, err = uncancelled(ctx)
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

// uncancelled returns a context without cancellation for a short statement, or an
// error if ctx is cancelled already. For each statement that can be interrupted
// the driver starts a goroutine, which takes longer than many statements do; and a
// statement that writes had better be finished.
func uncancelled(ctx context.Context) (context.Context, error) {
	return context.WithoutCancel(ctx), ctx.Err()
}

// allowQuery fails at the second query of a ReadOne.
func (tx *Tx) allowQuery() error {
	if tx.single && tx.queried {
		return errSecond
	}
	tx.queried = true
	return nil
}

// errSecond means that ReadOne ran a second query, which might see another
// snapshot than the first.
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
