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

// entriesPause is how long after a change entries that it leaves behind are
// made anew. Until then pages make theirs themselves.
const entriesPause = 2 * time.Second

// finishEntries keeps what lists show of posts finished, as templates, settings
// and posts change: at the beginning, and when something was written.
func (a *App) finishEntries(ctx context.Context) {
	failing := false
	for seen := a.Store.Generation() - 1; ; {
		if now := a.Store.Generation(); now != seen || failing {
			seen = now
			n := 0
			err := blog.Contain(func() (err error) {
				n, err = a.Gate.FinishEntries(ctx)
				return err
			})
			if err != nil && !failing && ctx.Err() == nil {
				a.log.WarnContext(ctx, "entries of lists are not kept, so that pages take longer; it is tried again", "done", n, "err", err)
			}
			if failing = err != nil; n > 0 {
				a.log.InfoContext(ctx, "entries of lists made", "count", n)
			}
		}
		pause := entriesPause
		if failing {
			pause = time.Minute
		}
		if !sleep(ctx, pause) {
			return
		}
	}
}
