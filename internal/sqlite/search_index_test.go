package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"pullquote/internal/blog"
	"pullquote/internal/search"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/pool"
	"pullquote/internal/sqlite/sqlitetest"
)

// many stores posts of the same second with numbered titles.
func many(t *testing.T, s *sqlite.Store, n int, at time.Time) {
	t.Helper()
	items := make([]blog.Import, n)
	for i := range items {
		items[i] = item(fmt.Sprintf("Heron %d", i), "")
		items[i].Post.Published, items[i].Post.URL = at, fmt.Sprintf("https://example.org/%d", i)
	}
	bring(t, s, items...)
}

func TestAThousandPostsOfOneSecondAreAllFoundInOneOrder(t *testing.T) {
	store, _ := newBlog(t)
	at := time.Date(2009, 5, 1, 0, 0, 0, 0, time.UTC)
	many(t, store, 1200, at)
	all := func() (ids []blog.PostID) {
		in := sqlite.Searching{Query: search.Parse("heron on:2009-05-01", time.UTC), Limit: 70}
		for {
			found := searched(t, store, in)
			for _, p := range found.Posts {
				ids = append(ids, p.ID)
			}
			if !found.More || found.Total != sqlite.CountedHits {
				t.Fatalf("page before %d: total %d, more %t", in.Before, found.Total, found.More)
			}
			if in.Before = found.Next; in.Before == 0 {
				return ids
			}
		}
	}
	before := all()
	if len(before) != 1200 || !slices.IsSortedFunc(before, func(a, b blog.PostID) int { return int(b - a) }) {
		t.Fatalf("%d posts, the first %v", len(before), before[:10])
	}
	for _, id := range []blog.PostID{1, 17, 700, 1199} {
		p := stored(t, store, id)
		p.Rendered.Version++
		if err := store.SaveRendered(t.Context(), []blog.Post{p}, nil); err != nil {
			t.Fatal(err)
		}
		p.Rendered.Own, p.Body = "Heron, changed.", "Changed."
		update(t, store, p)
	}
	if !slices.Equal(all(), before) {
		t.Error("posts that were rendered again and edited have moved")
	}
}

func TestAPlaceFollowsThePostsTime(t *testing.T) {
	store, _ := newBlog(t)
	noon := time.Date(2009, 5, 1, 12, 0, 0, 0, time.UTC)
	many(t, store, 40, noon)
	p := create(t, store, postOf(blog.Author{ID: 1}, "Heron alone"))
	if n, err := store.Index(t.Context(), nil); n != 1 || err != nil {
		t.Fatalf("%d posts were indexed, %v", n, err)
	}
	for _, at := range []time.Time{noon.Add(-time.Hour), noon, noon.Add(time.Second), noon.Add(time.Hour), time.Date(1969, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2, 1, 1, 0, 0, 1, 0, time.UTC), time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)} {
		p.Published, p.Body = at, at.String()
		p = update(t, store, p)
		place := count(t, store, "SELECT place FROM post WHERE id = ?", p.ID)
		if late := time.Unix(int64(place)>>4, 0).Sub(at); late < 0 || late > 10*time.Second {
			t.Errorf("a post of %v stands %v later", at, late)
		}
		day := at.Format(time.DateOnly)
		if got := find(t, store, "alone on:"+day); len(got) != 1 {
			t.Errorf("on:%s finds %q", day, got)
		}
		if got := find(t, store, "alone before:"+day+" OR after:"+day); len(got) != 0 {
			t.Errorf("before or after %s is %q", day, got)
		}
	}
}

// oldSchema creates a database of the last schema without a search index, with
// published posts, drafts, and posts in the trash.
func oldSchema(t *testing.T, posts int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "blog.db")
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=synchronous(0)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, os.DirFS("migrations"), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		`PRAGMA application_id = 0x50516f74`,
		`INSERT INTO author (id, name, username, created) VALUES (1, 'Ada Example', 'ada', 0), (2, 'Ada Example', NULL, 0)`,
		`INSERT INTO tag (id, slug, name) VALUES (1, 'birds', 'Birds')`,
	} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	for i := range posts {
		status, trashed, path, public := "published", any(nil), fmt.Sprintf("/%d/", i), any(1e12)
		switch i % 4 {
		case 1:
			status, path, public = "draft", "", nil
		case 2:
			trashed, public = 1e12, nil
		}
		if _, err := db.ExecContext(t.Context(), `INSERT INTO post (version, status, author_id, title, url, via, format, lang, slug, path, created, published, trashed, date_text, touched, renderer, html, own, quoted, body)
			VALUES (1, ?, 1, ?, 'https://www.example.org/' || ?, '', 'markdown', 'en', '', ?, 0, ?, ?, '', 0, 1, '', 'Heron', 'Still water', '')`,
			status, fmt.Sprintf("Post %d", i), i, path, int64(i)*1000, trashed); err != nil {
			t.Fatal(err)
		}
		if _, err := db.ExecContext(t.Context(), `INSERT INTO post_tag (post_id, tag_id, position, name, published) VALUES (last_insert_rowid(), 1, 0, 'Birds', ?)`, public); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func TestABlogFromBeforeTheSearchIsIndexedWhenItIsOpened(t *testing.T) {
	path := oldSchema(t, 603)
	// The first attempt is interrupted.
	ctx, cancel := context.WithCancel(t.Context())
	batches := 0
	_, err := sqlite.Open(ctx, path, pool.Options{Trace: func(_ context.Context, s pool.Statement) {
		if s.Name == "Index" {
			if batches++; batches == 2 {
				cancel()
			}
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("opening that is cut short gives %v", err)
	}
	store := sqlitetest.Open(t, path, nil, nil)
	if n := count(t, store, "SELECT count(*) FROM post WHERE place IS NULL"); n != 0 {
		t.Errorf("%d posts are not indexed", n)
	}
	for query, want := range map[string]int{"heron": 301, `quoted:"still water" from:example.org tag:birds by:ada`: 301, "title:600": 1, "title:601": 0} {
		if got := searched(t, store, sqlite.Searching{Query: search.Parse(query, time.UTC), Limit: 400}); len(got.Posts) != want {
			t.Errorf("%s finds %d, want %d", query, len(got.Posts), want)
		}
	}
	for query, want := range map[string]int{"heron is:draft": 151, "heron is:trash": 151} {
		if got := searched(t, store, sqlite.Searching{Query: search.Parse(query, time.UTC), Author: true, Limit: 1}); got.Total != want {
			t.Errorf("%s finds %d, want %d", query, got.Total, want)
		}
	}
	wantCountsKept(t, store)
	if n := count(t, store, "SELECT count(DISTINCT slug) FROM author WHERE slug <> ''"); n != 2 {
		t.Errorf("%d authors have a page", n)
	}
}

func TestANewPostIsFoundThoughNobodyHasIndexedIt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "blog.db")
	store := sqlitetest.Open(t, path, nil, nil)
	ada := sqlitetest.SetUp(t, store)
	p := create(t, store, postOf(ada, "Heron"))
	create(t, store, draftOf(ada, "Egret"))
	if n := count(t, store, `SELECT count(*) FROM post WHERE place IS NULL`); n != 2 {
		t.Fatalf("%d of 2 new posts are left to be indexed", n)
	}
	p.Title = "Bittern" // changed before it is indexed
	update(t, store, p)
	generation := store.Generation()
	for query, want := range map[string]int{"bittern": 1, "heron": 0} {
		if got := find(t, store, query); len(got) != want {
			t.Errorf("%s finds %q", query, got)
		}
	}
	if n := count(t, store, `SELECT count(*) FROM post WHERE place IS NULL`); n != 0 || store.Generation() != generation {
		t.Errorf("%d posts are left, and what readers see has changed: %v", n, store.Generation() != generation)
	}
	// The same when another program opens the blog, after the first was killed.
	create(t, store, postOf(ada, "Crane"))
	other := sqlitetest.Open(t, path, nil, nil)
	if n := count(t, other, `SELECT count(*) FROM post WHERE place IS NULL`); n != 0 {
		t.Errorf("%d posts are left when it is opened", n)
	}
	if got := find(t, other, "crane"); len(got) != 1 {
		t.Errorf("it finds %q", got)
	}
}

func TestASearchDoesNotWaitForWhoWrites(t *testing.T) {
	path := filepath.Join(t.TempDir(), "blog.db")
	store := sqlitetest.Open(t, path, nil, nil)
	ada := sqlitetest.SetUp(t, store)
	create(t, store, postOf(ada, "Heron, the first"))
	find(t, store, "heron")
	create(t, store, postOf(ada, "Heron, the second"))
	other := sqlitetest.Open(t, path, nil, nil) // indexes it
	create(t, other, postOf(ada, "Heron, the third"))
	err := other.DB().Write(t.Context(), func(*pool.Tx) error {
		sqlitetest.Promptly(t, func() {
			found := searched(t, store, sqlite.Searching{Query: search.Parse("heron", time.UTC), Limit: 10})
			if len(found.Posts) != 2 || !found.Late {
				t.Errorf("it finds %q, late %t", titles(found.Posts), found.Late)
			}
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found := searched(t, store, sqlite.Searching{Query: search.Parse("heron", time.UTC), Limit: 10}); len(found.Posts) != 3 || found.Late {
		t.Errorf("then it finds %q, late %t", titles(found.Posts), found.Late)
	}
}
