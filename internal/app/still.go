package app

import (
	"context"
	"errors"
	"os"

	"pullquote/internal/disk"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/pool"
)

// alone returns a lock that keeps all others from opening the blog, if nobody has it
// open and nothing stands in a log beside it: its file alone is the blog then, and
// can be read where there is no room for the files that SQLite makes.
func (c Config) alone() (lock *disk.Lock, ok bool) {
	lock, err := disk.Alone(c.lockFile())
	if err != nil {
		return nil, false
	}
	if info, err := os.Stat(c.database() + "-wal"); err == nil && info.Size() > 0 || err != nil && !errors.Is(err, os.ErrNotExist) {
		_ = lock.Release() // nothing depends on it
		return nil, false
	}
	return lock, true
}

// openStill opens the blog to be read after that failed for want of room, in the
// place of a lock that is shared. It fails with the error that there was if the blog
// can't be read so either.
func (c Config) openStill(ctx context.Context, full error, shared *disk.Lock) (*sqlite.Store, *disk.Lock, error) {
	if err := shared.Release(); err != nil {
		return nil, nil, errors.Join(full, err)
	}
	lock, ok := c.alone()
	if !ok {
		return nil, nil, full
	}
	store, err := sqlite.Open(ctx, c.database(), pool.Options{Now: c.Now, Log: c.Log, Trace: c.Trace, Still: true})
	if err != nil {
		return nil, lock, full
	}
	return store, lock, nil
}
