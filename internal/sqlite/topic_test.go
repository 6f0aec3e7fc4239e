package sqlite_test

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/sqlitetest"
)

func TestACommitTouchesTheTopicsThatItShowsIn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "blog.db")
	clock := sqlitetest.NewClock()
	store := sqlitetest.Open(t, path, clock, nil)
	ada := sqlitetest.SetUp(t, store)
	lists := map[string]sqlite.Of{
		"all": {}, "birds": {Tag: "birds"}, "lakes": {Tag: "lakes"}, "site": {Site: "example.org"}, "other site": {Site: "other.example"},
		"ada": {Author: ada.Slug}, "links": {Kind: blog.KindLink}, "notes": {Kind: blog.KindNote}, "2012": {From: sqlitetest.Start, Until: sqlitetest.Start.AddDate(1, 0, 0)},
	}
	touched := func(why string, do func(), want ...string) {
		t.Helper()
		clock.Advance(time.Hour)
		before := store.Generation()
		do()
		var got []string
		for name, of := range lists {
			if !store.Unchanged(before, of.Topics()) {
				got = append(got, name)
			}
		}
		if !store.Unchanged(before, nil) {
			got = []string{"everything"}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s touches %q, want %q", why, got, want)
		}
		if now := store.Generation(); !store.Unchanged(now, []string{sqlite.Latest}) {
			t.Errorf("%s: something has changed since it was done", why)
		}
	}
	var p blog.Post
	touched("the latest post", func() { p = create(t, store, postOf(ada, "one", "birds")) }, "ada", "all", "birds", "links", "site", "2012")
	touched("a draft", func() { create(t, store, draftOf(ada, "draft")) })
	touched("a note", func() {
		n := postOf(ada, "note", "lakes")
		n.URL = ""
		create(t, store, n)
	}, "ada", "all", "lakes", "notes", "2012")
	touched("a post of an earlier time", func() {
		old := postOf(ada, "old")
		old.Published = sqlitetest.Start.AddDate(-1, 0, 0)
		create(t, store, old)
	}, "everything")
	touched("a change", func() { p.Title = "changed"; p = update(t, store, p) }, "everything")
	touched("the trash", func() { trash(t, store, p.ID) }, "everything")
	touched("a look", func() { stored(t, store, p.ID) })
	touched("another program's post", func() {
		other := sqlitetest.Open(t, path, clock, nil)
		create(t, other, postOf(ada, "by another"))
		for before, deadline := store.Generation(), time.Now().Add(time.Minute); store.Generation() == before && time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		}
	}, "everything")
}
