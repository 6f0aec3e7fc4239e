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
	writer *sql.DB
	reader *sql.DB
	now    func() time.Time
	trace  func(context.Context, Statement)

	writing  chan struct{} // a place for the one transaction that writes
	reading  chan struct{} // and for each that reads
	mu       sync.Mutex
	prepared sync.Map // of the readers: query to *sql.Stmt
}

const defaultReaders = 4

// busyTimeout is how long a statement waits for another program's lock.
const busyTimeout = 5 * time.Second

// cacheKiB is the page cache of each connection.
const cacheKiB = 8192

// dsn names the file with all settings. A path is escaped, so that folders may
// have any name.
func dsn(path string, readOnly bool) string {
	q := url.Values{}
	// busy_timeout comes first: the others may have to wait for a lock.
	q.Add("_pragma", fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()))
	q.Add("_pragma", "journal_mode(WAL)")
	q.Add("_pragma", "synchronous(FULL)")
	q.Add("_pragma", "foreign_keys(1)")
	q.Add("_pragma", fmt.Sprintf("cache_size(-%d)", cacheKiB))
	q.Set("_txlock", "immediate")
	q.Set("_dqs", "0")
	if readOnly {
		q.Add("_pragma", "query_only(1)")
		q.Set("_txlock", "deferred")
	}
	if !readOnly {
		// What a statement may have to take back is kept in memory: a post must
		// not depend on there being room, and a file descriptor, in /var/tmp.
		q.Add("_pragma", "temp_store(2)")
	}
	if frozen(path) {
		q.Set("immutable", "1")
	}
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
	reader, err := sql.Open("sqlite", dsn(path, true))
	if err != nil {
		writer.Close()
		return nil, fmt.Errorf("pool: open %q: %w", path, err)
	}
	// One connection more than there are transactions: statements are prepared
	// on it, while the transactions that want them hold all others.
	reader.SetMaxOpenConns(o.Readers + 1)
	reader.SetMaxIdleConns(o.Readers + 1)
	db := &DB{writer: writer, reader: reader, now: o.Now, trace: o.Trace, writing: make(chan struct{}, 1), reading: make(chan struct{}, o.Readers)}
	if err := db.settle(ctx, path); err != nil {
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
func (db *DB) settle(ctx context.Context, path string) error {
	for begin := time.Now(); ; {
		err := db.check(ctx, path)
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

// check asks both kinds of connection for the settings that the program relies
// on: SQLite ignores a misspelt one without a word.
func (db *DB) check(ctx context.Context, path string) error {
	for _, c := range []struct {
		db   *sql.DB
		want map[string]string
	}{
		{db.writer, map[string]string{"journal_mode": journalMode(path), "synchronous": "2", "foreign_keys": "1", "temp_store": "2", "busy_timeout": strconv.FormatInt(busyTimeout.Milliseconds(), 10)}},
		{db.reader, map[string]string{"journal_mode": journalMode(path), "foreign_keys": "1", "query_only": "1"}},
	} {
		for name, want := range c.want {
			var got string
			if err := c.db.QueryRowContext(ctx, "PRAGMA "+name).Scan(&got); err != nil {
				return err
			}
			if got != want {
				return fmt.Errorf("PRAGMA %s is %q, not %q", name, got, want)
			}
		}
	}
	return nil
}

// Writer gives the writing connection for a migration tool; everything else
// uses Write.
func (db *DB) Writer() *sql.DB { return db.writer }

// Close closes all connections.
func (db *DB) Close() error {
	return errors.Join(db.reader.Close(), db.writer.Close())
}

// Write runs fn in a transaction that holds the write lock from its beginning.
// If fn fails or panics nothing of it stays. From the commit on, a cancelled
// ctx changes nothing any more: what was decided is finished.
func (db *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	return db.transact(ctx, db.writer, db.writing, fn)
}

// Read runs fn in a transaction that can't write: all its queries see one
// state of the database.
func (db *DB) Read(ctx context.Context, fn func(*Tx) error) error {
	return db.transact(ctx, db.reader, db.reading, fn)
}

func (db *DB) transact(ctx context.Context, on *sql.DB, places chan struct{}, fn func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	// Whoever waits for a place may give up; the connection is free then.
	select {
	case places <- struct{}{}:
		defer func() { <-places }()
	case <-ctx.Done():
		return ctx.Err()
	}
	// database/sql rolls a transaction back as soon as its context ends, in the
	// middle of a commit, too. Statements get ctx, the transaction does not.
	reading := on == db.reader
	inner, err := on.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return explain(err, reading)
	}
	defer inner.Rollback() // does nothing after a commit
	tx := &Tx{tx: inner, db: db, reads: reading, prepared: map[string]*sql.Stmt{}, now: db.now().UTC().Truncate(time.Millisecond)}
	if err := fn(tx); err != nil {
		return explain(err, reading)
	}
	return explain(inner.Commit(), reading)
}

// prepare gives a reading statement, prepared once: database/sql then prepares
// it once more on each connection that it is used on. Parsing and planning a
// query of a page costs as much as running it.
func (db *DB) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt, ok := db.prepared.Load(query); ok {
		return stmt.(*sql.Stmt), nil
	}
	db.mu.Lock()
	defer db.mu.Unlock()
	if stmt, ok := db.prepared.Load(query); ok {
		return stmt.(*sql.Stmt), nil
	}
	stmt, err := db.reader.PrepareContext(ctx, query)
	if err == nil {
		db.prepared.Store(query, stmt)
	}
	return stmt, err
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
