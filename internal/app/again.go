package app

import (
	"context"
	"errors"
	"time"

	"pullquote/internal/blog"
)

// rerender updates the stored HTML of posts after the renderer has changed. It runs
// while the blog is served, since old HTML is as safe as it was when it was made.
func (a *App) rerender(ctx context.Context) {
	n := 0
	err := blog.Contain(func() (err error) {
		n, err = a.Gate.Rerender(ctx)
		return err
	})
	if err != nil && !errors.Is(err, context.Canceled) {
		a.log.ErrorContext(ctx, "posts were not rendered again", "done", n, "err", err)
	} else if n > 0 {
		a.log.InfoContext(ctx, "posts rendered again", "count", n)
	}
}

// Intervals at which catchUp looks for changes. They grow while posts keep coming: the
// index takes many together in less time than one after the other.
const (
	shortestPause = 200 * time.Millisecond
	longestPause  = 2 * time.Second
)

// catchUp does the work that commits leave behind. Until it is done a search adds the
// posts itself, and pages render entries on the fly.
func (a *App) catchUp(ctx context.Context) {
	failing, pause := false, shortestPause
	for seen := a.Store.Generation() - 1; ; {
		n, err := 0, error(nil)
		if now := a.Store.Generation(); now != seen || failing {
			seen = now
			n, err = a.addNew(ctx)
		}
		if err != nil && !failing && ctx.Err() == nil {
			a.log.WarnContext(ctx, "new posts are not brought into the search yet, or entries of lists not kept; it is tried again", "err", err)
		}
		switch failing = err != nil; {
		case failing:
			pause = time.Minute
		case n > 0:
			pause = min(2*pause, longestPause)
		default:
			pause = shortestPause
		}
		if !sleep(ctx, pause) {
			a.finishIndex(ctx)
			return
		}
	}
}

// addNew adds new posts to the search index, renders the stored entries for lists that
// are out of date, and returns how many posts and entries these were.
func (a *App) addNew(ctx context.Context) (n int, err error) {
	err = blog.Contain(func() error {
		posts, err := a.Gate.Index(ctx)
		if err != nil {
			return err
		}
		entries, err := a.Gate.FinishEntries(ctx)
		if entries > 0 {
			a.log.DebugContext(ctx, "entries of lists made", "count", entries)
		}
		n = posts + entries
		return err
	})
	return n, err
}

// finishTime limits finishIndex. What it does not finish, the next start does.
const finishTime = 2 * time.Second

// finishIndex adds the last posts to the search index when the server ends, so that a
// stopped blog is complete.
func (a *App) finishIndex(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishTime)
	defer cancel()
	if _, err := a.Gate.Index(ctx); err != nil {
		a.log.WarnContext(ctx, "the newest posts come into the search with the next start", "err", err)
	}
}
