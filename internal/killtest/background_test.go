//go:build unix

package killtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pullquote/internal/sqlite/pool"
	"pullquote/internal/sqlite/sqlitetest"
)

// overdue makes all background work due again, as after an update of the
// program in the small hours.
func (f *life) overdue(format string) {
	f.t.Helper()
	f.sql(`UPDATE setting SET nightly = '{"folder":"`+filepath.ToSlash(f.nightly(format))+`","format":"`+format+`"}', nightly_state = '{}'`,
		`UPDATE post SET renderer = 0`)
}

func (f *life) nightly(format string) string {
	return filepath.Join(filepath.Dir(f.data), "nightly-"+format)
}

// sql changes the file as nobody else does.
func (f *life) sql(statements ...string) {
	f.t.Helper()
	db := file(f.t, f.data)
	defer db.Close()
	for _, s := range statements {
		sqlitetest.Script(f.t, db, s)
	}
}

// number asks the file for one.
func (f *life) number(query string) (n int) {
	f.t.Helper()
	db := file(f.t, f.data)
	defer db.Close()
	err := db.Read(f.t.Context(), func(tx *pool.Tx) (err error) {
		n, err = pool.One(f.t.Context(), tx, query, pool.Value[int])
		return err
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return n
}

// done waits until a query gives no rows to do.
func (f *life) done(what, query string) {
	f.t.Helper()
	for deadline := time.Now().Add(time.Minute); f.number(query) != 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			f.t.Fatalf("%s is never done", what)
		}
	}
}

func TestWorkInTheBackgroundThatIsKilledIsDoneInTheEnd(t *testing.T) {
	f := newLife(t)
	path := filepath.Join(t.TempDir(), "bookmarks.json")
	if err := os.WriteFile(path, []byte(archive(t, "shelf", archived)), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, log, err := run(t, t.Context(), f.data, "", "import", path); err != nil {
		t.Fatalf("import: %v: %s%s", err, out, log)
	}
	for range max(*kills/40, 1) {
		for _, format := range []string{"frontmatter", "json"} {
			f.p.kill()
			f.overdue(format)
			f.begin()
			f.killDuring(f.writing(0))
			f.begin()
			f.done("the nightly export", `SELECT nightly_state = '{}' FROM setting`)
			f.p.kill()
			f.tomorrow(format)
			f.overdue(format)
			f.p = serve(f.t, f.data) // and not killed once more: what that leaves is an hour old tomorrow
			f.done("rendering again", `SELECT count(*) FROM post WHERE renderer = 0`)
			f.done("the nightly export", `SELECT nightly_state = '{}' FROM setting`)
			f.exported(format)
			if t.Failed() {
				return
			}
		}
	}
	f.quick()
}

// tomorrow makes what exports have left look a day older.
func (f *life) tomorrow(format string) {
	f.t.Helper()
	err := filepath.WalkDir(f.nightly(format), func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			then := time.Now().Add(-24 * time.Hour)
			err = os.Chtimes(path, then, then)
		}
		return err
	})
	if err != nil {
		f.t.Fatal(err)
	}
}

// exported checks what the nightly export has left in its folder.
func (f *life) exported(format string) {
	f.t.Helper()
	db := file(f.t, f.data)
	defer db.Close()
	err := db.Read(f.t.Context(), func(tx *pool.Tx) error {
		state, err := pool.One(f.t.Context(), tx, `SELECT nightly_state FROM setting`, pool.Value[string])
		if !strings.Contains(state, `"fault":""`) && strings.Contains(strings.ToLower(state), `"fault"`) {
			f.t.Errorf("the export failed: %s", state)
		}
		return err
	})
	if err != nil {
		f.t.Fatal(err)
	}
	var halves, files int
	err = filepath.WalkDir(f.nightly(format), func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files++
			if strings.HasPrefix(d.Name(), ".half") {
				halves++
			}
		}
		return err
	})
	if err != nil {
		f.t.Fatal(err)
	}
	if halves > 0 || files == 0 || format == "frontmatter" && files < archived {
		f.t.Errorf("the export has left %d files, %d of them halves", files, halves)
	}
}
