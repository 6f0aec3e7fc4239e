//go:build unix

package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestWhatRootWritesBelongsToTheOwnerOfTheFolder(t *testing.T) {
	data, backup := t.TempDir(), filepath.Join(t.TempDir(), "blog.db")
	owner := os.Geteuid()
	if owner == 0 {
		owner = 65534 // nobody
		if err := os.Chown(data, owner, owner); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{
		{"init", "--title", "T", "--name", "N", "--username", "ada", "--password-stdin"},
		{"post", "https://example.org/a", "--title", "A link"},
		{"import", "testdata/post.txtar"},
		{"doctor", "--repair"},
		{"backup", backup},
		{"restore", "--force", backup},
	} {
		if code, _, stderr := call(t, "correct horse battery", append(args, "--data", data)...); code != 0 && code != exitPartly {
			t.Fatalf("%s ends with %d: %s", args[0], code, stderr)
		}
		files := 0
		err := filepath.WalkDir(data, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := d.Info()
			if err != nil {
				return err
			}
			files++
			if is := info.Sys().(*syscall.Stat_t); int(is.Uid) != owner {
				t.Errorf("after %s, %s belongs to %d", args[0], path, is.Uid)
			}
			return nil
		})
		if err != nil || files < 2 {
			t.Errorf("after %s there are %d files, %v", args[0], files, err)
		}
	}
}
