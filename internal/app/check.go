package app

import (
	"context"
	"log/slog"
	"time"

	"pullquote/internal/night"
	"pullquote/internal/sqlite"
)

const (
	// checkDelay is how long after the start no nightly check is made, since
	// readers are waiting then.
	checkDelay = time.Hour
	// A damaged database is checked again after firstRecheck, since the disk may
	// have failed for a moment only, and then at growing intervals up to
	// lastRecheck, since somebody may have repaired it.
	firstRecheck = 2 * time.Second
	lastRecheck  = time.Hour
)

// checker checks the database for damage: each night, so that damage is known before
// a reader meets it; at once when a query meets some; and repeatedly while the
// database is known to be damaged.
type checker struct {
	store *sqlite.Store
	wake  chan struct{} // makes Watch call due before the next minute
	now   func() time.Time
	begun time.Time
	log   *slog.Logger

	pause time.Duration // from the next check of a damaged database to the one after it
	last  time.Time     // the last check of a damaged database
	next  time.Time     // when a damaged database is checked next
}

func newChecker(store *sqlite.Store, wake chan struct{}, now func() time.Time, log *slog.Logger) *checker {
	return &checker{store: store, wake: wake, now: now, begun: now(), log: log}
}

func (c *checker) run(ctx context.Context) {
	night.Watch(ctx, c.log, "check of the database", c.due, c.wake)
}

// due makes a check if one is due.
func (c *checker) due(ctx context.Context) error {
	now := c.now()
	if c.store.Damaged() {
		if wait := c.next.Sub(now); wait > 0 && wait <= lastRecheck {
			return nil
		}
		return c.recheck(ctx, now)
	}
	zone := now.Location()
	if settings, err := c.store.Settings(ctx); err == nil {
		zone = settings.Zone()
	}
	if now.Sub(c.begun) < checkDelay || !night.Due(now.In(zone), c.store.CheckState().Done, night.CheckHour) {
		return nil
	}
	return c.check(ctx)
}

// recheck checks a database that is known to be damaged, and schedules the next check
// of it. The pause doubles each time, and starts over when there was no such check for
// longer than lastRecheck.
func (c *checker) recheck(ctx context.Context, now time.Time) error {
	if since := now.Sub(c.last); since < 0 || since > lastRecheck {
		c.pause = firstRecheck
	}
	err := c.check(ctx)
	c.last, c.next = now, now.Add(c.pause)
	time.AfterFunc(c.pause, func() { notify(c.wake) })
	c.pause = min(2*c.pause, lastRecheck)
	return err
}

// notify sends to a channel with a buffer of one, unless a value waits there already.
func notify(ch chan struct{}) {
	select {
	case ch <- struct{}{}:
	default:
	}
}

// check checks the whole database, and logs the result.
func (c *checker) check(ctx context.Context) error {
	state, err := c.store.Check(ctx, c.now, halfLoad())
	if err != nil {
		return err
	}
	if len(state.Damaged) > 0 {
		c.log.ErrorContext(ctx, "the database is damaged; pullquote doctor says what to do", "tables", state.Damaged)
		return nil
	}
	c.log.InfoContext(ctx, "the database was checked, and is whole", "took", state.Took.Round(time.Millisecond).String())
	return nil
}

// halfLoad returns a function that sleeps for as long as has passed since its last
// call, so that a check that calls it takes at most half of a processor.
func halfLoad() func(context.Context) error {
	last := time.Now()
	return func(ctx context.Context) error {
		if !sleep(ctx, time.Since(last)) {
			return ctx.Err()
		}
		last = time.Now()
		return nil
	}
}
