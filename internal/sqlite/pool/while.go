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
	wanted := func(n int) bool { return more(n, time.Since(begin)) }
	if err := tx.lone(); err != nil {
		return nil, false, err
	}
	out, ended, err = selectWhile(ctx, tx.conn, query, scan, wanted, args)
	tx.ran(ctx, query, begin, err)
	return out, ended, err
}
