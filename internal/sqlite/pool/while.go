package pool

import (
	"context"
	"time"
)

// SelectWhile gives rows of a query as Select does, as long as more wants
// another: it is asked after each row, and told how many there are and how long
// the statement has run. SQLite finds each row when it is asked for, so what is
// not wanted costs nothing. Ended tells that there are no others.
func SelectWhile[T any](ctx context.Context, tx *Tx, query string, scan func(Scanner) (T, error), more func(n int, spent time.Duration) bool, args ...any) (out []T, ended bool, err error) {
	begin := time.Now()
	defer func() { tx.ran(ctx, query, begin, err) }()
	stmt, err := tx.statement(ctx, query)
	if err != nil {
		return nil, false, err
	}
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return nil, false, err
	}
	defer rows.Close()
	for more(len(out), time.Since(begin)) {
		if !rows.Next() {
			return out, true, rows.Err()
		}
		value, err := scan(rows)
		if err != nil {
			return nil, false, err
		}
		out = append(out, value)
	}
	return out, false, nil
}
