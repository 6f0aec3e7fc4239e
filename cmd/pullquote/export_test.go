package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pullquote/internal/sqlite/pool"
)

// spoil overwrites the first page of each table, in a blog that nobody has
// open.
func spoil(t *testing.T, data string, tables ...string) {
	t.Helper()
	file := filepath.Join(data, "pullquote.db")
	db := pool.Inspect(file, false)
	var pages []int64
	err := db.Read(t.Context(), func(tx *pool.Tx) error {
		for _, table := range tables {
			page, err := pool.One(t.Context(), tx, `SELECT min(pageno) FROM dbstat WHERE name = ? AND pagetype = 'leaf'`, pool.Value[int64], table)
			if err != nil {
				return err
			}
			pages = append(pages, page)
		}
		return nil
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(file, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	const size = 4096
	for _, page := range pages {
		if _, err := f.WriteAt(bytes.Repeat([]byte{0x5a}, size), (page-1)*size); err != nil {
			t.Error(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestADamagedBlogIsExportedAsFarAsItCanBeRead(t *testing.T) {
	data := blogOf(t, 40)
	out := filepath.Join(t.TempDir(), "out")
	export := func(format, to string) (int, string, string) {
		return call(t, "", "export", "--data", data, "--format", format, "--out", to)
	}
	if code, stdout, stderr := export("frontmatter", out); code != exitDone || !strings.HasPrefix(stdout, "40 posts in ") || stderr != "" {
		t.Fatalf("it leaves with %d, and says %q, %q", code, stdout, stderr)
	}
	kept := filepath.Join(out, "kept.md")
	if err := os.WriteFile(kept, []byte("only here"), 0o600); err != nil {
		t.Fatal(err)
	}
	list, err := os.OpenFile(filepath.Join(out, ".pullquote-export"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := list.WriteString("kept.md\n"); err != nil {
		t.Fatal(err)
	}
	list.Close()

	spoil(t, data, "post", "revision")
	code, stdout, stderr := export("frontmatter", out)
	if code != exitPartly || strings.HasPrefix(stdout, "40 posts") || !strings.Contains(stdout, " in "+out) {
		t.Errorf("it leaves with %d, and says %q", code, stdout)
	}
	for _, want := range []string{"pullquote: post 1 (/links/post-0/) can't be read\n", "pullquote: the database is damaged, and ", "pullquote doctor"} {
		if !strings.Contains(stderr, want) {
			t.Errorf("%q is not said:\n%s", want, stderr)
		}
	}
	for _, file := range []string{kept, filepath.Join(out, "_posts", "*post-39.md"), filepath.Join(out, "_posts", "*post-3.md")} {
		if found, err := filepath.Glob(file); err != nil || len(found) != 1 {
			t.Errorf("%s is not there, %v", file, err)
		}
	}
	for _, format := range []string{"wxr", "netscape", "pinboard", "json", "site"} {
		if code, stdout, stderr := export(format, filepath.Join(t.TempDir(), format)); code != exitPartly {
			t.Errorf("%s leaves with %d: %s%s", format, code, stdout, stderr)
		}
	}
	if _, stdout, _ := call(t, "", "doctor", "--data", data); !strings.Contains(stdout, "pullquote export") {
		t.Errorf("the doctor says %s", stdout)
	}
}
