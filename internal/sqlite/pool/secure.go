package pool

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// What is saved is in the WAL beside the database until SQLite checkpoints it. If
// somebody deletes the WAL, or moves the database away from it, while a program
// has both open, the posts in it are in a file without a name: they are gone when
// the program ends or is killed. As long as it runs, they can be read.

// secured is the state of Secure.
type secured struct {
	mu   sync.Mutex
	done bool      // the files were moved away, and their content was written out
	seen time.Time // modification time of the database at the last check with all files in place
	size int64     // its size then
}

// Secure is to be called about once per second. It checks whether the database and
// its WAL are still the files that are open. If they are not, it writes out what
// was saved: into the database itself, if no other program can have changed it,
// else into a new file beside it, since a file that somebody has put there is
// theirs. It returns the path of the file written, once, and "" if there was
// nothing to do. If it fails, the next call tries again.
func (db *DB) Secure(ctx context.Context) (path string, err error) {
	s := &db.secured
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(db.files) == 0 { // the file is immutable
		return "", nil
	}
	db.replaced.Store(db.files.replaced())
	if db.files.verify() == nil {
		s.done = false
		db.generation.leaveOpen(false)
		return "", s.record(db.files[0].name)
	}
	db.generation.leaveOpen(true)
	if s.done {
		return "", nil
	}
	if path, err = db.writeOut(ctx); err != nil {
		return "", fmt.Errorf("pool: secure what was saved: %w", err)
	}
	s.done = true
	return path, nil
}

// record records the modification time and the size of the database.
func (s *secured) record(path string) error {
	info, err := os.Stat(path)
	if err == nil {
		s.seen, s.size = info.ModTime(), info.Size()
	}
	return err
}

// writeOut writes what was saved to a file that can be found, and returns its
// path.
func (db *DB) writeOut(ctx context.Context) (string, error) {
	writer, open := <-db.writer // no writes of this program meanwhile
	if !open {
		return "", errClosed
	}
	defer func() { db.writer <- writer }()
	g := &db.generation
	g.checking.Lock()
	defer g.checking.Unlock()
	if g.conn == nil {
		return "", errClosed
	}
	// A connection opened now would open other files than this one has.
	if db.untouched() && g.conn.checkpoint(ctx) == nil {
		return db.files[0].name, syncPath(filepath.Dir(db.files[0].name))
	}
	return db.copyBeside(ctx, g.conn)
}

// untouched reports whether the database is the file that is open and has not
// changed since all files were in place, and no other program has begun a WAL of
// its own.
func (db *DB) untouched() bool {
	for i, f := range db.files {
		info, err := os.Stat(f.name)
		switch {
		case errors.Is(err, os.ErrNotExist) && i > 0:
		case err != nil || !os.SameFile(info, f.info):
			return false
		case i == 0 && (!info.ModTime().Equal(db.secured.seen) || info.Size() != db.secured.size):
			return false
		}
	}
	return true
}

// checkpoint copies all of the WAL into the database. It fails if a part is left.
func (c *conn) checkpoint(ctx context.Context) error {
	type result struct{ busy, frames, done int }
	got, err := selectFrom(ctx, c, `PRAGMA wal_checkpoint(FULL)`, func(row Scanner) (r result, err error) {
		return r, row.Scan(&r.busy, &r.frames, &r.done)
	}, nil)
	if err == nil && (len(got) != 1 || got[0].busy != 0 || got[0].frames != got[0].done) {
		err = fmt.Errorf("pool: the WAL was checkpointed in part: %+v", got)
	}
	return err
}

// copyBeside copies the snapshot that a connection sees into a new file beside the
// WAL.
func (db *DB) copyBeside(ctx context.Context, c *conn) (path string, err error) {
	database := strings.TrimSuffix(db.files[1].name, "-wal")
	path = strings.TrimSuffix(database, ".db") + "-saved-" + db.Now().Format("20060102-150405") + ".db"
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(path)
		}
	}()
	source, ok := c.Conn.(backuper)
	if !ok {
		return "", fmt.Errorf("pool: %T can't be copied", c.Conn)
	}
	if err := c.run(`BEGIN`); err != nil {
		return "", err
	}
	defer c.run(`ROLLBACK`)
	if _, err := selectFrom(ctx, c, `/* Copy */ SELECT count(*) FROM sqlite_schema`, Value[int], nil); err != nil {
		return "", err
	}
	if err := copyPages(ctx, source, path, nil); err != nil {
		return "", explainCopy(path, err)
	}
	return path, errors.Join(syncPath(path), syncPath(filepath.Dir(path)))
}

// syncPath syncs a file or a folder to the disk, as far as the system supports it.
func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
