package pool_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

func TestAFullDiskIsExplainedAndThePoolWritesOnAfterwards(t *testing.T) {
	db := newDB(t)
	pragma(t, db, `PRAGMA max_page_count = 10`)
	err := put(t.Context(), db, strings.Repeat("long ", 20_000))
	wantUnavailable(t, err, "the disk is full")
	if got := words(t, db); got != "" {
		t.Errorf("%d bytes of it are stored", len(got))
	}
	pragma(t, db, `PRAGMA max_page_count = 100000`)
	if err := put(t.Context(), db, "again"); err != nil {
		t.Fatal(err)
	}
	err = db.Read(t.Context(), func(tx *pool.Tx) error {
		got, err := pool.One(t.Context(), tx, `PRAGMA integrity_check`, pool.Value[string])
		if got != "ok" {
			t.Errorf("integrity_check: %s", got)
		}
		return err
	})
	if err != nil || words(t, db) != "again" {
		t.Errorf("stored: %q, %v", words(t, db), err)
	}
}

// pragma changes a setting of the connection that writes.
func pragma(t *testing.T, db *pool.DB, query string) {
	t.Helper()
	err := db.WriteQuietly(t.Context(), func(tx *pool.Tx) error {
		_, err := tx.Exec(t.Context(), query)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestADatabaseThatTurnsReadOnlyIsExplained(t *testing.T) {
	db := newDB(t)
	pragma(t, db, `PRAGMA query_only = 1`)
	wantUnavailable(t, put(t.Context(), db, "one"), "can't be written to")
}

// wantUnavailable wants an error of kind Unavailable with words in its message and
// a cause for the log.
func wantUnavailable(t *testing.T, err error, words string) {
	t.Helper()
	e, ok := errors.AsType[*blog.Error](err)
	if !ok || e.Kind != blog.Unavailable || !strings.Contains(e.Sentence(), words) || e.Err == nil {
		t.Errorf("got %#v, want kind Unavailable and a sentence with %q", err, words)
	}
}

func TestFilesThatCannotBeOpenedAreExplained(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(t *testing.T, path string)
		words   string
	}{
		"a text": {func(t *testing.T, path string) {
			write(t, path, strings.Repeat("This is a letter, and no database. ", 40), 0o600)
		}, "is no database"},
		"a folder": {func(t *testing.T, path string) {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}, "can't be opened"},
		"a file in a folder that is not there": {func(t *testing.T, path string) {
			if err := os.Remove(filepath.Dir(path)); err != nil {
				t.Fatal(err)
			}
		}, "Check that the folder is there"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "sub", "words.db")
			if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			c.prepare(t, path)
			db, err := pool.Open(t.Context(), path, pool.Options{})
			if err == nil {
				db.Close()
			}
			wantUnavailable(t, err, c.words)
		})
	}
}

func write(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

func TestNothingOfAFailedTransactionStays(t *testing.T) {
	failed := errors.New("changed my mind")
	for name, end := range map[string]func(context.CancelFunc) error{
		"it gives an error":                   func(context.CancelFunc) error { return failed },
		"it panics":                           func(context.CancelFunc) error { panic("no more") },
		"its context ends before a statement": func(cancel context.CancelFunc) error { cancel(); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			db := newDB(t)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			func() {
				defer func() { _ = recover() }()
				err := db.Write(ctx, func(tx *pool.Tx) error {
					if err := insert(ctx, tx, "half"); err != nil {
						return err
					}
					if err := end(cancel); err != nil {
						return err
					}
					return insert(ctx, tx, "whole")
				})
				if !errors.Is(err, failed) && !errors.Is(err, context.Canceled) {
					t.Errorf("it ends with %v", err)
				}
			}()
			if got := words(t, db); got != "" {
				t.Errorf("stored: %q", got)
			}
			if err := put(t.Context(), db, "next"); err != nil {
				t.Errorf("the next transaction: %v", err)
			}
		})
	}
}

func TestWhatWasDecidedIsFinishedThoughTheContextEnds(t *testing.T) {
	db := newDB(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := db.Write(ctx, func(tx *pool.Tx) error {
		defer cancel()
		return insert(ctx, tx, "decided")
	})
	if got := words(t, db); err != nil || got != "decided" {
		t.Errorf("stored: %q, %v", got, err)
	}
}

func TestATransactionWhoseContextHasEndedDoesNotBegin(t *testing.T) {
	db := newDB(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	begun := func(*pool.Tx) error { t.Error("it began"); return nil }
	for _, err := range []error{db.Write(ctx, begun), db.Read(ctx, begun)} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("it fails with %v", err)
		}
	}
}

func TestWaitingForAnotherWriterEndsWithTheContext(t *testing.T) {
	db := newDB(t)
	err := db.Write(t.Context(), func(*pool.Tx) error {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		done := make(chan error, 1)
		go func() { done <- db.Write(ctx, func(*pool.Tx) error { return nil }) }()
		<-ctx.Done()
		if err := <-done; !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the one that waits ends with %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
