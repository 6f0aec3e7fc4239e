package app

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// guardEvery is how often it is looked whether the database is in its place, which
// costs a few questions to the file system; and complainEvery how often it is said
// that nothing can be done about it.
const (
	guardEvery    = time.Second
	complainEvery = time.Minute
)

// saved returns the copies that were written when files were taken away, the oldest
// first.
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

// astray begins what is said of files that are not in their place.
const astray = "the database, or a file that belongs to it, was moved, deleted or replaced; "

// guard sees to it that nothing is lost that was saved when somebody deletes or
// moves the database, or the log beside it, under the running program.
func (a *App) guard(ctx context.Context) {
	if copies := a.config.saved(); len(copies) > 0 {
		a.log.WarnContext(ctx, "files of the blog were once moved, deleted or replaced while it was served; what was saved by then is in a copy. If posts are missing, stop this program and have pullquote restore bring the copy back; else delete it", "copies", copies)
	}
	var said time.Time
	for sleep(ctx, guardEvery) {
		if err := a.secure(ctx); err != nil && ctx.Err() == nil && time.Since(said) > complainEvery {
			said = time.Now()
			a.log.ErrorContext(ctx, astray+"what was saved last can't be written out; put it back before this program ends", "err", err)
		}
	}
}

// secure looks whether the database is in its place, and says where all that was
// saved is when it is not.
func (a *App) secure(ctx context.Context) error {
	path, err := a.Store.Secure(ctx)
	switch path {
	case "":
	case a.config.database():
		a.log.ErrorContext(ctx, astray+"all that was saved is in the database, and nothing more is saved until this program is started again", "database", path)
	default:
		a.log.ErrorContext(ctx, astray+"all that was saved is in a copy, and nothing more is saved. Put back what was moved, or stop this program and have pullquote restore bring the copy back", "copy", path)
	}
	return err
}
