package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/disk"
)

// A blog is served by one program at a time. SQLite would allow two, but each would
// make the nightly backups and run the waiting imports, and an operator who has
// started two has made a mistake. Other commands may run beside the server.
//
// The lock is the operating system's, so a server that was killed leaves nothing
// behind. One that shuts down releases it when its background jobs have ended, and
// finishes its requests while the next server starts.

// How claim waits for a server that shuts down.
const (
	handover  = 5 * time.Second // for how long
	claimLook = 50 * time.Millisecond
)

// claim takes the exclusive lock of the program that serves the blog. It fails with
// Conflict if another program holds it for longer than handover. Like share, it
// returns nil where no lock can be taken.
func (c Config) claim(ctx context.Context) (*disk.Lock, error) {
	said := false
	for begin := time.Now(); ; {
		lock, err := disk.Alone(c.servedFile())
		if err == nil {
			c.sign(lock, "process %d"+starting, os.Getpid())
			return lock, nil
		}
		if !errors.Is(err, disk.ErrHeld) {
			return nil, nil
		}
		if time.Since(begin) >= handover {
			return nil, c.servedError()
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

// servedError returns the error of a blog that another program serves.
func (c Config) servedError() error {
	if who := disk.Holder(c.servedFile()); who != "" {
		return &blog.Error{Kind: blog.Conflict, Message: "The blog in %s is served already, by %s. Stop that server, or choose another folder with --data.", Args: []any{c.Data, who}}
	}
	return &blog.Error{Kind: blog.Conflict, Message: "The blog in %s is served already. Stop that server, or choose another folder with --data.", Args: []any{c.Data}}
}

// claimAt makes sure that this program is the one that serves the blog, and signs the
// lock with its address.
func (a *App) claimAt(ctx context.Context, address string) (err error) {
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

// Ends of a server's signature.
const (
	starting     = ", which is starting"
	savesNothing = ", which saves nothing any more since files of the blog were deleted, moved or replaced"
)

// signAstray tells other commands, by the lock's signature, whether this server has
// lost its files.
func (a *App) signAstray(lost bool) {
	who, signed := strings.CutSuffix(disk.Holder(a.config.servedFile()), savesNothing)
	if a.served == nil || who == "" || signed == lost {
		return
	}
	if lost {
		who += savesNothing
	}
	a.config.sign(a.served, "%s", who)
}

// astray reports whether the blog's server has lost its files. A server that has
// not noticed yet is known by its WAL, which exists as long as it runs.
func (c Config) astray() bool {
	who := disk.Holder(c.servedFile())
	switch {
	case who == "" || strings.HasSuffix(who, starting):
		return false
	case strings.HasSuffix(who, savesNothing):
		return true
	}
	return c.withoutWAL() && disk.Holder(c.servedFile()) == who
}

// withoutWAL reports whether there is a database, but no WAL beside it.
func (c Config) withoutWAL() bool {
	path, err := filepath.EvalSymlinks(c.database())
	if err != nil {
		return false
	}
	_, err = os.Stat(path + "-wal")
	return errors.Is(err, os.ErrNotExist)
}

// sign signs a lock, see disk.Lock.Sign. A failure, as on a full disk, is only logged.
func (c Config) sign(lock *disk.Lock, format string, args ...any) {
	if err := lock.Sign(fmt.Sprintf(format, args...)); err != nil {
		c.Log.Warn("the lock was not signed", "err", err)
	}
}
