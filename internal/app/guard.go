package app

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// guardEvery is the interval of guard's checks, each of which costs a few system calls.
// complainEvery is the interval at which a repeated failure is logged.
const (
	guardEvery    = time.Second
	complainEvery = time.Minute
)

// saved returns the copies that Store.Secure has written into the data folder, the
// oldest first.
func (c Config) saved() []string {
	folder, name := filepath.Split(c.database())
	entries, _ := os.ReadDir(folder) // sorted by name, which is the time
	var copies []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), strings.TrimSuffix(name, ".db")+"-saved-") && strings.HasSuffix(e.Name(), ".db") {
			copies = append(copies, filepath.Join(folder, e.Name()))
		}
	}
	return copies
}

// filesLost begins log messages about files that are not in their place.
const filesLost = "the database, or a file that belongs to it, was moved, deleted or replaced; "

// guard keeps saved posts from being lost when somebody deletes or moves the database,
// or its write-ahead log, under the running program.
func (a *App) guard(ctx context.Context) {
	if copies := a.config.saved(); len(copies) > 0 {
		a.log.WarnContext(ctx, "files of the blog were once moved, deleted or replaced while it was served; what was saved by then is in a copy. If posts are missing, stop this program and have pullquote restore bring the copy back; else delete it", "copies", copies)
	}
	var said time.Time
	for sleep(ctx, guardEvery) {
		if err := a.secure(ctx); err != nil && ctx.Err() == nil && time.Since(said) > complainEvery {
			said = time.Now()
			a.log.ErrorContext(ctx, filesLost+"what was saved last can't be written out; put it back before this program ends", "err", err)
		}
	}
}

// secure checks whether the database's files are in their place. If not, the store has
// written everything out, and secure logs where to.
func (a *App) secure(ctx context.Context) error {
	path, err := a.Store.Secure(ctx)
	if lost := a.Store.Astray(); lost != a.astray {
		a.astray = lost
		a.signAstray(lost)
	}
	switch path {
	case "":
	case a.config.database():
		a.log.ErrorContext(ctx, filesLost+"all that was saved is in the database, and nothing more is saved until this program is started again", "database", path)
	default:
		a.log.ErrorContext(ctx, filesLost+"all that was saved is in a copy, and nothing more is saved. Put back what was moved, or stop this program and have pullquote restore bring the copy back", "copy", path)
	}
	return err
}
