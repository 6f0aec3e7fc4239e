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
)

// Options are what Open needs besides the file.
type Options struct {
	Now     func() time.Time                 // the clock of transactions; nil is time.Now
	Readers int                              // connections that read; 0 is 4
	Still   bool                             // nobody has the file open or will, and it has no log: it is only read, and no file is made beside it
	Damaged func()                           // called when the first damaged page is met; nil is nobody
	Wrote   func(time.Duration, error)       // called after each transaction that writes; nil is nobody
	Trace   func(context.Context, Statement) // called after each statement; nil traces nothing
	Log     *slog.Logger                     // is told of what takes long when a file is opened; nil is told nothing
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
	reads, writes connector
	now           func() time.Time
	trace         func(context.Context, Statement)
	wrote         func(time.Duration, error)

	writer     chan *conn // the connection that writes; nil while it is not open
	readers    chan *conn // those that read
	generation generation
	place      place
	secured    secured
	astray     atomic.Bool // others stand in the place of its files: see Secure
	closing    sync.Once
	damage     atomic.Pointer[error] // the last damaged page that was met
	damaged    func()
}

const defaultReaders = 4

// walBytes is how large the log stays when what it holds is in the file. It
// grows beyond that while a reader holds on to an old state, or one transaction
// writes more.
const walBytes = 16 << 20

// busyTimeout is how long a statement waits for another program's lock.
const busyTimeout = 5 * time.Second

// The page caches of the connections. What a reader finds in none the system
// has, as a rule; five large ones are what a small machine lacks.
const (
	writerCacheKiB = 4096
	readerCacheKiB = 512
	muchCacheKiB   = 16384 // of the writer, for transactions that change much
)

// dsn names the file with all settings. A path is escaped, so that folders may
// have any name.
func dsn(path string, readOnly, still bool) string {
	q := url.Values{}
	// busy_timeout comes first: the others may have to wait for a lock.
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
		// What a statement may have to take back is kept in memory: a post must
		// not depend on there being room, and a file descriptor, in /var/tmp.
		q.Add("_pragma", "temp_store(2)")
		q.Add("_pragma", fmt.Sprintf("journal_size_limit(%d)", walBytes))
	}
	if still {
		q.Set("immutable", "1")
	}
	q.Add("_pragma", fmt.Sprintf("cache_size(-%d)", cache))
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath(), RawQuery: q.Encode()}).String()
}

// reportsPlainly has errors name what happened alone. SQLite gives a second text,
// which is of the connection's last call: "not an error", where the fault is the
// copy's.
func reportsPlainly(q url.Values) { q.Set("_error_rc", "1") }

// Open opens the SQLite file at path, making it if it is not there. It fails
// with Unavailable if the file is no database, can't be read or can't be made.
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
	db.generation.changed.Store(db.moment().UnixMilli())
	err := db.settle(ctx)
	if err == nil && !still {
		db.place, err = occupy(path)
	}
	if err == nil && len(db.place) > 0 {
		// What is opened later would find other files, if these are taken away.
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

// settings are what a connection has to be set to.
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

// settlePause is how long settle waits before it looks again.
const settlePause = 25 * time.Millisecond

// settle opens all connections, so that none needs a file descriptor later; again
// while other programs are making the same file: SQLite gives up without
// waiting, busy_timeout or not, if two turn it to WAL mode at once.
func (db *DB) settle(ctx context.Context) error {
	there := func(*conn) (bool, error) { return true, nil }
	for begin := time.Now(); ; {
		err := lend(ctx, db.writer, db.writes, there)
		for range cap(db.readers) {
			if err == nil {
				err = lend(ctx, db.readers, db.reads, there) // each time the next one
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

// SQL opens a connection that writes for a migration tool, which closes it;
// everything else uses Write.
func (db *DB) SQL() (*sql.DB, error) {
	tool, err := sql.Open("sqlite", db.writes.dsn)
	if err == nil {
		tool.SetMaxOpenConns(1)
	}
	return tool, err
}

// Close closes all connections, when they are free.
func (db *DB) Close() error {
	db.closing.Do(func() {
		empty(db.readers)
		db.generation.close()
		empty(db.writer) // last, since it can bring the log into the file
	})
	return nil
}

// Write runs fn in a transaction that holds the write lock from its beginning.
// If fn fails or panics nothing of it stays. From the commit on, a cancelled
// ctx changes nothing any more: what was decided is finished.
func (db *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	return db.write(ctx, writing{}, fn)
}

// WriteMuch is Write for what changes thousands of pages, as an import does: with
// room for them in memory, so that none is written and read again before the
// transaction ends. It is given back with the next one that needs less.
func (db *DB) WriteMuch(ctx context.Context, fn func(*Tx) error) error {
	return db.write(ctx, writing{much: true}, fn)
}

// WriteQuietly is Write for what changes nothing that readers see, so that pages
// which are kept stay good: see Generation.
func (db *DB) WriteQuietly(ctx context.Context, fn func(*Tx) error) error {
	return db.write(ctx, writing{quiet: true}, fn)
}

// writing says of what sort a transaction is that writes.
type writing struct {
	quiet bool // readers see nothing of it
	much  bool // it changes much
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
		tx := &Tx{conn: c, db: db, now: db.moment(), writes: true}
		others, err := c.others()
		if others {
			db.generation.next(tx.now, true, nil) // whatever becomes of ours
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
			db.generation.next(db.moment(), !tx.partial, tx.topics)
		}
		return true, nil
	})
	if db.wrote != nil {
		db.wrote(time.Since(begin), err)
	}
	return db.met(err, false)
}

// Read runs fn in a transaction that can't write: all its queries see one
// state of the database.
func (db *DB) Read(ctx context.Context, fn func(*Tx) error) error {
	return db.read(ctx, func(c *conn) (bool, error) {
		if err := c.run(`BEGIN`); err != nil {
			return false, err
		}
		err := fn(&Tx{conn: c, db: db, now: db.moment()})
		// Nothing was written: a rollback is as good an end as a commit.
		return c.rollback(err), err
	})
}

// ReadOne is Read for a single query, which sees one state of the database without
// a transaction, and is done sooner by what it takes to begin and end one.
func (db *DB) ReadOne(ctx context.Context, fn func(*Tx) error) error {
	return db.read(ctx, func(c *conn) (bool, error) {
		err := fn(&Tx{conn: c, db: db, now: db.moment(), single: true})
		return code(err)&0xff != codeIO, err // as rollback
	})
}

// read lends fn a connection that reads.
func (db *DB) read(ctx context.Context, fn func(*conn) (usable bool, err error)) error {
	if db.astray.Load() {
		return explain(errMoved, true)
	}
	return db.met(lend(ctx, db.readers, db.reads, fn), true)
}

// moment gives the time as transactions know it.
func (db *DB) moment() time.Time { return db.now().UTC().Truncate(time.Millisecond) }

// name gives the name of a statement: what stands in the comment it begins
// with.
func name(query string) string {
	_, rest, found := strings.Cut(query, "/*")
	if n, _, ended := strings.Cut(rest, "*/"); found && ended {
		return strings.TrimSpace(n)
	}
	return "unnamed"
}
