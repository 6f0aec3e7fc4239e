package sqlite

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/disk"
	"pullquote/internal/sqlite/pool"
)

// Store is the blog's database. It is safe for concurrent use, also by several
// programs.
type Store struct {
	db      *pool.DB
	path    string
	checked atomic.Pointer[blog.CheckState]   // result of the last check
	nightly atomic.Pointer[blog.NightlyState] // result of the last nightly export
	backup  atomic.Pointer[blog.BackupState]  // result of the last nightly backup

	cached   atomic.Pointer[blogState]
	sessions sessions
	rendered recent[string]    // entries that are not stored yet
	fed      recent[blog.Post] // as feeds show them
}

// applicationID marks the file as a blog, see PRAGMA application_id: "PQot".
const applicationID = 0x50516f74

// Open opens the blog's file at path, creates it if it does not exist, and
// migrates its schema to the newest version; before that, an existing blog is
// copied into the folder backups beside the file. Open fails with Unavailable if
// the file is not a blog or was written by a newer program, or if there is no room
// for the copy; it does not change such a file.
func Open(ctx context.Context, path string, o pool.Options) (*Store, error) {
	if foreign(path) {
		return nil, notOurs(path)
	}
	if err := refuseNewer(ctx, path); err != nil {
		return nil, err
	}
	// A file that SQLite creates can be read by everybody on the machine, drafts
	// included, and is root's if root sets the blog up. Where none can be created,
	// pool.Open says so.
	_ = disk.Create(path)
	db, err := pool.Open(ctx, path, o)
	if err != nil {
		return nil, err
	}
	s := &Store{db: db, path: path}
	if err = s.claim(ctx, path); err == nil {
		err = newUpgrade(s, path, o).run(ctx)
	}
	if err == nil {
		err = s.catchUpOnOpen(ctx, cmp.Or(o.Log, slog.New(slog.DiscardHandler)))
	}
	if err == nil {
		err = s.recallCheck(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

// foreign reports whether the file's header shows another program's database.
// Opening it would already change it, because of our settings. A header with
// neither our application ID nor a table is inconclusive: they may be in the WAL
// beside the file. See https://www.sqlite.org/fileformat.html#the_database_header.
func foreign(path string) bool {
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	header := make([]byte, 100)
	if _, err := io.ReadFull(file, header); err != nil || !bytes.HasPrefix(header, []byte("SQLite format 3\x00")) {
		return false
	}
	mark, schemaChanges := binary.BigEndian.Uint32(header[68:]), binary.BigEndian.Uint32(header[40:])
	return mark != applicationID && (mark != 0 || schemaChanges > 0)
}

func notOurs(path string) error {
	return &blog.Error{Kind: blog.Unavailable, Message: "The file %s is another program's database. Choose another folder with --data.", Args: []any{path}}
}

// Close closes the database.
func (s *Store) Close() error { return s.db.Close() }

// Ping reports whether the database can be read.
func (s *Store) Ping(ctx context.Context) error {
	return s.db.Read(ctx, func(tx *pool.Tx) error {
		_, err := pool.One(ctx, tx, `/* Ping */ SELECT count(*) FROM sqlite_schema`, pool.Value[int]) // any other table's pages may be damaged
		return err
	})
}

// Generation returns a number that changes with each commit that is visible to
// readers: at once for commits of this program, within a fifth of a second for
// those of others.
func (s *Store) Generation() uint64 { return s.db.Generation() }

// Changed returns the time since which readers see the same, as far as is known:
// never before the blog was opened.
func (s *Store) Changed() time.Time { return s.db.Changed() }

// Unchanged reports whether no commit since a generation is visible to readers in
// one of these topics, see Topics. Whatever belongs to no topic counts as changed
// as soon as the generation changes.
func (s *Store) Unchanged(since uint64, topics []string) bool { return s.db.Unchanged(since, topics) }

// leastRoom is how much disk space must be free for Writable to succeed: enough
// for a post of maximum length and all data derived from it.
const leastRoom = 8 << 20

// Writable checks that the database can be written to, by an update that changes
// nothing, and that there is room for a post: the update may fit into the space
// that the WAL occupies already.
func (s *Store) Writable(ctx context.Context) error {
	if room, known := disk.Room(filepath.Dir(s.path)); known && room < leastRoom {
		return &blog.Error{Kind: blog.Unavailable, Message: "The disk is full: %d MB are free, and a post may need %d. Make room.", Args: []any{room >> 20, leastRoom >> 20}}
	}
	return s.db.WriteQuietly(ctx, func(tx *pool.Tx) error {
		_, err := tx.Exec(ctx, `/* Writable */ UPDATE setting SET title = title`)
		return err
	})
}

// Secure checks whether the blog's files are still the ones that are open, and
// writes out what was saved if they are not; see pool.DB.Secure.
func (s *Store) Secure(ctx context.Context) (path string, err error) { return s.db.Secure(ctx) }

// Astray reports whether the blog's files are not the ones that are open; see
// pool.DB.Astray.
func (s *Store) Astray() bool { return s.db.Astray() }

// Size returns the size of the blog's file and its WAL in bytes, which is the
// maximum size of a copy.
func (s *Store) Size() (bytes int64) {
	for _, path := range []string{s.path, s.path + "-wal"} {
		if info, err := os.Stat(path); err == nil {
			bytes += info.Size()
		}
	}
	return bytes
}

// Copy copies the blog into a file without verifying the copy; see VerifiedCopy.
func (s *Store) Copy(ctx context.Context, path string) error {
	return wrap(s.db.Copy(ctx, path, nil), "copy to %s", path)
}

// claim marks an empty file as a blog's and refuses another program's. A marked
// file is only read, since another program may hold the write lock for an import.
func (s *Store) claim(ctx context.Context, path string) error {
	marked := false
	err := s.db.Read(ctx, func(tx *pool.Tx) error {
		id, err := pool.One(ctx, tx, `/* claim: read */ PRAGMA application_id`, pool.Value[int])
		marked = id == applicationID
		return err
	})
	if err != nil || marked {
		return err
	}
	return s.db.Write(ctx, func(tx *pool.Tx) error {
		id, err := pool.One(ctx, tx, `/* claim */ PRAGMA application_id`, pool.Value[int])
		if err != nil || id == applicationID {
			return err
		}
		tables, err := pool.One(ctx, tx, `/* claim: tables */ SELECT count(*) FROM sqlite_schema`, pool.Value[int])
		if err != nil {
			return err
		}
		if id != 0 || tables > 0 {
			return notOurs(path)
		}
		_, err = tx.Exec(ctx, fmt.Sprintf(`/* claim: mark */ PRAGMA application_id = %d`, applicationID))
		return err
	})
}

// each calls read with each row of a query.
func each(ctx context.Context, tx *pool.Tx, query string, read func(pool.Scanner) error, args ...any) error {
	_, err := pool.Select(ctx, tx, query, func(row pool.Scanner) (struct{}, error) { return struct{}{}, read(row) }, args...)
	return err
}

// into scans the one row of a query into destinations. It fails like pool.One.
func into(ctx context.Context, tx *pool.Tx, query string, to []any, args ...any) error {
	_, err := pool.One(ctx, tx, query, func(row pool.Scanner) (struct{}, error) { return struct{}{}, row.Scan(to...) }, args...)
	return err
}

// notFound turns a missing row into an error of kind NotFound.
func notFound(err error, sentence string) error {
	if pool.IsNoRows(err) {
		return &blog.Error{Kind: blog.NotFound, Message: sentence}
	}
	return err
}

// wrap adds to err what was being done; nil stays nil.
func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("sqlite: "+format+": %w", append(args, err)...)
}

// millis converts a time to the database's format: Unix milliseconds, NULL for the
// zero time.
func millis(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

// instant scans a column of Unix milliseconds.
type instant struct{ to *time.Time }

// Scan implements sql.Scanner.
func (i instant) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*i.to = time.Time{}
	case int64:
		*i.to = time.UnixMilli(v).UTC()
	default:
		return fmt.Errorf("a time is stored as %T", src)
	}
	return nil
}
