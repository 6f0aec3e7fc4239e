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
	return c.set(fmt.Sprintf(`PRAGMA busy_timeout = %d`, d.Milliseconds()))
}

// room gives the connection the page cache of a transaction that changes much, or
// the usual one.
func (c *conn) room(much bool) error {
	size := writerCacheKiB
	if much {
		size = muchCacheKiB
	}
	err := c.set(fmt.Sprintf(`PRAGMA cache_size = -%d`, size))
	if err == nil {
		c.much = much
	}
	return err
}

// set changes a setting of the connection. It takes no parameter; and some do what
// they do when they are prepared, so that one that is kept would do it once.
func (c *conn) set(query string) error {
	set, err := c.Prepare(query)
	if err != nil {
		return err
	}
	defer set.Close()
	rows, err := set.(driver.StmtQueryContext).QueryContext(context.Background(), nil) // some give what they were set to
	if err != nil {
		return err
	}
	return rows.Close()
}
