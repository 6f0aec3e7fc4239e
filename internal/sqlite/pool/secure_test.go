//go:build unix

package pool_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pullquote/internal/sqlite/pool"
)

// asKilled returns what a program finds in the database at path and its WAL if it
// is started after the others were killed.
func asKilled(t *testing.T, path string) string {
	t.Helper()
	found := filepath.Join(t.TempDir(), "words.db")
	for _, ending := range []string{"", "-wal"} {
		text, err := os.ReadFile(path + ending)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		if err == nil {
			if err := os.WriteFile(found+ending, text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	db, err := pool.Open(t.Context(), found, pool.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	return words(t, db)
}

// later changes a file's modification time, so that a change can be detected by
// it.
func later(path string) error {
	at := time.Now().Add(time.Minute)
	return os.Chtimes(path, at, at)
}

func TestWhatStandsInAFileThatWasTakenAwayIsWrittenOut(t *testing.T) {
	for name, tc := range map[string]struct {
		take   func(path string) error
		beside bool // saved in a copy
		theirs bool // the file at path must not be changed
	}{
		"the log is deleted":        {take: func(p string) error { return os.Remove(p + "-wal") }},
		"the log and its index are": {take: func(p string) error { return errors.Join(os.Remove(p+"-wal"), os.Remove(p+"-shm")) }},
		"the log is moved":          {take: func(p string) error { return os.Rename(p+"-wal", p+"-gone") }},
		"the log is replaced": {take: func(p string) error {
			return errors.Join(os.Remove(p+"-wal"), os.WriteFile(p+"-wal", []byte("theirs"), 0o600))
		}, beside: true, theirs: true},
		"the database is deleted":  {take: os.Remove, beside: true},
		"all is deleted":           {take: func(p string) error { return errors.Join(os.Remove(p), os.Remove(p+"-wal"), os.Remove(p+"-shm")) }, beside: true},
		"the database is replaced": {take: func(p string) error { return errors.Join(os.Remove(p), os.WriteFile(p, []byte("theirs"), 0o600)) }, beside: true, theirs: true},
		"the database is written over": {take: func(p string) error {
			return errors.Join(os.Remove(p+"-wal"), os.WriteFile(p, []byte("theirs"), 0o600))
		}, beside: true, theirs: true},
		"the database has another state": {take: func(p string) error { return errors.Join(os.Remove(p+"-wal"), later(p)) }, beside: true, theirs: true},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "words.db")
			db := open(t, path, pool.Options{})
			for _, word := range []string{"acknowledged", "and", "kept"} {
				if err := put(t.Context(), db, word); err != nil {
					t.Fatal(err)
				}
			}
			if saved, err := db.Secure(t.Context()); saved != "" || err != nil {
				t.Fatalf("while all is in its place, %q is written (%v)", saved, err)
			}
			if err := tc.take(path); err != nil {
				t.Fatal(err)
			}
			before, _ := os.ReadFile(path) // the file may not exist
			saved, err := db.Secure(t.Context())
			if err != nil || (saved != path) != tc.beside {
				t.Fatalf("%q is written (%v)", saved, err)
			}
			if got := asKilled(t, saved); got != "acknowledged and kept" {
				t.Errorf("of what was saved there is %q", got)
			}
			if info, err := os.Stat(saved); err != nil || info.Mode().Perm()&0o077 != 0 && tc.beside {
				t.Errorf("others may read it: %v, %v", info.Mode(), err)
			}
			if again, err := db.Secure(t.Context()); again != "" || err != nil {
				t.Errorf("it is written again, to %q (%v)", again, err)
			}
			wantUnavailable(t, put(t.Context(), db, "meanwhile"), "moved, deleted or replaced")
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			if after, _ := os.ReadFile(path); tc.theirs && string(after) != string(before) {
				t.Error("what is not ours was changed")
			}
		})
	}
}

func TestWhatIsPutBackIsWrittenToAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "words.db")
	db := open(t, path, pool.Options{})
	for _, word := range []string{"one", "two", "three"} {
		if err := put(t.Context(), db, word); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(path+"-wal", path+"-gone"); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Secure(t.Context()); err != nil {
			t.Error(err)
		}
		wantUnavailable(t, put(t.Context(), db, "meanwhile"), "moved, deleted or replaced")
		if err := os.Rename(path+"-gone", path+"-wal"); err != nil {
			t.Fatal(err)
		}
		if saved, err := db.Secure(t.Context()); saved != "" || err != nil {
			t.Errorf("%q is written (%v)", saved, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if got := asKilled(t, path); got != "one two three" {
		t.Errorf("stored is %q", got)
	}
}
