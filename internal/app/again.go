package app

import (
	"context"
	"errors"
	"time"

	"pullquote/internal/blog"
)

// rerender brings finished HTML up to date after the renderer has changed,
// beside the serving: old HTML is as safe as it was when it was made.
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

// catchUpPause is how long after a change it is followed up.
const catchUpPause = 200 * time.Millisecond

// catchUp does what a commit leaves to be done: it brings new posts into the
// search, and makes entries of lists anew that templates, settings or posts have
// left behind. Until then a search brings them in itself, and pages make theirs.
func (a *App) catchUp(ctx context.Context) {
	failing := false
	for seen := a.Store.Generation() - 1; ; {
		pause := catchUpPause
		if now := a.Store.Generation(); now != seen || failing {
			seen = now
			entries := 0
			err := blog.Contain(func() (err error) {
				if _, err = a.Gate.Index(ctx); err == nil {
					entries, err = a.Gate.FinishEntries(ctx)
				}
				return err
			})
			if entries > 0 {
				a.log.InfoContext(ctx, "entries of lists made", "count", entries)
			}
			if err != nil && !failing && ctx.Err() == nil {
				a.log.WarnContext(ctx, "new posts are not brought into the search yet, or entries of lists not kept; it is tried again", "err", err)
			}
			if failing = err != nil; failing {
				pause = time.Minute
			}
		}
		if !sleep(ctx, pause) {
			a.leaveNothing(ctx)
			return
		}
	}
}

// lastPatience is how long a program that ends looks after what its last commits
// have left. The next start would do it.
const lastPatience = 2 * time.Second

// leaveNothing brings in the posts that were stored last, so that a blog which was
// stopped is whole.
func (a *App) leaveNothing(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastPatience)
	defer cancel()
	if _, err := a.Gate.Index(ctx); err != nil {
		a.log.WarnContext(ctx, "the newest posts come into the search with the next start", "err", err)
	}
}
