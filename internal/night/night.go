// Package night is when that is done which is done once a night. Each work has
// an hour of its own, so that one does not slow the other, and is made up for
// when the program was not running then.
//
// A work keeps for itself when it was last done, asks Due whether it is time,
// and is watched over by Watch.
package night

import (
	"context"
	"log/slog"
	"time"

	"pullquote/internal/blog"
)

// The hours from which on each work is done, in the blog's time zone.
const (
	BackupHour = 2
	ExportHour = 3
	CheckHour  = 4
)

// Due reports whether a work that was last done at last is to be done now: its
// hour, in now's zone, has come since. What was done at a time that is yet to
// come was done by a wrong clock, and is done again.
func Due(now, last time.Time, hour int) bool {
	begin := time.Date(now.Year(), now.Month(), now.Day(), hour, 0, 0, 0, now.Location())
	if now.Before(begin) {
		begin = begin.AddDate(0, 0, -1)
	}
	return last.Before(begin) || last.After(now)
}

// every is how often a work is asked whether it is due.
const every = time.Minute

// Watch calls due, which does a work if it is time, at once, each minute, and
// when something comes from wake, which may be nil, until ctx ends. A fault of it, or a panic, is logged under the work's name,
// such as "nightly backup", and keeps it from nothing the next time.
func Watch(ctx context.Context, log *slog.Logger, name string, due func(context.Context) error, wake <-chan struct{}) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if err := blog.Contain(func() error { return due(ctx) }); err != nil && ctx.Err() == nil {
			log.ErrorContext(ctx, "the "+name+" failed", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-wake:
		}
	}
}
