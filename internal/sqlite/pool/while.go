package pool

import (
	"context"
	"time"
)

// SelectWhile is Select for as long as more returns true. It calls more before
// each row with the number of rows so far and the time that the statement has run.
// SQLite computes rows on demand, so rows that are not read cost nothing. Ended
// reports whether there are no further rows.
func SelectWhile[T any](ctx context.Context, tx *Tx, query string, scan func(Scanner) (T, error), more func(n int, spent time.Duration) bool, args ...any) (out []T, ended bool, err error) {
	begin := time.Now()
	wanted := func(n int) bool { return more(n, time.Since(begin)) }
	if err := tx.allowQuery(); err != nil {
		return nil, false, err
	}
	out, ended, err = selectWhile(ctx, tx.conn, query, scan, wanted, args)
	tx.ran(ctx, query, begin, err)
	return out, ended, err
}
