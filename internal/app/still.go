package app

import (
	"context"
	"errors"
	"os"

	"pullquote/internal/disk"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/pool"
)

// alone takes the exclusive lock on the blog, if nobody has it open and its write-ahead
// log is empty. The database file alone is the blog then, and can be read where there
// is no room for the files that SQLite creates beside it.
func (c Config) alone() (lock *disk.Lock, ok bool) {
	lock, err := disk.Alone(c.lockFile())
	if err != nil {
		return nil, false
	}
	if info, err := os.Stat(c.database() + "-wal"); err == nil && info.Size() > 0 || err != nil && !errors.Is(err, os.ErrNotExist) {
		_ = lock.Release() // nothing was done under it
		return nil, false
	}
	return lock, true
}

// openStill opens the blog for reading after opening it failed with full, because the
// disk is full. It exchanges the shared lock for an exclusive one. If the blog can't be
// read this way either, openStill returns full.
func (c Config) openStill(ctx context.Context, full error, shared *disk.Lock) (*sqlite.Store, *disk.Lock, error) {
	if err := shared.Release(); err != nil {
		return nil, nil, errors.Join(full, err)
	}
	lock, ok := c.alone()
	if !ok {
		return nil, nil, full
	}
	store, err := sqlite.Open(ctx, c.database(), pool.Options{Now: c.Now, Log: c.Log, Trace: c.Trace, Immutable: true})
	if err != nil {
		return nil, lock, full
	}
	return store, lock, nil
}
