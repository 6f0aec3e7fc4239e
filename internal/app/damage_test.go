package app_test

import (
	"bytes"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pullquote/internal/app"
	"pullquote/internal/auth"
	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

func TestADamagedPageDoesNotKeepReadersOutAtTheNextStart(t *testing.T) {
	for _, name := range []string{"author_name", "sqlite_autoindex_author_1", "former_host", "media_address", "media_address_batch", "session"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := app.Config{Data: t.TempDir()}
			first, err := app.Open(t.Context(), config)
			if err != nil {
				t.Fatal(err)
			}
			_, err = first.Auth.SetUp(t.Context(), auth.SetUp{Title: "Marginalia", Name: "Ada Example", Username: "ada", Password: password, TimeZone: "UTC", Lang: "en"})
			if err := errors.Join(err, first.Close()); err != nil {
				t.Fatal(err)
			}
			spoil(t, filepath.Join(config.Data, "pullquote.db"), name)
			r := start(t, func(c *app.Config) { c.Data = config.Data })
			if status, page := get(t, r.URL+"/"); status != http.StatusOK || !strings.Contains(page, "Marginalia") {
				t.Errorf("readers get %d:\n%s", status, page)
			}
			if status, _ := get(t, r.URL+"/setup?token=x"); status == http.StatusOK {
				t.Error("anybody may set the blog up again")
			}
		})
	}
}

func TestAServerThatHasLostItsLogIsNoticedUntilItIsBack(t *testing.T) {
	config := app.Config{Data: t.TempDir(), Existing: true}
	log := filepath.Join(config.Data, "pullquote.db-wal")
	lost := func() bool {
		t.Helper()
		up, err := app.Examine(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		return up.Astray
	}
	r := startSetUp(t, func(c *app.Config) { c.Data, c.Serving = config.Data, true })
	r.printed(t) // so that the server has signed its lock
	if lost() {
		t.Error("the log is there, and said to be gone")
	}
	if err := os.Rename(log, log+"-gone"); err != nil {
		t.Fatal(err)
	}
	if _, err := app.Open(t.Context(), config); blog.KindOf(err) != blog.Unavailable {
		t.Fatalf("another program may write beside it: %v", err)
	}
	if !lost() {
		t.Error("the doctor does not say so")
	}
	if _, err := os.Stat(log); err == nil {
		t.Error("another log was begun")
	}
	if err := os.Rename(log+"-gone", log); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); lost(); {
		if time.Now().After(deadline) {
			t.Fatal("the server does not notice that the log is back")
		}
	}
	a, err := app.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
}

// spoil overwrites the first page of a table or index with invalid data.
func spoil(t *testing.T, path, name string) {
	t.Helper()
	db, err := pool.Open(t.Context(), path, pool.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var page int64
	err = db.Read(t.Context(), func(tx *pool.Tx) (err error) {
		page, err = pool.One(t.Context(), tx, `SELECT rootpage FROM sqlite_schema WHERE name = ?`, pool.Value[int64], name)
		return err
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	const size = 4096
	_, err = f.WriteAt(bytes.Repeat([]byte{0x5a}, size), (page-1)*size)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}
