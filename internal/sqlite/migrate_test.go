package sqlite_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/search"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/pool"
	"pullquote/internal/sqlite/sqlitetest"
)

// fixture returns the rows of a schema version. Each version needs its file:
// whoever writes a migration also writes the rows of the schema before it, in that
// schema.
func fixture(t *testing.T) func(schema int64) string {
	return func(schema int64) string {
		t.Helper()
		rows, err := os.ReadFile(fmt.Sprintf("testdata/schema-%04d.sql", schema))
		if err != nil {
			t.Fatalf("schema %d has no rows to be brought up to date: %v", schema, err)
		}
		return string(rows)
	}
}

// grownUp returns the path of a blog that has gone through all schema versions up
// to one.
func grownUp(t *testing.T, schema int64) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pullquote.db")
	if err := sqlite.GrowUp(t.Context(), path, schema, fixture(t)); err != nil {
		t.Fatalf("schema %d: %v", schema, err)
	}
	return path
}

// copies returns the names of the copies that upgrades have made of a blog.
func copies(t *testing.T, path string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(filepath.Dir(path), "backups", "*.db"))
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func TestABlogOfEveryEarlierSchemaIsBroughtUpToDate(t *testing.T) {
	for schema := int64(1); schema < sqlite.NewestSchema(); schema++ {
		t.Run(fmt.Sprintf("schema %d", schema), func(t *testing.T) {
			path := grownUp(t, schema)
			store := sqlitetest.Open(t, path, nil, nil)
			for n := int64(1); n <= schema; n++ {
				wantPostsOf(t, store, n)
			}
			if _, list, err := store.Posts(t.Context(), sqlite.Of{Tag: "birds"}, blog.Cursor{}, 100); err != nil || len(list.Posts) != int(2*schema) {
				t.Errorf("%d posts of the tag, %v; want %d", len(list.Posts), err, 2*schema)
			}
			wantSound(t, path, int(4*schema), int(2*schema))
			made := copies(t, path)
			if len(made) != 1 || !strings.Contains(made[0], fmt.Sprintf("before-schema-%d-", sqlite.NewestSchema())) {
				t.Fatalf("the copies made before are %q", made)
			}
			if facts, err := sqlite.Verify(t.Context(), made[0], made[0]); err != nil || facts.Schema != schema || facts.Posts != int(4*schema) {
				t.Errorf("the copy holds %+v, %v", facts, err)
			}
		})
	}
}

func TestAnUpgradeKnowsWhichFilesReadersSee(t *testing.T) {
	store := sqlitetest.Open(t, grownUp(t, 7), nil, nil)
	paths, err := store.MediaPaths(t.Context())
	if want := []string{"/media/" + strings.Repeat("5e", 32) + ".png", "/media/" + strings.Repeat("6f", 32) + ".png"}; err != nil || !slices.Equal(paths, want) {
		t.Errorf("they see %q, %v; want %q", paths, err, want)
	}
	if hidden, err := store.HiddenMedia(t.Context(), strings.Repeat("70", 32)+".png"); err != nil || !hidden {
		t.Errorf("what a draft shows is hidden: %v, %v", hidden, err)
	}
}

// wantPostsOf wants the posts of a schema's fixture to be found by readers.
func wantPostsOf(t *testing.T, store *sqlite.Store, n int64) {
	t.Helper()
	heron, canonical, err := store.Lookup(t.Context(), fmt.Sprintf("/links/herons-%d", n))
	if err != nil || !canonical || heron.Title != fmt.Sprintf("Herons of schema %d", n) || blog.TagList(heron.Tags) != fmt.Sprintf("Birds, schema %d", n) {
		t.Errorf("schema %d: %q with the tags %q, %v", n, heron.Title, blog.TagList(heron.Tags), err)
	}
	if old, canonical, err := store.Lookup(t.Context(), fmt.Sprintf("/old/%d", n)); err != nil || canonical || old.ID != heron.ID {
		t.Errorf("schema %d: the former address leads to %d (canonical %v), %v", n, old.ID, canonical, err)
	}
	_, _, err = store.Lookup(t.Context(), fmt.Sprintf("/purged/%d", n))
	wantKind(t, "an address of a purged post", err, blog.Gone)
	_, _, err = store.Lookup(t.Context(), fmt.Sprintf("/links/regret-%d", n))
	wantKind(t, "an address of a post in the trash", err, blog.Gone)
	whole := stored(t, store, heron.ID)
	if len(whole.Quotes) != 1 || whole.Quotes[0].Captured != fmt.Sprintf("They stand still, version %d.", n) || whole.GUID == "" {
		t.Errorf("schema %d: quotes %+v, guid %q", n, whole.Quotes, whole.GUID)
	}
	if revisions, err := store.Revisions(t.Context(), heron.ID); err != nil || len(revisions) != 2 {
		t.Errorf("schema %d: %d revisions, %v", n, len(revisions), err)
	}
	for words, want := range map[string]int{fmt.Sprintf("quoted:\"version %d\"", n): 1, fmt.Sprintf("words%d", n): 2, fmt.Sprintf("herons schema %d", n): 1} {
		found, err := store.Search(t.Context(), sqlite.Searching{Query: search.Parse(words, time.UTC), Limit: 10})
		if err != nil || len(found.Posts) != want {
			t.Errorf("schema %d: searching for %s finds %d posts, %v; want %d", n, words, len(found.Posts), err, want)
		}
	}
}

// wantSound wants the doctor to find no faults.
func wantSound(t *testing.T, path string, posts, published int) {
	t.Helper()
	x, err := sqlite.Examine(t.Context(), path, 1)
	if err != nil {
		t.Fatal(err)
	}
	if !x.Sound() || x.Titles != nil || len(x.Miscounted) > 0 || x.Addressless+x.Unfound+x.Leftover+x.Outdated+x.Misshown > 0 || x.Posts != posts || x.Published != published {
		t.Errorf("the blog is not well: %+v; want %d posts, %d published", x, posts, published)
	}
}

func TestEveryMigrationIsOneTransaction(t *testing.T) {
	err := fs.WalkDir(sqlite.Migrations(), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(sqlite.Migrations(), path)
		if strings.Contains(string(text), "NO TRANSACTION") || strings.Contains(string(text), "+goose Down") {
			t.Errorf("%s leaves its transaction, or goes back", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWithoutRoomForACopyNothingIsBroughtUpToDate(t *testing.T) {
	path := grownUp(t, 1)
	err := sqlite.OpenWithRoom(t.Context(), path, 1<<20)
	wantKind(t, "opening", err, blog.Unavailable)
	if err == nil || !strings.Contains(err.Error(), "no room for a copy") {
		t.Errorf("it says %v", err)
	}
	if facts, err := sqlite.Verify(t.Context(), path, path); err != nil || facts.Schema != 1 || len(copies(t, path)) > 0 {
		t.Errorf("the blog is now %+v, %v, with copies %q", facts, err, copies(t, path))
	}
}

func TestProgramsThatUpgradeAtOnceDoItOnce(t *testing.T) {
	path := grownUp(t, 1)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			store, err := sqlite.Open(t.Context(), path, pool.Options{})
			if err == nil {
				err = errors.Join(store.Ping(t.Context()), store.Close())
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if made := copies(t, path); len(made) != 1 {
		t.Errorf("the copies are %q", made)
	}
	wantSound(t, path, 4, 2)
}

func TestOfCopiesBeforeUpgradesTheLastFewAreKept(t *testing.T) {
	path := grownUp(t, 1)
	folder := filepath.Join(filepath.Dir(path), "backups")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	newest := sqlite.NewestSchema()
	names := []string{"mine.db", "before-schema-x.db"}
	for back := range int64(4) {
		names = append(names, fmt.Sprintf("before-schema-%d-20200101-000000.db", newest-back))
	}
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	sqlitetest.Open(t, path, nil, nil)
	var left []string
	for _, path := range copies(t, path) {
		left = append(left, filepath.Base(path))
	}
	want := []string{
		"before-schema-x.db", fmt.Sprintf("before-schema-%d-20121121-170730.db", newest),
		fmt.Sprintf("before-schema-%d-20200101-000000.db", newest-1), fmt.Sprintf("before-schema-%d-20200101-000000.db", newest-2), "mine.db",
	}
	slices.Sort(want)
	slices.Sort(left)
	if !slices.Equal(left, want) {
		t.Errorf("left are %q, want %q", left, want)
	}
}

func TestANewerProgramsBlogIsRefusedAndNotChanged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "blog.db")
	store := sqlitetest.Open(t, path, nil, nil)
	sqlitetest.SetUp(t, store)
	sqlitetest.Script(t, store.DB(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`)
	// The last writes are in the WAL, as after a crash: the first program still
	// has the file open.
	sums := func() (out []string) {
		for _, ending := range []string{"", "-wal"} {
			data, err := os.ReadFile(path + ending)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, fmt.Sprintf("%x", sha256.Sum256(data)))
		}
		return out
	}
	before := sums()
	wantRefused(t, path, "A newer pullquote has written this blog")
	if after := sums(); !slices.Equal(before, after) {
		t.Error("the file or its log was changed")
	}
}
