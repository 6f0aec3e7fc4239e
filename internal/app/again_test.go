package app_test

import (
	"path/filepath"
	"testing"
	"time"

	"pullquote/internal/app"
	"pullquote/internal/blog"
	"pullquote/internal/entry"
	"pullquote/internal/publish"
	"pullquote/internal/sqlite/pool"
	"pullquote/internal/sqlite/sqlitetest"
)

func TestEntriesAreMadeAnewBesideTheServingWhenTheSettingsChange(t *testing.T) {
	folder := t.TempDir()
	r := startSetUp(t, func(c *app.Config) { c.Data = folder })
	ada, err := r.Store.Owner(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, title := range []string{"Herons", "Egrets"} {
		if _, err := r.Gate.Save(t.Context(), ada, publish.Save{Publish: true, Entry: publish.Entry{Title: title, URL: "https://example.org/", Body: "Words."}}); err != nil {
			t.Fatal(err)
		}
	}
	sqlitetest.Change(t, r.Store, func(s *blog.Settings) { s.TimeZone = "Asia/Tokyo" })
	db, err := pool.Open(t.Context(), filepath.Join(folder, "pullquote.db"), pool.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	settings, err := r.Store.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	stamp := entry.For(settings).Stamp()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		left := 0
		err := db.Read(t.Context(), func(tx *pool.Tx) (err error) {
			left, err = pool.One(t.Context(), tx, `SELECT count(*) FROM entry WHERE stamp <> ?`, pool.Value[int], stamp)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if left == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d entries are those of the former settings", left)
		}
	}
}
