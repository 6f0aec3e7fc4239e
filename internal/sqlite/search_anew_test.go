package sqlite_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/search"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/pool"
	"pullquote/internal/sqlite/sqlitetest"
)

// fillSchema5 adds posts to a blog of schema 5 that are in its search index with a
// word that none of them contains.
func fillSchema5(t *testing.T, path string, n int) {
	t.Helper()
	db, err := pool.Open(t.Context(), path, pool.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range []string{
		`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
		INSERT INTO post (version, status, author_id, title, url, via, format, lang, slug, path, created, published, date_text, touched, renderer, html, own, quoted, body, guid)
		SELECT 1, 'published', 1, 'Filler ' || i, '', '', 'markdown', 'en', 'filler-' || i, '/links/filler-' || i || '/',
			1300000000000 + i / 3 * 1000, 1300000000000 + i / 3 * 1000, '', 1300000000000, 1, '<p>x</p>', 'All of the filler.', '', 'x', 'urn:filler:' || i FROM n`,
		`INSERT INTO address (key, post_id, canonical) SELECT rtrim(path, '/'), id, 1 FROM post WHERE title LIKE 'Filler %' AND ? > 0`,
		// The places of posts of the same second are in another order than their
		// IDs.
		`UPDATE post SET place = published / 1000 * 16 + 2 - id % 3 WHERE title LIKE 'Filler %' AND ? > 0`,
		`INSERT INTO search (rowid, title, own, quoted, tags, source, facets) SELECT place, 'stale', '', '', '', '', '' FROM post WHERE title LIKE 'Filler %' AND ? > 0`,
	} {
		sqlitetest.Script(t, db, statement, n)
	}
}

// placesOf returns the places of all posts, by ID.
func placesOf(t *testing.T, path string) (places []int64) {
	t.Helper()
	db := pool.Inspect(path, false)
	defer db.Close()
	err := db.Read(t.Context(), func(tx *pool.Tx) (err error) {
		places, err = pool.Select(t.Context(), tx, `SELECT coalesce(place, 0) FROM post ORDER BY id`, pool.Value[int64])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return places
}

func TestAnUpgradeMakesTheSearchAnewAtThePlacesThatWere(t *testing.T) {
	path := grownUp(t, 5)
	const more = 1800
	fillSchema5(t, path, more)
	before := placesOf(t, path)
	// The first attempt is interrupted.
	ctx, cancel := context.WithCancel(t.Context())
	batches := 0
	_, err := sqlite.Open(ctx, path, pool.Options{Trace: func(_ context.Context, s pool.Statement) {
		if s.Name == "index: many no more to do" {
			if batches++; batches == 2 {
				cancel()
			}
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("opening that is cut short gives %v", err)
	}
	wantSound(t, path, 20+more, 10+more) // the doctor finds no fault
	var log bytes.Buffer
	slow := sqlitetest.NewClock()
	store, err := sqlite.Open(t.Context(), path, pool.Options{
		Log: slog.New(slog.NewTextHandler(&log, nil)),
		Now: func() time.Time { slow.Advance(5 * time.Second); return slow.Now() },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	for i, place := range placesOf(t, path) {
		if before[i] != 0 && place != before[i] {
			t.Fatalf("post %d stood at %d and stands at %d", i+1, before[i], place)
		}
	}
	for query, want := range map[string]int{"stale": 0, `"all of the filler"`: more, "from:v5.example.org": 1, `title:"of schema"`: 10, "is:note": more + 5} {
		if got := searched(t, store, sqlite.Searching{Query: search.Parse(query, time.UTC), Limit: 2000}); len(got.Posts) != want {
			t.Errorf("%s finds %d, want %d", query, len(got.Posts), want)
		}
	}
	if got := searched(t, store, sqlite.Searching{Query: search.Parse("schema is:draft", time.UTC), Author: true, Limit: 20}); len(got.Posts) != 5 {
		t.Errorf("of 5 drafts %d are found", len(got.Posts))
	}
	wantSound(t, path, 20+more, 10+more)
	if text := log.String(); strings.Count(text, "posts are brought into the search") == 0 || strings.Count(text, "all posts are in the search") != 1 {
		t.Errorf("the log says\n%s", text)
	}
}

func TestWhatIsToComeIntoTheSearchAnewMayChangeBefore(t *testing.T) {
	store, _ := newBlog(t)
	many(t, store, 6, sqlitetest.Start)
	sqlitetest.Script(t, store.DB(), `INSERT INTO search (search) VALUES ('delete-all')`)
	sqlitetest.Script(t, store.DB(), `INSERT INTO unindexed (place) SELECT place FROM post UNION ALL SELECT 17`) // a place without a post
	p := stored(t, store, 2)
	p.Title, p.Body = "Egret", "Changed."
	update(t, store, p)
	p = stored(t, store, 3)
	p.Published, p.Body = p.Published.AddDate(1, 0, 0), "Moved."
	update(t, store, p)
	purge(t, store, 4)
	trash(t, store, 5)
	if n := count(t, store, `SELECT count(*) FROM unindexed`); n != 3 {
		t.Errorf("%d places are to be filled; want those of two posts, and of one that nobody has", n)
	}
	got := find(t, store, "heron OR egret")
	if want := []string{"Heron 2", "Heron 5", "Egret", "Heron 0"}; !slices.Equal(got, want) {
		t.Errorf("found are %q, want %q", got, want)
	}
	if n := count(t, store, `SELECT count(*) FROM unindexed`); n != 0 {
		t.Errorf("%d places are still to be filled", n)
	}
	if n, err := store.Index(t.Context(), nil); n != 0 || err != nil {
		t.Errorf("then %d are brought in, %v", n, err)
	}
	wantAtDesk(t, store, "in the trash", "is:trash", "Heron 4")
}

func TestARepairFillsPlacesThatWereToBeFilled(t *testing.T) {
	store, _ := newBlog(t)
	create(t, store, postOf(blog.Author{ID: 1}, "Heron"))
	index(t, store)
	sqlitetest.Script(t, store.DB(), `INSERT INTO unindexed (place) SELECT place FROM post`)
	if err := store.Repair(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := count(t, store, `SELECT count(*) FROM search`); n != 1 {
		t.Errorf("%d rows are in the search", n)
	}
	wantFound(t, store, "repaired", "heron", "Heron")
}
