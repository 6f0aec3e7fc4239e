package sqlite_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/pool"
	"pullquote/internal/sqlite/sqlitetest"
)

func TestANewFileIsMigratedAndAnOldOneIsLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "b ?#%.db")
	store, err := sqlite.Open(t.Context(), path, pool.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	ada := sqlitetest.SetUp(t, store)
	again := sqlitetest.Open(t, path, nil, nil)
	if err := again.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	if owner, err := again.Owner(t.Context()); err != nil || owner != ada {
		t.Errorf("owner %+v, %v; want %+v", owner, err, ada)
	}
}

func TestAStoreOpensWhileAnotherProgramWrites(t *testing.T) {
	for name, leave := range map[string]func(*testing.T, *sqlite.Store, blog.Author){
		"and nothing is to be done": func(*testing.T, *sqlite.Store, blog.Author) {},
		"and a post is not in the search": func(t *testing.T, store *sqlite.Store, ada blog.Author) {
			create(t, store, postOf(ada, "Heron"))
		},
		"and an author has no page": func(t *testing.T, store *sqlite.Store, _ blog.Author) {
			sqlitetest.Script(t, store.DB(), `UPDATE author SET slug = ''`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "blog.db")
			store := sqlitetest.Open(t, path, nil, nil)
			leave(t, store, sqlitetest.SetUp(t, store))
			opensBeside(t, store, path)
		})
	}
}

// opensBeside opens a blog's file a second time while the blog is being written
// to.
func opensBeside(t *testing.T, store *sqlite.Store, path string) {
	t.Helper()
	err := store.DB().Write(t.Context(), func(*pool.Tx) (err error) {
		sqlitetest.Promptly(t, func() {
			var other *sqlite.Store
			if other, err = sqlite.Open(t.Context(), path, pool.Options{}); err == nil {
				err = other.Close()
			}
		})
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestProgramsThatMakeTheFileAtOnceAllSucceed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "blog.db")
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			store, err := sqlite.Open(t.Context(), path, pool.Options{})
			if err != nil {
				t.Error(err)
				return
			}
			if err := errors.Join(store.Ping(t.Context()), store.Close()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestTwoProgramsSeeEachOthersCommits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "blog.db")
	server, command := sqlitetest.Open(t, path, nil, nil), sqlitetest.Open(t, path, nil, nil)
	ada := sqlitetest.SetUp(t, server)
	first := create(t, command, draftOf(ada, "From the command line"))
	second := create(t, server, draftOf(ada, "From the form"))
	for _, s := range []*sqlite.Store{server, command} {
		for _, want := range []blog.Post{first, second} {
			if got, err := s.Post(t.Context(), want.ID); err != nil || got.Title != want.Title {
				t.Errorf("post %d is %q, %v; want %q", want.ID, got.Title, err, want.Title)
			}
		}
	}
}

func TestAnotherProgramsDatabaseIsRefusedAndNotChanged(t *testing.T) {
	for name, setting := range map[string]string{
		"without a mark": ``,
		"with a mark":    `PRAGMA application_id = 42`,
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "music.db")
			makeForeign(t, path, setting)
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			wantRefused(t, path, "another program's database")
			if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
				t.Errorf("the file was changed (%v)", err)
			}
		})
	}
}

// makeForeign creates another program's database, with a table and in SQLite's
// default journal mode.
func makeForeign(t *testing.T, path, setting string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), `CREATE TABLE song (title TEXT);`+setting); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func wantRefused(t *testing.T, path, words string) {
	t.Helper()
	store, err := sqlite.Open(t.Context(), path, pool.Options{})
	if err == nil {
		store.Close()
	}
	e, ok := errors.AsType[*blog.Error](err)
	if !ok || e.Kind != blog.Unavailable || !strings.Contains(e.Sentence(), words) {
		t.Errorf("opening gives %v, want kind Unavailable and a sentence with %q", err, words)
	}
}

// run runs a statement on the connection that writes.
func run(t *testing.T, store *sqlite.Store, statement string) {
	t.Helper()
	err := store.DB().WriteQuietly(t.Context(), func(tx *pool.Tx) error {
		_, err := tx.Exec(t.Context(), statement)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAFileThatIsNoDatabaseIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "letter.txt")
	if err := os.WriteFile(path, []byte(strings.Repeat("Dear reader, ", 200)), 0o600); err != nil {
		t.Fatal(err)
	}
	wantRefused(t, path, "is no database")
}

func TestAFullDiskLosesNothingThatWasSaved(t *testing.T) {
	store := sqlitetest.New(t, nil)
	ada := sqlitetest.SetUp(t, store)
	before := create(t, store, draftOf(ada, "Before"))
	pages := func(n string) {
		t.Helper()
		run(t, store, `PRAGMA max_page_count = `+n)
	}
	pages("1") // SQLite raises it to the current number of pages
	p := before
	p.Body = strings.Repeat("So many words. ", 20_000)
	if _, err := store.Update(t.Context(), p, p.Author, true, rules); blog.KindOf(err) != blog.Unavailable {
		t.Errorf("saving gives %v", err)
	}
	pages("1000000")
	got, err := store.Post(t.Context(), before.ID)
	if err != nil || got.Body != before.Body || got.Version != before.Version {
		t.Errorf("the post is now version %d with %d bytes, %v", got.Version, len(got.Body), err)
	}
	if _, err := store.Update(t.Context(), p, p.Author, true, rules); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

func TestNobodyElseOnTheMachineMayReadTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "blog.db")
	store, err := sqlite.Open(t.Context(), path, pool.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	sqlitetest.SetUp(t, store)
	for _, ending := range []string{"", "-wal", "-shm"} {
		if info, err := os.Stat(path + ending); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("blog.db%s: %v, %v", ending, info.Mode(), err)
		}
	}
}
