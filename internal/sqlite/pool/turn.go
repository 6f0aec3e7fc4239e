package pool

import (
	"context"
	"database/sql/driver"
	"fmt"
	"time"
)

// leastPatience is how long another program's lock is waited for by who has
// spent all patience on the queue: other programs' small commits are no reason
// to give up.
const leastPatience = 50 * time.Millisecond

// begin takes the write lock, which another program may hold. It waits for that
// as long as is left of busyTimeout since it was asked for, and no longer than
// ctx lasts: the writers of a queue come to know after five seconds each, not
// each five seconds after the one before.
func (c *conn) begin(ctx context.Context, asked time.Time) error {
	left := busyTimeout - time.Since(asked)
	if deadline, ok := ctx.Deadline(); ok {
		left = min(left, time.Until(deadline))
	}
	if left > busyTimeout-leastPatience { // as a rule, there was no queue
		return c.run(`BEGIN IMMEDIATE`)
	}
	if err := c.patience(max(left, leastPatience)); err != nil {
		return err
	}
	err := c.run(`BEGIN IMMEDIATE`)
	if mendErr := c.patience(busyTimeout); err == nil && mendErr != nil {
		c.run(`ROLLBACK`)
		err = mendErr
	}
	return err
}

// patience sets how long a statement waits for another program's lock.
func (c *conn) patience(d time.Duration) error {
	// It takes no parameter, and is not worth being kept.
	set, err := c.Prepare(fmt.Sprintf(`PRAGMA busy_timeout = %d`, d.Milliseconds()))
	if err != nil {
		return err
	}
	defer set.Close()
	rows, err := set.(driver.StmtQueryContext).QueryContext(context.Background(), nil) // it gives what it was set to
	if err != nil {
		return err
	}
	return rows.Close()
}
