package pool

import (
	"context"
	"database/sql"
	"time"
)

// Tx is a transaction, or a part of one. It belongs to the function that it
// was given to.
type Tx struct {
	db  *DB
	now time.Time

	reader *reader // of one that reads

	tx       *sql.Tx              // of one that writes
	prepared map[string]*sql.Stmt // by text
}

// Now gives the time at which the transaction began, in UTC and whole
// milliseconds. All rows of one action bear this one moment.
func (tx *Tx) Now() time.Time { return tx.now }

// Exec runs a statement that gives no rows.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	begin := time.Now()
	var result sql.Result
	var err error
	if tx.reader != nil {
		// It can only fail: the connection refuses to write.
		_, err = selectFrom(ctx, tx.reader, query, func(Scanner) (struct{}, error) { return struct{}{}, nil }, args)
	} else {
		var stmt *sql.Stmt
		if stmt, err = tx.statement(ctx, query); err == nil {
			result, err = stmt.ExecContext(ctx, args...)
		}
	}
	tx.ran(ctx, query, begin, err)
	return result, err
}

// Scanner is a row.
type Scanner interface{ Scan(dest ...any) error }

// Select gives all rows of a query, each read by scan.
func Select[T any](ctx context.Context, tx *Tx, query string, scan func(Scanner) (T, error), args ...any) ([]T, error) {
	begin := time.Now()
	var out []T
	var err error
	if tx.reader != nil {
		out, err = selectFrom(ctx, tx.reader, query, scan, args)
	} else {
		out, err = selectWriting(ctx, tx, query, scan, args)
	}
	tx.ran(ctx, query, begin, err)
	return out, err
}

func selectWriting[T any](ctx context.Context, tx *Tx, query string, scan func(Scanner) (T, error), args []any) ([]T, error) {
	stmt, err := tx.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
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
	return out, rows.Err()
}

// statement gives a query of a writing transaction, prepared until that ends.
// An import runs the same dozen thousands of times.
func (tx *Tx) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt, ok := tx.prepared[query]; ok {
		return stmt, nil
	}
	stmt, err := tx.tx.PrepareContext(ctx, query)
	if err == nil {
		tx.prepared[query] = stmt
	}
	return stmt, err
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
