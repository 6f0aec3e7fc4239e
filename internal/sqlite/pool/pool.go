package pool

import (
	"context"
	"database/sql"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Options configure Open.
type Options struct {
	Now       func() time.Time                 // clock of transactions; nil means time.Now
	Readers   int                              // number of connections that read; 0 means 4
	Immutable bool                             // no program has the file open or will, and it has no WAL; it is only read, and no file is created beside it
	Damaged   func()                           // called when the first damaged page is met; may be nil
	Wrote     func(time.Duration, error)       // called after each write transaction; may be nil
	Trace     func(context.Context, Statement) // called after each statement; may be nil
	Log       *slog.Logger                     // logs what takes long when a file is opened; nil logs nothing
}

// Statement describes a statement that was run.
type Statement struct {
	Name     string // from the comment at its beginning: /* postByID */
	SQL      string
	Duration time.Duration
	Err      error
}

// DB is an open SQLite file. It is safe for concurrent use.
type DB struct {
	reads, writes connector
	now           func() time.Time
	trace         func(context.Context, Statement)
	wrote         func(time.Duration, error)

	writer     chan *conn // the connection that writes; the channel holds nil while it is not open
	readers    chan *conn // the connections that read
	generation generation
	files      openFiles
	secured    secured
	replaced   atomic.Bool // one of the files was replaced by another: see Secure
	closing    sync.Once
	damage     atomic.Pointer[error] // error of the last damaged page that was met
	damaged    func()
}

const defaultReaders = 4

// Open opens the SQLite file at path and creates it if it does not exist. It fails
// with Unavailable if the file is no database, or can't be read or created.
func Open(ctx context.Context, path string, o Options) (*DB, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Readers == 0 {
		o.Readers = defaultReaders
	}
	file := resolved(path)
	immutable := o.Immutable || frozen(file)
	db := &DB{
		reads: readerOf(file, immutable), writes: writerOf(file, immutable),
		writer: newSlots(1), readers: newSlots(o.Readers),
		now: o.Now, trace: o.Trace, wrote: o.Wrote, damaged: o.Damaged,
	}
	db.generation.begin = time.Now()
	db.generation.changed.Store(db.Now().UnixMilli())
	err := db.openAll(ctx)
	if err == nil && !immutable {
		err = db.watch(path)
	}
	if err != nil {
		db.Close()
		return nil, explainOpen(path, err)
	}
	db.checkForCommits()
	return db, nil
}

// watch records which files are open. A connection that is opened later would open
// others if these were moved away.
func (db *DB) watch(path string) (err error) {
	if db.files, err = filesOf(path); err != nil {
		return err
	}
	db.reads.check, db.writes.check = db.files.verify, db.files.verify
	return db.secured.record(path)
}

// openPause is how long openAll waits before it tries again.
const openPause = 25 * time.Millisecond

// openAll opens all connections, so that none needs a file descriptor later. It
// retries while other programs are creating the same file: if two switch it to WAL
// mode at once, SQLite fails without waiting, whatever busy_timeout is.
func (db *DB) openAll(ctx context.Context) error {
	keep := func(*conn) (usable bool, err error) { return true, nil }
	for begin := time.Now(); ; {
		err := lend(ctx, db.writer, db.writes, keep)
		for range cap(db.readers) {
			if err == nil {
				err = lend(ctx, db.readers, db.reads, keep) // the readers are a queue: each call opens the next one
			}
		}
		if err == nil {
			err = db.generation.open(db.reads)
		}
		if primaryCode(err) != codeBusy || time.Since(begin) > busyTimeout {
			return err
		}
		select {
		case <-time.After(openPause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// SQL opens a connection that writes for a migration tool, which has to close it.
// Everything else uses Write.
func (db *DB) SQL() (*sql.DB, error) {
	tool, err := sql.Open("sqlite", db.writes.source)
	if err == nil {
		tool.SetMaxOpenConns(1)
	}
	return tool, err
}

// Close closes all connections. It waits until they are free.
func (db *DB) Close() error {
	db.closing.Do(func() {
		empty(db.readers)
		db.generation.close()
		empty(db.writer) // last, since closing it can checkpoint the WAL
	})
	return nil
}

// Write runs fn in a transaction that holds the write lock from its beginning. If
// fn fails or panics, the transaction is rolled back. Once the commit has begun,
// cancelling ctx has no effect: the commit is finished.
func (db *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	return db.write(ctx, writeOptions{}, fn)
}

// WriteMuch is Write for transactions that change thousands of pages, such as an
// import. It enlarges the page cache, so that no changed page is written and read
// again before the commit. The next transaction that is not WriteMuch shrinks it
// again.
func (db *DB) WriteMuch(ctx context.Context, fn func(*Tx) error) error {
	return db.write(ctx, writeOptions{much: true}, fn)
}

// WriteQuietly is Write for transactions that change nothing visible to readers.
// It does not change the generation, so cached pages stay valid: see Generation.
func (db *DB) WriteQuietly(ctx context.Context, fn func(*Tx) error) error {
	return db.write(ctx, writeOptions{quiet: true}, fn)
}

// writeOptions describe a write transaction.
type writeOptions struct {
	quiet bool // changes nothing visible to readers
	much  bool // changes thousands of pages
}

func (db *DB) write(ctx context.Context, o writeOptions, fn func(*Tx) error) error {
	begin := time.Now()
	err := lend(ctx, db.writer, db.writes, func(c *conn) (usable bool, err error) {
		db.generation.waiting.Store(true)
		err = c.begin(ctx, begin)
		db.generation.waiting.Store(false)
		if err != nil {
			return gotNoLock(err), err
		}
		defer c.rest()
		tx := &Tx{conn: c, db: db, now: db.Now(), writes: true}
		if err := tx.finish(o, fn); err != nil {
			return c.rollback(err), err
		}
		if !o.quiet {
			db.generation.next(db.Now(), !tx.partial, tx.topics)
		}
		return true, nil
	})
	if db.wrote != nil {
		db.wrote(time.Since(begin), err)
	}
	return db.diagnose(err, writing)
}

// finish runs fn in a write transaction that has begun, and commits it.
func (tx *Tx) finish(o writeOptions, fn func(*Tx) error) error {
	others, err := tx.conn.othersCommitted()
	if others {
		tx.db.generation.next(tx.now, true, nil) // even if our own transaction fails
	}
	if err != nil {
		return err
	}
	if tx.conn.largeCache != o.much {
		if err := tx.conn.setCache(o.much); err != nil {
			return err
		}
	}
	if err := fn(tx); err != nil {
		return err
	}
	if err := tx.db.files.verify(); err != nil {
		return err
	}
	return tx.conn.run(`COMMIT`)
}

// Read runs fn in a transaction that can't write. All its queries see one snapshot
// of the database.
func (db *DB) Read(ctx context.Context, fn func(*Tx) error) error {
	return db.read(ctx, func(c *conn) (bool, error) {
		if err := c.run(`BEGIN`); err != nil {
			return false, err
		}
		err := fn(&Tx{conn: c, db: db, now: db.Now()})
		// Nothing was written, so a rollback is as good as a commit.
		return c.rollback(err), err
	})
}

// ReadOne is Read for a single query. A single query sees one snapshot without a
// transaction, and saves the time to begin and end one.
func (db *DB) ReadOne(ctx context.Context, fn func(*Tx) error) error {
	return db.read(ctx, func(c *conn) (bool, error) {
		err := fn(&Tx{conn: c, db: db, now: db.Now(), single: true})
		return primaryCode(err) != codeIO, err // the same condition as in rollback
	})
}

// read lends fn a connection that reads.
func (db *DB) read(ctx context.Context, fn func(*conn) (usable bool, err error)) error {
	if db.replaced.Load() {
		return explain(errMoved, reading)
	}
	return db.diagnose(lend(ctx, db.readers, db.reads, fn), reading)
}

// Now returns the time by the clock of transactions, in UTC and whole
// milliseconds.
func (db *DB) Now() time.Time { return db.now().UTC().Truncate(time.Millisecond) }

// name returns the name of a statement, which is the text of its first comment.
func name(query string) string {
	_, rest, found := strings.Cut(query, "/*")
	if n, _, ended := strings.Cut(rest, "*/"); found && ended {
		return strings.TrimSpace(n)
	}
	return "unnamed"
}
