package killtest

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/pressly/goose/v3"

	"pullquote/internal/sqlite/pool"
	"pullquote/internal/sqlite/sqlitetest"
)

// oldPosts is how many posts an old file holds.
const oldPosts = 12

// oldFile makes a blog's file as an earlier program left it, and gives what it
// says.
func oldFile(t *testing.T, data string, version int64) *ledger {
	t.Helper()
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	db, err := pool.Open(t.Context(), filepath.Join(data, "pullquote.db"), pool.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tool, err := db.SQL()
	if err != nil {
		t.Fatal(err)
	}
	defer tool.Close()
	provider, err := goose.NewProvider(goose.DialectSQLite3, tool, os.DirFS("../sqlite/migrations"), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), version); err != nil {
		t.Fatal(err)
	}
	l := newLedger()
	statements := []string{
		`PRAGMA application_id = 0x50516f74`,
		`INSERT INTO author (id, name, username, created) VALUES (1, 'Ada', 'ada', 0)`,
		`INSERT INTO setting (id, title, tagline, lang, time_zone, pattern, base_url) VALUES (1, 'Marginalia', '', 'en', 'UTC', '/links/{slug}/', '')`,
		`INSERT INTO tag (id, slug, name) VALUES (1, 'fault', 'fault')`,
	}
	for i := range oldPosts {
		s := l.begin()
		to := stateOf(entry(s.token), []string{"published", "draft"}[i%2])
		to.tags = "fault"
		s.sure = &to
		public := "NULL"
		if to.shelf == "published" {
			s.path, public = "/links/"+s.token+"-told/", fmt.Sprint(1_700_000_000_000+i*1000)
		}
		statements = append(statements,
			fmt.Sprintf(`INSERT INTO post (id, version, status, author_id, title, url, via, format, lang, slug, path, created, published, date_text, touched, renderer, html, own, quoted, body)
				VALUES (%d, 1, '%s', 1, '%s', '%s', '', 'markdown', 'en', '%s-told', '%s', 0, %s, '', 0, 1, '', 'Said', 'Quoted', '%s')`,
				i+1, to.shelf, to.title, to.url, s.token, s.path, public, to.body),
			fmt.Sprintf(`INSERT INTO post_tag (post_id, tag_id, position, name, published) VALUES (%d, 1, 0, 'fault', %s)`, i+1, public),
			fmt.Sprintf(`INSERT INTO revision (post_id, version, title, url, via, body, format, tags, saved, saved_by) SELECT id, version, title, url, via, body, format, 'fault', 0, 'Ada' FROM post WHERE id = %d`, i+1),
			fmt.Sprintf(`INSERT INTO address (key, post_id, canonical) SELECT rtrim(path, '/'), id, 1 FROM post WHERE id = %d AND path <> ''`, i+1))
	}
	for _, s := range statements {
		sqlitetest.Script(t, db, s)
	}
	return l
}

func TestBringingAnOldFileUpToDateIsCutAtEachCall(t *testing.T) {
	old := t.TempDir()
	l := oldFile(t, old, 3)
	eachCut(t, func(t *testing.T, c *cut) bool {
		data := filepath.Join(t.TempDir(), "data")
		if err := os.CopyFS(data, os.DirFS(old)); err != nil {
			t.Fatal(err)
		}
		p, wasCut := serveCut(t, data, c, true)
		p.kill()
		was := wasCut()
		again := serve(t, data)
		l.check(t, checkFile(t, data))
		s := l.stories["tale1x"]
		b := again.reader()
		b.page(t, s.path).wants(t, "an old post", http.StatusOK, s.sure.title)
		b.page(t, "/search?q=tale1x").wants(t, "the search", http.StatusOK, s.path)
		again.kill()
		return was
	})
}
