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

// Turns are taken by looking: SQLite has no queue, and who waits longer looks less
// often, in the end each tenth of a second, so that who writes one transaction after
// the other keeps others out for seconds. So who waits looks each few milliseconds
// (SQLite itself after one, two and five of them), and who has held the lock for
// long stays away for longer than that before it takes it again.
const (
	turnLook = 8 * time.Millisecond
	longTurn = 30 * time.Millisecond
	turnRest = 6 * time.Millisecond
)

// begin takes the write lock, which another program may hold. It waits for that
// as long as is left of busyTimeout since it was asked for, and no longer than
// ctx lasts: the writers of a queue come to know after five seconds each, not
// each five seconds after the one before.
func (c *conn) begin(ctx context.Context, asked time.Time) error {
	time.Sleep(time.Until(c.rested))
	if !c.looks {
		if err := c.set(fmt.Sprintf(`PRAGMA busy_timeout = %d`, turnLook.Milliseconds())); err != nil {
			return err
		}
		c.looks = true
	}
	last := asked.Add(busyTimeout)
	if deadline, ok := ctx.Deadline(); ok && deadline.Before(last) {
		last = deadline
	}
	if least := time.Now().Add(leastPatience); last.Before(least) {
		last = least
	}
	for {
		err := c.run(`BEGIN IMMEDIATE`)
		if code(err)&0xff != codeBusy || time.Now().After(last) {
			c.began = time.Now()
			return err
		}
	}
}

// rest keeps the connection from its next turn for a moment if this one was long.
func (c *conn) rest() {
	if now := time.Now(); now.Sub(c.began) > longTurn {
		c.rested = now.Add(turnRest)
	}
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
