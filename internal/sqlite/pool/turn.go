package pool

import (
	"context"
	"database/sql/driver"
	"fmt"
	"time"
)

// leastPatience is how long a transaction waits for another program's lock even if
// it has waited for busyTimeout in the queue: another program's small commits are
// no reason to give up.
const leastPatience = 50 * time.Millisecond

// SQLite has no lock queue: a waiting connection polls, and the longer it waits,
// the more rarely, down to every 100 ms. A program that writes one transaction
// after another can so keep others out for seconds. Therefore a waiting writer of
// this program polls every few milliseconds (SQLite itself polls after 1, 2 and 5
// ms), and after a long turn it pauses for longer than that before it takes the
// lock again.
const (
	pollInterval = 8 * time.Millisecond
	longTurn     = 30 * time.Millisecond
	turnRest     = 6 * time.Millisecond
)

// begin takes the write lock, which another program may hold. It waits until
// busyTimeout after asked or until the deadline of ctx, whichever is first, so
// that all writers in a queue fail five seconds after they asked, not each five
// seconds after the one before.
func (c *conn) begin(ctx context.Context, asked time.Time) error {
	time.Sleep(time.Until(c.nextTurn))
	if !c.polls {
		if err := c.set(fmt.Sprintf(`PRAGMA busy_timeout = %d`, pollInterval.Milliseconds())); err != nil {
			return err
		}
		c.polls = true
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
		if primaryCode(err) != codeBusy || time.Now().After(last) {
			c.began = time.Now()
			return err
		}
	}
}

// rest delays the connection's next turn a little if this one was long.
func (c *conn) rest() {
	if now := time.Now(); now.Sub(c.began) > longTurn {
		c.nextTurn = now.Add(turnRest)
	}
}

// setCache sets the size of the connection's page cache: the large one for
// transactions that change much, or the usual one.
func (c *conn) setCache(large bool) error {
	size := writerCacheKiB
	if large {
		size = largeCacheKiB
	}
	err := c.set(fmt.Sprintf(`PRAGMA cache_size = -%d`, size))
	if err == nil {
		c.largeCache = large
	}
	return err
}

// set changes a setting of the connection. It bypasses the cache of prepared
// statements, since some PRAGMAs take effect when they are prepared: a cached one
// would do so only once.
func (c *conn) set(query string) error {
	set, err := c.Prepare(query)
	if err != nil {
		return err
	}
	defer set.Close()
	rows, err := set.(driver.StmtQueryContext).QueryContext(context.Background(), nil) // some PRAGMAs return their new value
	if err != nil {
		return err
	}
	return rows.Close()
}
