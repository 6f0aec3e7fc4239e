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

// What is saved stands in the log beside the database until SQLite brings it into
// the file. Who deletes the log, or moves the database away from it, while a
// program has both open leaves words in a file that has no name: when the program
// ends, or is killed, they are gone. As long as it runs they can be read.

// secured is what is known of a database whose files may be taken away.
type secured struct {
	mu   sync.Mutex
	done bool      // they were, and what stood in them alone is written out
	seen time.Time // when the file was changed last, as long as all was in its place
	size int64     // and what it had
}

// Secure is to be called every second or so. It looks whether the database and
// what belongs to it are still the files that are open; when they are not, it
// writes out what was saved. That goes into the database itself, if nobody else
// can have changed it, else into a new file beside it, since a file that somebody
// has put in its place is theirs. It gives the path of the one or the other, once;
// nothing as long as there is nothing to do. If it fails it tries again when it is
// next called.
func (db *DB) Secure(ctx context.Context) (path string, err error) {
	s := &db.secured
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(db.place) == 0 { // nobody can change the file
		return "", nil
	}
	db.astray.Store(db.place.taken())
	if db.place.kept() == nil {
		s.done = false
		db.generation.stay(false)
		return "", s.look(db.place[0].name)
	}
	db.generation.stay(true)
	if s.done {
		return "", nil
	}
	if path, err = db.writeOut(ctx); err != nil {
		return "", fmt.Errorf("pool: secure what was saved: %w", err)
	}
	s.done = true
	return path, nil
}

// look notes how the database stands.
func (s *secured) look(path string) error {
	info, err := os.Stat(path)
	if err == nil {
		s.seen, s.size = info.ModTime(), info.Size()
	}
	return err
}

// writeOut writes what was saved to where it is found.
func (db *DB) writeOut(ctx context.Context) (string, error) {
	writer, open := <-db.writer // nobody of this program writes meanwhile
	if !open {
		return "", errClosed
	}
	defer func() { db.writer <- writer }()
	g := &db.generation
	g.asking.Lock()
	defer g.asking.Unlock()
	if g.conn == nil {
		return "", errClosed
	}
	// A connection that was opened now would find other files than those that
	// this one has.
	if db.untouched() && g.conn.checkpoint(ctx) == nil {
		return db.place[0].name, synced(filepath.Dir(db.place[0].name))
	}
	return db.copyBeside(ctx, g.conn)
}

// untouched reports whether the database is the one that is open, as it was when
// all was in its place, and no other program has begun a log of its own.
func (db *DB) untouched() bool {
	for i, h := range db.place {
		info, err := os.Stat(h.name)
		switch {
		case errors.Is(err, os.ErrNotExist) && i > 0:
		case err != nil || !os.SameFile(info, h.file):
			return false
		case i == 0 && (!info.ModTime().Equal(db.secured.seen) || info.Size() != db.secured.size):
			return false
		}
	}
	return true
}

// checkpoint brings all that is in the log into the database, and fails if that
// can't be.
func (c *conn) checkpoint(ctx context.Context) error {
	type result struct{ busy, frames, done int }
	got, err := selectFrom(ctx, c, `PRAGMA wal_checkpoint(FULL)`, func(row Scanner) (r result, err error) {
		return r, row.Scan(&r.busy, &r.frames, &r.done)
	}, nil)
	if err == nil && (len(got) != 1 || got[0].busy != 0 || got[0].frames != got[0].done) {
		err = fmt.Errorf("pool: the log was brought in in part: %+v", got)
	}
	return err
}

// copyBeside copies what a connection sees into a new file where the log was.
func (db *DB) copyBeside(ctx context.Context, c *conn) (path string, err error) {
	lies := strings.TrimSuffix(db.place[1].name, "-wal")
	path = strings.TrimSuffix(lies, ".db") + "-saved-" + db.Now().Format("20060102-150405") + ".db"
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
	return path, errors.Join(synced(path), synced(filepath.Dir(path)))
}

// synced has a file's or a folder's bytes written to the disk, as far as it can be
// asked for that.
func synced(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
