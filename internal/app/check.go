package app

import (
	"context"
	"log/slog"
	"time"

	"pullquote/internal/night"
	"pullquote/internal/sqlite"
)

// Pauses of the check of the database.
const (
	calm  = time.Hour       // after the start nothing is checked: readers are waiting
	soon  = 2 * time.Second // until a damaged file is looked at again: a disk may have failed for a moment,
	again = time.Hour       // and, after ever longer pauses, somebody may have repaired it
)

// checker looks through the database each night, so that a damaged page is known
// before a reader meets it; at once when one is met; and again and again while it
// is known to be damaged.
type checker struct {
	store *sqlite.Store
	wake  chan struct{} // gets something when it should not wait for the next minute
	now   func() time.Time
	begun time.Time
	log   *slog.Logger

	pause time.Duration // after the next check of a damaged file
	last  time.Time     // when a damaged file was last looked at, in this run of the program
	next  time.Time     // and when it is the next time
}

func newChecker(store *sqlite.Store, wake chan struct{}, now func() time.Time, log *slog.Logger) *checker {
	return &checker{store: store, wake: wake, now: now, begun: now(), log: log}
}

func (c *checker) run(ctx context.Context) {
	night.Watch(ctx, c.log, "check of the database", c.due, c.wake)
}

// due checks if it is time.
func (c *checker) due(ctx context.Context) error {
	now := c.now()
	if c.store.Damaged() {
		if wait := c.next.Sub(now); wait > 0 && wait <= again {
			return nil
		}
		return c.look(ctx, now)
	}
	zone := now.Location()
	if settings, err := c.store.Settings(ctx); err == nil {
		zone = settings.Zone()
	}
	if now.Sub(c.begun) < calm || !night.Due(now.In(zone), c.store.CheckState().Done, night.CheckHour) {
		return nil
	}
	return c.check(ctx)
}

// look checks a file that is known to be damaged, and sees to it that it is
// looked at again, should it be so still: after a pause that is longer each time,
// until an hour has passed without that.
func (c *checker) look(ctx context.Context, now time.Time) error {
	if since := now.Sub(c.last); since < 0 || since > again {
		c.pause = soon
	}
	err := c.check(ctx)
	c.last, c.next = now, now.Add(c.pause)
	time.AfterFunc(c.pause, func() { poke(c.wake) })
	c.pause = min(2*c.pause, again)
	return err
}

// poke puts something into a channel that has room for it.
func poke(ch chan struct{}) {
	select {
	case ch <- struct{}{}:
	default:
	}
}

func (c *checker) check(ctx context.Context) error {
	state, err := c.store.Check(ctx, c.now, breathe())
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

// breathe returns a function that waits as long as passed since it was called
// last: a check takes half of a processor at the most.
func breathe() func(context.Context) error {
	last := time.Now()
	return func(ctx context.Context) error {
		if !sleep(ctx, time.Since(last)) {
			return ctx.Err()
		}
		last = time.Now()
		return nil
	}
}
