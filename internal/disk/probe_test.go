package disk_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"pullquote/internal/blog"
	"pullquote/internal/disk"
)

func TestAFolderIsTriedBeforeItIsReliedOn(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	fails := func(err error) func(string) error { return func(string) error { return err } }
	for _, tt := range []struct {
		name   string
		folder string
		make   func(string) error
		says   string
	}{
		{"one that is made", filepath.Join(dir, "new"), disk.Folder, ""},
		{"one that is there", dir, disk.Folder, ""},
		{"a file", file, disk.Folder, "is a file"},
		{"below a file", filepath.Join(file, "new"), disk.Folder, "is a file"},
		{"in one that is not there", filepath.Join(dir, "gone", "new"), disk.Folder, "mounted"},
		{"where nobody makes a file, as in /proc", filepath.Join(dir, "x"), fails(syscall.ENOENT), "keeps no files of yours"},
		{"on a full disk", filepath.Join(dir, "x"), fails(syscall.ENOSPC), "full"},
		{"on a disk that can only be read", filepath.Join(dir, "x"), fails(syscall.EROFS), "ReadWritePaths="},
		{"in one that is another's", filepath.Join(dir, "x"), fails(syscall.EACCES), "the user that the server runs as"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := disk.Probe(tt.folder, tt.make)
			if tt.says == "" {
				entries, readErr := os.ReadDir(tt.folder)
				if err != nil || readErr != nil || tt.folder != dir && len(entries) > 0 {
					t.Errorf("%v; left in it are %v, %v", err, entries, readErr)
				}
				return
			}
			fault, ok := errors.AsType[*blog.Error](err)
			if !ok || fault.Kind != blog.Invalid || !strings.Contains(fault.Sentence(), tt.says) || !strings.Contains(fault.Sentence(), tt.folder) {
				t.Errorf("it says %v", err)
			}
		})
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 2 {
		t.Errorf("left behind are %v, %v", entries, err)
	}
}
