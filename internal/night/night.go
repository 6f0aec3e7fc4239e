// Package night schedules jobs that are done once a night. Each job has an hour of
// its own, so that they don't slow each other down, and catches up if the program
// was not running then.
//
// A job asks Due whether it is time, is done by Do, which records how it went, and
// is run by Watch.
package night

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"pullquote/internal/blog"
)

// The hours after which each job is done, in the blog's time zone.
const (
	BackupHour = 2
	ExportHour = 3
	CheckHour  = 4
)

// Due reports whether a job that was last done at last is due at now, which is in
// the blog's time zone: whether its hour has come since. If last is in the future,
// the clock was wrong then, and the job is done again.
func Due(now, last time.Time, hour int) bool {
	begin := time.Date(now.Year(), now.Month(), now.Day(), hour, 0, 0, 0, now.Location())
	if now.Before(begin) {
		begin = begin.AddDate(0, 0, -1)
	}
	return last.Before(begin) || last.After(now)
}

// Do does a job that begins at now, records in state that it was done and whether
// it failed, and stores that with save. The job itself records a success, since it
// may succeed and fail in what follows. If ctx ends meanwhile, nothing is stored,
// and the job is done again.
func Do(ctx context.Context, now time.Time, state *blog.JobState, job func() error, save func() error) error {
	state.Done, state.Fault = now.UTC(), ""
	err := blog.Contain(job)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		state.Bad, state.Fault = now.UTC(), err.Error()
		if faults := blog.Faults(err); len(faults) > 0 {
			state.Fault = faults[0].Sentence()
		}
	}
	return errors.Join(err, save())
}

// every is how often a job is asked whether it is due.
const every = time.Minute

// Watch calls due, which does a job if it is time, immediately, every minute, and
// on each receive from wake, which may be nil, until ctx ends. Errors and panics of
// due are logged under the job's name, such as "nightly backup", and don't end
// Watch.
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
