package pool_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// open opens a file with a table of words.
func open(t *testing.T, path string, o pool.Options) *pool.DB {
	t.Helper()
	db, err := pool.Open(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Write(t.Context(), func(tx *pool.Tx) error {
		_, err := tx.Exec(t.Context(), `CREATE TABLE IF NOT EXISTS word (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return db
}

func newDB(t *testing.T) *pool.DB {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "words.db"), pool.Options{})
}

// put stores a word.
func put(ctx context.Context, db *pool.DB, word string) error {
	return db.Write(ctx, func(tx *pool.Tx) error { return insert(ctx, tx, word) })
}

func insert(ctx context.Context, tx *pool.Tx, word string) error {
	_, err := tx.Exec(ctx, `/* put */ INSERT INTO word (text) VALUES (?)`, word)
	return err
}

// words returns the stored words, separated by spaces.
func words(t *testing.T, db *pool.DB) string {
	t.Helper()
	var out []string
	err := db.Read(context.WithoutCancel(t.Context()), func(tx *pool.Tx) (err error) {
		out, err = pool.Select(t.Context(), tx, `/* words */ SELECT text FROM word ORDER BY id`, pool.Value[string])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(out, " ")
}

func TestEveryConnectionHasEverySetting(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "words.db"), pool.Options{Readers: 3})
	want := map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "8", "cache_size": "-4096", "query_only": "0",
	}
	hasAll := func(who string) func(tx *pool.Tx) error {
		return func(tx *pool.Tx) error {
			for name, value := range want {
				if got, err := pool.One(t.Context(), tx, "PRAGMA "+name, pool.Value[string]); err != nil || got != value {
					t.Errorf("%s: PRAGMA %s = %q, %v; want %q", who, name, got, err, value)
				}
			}
			if _, err := pool.Select(t.Context(), tx, `SELECT "nosuchcolumn" FROM word`, pool.Value[string]); err == nil {
				t.Errorf("%s takes a misspelt column in double quotes for a text", who)
			}
			return nil
		}
	}
	if err := db.Write(t.Context(), hasAll("the writer")); err != nil {
		t.Fatal(err)
	}
	want["cache_size"], want["query_only"], want["busy_timeout"] = "-512", "1", "5000"
	// Three transactions at once need three connections.
	var met sync.WaitGroup
	met.Add(3)
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			err := db.Read(t.Context(), func(tx *pool.Tx) error {
				met.Done()
				met.Wait()
				return hasAll("a reader")(tx)
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func TestWhatChangesMuchHasRoomAndGivesItBack(t *testing.T) {
	db := newDB(t)
	for _, step := range []struct {
		write func(context.Context, func(*pool.Tx) error) error
		want  string
	}{{db.Write, "-4096"}, {db.WriteMuch, "-16384"}, {db.WriteMuch, "-16384"}, {db.WriteQuietly, "-4096"}, {db.WriteMuch, "-16384"}, {db.Write, "-4096"}} {
		err := step.write(t.Context(), func(tx *pool.Tx) error {
			got, err := pool.One(t.Context(), tx, `PRAGMA cache_size`, pool.Value[string])
			if got != step.want {
				t.Errorf("the page cache is %s, want %s", got, step.want)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestFoldersMayHaveAnyName(t *testing.T) {
	for _, name := range []string{"b ?#%", "100%41", "ü ö", "a&b=c;d", `back\slash`, "q'uote\"s", "a:b"} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), name)
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			db := open(t, filepath.Join(dir, "words.db"), pool.Options{})
			if err := put(t.Context(), db, "here"); err != nil {
				t.Fatal(err)
			}
			if info, err := os.Stat(filepath.Join(dir, "words.db")); err != nil || info.Size() == 0 && words(t, db) == "" {
				t.Errorf("the file is not where it should be: %v", err)
			}
		})
	}
}

func TestARelativePathIsTakenFromTheWorkingFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	db := open(t, "a:b.db", pool.Options{})
	if err := put(t.Context(), db, "here"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat("a:b.db"); err != nil {
		t.Error(err)
	}
}

func TestATransactionTakesTheWriteLockAtItsBeginning(t *testing.T) {
	path := filepath.Join(t.TempDir(), "words.db")
	db, other := open(t, path, pool.Options{}), open(t, path, pool.Options{})
	impatient, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	err := db.Write(t.Context(), func(*pool.Tx) error {
		err := put(impatient, other, "second")
		if blog.KindOf(err) != blog.Unavailable || !strings.Contains(err.Error(), "another program holds") {
			t.Errorf("a transaction that has done nothing yet lets others write: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestAReaderCannotWrite(t *testing.T) {
	db := newDB(t)
	err := db.Read(t.Context(), func(tx *pool.Tx) error { return insert(t.Context(), tx, "smuggled") })
	wantUnavailable(t, err, "can't be read just now")
	if got := words(t, db); got != "" {
		t.Errorf("stored: %q", got)
	}
}

func TestReadersSeeOneStateAndDoNotWaitForTheWriter(t *testing.T) {
	db := newDB(t)
	err := db.Read(t.Context(), func(tx *pool.Tx) error {
		count := func() int {
			n, err := pool.One(t.Context(), tx, `SELECT count(*) FROM word`, pool.Value[int])
			if err != nil {
				t.Error(err)
			}
			return n
		}
		before := count()
		if err := put(t.Context(), db, "meanwhile"); err != nil {
			t.Error(err)
		}
		if after := count(); after != before {
			t.Errorf("a transaction saw %d words, then %d", before, after)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestMoreReadersThanConnectionsTakeTurns(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "words.db"), pool.Options{Readers: 2})
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			query := fmt.Sprintf(`/* turn */ SELECT %d + count(*) FROM word`, i%5)
			for range 5 {
				err := db.Read(t.Context(), func(tx *pool.Tx) error {
					got, err := pool.One(t.Context(), tx, query, pool.Value[int])
					if got != i%5 {
						t.Errorf("%s gives %d", query, got)
					}
					return err
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

func TestEightWritersAllSucceed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "words.db")
	dbs := []*pool.DB{open(t, path, pool.Options{}), open(t, path, pool.Options{})}
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 20 {
				err := dbs[w%2].Write(t.Context(), func(tx *pool.Tx) error {
					// Reading first is what makes a deferred transaction fail.
					if _, err := pool.One(t.Context(), tx, `SELECT count(*) FROM word`, pool.Value[int]); err != nil {
						return err
					}
					return insert(t.Context(), tx, fmt.Sprintf("%d-%d", w, i))
				})
				if err != nil {
					t.Errorf("writer %d, word %d: %v", w, i, err)
				}
			}
		})
	}
	wg.Wait()
	if n := len(strings.Fields(words(t, dbs[0]))); n != 160 {
		t.Errorf("%d words are stored, want 160", n)
	}
}

func TestATransactionKnowsTheTimeInWholeMilliseconds(t *testing.T) {
	zone := time.FixedZone("far", 5*3600)
	at := time.Date(2012, 11, 21, 22, 7, 30, 123_456_789, zone)
	db := open(t, filepath.Join(t.TempDir(), "words.db"), pool.Options{Now: func() time.Time {
		at = at.Add(time.Second)
		return at
	}})
	err := db.Write(t.Context(), func(tx *pool.Tx) error {
		want := at.UTC().Truncate(time.Millisecond)
		if first, second := tx.Now(), tx.Now(); first != want || second != want {
			t.Errorf("the time is %v, then %v; want %v", first, second, want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestStatementsAreTracedByTheirNames(t *testing.T) {
	var ran []string
	db := open(t, filepath.Join(t.TempDir(), "words.db"), pool.Options{Trace: func(_ context.Context, s pool.Statement) {
		ran = append(ran, fmt.Sprintf("%s %t", s.Name, s.Err == nil))
	}})
	ran = nil
	err := errors.Join(put(t.Context(), db, "one"), put(t.Context(), db, "one"))
	if !pool.IsUnique(err) || !pool.IsConstraint(err) {
		t.Errorf("a second word gives %v", err)
	}
	words(t, db)
	if got, want := strings.Join(ran, ", "), "put true, put false, words true"; got != want {
		t.Errorf("traced: %s; want %s", got, want)
	}
}
