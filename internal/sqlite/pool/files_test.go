//go:build unix

package pool_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"pullquote/internal/sqlite/pool"
)

func TestNothingIsAcknowledgedThatGoesIntoAFileNobodyFinds(t *testing.T) {
	for name, tc := range map[string]struct {
		take, back func(folder string) error
	}{
		"the file is moved": {
			func(folder string) error { return os.Rename(folder+"/words.db", folder+"/gone.db") },
			func(folder string) error { return os.Rename(folder+"/gone.db", folder+"/words.db") },
		},
		"another takes its place": {
			func(folder string) error {
				if err := os.Rename(folder+"/words.db", folder+"/gone.db"); err != nil {
					return err
				}
				return os.WriteFile(folder+"/words.db", nil, 0o600)
			},
			func(folder string) error { return os.Rename(folder+"/gone.db", folder+"/words.db") },
		},
		"the log is moved": {
			func(folder string) error { return os.Rename(folder+"/words.db-wal", folder+"/gone") },
			func(folder string) error { return os.Rename(folder+"/gone", folder+"/words.db-wal") },
		},
		"the log is deleted, and another program makes a new one": {
			func(folder string) error {
				return errors.Join(os.Rename(folder+"/words.db-wal", folder+"/gone"), os.WriteFile(folder+"/words.db-wal", nil, 0o600))
			},
			func(folder string) error { return os.Rename(folder+"/gone", folder+"/words.db-wal") },
		},
		"the index of the log is deleted": {
			func(folder string) error { return os.Rename(folder+"/words.db-shm", folder+"/gone") },
			func(folder string) error { return os.Rename(folder+"/gone", folder+"/words.db-shm") },
		},
		"the folder is moved": {
			func(folder string) error { return os.Rename(folder, folder+"-gone") },
			func(folder string) error { return os.Rename(folder+"-gone", folder) },
		},
		"a link to the folder leads elsewhere": {
			func(folder string) error {
				link := filepath.Join(filepath.Dir(folder), "link")
				if err := os.Remove(link); err != nil {
					return err
				}
				return os.Symlink(filepath.Dir(folder), link)
			},
			func(folder string) error {
				link := filepath.Join(filepath.Dir(folder), "link")
				if err := os.Remove(link); err != nil {
					return err
				}
				return os.Symlink(folder, link)
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), "data")
			link := filepath.Join(filepath.Dir(folder), "link")
			if err := os.Mkdir(folder, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(folder, link); err != nil {
				t.Fatal(err)
			}
			db := open(t, filepath.Join(link, "words.db"), pool.Options{})
			if err := put(t.Context(), db, "before"); err != nil {
				t.Fatal(err)
			}
			if err := tc.take(folder); err != nil {
				t.Fatal(err)
			}
			wantUnavailable(t, put(t.Context(), db, "meanwhile"), "moved, deleted or replaced")
			if got := words(t, db); got != "before" {
				t.Errorf("%q is read", got)
			}
			if err := tc.back(folder); err != nil {
				t.Fatal(err)
			}
			if err := put(t.Context(), db, "after"); err != nil {
				t.Errorf("with the file where it was: %v", err)
			}
			if got := words(t, db); got != "before after" {
				t.Errorf("%q is stored", got)
			}
		})
	}
}

func TestALinkToTheFileIsFollowed(t *testing.T) {
	dir := t.TempDir()
	path, link := filepath.Join(dir, "words.db"), filepath.Join(dir, "link.db")
	first := open(t, path, pool.Options{})
	if err := os.Symlink("words.db", link); err != nil {
		t.Fatal(err)
	}
	second := open(t, link, pool.Options{})
	if err := put(t.Context(), second, "linked"); err != nil {
		t.Fatal(err)
	}
	if got := words(t, first); got != "linked" {
		t.Errorf("%q is stored", got)
	}
}
