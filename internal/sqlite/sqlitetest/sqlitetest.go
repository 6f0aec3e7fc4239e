// Package sqlitetest provides tests with a blog's database in one line: a real,
// migrated file, with a clock that the test moves and a trace of the statements.
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

// Start is the initial time of a new Clock.
var Start = time.Date(2012, 11, 21, 17, 7, 30, 0, time.UTC)

// New opens a migrated store in a temporary file, and closes it when the test
// ends. A nil clock stands at Start.
func New(tb testing.TB, clock *Clock) *sqlite.Store {
	tb.Helper()
	return Open(tb, filepath.Join(tb.TempDir(), "blog.db"), clock, nil)
}

// migrated returns the bytes of an empty, migrated database. Running all
// migrations takes a commit each, so it is done only once.
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

// Place writes a migrated database to path, unless there is a file.
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

// Open opens the store in a file, which is created with the migrated schema if it
// does not exist. A nil clock stands at Start, a nil trace records nothing.
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

// SetUp sets a blog up and returns its author, Ada.
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

// Script runs statements on an open file, bypassing the pool, as another program
// would.
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

// Promptly fails the test if do waits for a lock that another program holds
// meanwhile. Such a wait takes five seconds each time; without one, do is faster
// at least once in three runs, however busy the machine is.
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

// Clock is a clock that stands still until it is moved. It is safe for concurrent
// use.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// NewClock returns a clock that shows Start.
func NewClock() *Clock { return &Clock{at: Start} }

// Now returns the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Advance moves the clock and returns its new time.
func (c *Clock) Advance(d time.Duration) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
	return c.at
}

// Trace records the statements that were run. It is safe for concurrent use.
type Trace struct {
	mu  sync.Mutex
	ran []pool.Statement
}

func (t *Trace) add(_ context.Context, s pool.Statement) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ran = append(t.ran, s)
}

// Of returns the statements that f runs.
func (t *Trace) Of(f func()) []pool.Statement {
	t.mu.Lock()
	t.ran = nil
	t.mu.Unlock()
	f()
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.ran)
}
