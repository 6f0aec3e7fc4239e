//go:build unix

package killtest

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pullquote/internal/sqlite/pool"
)

// damage overwrites the middle of pages that belong to a table or an index, in
// a file that nobody has open.
func (f *life) damage(names ...string) {
	f.t.Helper()
	db := file(f.t, f.data)
	var pages []int64
	var size int64
	err := db.Read(f.t.Context(), func(tx *pool.Tx) (err error) {
		if size, err = pool.One(f.t.Context(), tx, `PRAGMA page_size`, pool.Value[int64]); err != nil {
			return err
		}
		for _, name := range names {
			of, err := pool.Select(f.t.Context(), tx, `SELECT pageno FROM dbstat WHERE name = ? AND pagetype <> 'overflow' ORDER BY pageno`, pool.Value[int64], name)
			if err != nil {
				return err
			}
			pages = append(pages, of...)
		}
		return nil
	})
	db.Close()
	if err != nil || len(pages) == 0 {
		f.t.Fatalf("the pages of %v are not known: %d, %v", names, len(pages), err)
	}
	raw, err := os.OpenFile(filepath.Join(f.data, "pullquote.db"), os.O_WRONLY, 0)
	if err != nil {
		f.t.Fatal(err)
	}
	defer raw.Close()
	for _, page := range pages {
		if _, err := raw.WriteAt([]byte(strings.Repeat("\xde\xad\xbe\xef", 16)), (page-1)*size); err != nil {
			f.t.Fatal(err)
		}
	}
}

func TestOfADamagedFileIsReadWhatCanBeRead(t *testing.T) {
	for _, tc := range []struct {
		name    string
		damaged []string
		lost    []string // pages that can't be shown; ~ is a post's
		shown   []string
		writes  bool // posts can be published all the same
	}{
		{"the search index", []string{"search_data", "search_idx"}, []string{"/search?q=told"}, []string{"/", "~", "/tags/fault/", "/feed.xml"}, true},
		{"the posts", []string{"post"}, []string{"/feed.xml", "~"}, []string{"/", "/login"}, false},
		{"the addresses", []string{"address"}, []string{"~"}, []string{"/", "/feed.xml", "/tags/fault/"}, false},
		{"the tags", []string{"tag", "post_tag"}, []string{"/feed.xml", "/tags/fault/"}, []string{"/", "~", "/archive/", "/login"}, false},
		{"the settings", []string{"setting"}, nil, []string{"/", "~", "/tags/fault/", "/feed.xml", "/search?q=told", "/readyz", "/login"}, false},
		{"the numbers of posts", []string{"sqlite_sequence"}, nil, []string{"/", "~", "/feed.xml"}, false},
		{"what nobody reads", []string{"revision"}, nil, []string{"/", "~", "/feed.xml", "/search?q=told"}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := newLife(t)
			var last *story
			for range 8 {
				last = f.well()
			}
			f.p.stop()
			f.damage(tc.damaged...)
			f.p = serve(t, f.data)
			b := f.p.reader()
			for _, path := range tc.shown {
				path = strings.Replace(path, "~", last.path, 1)
				b.page(t, path).wants(t, path, http.StatusOK)
			}
			for _, path := range tc.lost {
				path = strings.Replace(path, "~", last.path, 1)
				b.page(t, path).wants(t, path, http.StatusServiceUnavailable, "be shown right now")
			}
			if len(tc.lost) > 0 { // and that was met
				b.page(t, "/healthz").wants(t, "/healthz", http.StatusServiceUnavailable, "damaged")
			}
			_, a := f.publishes()
			if tc.writes {
				a.wants(t, "publishing", http.StatusSeeOther)
				return
			}
			a.wants(t, "publishing", http.StatusServiceUnavailable, "The database is damaged", "Many words, each of them dear.")
			f.calm()
		})
	}
}

func TestAFileWhoseBeginningIsDamagedIsRefusedWithASentence(t *testing.T) {
	for name, beginning := range map[string]string{
		"it is no database any more": strings.Repeat("nothing ", 512),
		"its schema is lost":         "",
	} {
		t.Run(name, func(t *testing.T) {
			f := newLife(t)
			f.well()
			f.p.stop()
			raw, err := os.OpenFile(filepath.Join(f.data, "pullquote.db"), os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			at := int64(0)
			if beginning == "" {
				at, beginning = 100, strings.Repeat("\xde\xad", 1000)
			}
			if _, err := raw.WriteAt([]byte(beginning), at); err != nil {
				t.Fatal(err)
			}
			raw.Close()
			_, log, err := run(t, t.Context(), f.data, "", "post", "https://news.example/")
			if err == nil || !strings.Contains(log, "damaged") {
				t.Errorf("it says %q (%v)", log, err)
			}
		})
	}
}

func TestAFileThatIsDamagedWhileItIsServedIsSpokenOf(t *testing.T) {
	f := newLife(t)
	for range 8 {
		f.well()
	}
	f.sql(`PRAGMA wal_checkpoint(TRUNCATE)`)
	f.damage("post", "address", "post_public")
	b := f.p.reader()
	for n := range 5 { // what is in memory may be shown yet
		for _, path := range []string{"/archive/", "/links/none-" + fmt.Sprint(n) + "/", "/"} {
			if a := b.page(t, path); a.status == http.StatusInternalServerError {
				t.Errorf("%s answers %d: %s", path, a.status, a.main())
			}
		}
	}
	b.page(t, "/login").wants(t, "/login", http.StatusOK)
	f.calm()
}
