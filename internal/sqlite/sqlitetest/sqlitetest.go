// Package sqlitetest gives tests a blog's database in one line: a real file,
// migrated, with a clock that the test moves and a trace of what was run.
package sqlitetest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/pool"
)

// Start is what a new Clock shows.
var Start = time.Date(2012, 11, 21, 17, 7, 30, 0, time.UTC)

// New opens a migrated store in a file of its own, which is closed when the
// test ends. A nil clock stands at Start.
func New(tb testing.TB, clock *Clock) *sqlite.Store {
	tb.Helper()
	return Open(tb, filepath.Join(tb.TempDir(), "blog.db"), clock, nil)
}

// migrated gives the bytes of a migrated database in which nothing stands. To make
// one takes all migrations, each with its commit; so it is made once.
var migrated = sync.OnceValues(func() (data []byte, err error) {
	dir, err := os.MkdirTemp("", "sqlitetest-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "blog.db")
	store, err := sqlite.Open(context.Background(), path, pool.Options{})
	if err != nil {
		return nil, err
	}
	if err := store.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// Place puts a migrated database where no file is yet.
func Place(tb testing.TB, path string) {
	tb.Helper()
	if _, err := os.Lstat(path); err == nil {
		return
	}
	data, err := migrated()
	if err == nil {
		err = os.WriteFile(path, data, 0o600)
	}
	if err != nil {
		tb.Fatalf("place %s: %v", path, err)
	}
}

// Open opens the store in a file, which is a migrated one if there is none. A nil
// clock stands at Start, a nil trace traces nothing.
func Open(tb testing.TB, path string, clock *Clock, trace *Trace) *sqlite.Store {
	tb.Helper()
	Place(tb, path)
	if clock == nil {
		clock = NewClock()
	}
	o := pool.Options{Now: clock.Now}
	if trace != nil {
		o.Trace = trace.add
	}
	store, err := sqlite.Open(tb.Context(), path, o)
	if err != nil {
		tb.Fatalf("open %s: %v", path, err)
	}
	tb.Cleanup(func() {
		if err := store.Close(); err != nil {
			tb.Errorf("close %s: %v", path, err)
		}
	})
	return store
}

// SetUp sets a blog up and gives its author, Ada.
func SetUp(tb testing.TB, store *sqlite.Store) blog.Author {
	tb.Helper()
	settings := blog.DefaultSettings()
	settings.Title = "Commonplace"
	ada, err := store.SetUp(tb.Context(), settings, blog.Author{Name: "Ada Example", Username: "ada"}, "no password")
	if err != nil {
		tb.Fatalf("set up: %v", err)
	}
	return ada
}

// Change changes the settings of a blog.
func Change(tb testing.TB, store *sqlite.Store, change func(*blog.Settings)) {
	tb.Helper()
	_, err := store.ChangeSettings(tb.Context(), func(s *blog.Settings) error {
		change(s)
		return nil
	})
	if err != nil {
		tb.Fatalf("change settings: %v", err)
	}
}

// Script runs statements on a file that is open, past everything that the pool
// does, as another program would.
func Script(tb testing.TB, db *pool.DB, statements string, args ...any) {
	tb.Helper()
	tool, err := db.SQL()
	if err != nil {
		tb.Fatal(err)
	}
	defer tool.Close()
	if _, err := tool.ExecContext(tb.Context(), statements, args...); err != nil {
		tb.Fatalf("%s: %v", statements, err)
	}
}

// Promptly fails the test if something waits for a lock that another program
// keeps meanwhile. Who waits does so for five seconds, each time; who does not
// is done sooner once in three times, however busy the machine is.
func Promptly(tb testing.TB, do func()) {
	tb.Helper()
	const soon = 4 * time.Second
	var took time.Duration
	for range 3 {
		begin := time.Now()
		do()
		if took = time.Since(begin); took < soon {
			return
		}
	}
	tb.Errorf("three times it took %s or about as long", took)
}

// Clock is a clock that stands until it is moved. It is safe for concurrent
// use.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// NewClock makes a clock that shows Start.
func NewClock() *Clock { return &Clock{at: Start} }

// Now gives what the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Advance moves the clock and gives what it shows then.
func (c *Clock) Advance(d time.Duration) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
	return c.at
}

// Trace keeps the statements that were run. It is safe for concurrent use.
type Trace struct {
	mu  sync.Mutex
	ran []pool.Statement
}

func (t *Trace) add(_ context.Context, s pool.Statement) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ran = append(t.ran, s)
}

// Of gives the statements that f runs.
func (t *Trace) Of(f func()) []pool.Statement {
	t.mu.Lock()
	t.ran = nil
	t.mu.Unlock()
	f()
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.ran)
}
