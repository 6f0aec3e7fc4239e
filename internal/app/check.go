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
	calm  = time.Hour // after the start nothing is checked: readers are waiting
	again = time.Hour // until a damaged file is looked at again, which may have been repaired
)

// checker looks through the database each night, so that a damaged page is known
// before a reader meets it, and once an hour while it is known to be damaged.
type checker struct {
	store *sqlite.Store
	now   func() time.Time
	begun time.Time
	log   *slog.Logger

	looked bool // in this run of the program
}

func newChecker(store *sqlite.Store, now func() time.Time, log *slog.Logger) *checker {
	return &checker{store: store, now: now, begun: now(), log: log}
}

func (c *checker) run(ctx context.Context) { night.Watch(ctx, c.log, "check of the database", c.due) }

// due checks if it is time.
func (c *checker) due(ctx context.Context) error {
	last := c.store.CheckState()
	now := c.now()
	if c.store.Damaged() {
		if age := now.Sub(last.Done); c.looked && age >= 0 && age < again {
			return nil
		}
		return c.check(ctx)
	}
	zone := now.Location()
	if settings, err := c.store.Settings(ctx); err == nil {
		zone = settings.Zone()
	}
	if now.Sub(c.begun) < calm || !night.Due(now.In(zone), last.Done, night.CheckHour) {
		return nil
	}
	return c.check(ctx)
}

func (c *checker) check(ctx context.Context) error {
	c.looked = true
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

// breathe gives a function that waits as long as passed since it was called
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
