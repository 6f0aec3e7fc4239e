package backup_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/backup"
	"pullquote/internal/blog"
	"pullquote/internal/disk"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/pool"
	"pullquote/internal/sqlite/sqlitetest"
)

// place is a data folder.
type place struct{ folder string }

func (p place) database() string { return filepath.Join(p.folder, "pullquote.db") }

func (p place) restore(file string, replace bool) backup.Restore {
	return backup.Restore{File: file, Database: p.database(), Lock: filepath.Join(p.folder, "pullquote.lock"), Served: filepath.Join(p.folder, "pullquote.served"), Replace: replace, Now: sqlitetest.Start}
}

// newBlog makes a blog with posts of all kinds.
func newBlog(t *testing.T) (place, *sqlite.Store, blog.Author) {
	t.Helper()
	p := place{t.TempDir()}
	store := sqlitetest.Open(t, p.database(), nil, nil)
	ada := sqlitetest.SetUp(t, store)
	for i := range 5 {
		post(t, store, ada, fmt.Sprintf("Post %d", i), i%2 == 0)
	}
	return p, store, ada
}

func post(t *testing.T, store *sqlite.Store, by blog.Author, title string, public bool) blog.Post {
	t.Helper()
	p := blog.Post{
		Status: blog.Draft, Author: by, Title: title, URL: "https://example.org/" + blog.Slug(title), Body: "Words.", Format: blog.Markdown, Slug: blog.Slug(title),
		Tags: blog.NewTags([]string{"birds", title}), Quotes: []blog.Quote{{Text: "Quoted."}}, Rendered: blog.Rendered{HTML: "<p>Words.</p>", Own: "Words.", Quoted: "Quoted.", Version: 1},
	}
	if public {
		p.Status = blog.Published
	}
	out, _, err := store.Create(t.Context(), p, sqlite.Rules{Pattern: blog.DefaultPattern, Zone: time.UTC})
	if err == nil {
		_, err = store.Index(t.Context(), nil) // or whoever opens the file would
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// rows returns every row of every table of a blog's file.
func rows(t *testing.T, path string) map[string][]string {
	t.Helper()
	db := pool.Inspect(path, false)
	defer db.Close()
	out := map[string][]string{}
	err := db.Read(t.Context(), func(tx *pool.Tx) error {
		tables, err := pool.Select(t.Context(), tx, `SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'`, pool.Value[string])
		if err != nil {
			return err
		}
		for _, table := range append(tables, "sqlite_schema") {
			columns, err := pool.Select(t.Context(), tx, `SELECT group_concat('quote("' || name || '")', ' || '','' || ') FROM pragma_table_xinfo(?)`, pool.Value[string], table)
			if err != nil {
				return err
			}
			if out[table], err = pool.Select(t.Context(), tx, `SELECT `+columns[0]+` AS line FROM "`+table+`" ORDER BY line`, pool.Value[string]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 20 || len(out["post"]) == 0 {
		t.Fatalf("only %d tables were read, with %d posts", len(out), len(out["post"]))
	}
	return out
}

func wantKind(t *testing.T, what string, err error, kind blog.ErrorKind, words string) {
	t.Helper()
	if err == nil || blog.KindOf(err) != kind || !strings.Contains(err.Error(), words) {
		t.Errorf("%s gives %v, want kind %d and %q", what, err, kind, words)
	}
}

func TestARestoredBlogHasEveryRowOfTheBackup(t *testing.T) {
	for _, name := range []string{"blog.db", "blog.db.gz", "blog.db.zst"} {
		t.Run(name, func(t *testing.T) {
			p, store, _ := newBlog(t)
			file := filepath.Join(t.TempDir(), name)
			facts, err := backup.Write(t.Context(), store, file, backup.Options{Now: sqlitetest.Start})
			if err != nil || facts.Posts != 5 || facts.Title != "Commonplace" {
				t.Fatalf("%+v, %v", facts, err)
			}
			want := rows(t, p.database())
			q := place{filepath.Join(t.TempDir(), "new", "data")}
			restored, err := q.restore(file, false).Run(t.Context())
			if err != nil || restored.Posts != 5 || restored.Former != "" {
				t.Fatalf("%+v, %v", restored, err)
			}
			if diff := cmp.Diff(want, rows(t, q.database())); diff != "" {
				t.Errorf("the rows differ:\n%s", diff)
			}
		})
	}
}

func TestABackupUnderWriteLoadIsOfOneMoment(t *testing.T) {
	_, store, ada := newBlog(t)
	ctx, stop := context.WithCancel(t.Context())
	var acknowledged atomic.Int64
	done := make(chan error, 1)
	go func() {
		for i := 0; ctx.Err() == nil; i++ {
			p := blog.Post{
				Status: blog.Published, Author: ada, Title: fmt.Sprintf("Load %d", i), Body: strings.Repeat("Words. ", 500), Format: blog.Markdown, Slug: fmt.Sprintf("load-%d", i),
				Tags: blog.NewTags([]string{"load"}), Rendered: blog.Rendered{HTML: "x", Own: "x", Version: 1},
			}
			if _, _, err := store.Create(context.WithoutCancel(ctx), p, sqlite.Rules{Pattern: blog.DefaultPattern, Zone: time.UTC}); err != nil {
				done <- err
				return
			}
			acknowledged.Add(1)
		}
		done <- nil
	}()
	for round := range 6 {
		before := acknowledged.Load()
		file := filepath.Join(t.TempDir(), "blog.db"+[]string{"", ".zst", ".gz"}[round%3])
		facts, err := backup.Write(t.Context(), store, file, backup.Options{Now: sqlitetest.Start})
		after := acknowledged.Load()
		if err != nil || int64(facts.Posts-5) < before || int64(facts.Posts-5) > after+1 {
			t.Fatalf("round %d: %d posts of %d to %d, %v", round, facts.Posts-5, before, after, err)
		}
		// One more than is verified of every backup: what triggers count is of the
		// same moment.
		q := place{t.TempDir()}
		if _, err := q.restore(file, false).Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		x, err := sqlite.Examine(t.Context(), q.database(), 1)
		if err != nil || !x.Sound() || len(x.Miscounted) > 0 || x.Unfound > 0 {
			t.Errorf("round %d: %+v, %v", round, x, err)
		}
	}
	stop()
	if err := <-done; err != nil || acknowledged.Load() == 0 {
		t.Errorf("%d posts were written meanwhile, %v", acknowledged.Load(), err)
	}
}

func TestABackupLeavesWhatIsThereAlone(t *testing.T) {
	_, store, _ := newBlog(t)
	file := filepath.Join(t.TempDir(), "mine")
	if err := os.WriteFile(file, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := backup.Write(t.Context(), store, file, backup.Options{Now: sqlitetest.Start})
	wantKind(t, "a name that is taken", err, blog.Conflict, "is there already")
	if got, err := os.ReadFile(file); err != nil || string(got) != "mine" {
		t.Errorf("the file holds %q, %v", got, err)
	}
	_, err = backup.Write(t.Context(), store, filepath.Join(t.TempDir(), "nowhere", "blog.db"), backup.Options{Now: sqlitetest.Start})
	wantKind(t, "a folder that is not there", err, blog.NotFound, "is not there")
}

func TestABackupThatFailsLeavesNothingBehind(t *testing.T) {
	_, store, _ := newBlog(t)
	folder := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	_, err := backup.Write(ctx, store, filepath.Join(folder, "blog.db.zst"), backup.Options{Now: sqlitetest.Start, Progress: func(int, int) { cancel() }})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a backup that is not wanted any more gives %v", err)
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) > 0 {
		t.Errorf("left are %v, %v", entries, err)
	}
}

func TestAStreamGetsAWholeBackup(t *testing.T) {
	p, store, _ := newBlog(t)
	var out bytes.Buffer
	if _, err := backup.WriteTo(t.Context(), store, &out, []string{p.folder}, backup.Options{Now: sqlitetest.Start}); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "blog.db")
	if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if facts, err := sqlite.Verify(t.Context(), file, file); err != nil || facts.Posts != 5 {
		t.Errorf("%+v, %v", facts, err)
	}
}

// made returns a backup of a blog with five posts, and the place of another blog
// with one, which is closed.
func made(t *testing.T) (file string, other place) {
	t.Helper()
	_, store, _ := newBlog(t)
	file = filepath.Join(t.TempDir(), "blog.db")
	if _, err := backup.Write(t.Context(), store, file, backup.Options{Now: sqlitetest.Start}); err != nil {
		t.Fatal(err)
	}
	other = place{t.TempDir()}
	o, err := sqlite.Open(t.Context(), other.database(), pool.Options{})
	if err != nil {
		t.Fatal(err)
	}
	post(t, o, sqlitetest.SetUp(t, o), "The only one", true)
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	return file, other
}

func TestABlogThatIsThereIsReplacedOnlyIfThatIsWanted(t *testing.T) {
	file, other := made(t)
	before := rows(t, other.database())
	_, err := other.restore(file, false).Run(t.Context())
	wantKind(t, "without force", err, blog.Conflict, "--force")
	if diff := cmp.Diff(before, rows(t, other.database())); diff != "" {
		t.Errorf("the blog was changed:\n%s", diff)
	}
	restored, err := other.restore(file, true).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, rows(t, restored.Former)); diff != "" {
		t.Errorf("the former blog is not whole:\n%s", diff)
	}
	if facts, err := sqlite.Verify(t.Context(), other.database(), ""); err != nil || facts.Posts != 5 {
		t.Errorf("the new one: %+v, %v", facts, err)
	}
}

func TestWhatStoodInTheLogGoesWithTheFormerBlog(t *testing.T) {
	file, other := made(t)
	// A log that no program has open, as a crash leaves it: copied away while
	// somebody still had it.
	crashed := place{t.TempDir()}
	store, err := sqlite.Open(t.Context(), other.database(), pool.Options{})
	if err != nil {
		t.Fatal(err)
	}
	owner, err := store.Owner(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	post(t, store, owner, "In the log", true)
	for _, ending := range []string{"", "-wal"} {
		data, err := os.ReadFile(other.database() + ending)
		if err != nil || len(data) == 0 {
			t.Fatal(err, len(data))
		}
		if err := os.WriteFile(crashed.database()+ending, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	restored, err := crashed.restore(file, true).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if facts, err := sqlite.Verify(t.Context(), restored.Former, ""); err != nil || facts.Posts != 2 {
		t.Errorf("the former blog: %+v, %v", facts, err)
	}
	for _, ending := range []string{"-wal", "-shm"} {
		if _, err := os.Stat(crashed.database() + ending); err == nil {
			t.Errorf("%s of the former blog lies beside the new one", ending)
		}
	}
	if facts, err := sqlite.Verify(t.Context(), crashed.database(), ""); err != nil || facts.Posts != 5 {
		t.Errorf("the new one: %+v, %v", facts, err)
	}
}

func TestNothingIsBroughtBackWhileTheBlogIsInUse(t *testing.T) {
	file, other := made(t)
	before := rows(t, other.database())
	server, err := disk.Share(filepath.Join(other.folder, "pullquote.lock"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = other.restore(file, true).Run(t.Context())
	wantKind(t, "while a command runs", err, blog.Conflict, "is in use")
	serving, err := disk.Alone(filepath.Join(other.folder, "pullquote.served"))
	if err != nil {
		t.Fatal(err)
	}
	if err := serving.Sign("process 7"); err != nil {
		t.Fatal(err)
	}
	_, err = other.restore(file, true).Run(t.Context())
	wantKind(t, "while it is served", err, blog.Conflict, "is served by process 7")
	if err := errors.Join(serving.Release(), server.Release()); err != nil {
		t.Fatal(err)
	}
	// And while a program has it open that knows nothing of our lock.
	store := sqlitetest.Open(t, other.database(), nil, nil)
	if err := store.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err = other.restore(file, true).Run(t.Context())
	wantKind(t, "while another program has it open", err, blog.Conflict, "in use")
	if diff := cmp.Diff(before, rows(t, other.database())); diff != "" {
		t.Errorf("the blog was changed:\n%s", diff)
	}
}

func TestABadBackupTouchesNothing(t *testing.T) {
	file, other := made(t)
	before := rows(t, other.database())
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	hurt := bytes.Clone(good)
	for i := 8 * 4096; i < 12*4096; i++ {
		hurt[i] ^= 0x5a
	}
	newer := newerThanThis(t, file)
	for name, tt := range map[string]struct {
		data  []byte
		words string
	}{
		"damaged":              {hurt, "is damaged"},
		"cut short":            {good[:len(good)/2], "is damaged"},
		"empty":                {nil, "is empty"},
		"no database":          {[]byte(strings.Repeat("Dear reader, ", 500)), "is no backup"},
		"another database":     {[]byte("SQLite format 3\x00" + strings.Repeat("Dear reader, ", 500)), "is damaged"},
		"packed with xz":       {[]byte("\xfd7zXZ\x00\x00\x04nonsense"), "xz -d"},
		"a zip":                {[]byte("PK\x03\x04nonsense and more"), "unzip"},
		"compressed badly":     {[]byte("\x28\xb5\x2f\xfdnonsense and more of it"), "can't be decompressed"},
		"of a newer pullquote": {newer, "A newer pullquote"},
	} {
		t.Run(name, func(t *testing.T) {
			bad := filepath.Join(t.TempDir(), "bad.db")
			if err := os.WriteFile(bad, tt.data, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := other.restore(bad, true).Run(t.Context())
			wantKind(t, "restoring it", err, blog.Unavailable, tt.words)
			if diff := cmp.Diff(before, rows(t, other.database())); diff != "" {
				t.Errorf("the blog was changed:\n%s", diff)
			}
			above := t.TempDir()
			nowhere := place{filepath.Join(above, "new", "data")}
			_, err = nowhere.restore(bad, false).Run(t.Context())
			wantKind(t, "restoring it where no blog is", err, blog.Unavailable, tt.words)
			if entries, err := os.ReadDir(above); err != nil || len(entries) > 0 {
				t.Errorf("left behind is %v, %v", entries, err)
			}
		})
	}
	_, err = other.restore(filepath.Join(t.TempDir(), "none.db"), true).Run(t.Context())
	wantKind(t, "a file that is not there", err, blog.NotFound, "none.db")
}

func TestAFolderIsNoBackup(t *testing.T) {
	file, other := made(t)
	empty := t.TempDir()
	_, err := other.restore(empty, true).Run(t.Context())
	wantKind(t, "an empty folder", err, blog.NotFound, "holds no backup")
	old := filepath.Join(filepath.Dir(file), "old.db.zst")
	if err := os.WriteFile(old, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(old, sqlitetest.Start, sqlitetest.Start); err != nil {
		t.Fatal(err)
	}
	_, err = other.restore(filepath.Dir(file), true).Run(t.Context())
	wantKind(t, "a folder of backups", err, blog.NotFound, "the newest one in it is "+file)
}

func TestABackupIsBroughtBackFromAStream(t *testing.T) {
	_, store, _ := newBlog(t)
	for _, name := range []string{"blog.db", "blog.db.gz", "blog.db.zst"} {
		file := filepath.Join(t.TempDir(), name)
		if _, err := backup.Write(t.Context(), store, file, backup.Options{Now: sqlitetest.Start}); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		q := place{filepath.Join(t.TempDir(), "data")}
		r := q.restore("on standard input", false)
		r.Stream = iotest.OneByteReader(bytes.NewReader(data))
		if back, err := r.Run(t.Context()); err != nil || back.Posts != 5 {
			t.Errorf("%s: %+v, %v", name, back, err)
		}
		q = place{filepath.Join(t.TempDir(), "data")}
		r = q.restore("on standard input", false)
		r.Stream = io.MultiReader(bytes.NewReader(data[:len(data)/2]), iotest.ErrReader(io.ErrUnexpectedEOF))
		if _, err := r.Run(t.Context()); blog.KindOf(err) != blog.Unavailable {
			t.Errorf("%s, when the stream breaks: %v", name, err)
		}
		if _, err := os.Stat(q.folder); err == nil {
			t.Errorf("%s: a stream that broke has left a data folder", name)
		}
	}
}

// large is a blog that says it is larger than any disk.
type large struct{ backup.Store }

func (large) Size() int64 { return 1 << 60 }

func TestABackupForWhichThereIsNoRoomIsNotBegun(t *testing.T) {
	_, store, _ := newBlog(t)
	folder := t.TempDir()
	if _, known := disk.Room(folder); !known {
		t.Skip("how much room there is can't be told on this system")
	}
	for name, words := range map[string]string{"blog.db": "are needed. Make room", "blog.db.zst": "are needed. Make room"} {
		_, err := backup.Write(t.Context(), large{store}, filepath.Join(folder, name), backup.Options{Now: sqlitetest.Start})
		wantKind(t, name, err, blog.Unavailable, words)
	}
	_, err := backup.WriteTo(t.Context(), large{store}, io.Discard, []string{folder}, backup.Options{Now: sqlitetest.Start})
	wantKind(t, "a stream", err, blog.Unavailable, "There is no room")
	if entries, err := os.ReadDir(folder); err != nil || len(entries) > 0 {
		t.Errorf("begun are %v, %v", entries, err)
	}
}

func TestANamePromisesNoPackingThatIsNotKnown(t *testing.T) {
	_, store, _ := newBlog(t)
	folder := t.TempDir()
	for _, name := range []string{"blog.db.xz", "blog.db.bz2", "blog.ZIP", "blog.lz4"} {
		_, err := backup.Write(t.Context(), store, filepath.Join(folder, name), backup.Options{Now: sqlitetest.Start})
		wantKind(t, name, err, blog.Invalid, ".zst or .gz")
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) > 0 {
		t.Errorf("begun are %v, %v", entries, err)
	}
	if _, err := backup.Write(t.Context(), store, filepath.Join(folder, "blog-2026.03.01"), backup.Options{Now: sqlitetest.Start}); err != nil {
		t.Errorf("a name with any other ending: %v", err)
	}
}

// gone is a reader of a stream that goes away after some bytes.
type gone struct{ left int }

func (g *gone) Write(p []byte) (int, error) {
	if g.left -= len(p); g.left < 0 {
		return 0, syscall.EPIPE
	}
	return len(p), nil
}

func TestAStreamThatNobodyReadsToItsEndLeavesNothingBehind(t *testing.T) {
	p, store, _ := newBlog(t)
	folder := t.TempDir()
	if _, err := backup.WriteTo(t.Context(), store, &gone{left: 40 << 10}, []string{folder}, backup.Options{Now: sqlitetest.Start}); !errors.Is(err, syscall.EPIPE) {
		t.Errorf("it ends with %v", err)
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) > 0 {
		t.Errorf("left behind is %v, %v; the blog is in %s", entries, err, p.folder)
	}
}

func newerThanThis(t *testing.T, file string) []byte {
	t.Helper()
	q := place{t.TempDir()}
	if _, err := q.restore(file, false).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	db, err := pool.Open(t.Context(), q.database(), pool.Options{})
	if err != nil {
		t.Fatal(err)
	}
	sqlitetest.Script(t, db, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(q.database())
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestADamagedBlogIsPutAsideAsItIs(t *testing.T) {
	file, other := made(t)
	if err := os.WriteFile(other.database(), []byte(strings.Repeat("No database. ", 999)), 0o600); err != nil {
		t.Fatal(err)
	}
	restored, err := other.restore(file, true).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(restored.Former); err != nil || !strings.HasPrefix(string(got), "No database.") {
		t.Errorf("it is kept as %.20q, %v", got, err)
	}
	if facts, err := sqlite.Verify(t.Context(), other.database(), ""); err != nil || facts.Posts != 5 {
		t.Errorf("the new one: %+v, %v", facts, err)
	}
	sqlitetest.Open(t, other.database(), nil, nil)
}
