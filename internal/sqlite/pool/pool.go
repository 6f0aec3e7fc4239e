package pool

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// Options are what Open needs besides the file.
type Options struct {
	Now     func() time.Time                 // the clock of transactions; nil is time.Now
	Readers int                              // connections that read; 0 is 4
	Trace   func(context.Context, Statement) // called after each statement; nil traces nothing
}

// Statement is a statement that was run.
type Statement struct {
	Name     string // from the comment it begins with: /* postByID */
	SQL      string
	Duration time.Duration
	Err      error
}

// DB is an open SQLite file. It is safe for concurrent use.
type DB struct {
	path   string
	writer *sql.DB
	now    func() time.Time
	trace  func(context.Context, Statement)

	writing    chan struct{} // a place for the one transaction that writes
	readers    chan *reader  // the connections that read; nil for one that is not open
	generation generation
	closing    sync.Once
}

const defaultReaders = 4

// busyTimeout is how long a statement waits for another program's lock.
const busyTimeout = 5 * time.Second

// The page caches of the connections. What a reader finds in none the system
// has, as a rule; five large ones are what a small machine lacks.
const (
	writerCacheKiB = 8192
	readerCacheKiB = 2048
)

// dsn names the file with all settings. A path is escaped, so that folders may
// have any name.
func dsn(path string, readOnly bool) string {
	q := url.Values{}
	// busy_timeout comes first: the others may have to wait for a lock.
	q.Add("_pragma", fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()))
	q.Add("_pragma", "journal_mode(WAL)")
	q.Add("_pragma", "synchronous(FULL)")
	q.Add("_pragma", "foreign_keys(1)")
	q.Set("_txlock", "immediate")
	q.Set("_dqs", "0")
	cache := writerCacheKiB
	if readOnly {
		cache = readerCacheKiB
		q.Add("_pragma", "query_only(1)")
		q.Set("_txlock", "deferred")
	}
	q.Add("_pragma", fmt.Sprintf("cache_size(-%d)", cache))
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath(), RawQuery: q.Encode()}).String()
}

// Open opens the SQLite file at path, making it if it is not there. It fails
// with Unavailable if the file is no database, can't be read or can't be made.
func Open(ctx context.Context, path string, o Options) (*DB, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Readers == 0 {
		o.Readers = defaultReaders
	}
	writer, err := sql.Open("sqlite", dsn(path, false))
	if err != nil {
		return nil, fmt.Errorf("pool: open %q: %w", path, err)
	}
	writer.SetMaxOpenConns(1)
	writer.SetMaxIdleConns(1)
	db := &DB{path: path, writer: writer, now: o.Now, trace: o.Trace, writing: make(chan struct{}, 1), readers: make(chan *reader, o.Readers)}
	db.generation.begin = time.Now()
	for range o.Readers {
		db.readers <- nil
	}
	if err := db.settle(ctx); err != nil {
		db.Close()
		return nil, explainOpen(path, err)
	}
	return db, nil
}

// settlePause is how long settle waits before it looks again.
const settlePause = 25 * time.Millisecond

// settle checks the connections, again while other programs are making the
// same file: SQLite gives up without waiting, busy_timeout or not, if two turn
// it to WAL mode at once.
func (db *DB) settle(ctx context.Context) error {
	for begin := time.Now(); ; {
		err := db.check(ctx)
		if code(err)&0xff != codeBusy || time.Since(begin) > busyTimeout {
			return err
		}
		select {
		case <-time.After(settlePause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// check asks the writer and a reader for the settings that the program relies
// on; each other reader is asked when it is opened.
func (db *DB) check(ctx context.Context) error {
	for name, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": strconv.FormatInt(busyTimeout.Milliseconds(), 10),
	} {
		var got string
		if err := db.writer.QueryRowContext(ctx, "PRAGMA "+name).Scan(&got); err != nil {
			return err
		}
		if got != want {
			return fmt.Errorf("PRAGMA %s is %q, not %q", name, got, want)
		}
	}
	return db.withReader(ctx, func(*reader) (bool, error) { return true, nil })
}

// Writer gives the writing connection for a migration tool; everything else
// uses Write.
func (db *DB) Writer() *sql.DB { return db.writer }

// Close closes all connections, when those that read are done.
func (db *DB) Close() error {
	db.closing.Do(func() {
		for range cap(db.readers) {
			if r := <-db.readers; r != nil {
				r.close()
			}
		}
		db.generation.close()
		close(db.readers) // whoever asks for one now is told that there are none
	})
	return db.writer.Close()
}

// errClosed is what a closed pool says.
var errClosed = errors.New("pool: the database is closed")

// Write runs fn in a transaction that holds the write lock from its beginning.
// If fn fails or panics nothing of it stays. From the commit on, a cancelled
// ctx changes nothing any more: what was decided is finished.
func (db *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	return db.write(ctx, false, fn)
}

// WriteQuietly is Write for what changes nothing that readers see, so that pages
// which are kept stay good: see Generation.
func (db *DB) WriteQuietly(ctx context.Context, fn func(*Tx) error) error {
	return db.write(ctx, true, fn)
}

func (db *DB) write(ctx context.Context, quiet bool, fn func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	// Whoever waits for a place may give up; the connection is free then.
	select {
	case db.writing <- struct{}{}:
		defer func() { <-db.writing }()
	case <-ctx.Done():
		return ctx.Err()
	}
	// database/sql rolls a transaction back as soon as its context ends, in the
	// middle of a commit, too. Statements get ctx, the transaction does not.
	inner, err := db.writer.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return explain(err, false)
	}
	defer inner.Rollback() // does nothing after a commit
	tx := &Tx{tx: inner, db: db, prepared: map[string]*sql.Stmt{}, now: db.moment()}
	if err := fn(tx); err != nil {
		return explain(err, false)
	}
	var mark int64
	if !quiet {
		if mark, err = tx.mark(context.WithoutCancel(ctx)); err != nil {
			return explain(err, false)
		}
	}
	if err := inner.Commit(); err != nil {
		return explain(err, false)
	}
	db.generation.committed(quiet, mark)
	return nil
}

// Read runs fn in a transaction that can't write: all its queries see one
// state of the database.
func (db *DB) Read(ctx context.Context, fn func(*Tx) error) error {
	err := db.withReader(ctx, func(r *reader) (bool, error) {
		return r.transact(func() error { return fn(&Tx{reader: r, db: db, now: db.moment()}) })
	})
	return explain(err, true)
}

// moment gives the time as transactions know it.
func (db *DB) moment() time.Time { return db.now().UTC().Truncate(time.Millisecond) }

// withReader lends fn a connection that reads, when one is free; fn says
// whether it can be used again.
func (db *DB) withReader(ctx context.Context, fn func(*reader) (usable bool, err error)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var r *reader
	var open bool
	select {
	case r, open = <-db.readers:
	case <-ctx.Done():
		return ctx.Err()
	}
	if !open {
		return errClosed
	}
	usable := false
	defer func() {
		if !usable && r != nil {
			r.close()
			r = nil
		}
		db.readers <- r
	}()
	if r == nil {
		var err error
		if r, err = db.openReader(); err != nil {
			return err
		}
	}
	usable, err := fn(r)
	return err
}

// name gives the name of a statement: what stands in the comment it begins
// with.
func name(query string) string {
	_, rest, found := strings.Cut(query, "/*")
	if n, _, ended := strings.Cut(rest, "*/"); found && ended {
		return strings.TrimSpace(n)
	}
	return "unnamed"
}
