package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/disk"
)

// A blog is served by one program at a time. SQLite would let two do it, but
// each would make the nightly copies and run the imports that wait, and an author
// who has two of them going has made a mistake. Commands that are run beside the
// server are not concerned.
//
// The lock is the system's: of a server that was killed, nothing stays in the
// way. One that is ending lets go of it when its work beside the serving is done,
// and answers on while the next one begins.

// Waiting for a server that ends.
const (
	handover  = 5 * time.Second // for how long
	claimLook = 50 * time.Millisecond
)

// claim takes the place of the one that serves the blog. It fails with Conflict
// if another program keeps it. Where nothing can be written no lock can be
// taken, and none is needed.
func (c Config) claim(ctx context.Context) (*disk.Lock, error) {
	said := false
	for begin := time.Now(); ; {
		lock, err := disk.Alone(c.servedFile())
		if err == nil {
			c.sign(lock, "process %d, which is starting", os.Getpid())
			return lock, nil
		}
		if !errors.Is(err, disk.ErrHeld) {
			return nil, nil
		}
		if time.Since(begin) >= handover {
			return nil, c.isServed()
		}
		if !said {
			c.Log.InfoContext(ctx, "the blog is served already; waiting a moment, since that server may be ending", "by", disk.Holder(c.servedFile()))
			said = true
		}
		if !sleep(ctx, claimLook) {
			return nil, ctx.Err()
		}
	}
}

// isServed says by whom the blog is served, if that is known.
func (c Config) isServed() error {
	if who := disk.Holder(c.servedFile()); who != "" {
		return &blog.Error{Kind: blog.Conflict, Message: "The blog in %s is served already, by %s. Stop that server, or choose another folder with --data.", Args: []any{c.Data, who}}
	}
	return &blog.Error{Kind: blog.Conflict, Message: "The blog in %s is served already. Stop that server, or choose another folder with --data.", Args: []any{c.Data}}
}

// serves makes sure that this program is the one that serves the blog, and writes
// into the lock where.
func (a *App) serves(ctx context.Context, address string) (err error) {
	if a.served == nil {
		if a.served, err = a.config.claim(ctx); err != nil {
			return err
		}
	}
	if a.served != nil {
		a.config.sign(a.served, "process %d at %s", os.Getpid(), address)
	}
	return nil
}

// sign writes into the lock who has it. On a full disk it goes without.
func (c Config) sign(lock *disk.Lock, format string, args ...any) {
	if err := lock.Sign(fmt.Sprintf(format, args...)); err != nil {
		c.Log.Warn("the lock was not signed", "err", err)
	}
}
