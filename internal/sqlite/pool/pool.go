package pool

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"pullquote/internal/sqlite/walvfs"
)

// Options configure Open.
type Options struct {
	Now     func() time.Time                 // clock of transactions; nil means time.Now
	Readers int                              // number of connections that read; 0 means 4
	Still   bool                             // opens the file as immutable: no program has it open or will, and it has no WAL; it is only read, and no file is created beside it
	Damaged func()                           // called when the first damaged page is met; may be nil
	Wrote   func(time.Duration, error)       // called after each write transaction; may be nil
	Trace   func(context.Context, Statement) // called after each statement; may be nil
	Log     *slog.Logger                     // logs what takes long when a file is opened; nil logs nothing
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
	place      place
	secured    secured
	astray     atomic.Bool // another file has taken the place of one of the open files: see Secure
	closing    sync.Once
	damage     atomic.Pointer[error] // error of the last damaged page that was met
	damaged    func()
}

const defaultReaders = 4

// walBytes is the size that the WAL is truncated to after a checkpoint. It grows
// beyond that while a reader holds on to an old snapshot, or if one transaction
// writes more.
const walBytes = 16 << 20

// busyTimeout is how long a statement waits for another program's lock.
const busyTimeout = 5 * time.Second

// Sizes of the connections' page caches. Pages that a reader's cache lacks are
// usually in the system's page cache; five large caches are more memory than a
// small machine has to spare.
const (
	writerCacheKiB = 4096
	readerCacheKiB = 512
	muchCacheKiB   = 16384 // the writer's cache for transactions that change much
)

// dsn returns the data source name of a file with all settings. The path is
// escaped, so that folders may have any name.
func dsn(path string, readOnly, still bool) string {
	q := url.Values{}
	// busy_timeout comes first: the other settings may have to wait for a lock.
	q.Add("_pragma", fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()))
	q.Add("_pragma", "journal_mode(WAL)")
	q.Add("_pragma", "synchronous(FULL)")
	q.Add("_pragma", "foreign_keys(1)")
	q.Set("_txlock", "immediate")
	q.Set("_dqs", "0")
	reportsPlainly(q)
	cache := writerCacheKiB
	if readOnly {
		cache = readerCacheKiB
		q.Add("_pragma", "query_only(1)")
		q.Set("_txlock", "deferred")
	}
	if !readOnly {
		q.Set("vfs", walvfs.Name())
		// Keep statement journals and other temporary data in memory: saving a
		// post must not depend on room, and a file descriptor, in /var/tmp.
		q.Add("_pragma", "temp_store(2)")
		q.Add("_pragma", fmt.Sprintf("journal_size_limit(%d)", walBytes))
	}
	if still {
		q.Set("immutable", "1")
	}
	q.Add("_pragma", fmt.Sprintf("cache_size(-%d)", cache))
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath(), RawQuery: q.Encode()}).String()
}

// reportsPlainly makes errors contain only the text of their own result code. The
// driver would append the message of the connection's last call, which is "not an
// error" if the fault lies with the destination of a copy.
func reportsPlainly(q url.Values) { q.Set("_error_rc", "1") }

// Open opens the SQLite file at path and creates it if it does not exist. It fails
// with Unavailable if the file is no database, or can't be read or created.
func Open(ctx context.Context, path string, o Options) (*DB, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Readers == 0 {
		o.Readers = defaultReaders
	}
	lies := resolved(path)
	still := o.Still || frozen(lies)
	db := &DB{
		reads:  connector{dsn: dsn(lies, true, still), want: settings(true, still)},
		writes: connector{dsn: dsn(lies, false, still), want: settings(false, still)},
		now:    o.Now, trace: o.Trace, wrote: o.Wrote, damaged: o.Damaged, writer: places(1), readers: places(o.Readers),
	}
	db.generation.begin = time.Now()
	db.generation.changed.Store(db.Now().UnixMilli())
	err := db.settle(ctx)
	if err == nil && !still {
		db.place, err = occupy(path)
	}
	if err == nil && len(db.place) > 0 {
		// A connection opened later would open other files if these were moved
		// away.
		db.reads.check, db.writes.check = db.place.kept, db.place.kept
		err = db.secured.look(path)
	}
	if err != nil {
		db.Close()
		return nil, explainOpen(path, err)
	}
	db.look()
	return db, nil
}

// settings returns the PRAGMA values that a connection has to have.
func settings(readOnly, still bool) map[string]string {
	want := map[string]string{
		"journal_mode": journalMode(still), "foreign_keys": "1", "busy_timeout": strconv.FormatInt(busyTimeout.Milliseconds(), 10),
	}
	if readOnly {
		want["query_only"] = "1"
	} else {
		want["synchronous"], want["temp_store"], want["journal_size_limit"] = "2", "2", strconv.Itoa(walBytes)
	}
	return want
}

// settlePause is how long settle waits before it tries again.
const settlePause = 25 * time.Millisecond

// settle opens all connections, so that none needs a file descriptor later. It
// retries while other programs are creating the same file: if two switch it to WAL
// mode at once, SQLite fails without waiting, whatever busy_timeout is.
func (db *DB) settle(ctx context.Context) error {
	there := func(*conn) (bool, error) { return true, nil }
	for begin := time.Now(); ; {
		err := lend(ctx, db.writer, db.writes, there)
		for range cap(db.readers) {
			if err == nil {
				err = lend(ctx, db.readers, db.reads, there) // the readers are a queue: each call opens the next one
			}
		}
		if err == nil {
			err = db.generation.ask(db.reads)
		}
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

// SQL opens a connection that writes for a migration tool, which has to close it.
// Everything else uses Write.
func (db *DB) SQL() (*sql.DB, error) {
	tool, err := sql.Open("sqlite", db.writes.dsn)
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
	return db.write(ctx, writing{}, fn)
}

// WriteMuch is Write for transactions that change thousands of pages, such as an
// import. It enlarges the page cache, so that no changed page is written and read
// again before the commit. The next transaction that is not WriteMuch shrinks it
// again.
func (db *DB) WriteMuch(ctx context.Context, fn func(*Tx) error) error {
	return db.write(ctx, writing{much: true}, fn)
}

// WriteQuietly is Write for transactions that change nothing visible to readers.
// It does not change the generation, so cached pages stay valid: see Generation.
func (db *DB) WriteQuietly(ctx context.Context, fn func(*Tx) error) error {
	return db.write(ctx, writing{quiet: true}, fn)
}

// writing describes the kind of a write transaction.
type writing struct {
	quiet bool // changes nothing visible to readers
	much  bool // changes thousands of pages
}

func (db *DB) write(ctx context.Context, sort writing, fn func(*Tx) error) error {
	begin := time.Now()
	err := lend(ctx, db.writer, db.writes, func(c *conn) (bool, error) {
		db.generation.waiting.Store(true)
		err := c.begin(ctx, begin)
		db.generation.waiting.Store(false)
		if err != nil {
			return code(err)&0xff == codeBusy, err
		}
		defer c.rest()
		tx := &Tx{conn: c, db: db, now: db.Now(), writes: true}
		others, err := c.others()
		if others {
			db.generation.next(tx.now, true, nil) // even if our own transaction fails
		}
		if err == nil && c.much != sort.much {
			err = c.room(sort.much)
		}
		if err == nil {
			err = fn(tx)
		}
		if err == nil {
			err = db.place.kept()
		}
		if err == nil {
			err = c.run(`COMMIT`)
		}
		if err != nil {
			return c.rollback(err), err
		}
		if !sort.quiet {
			db.generation.next(db.Now(), !tx.partial, tx.topics)
		}
		return true, nil
	})
	if db.wrote != nil {
		db.wrote(time.Since(begin), err)
	}
	return db.met(err, false)
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
		return code(err)&0xff != codeIO, err // the same condition as in rollback
	})
}

// read lends fn a connection that reads.
func (db *DB) read(ctx context.Context, fn func(*conn) (usable bool, err error)) error {
	if db.astray.Load() {
		return explain(errMoved, true)
	}
	return db.met(lend(ctx, db.readers, db.reads, fn), true)
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
