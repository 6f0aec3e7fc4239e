package killtest

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/pool"
	"pullquote/internal/sqlite/sqlitetest"
)

// oldFile makes a blog's file with so many posts as an earlier program left it,
// and returns what it says.
func oldFile(t *testing.T, data string, version int64, posts int) *ledger {
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
		`BEGIN`,
		`INSERT INTO author (id, name, username, created) VALUES (1, 'Ada', 'ada', 0)`,
		`INSERT INTO setting (id, title, tagline, lang, time_zone, pattern, base_url) VALUES (1, 'Marginalia', '', 'en', 'UTC', '/links/{slug}/', '')`,
		`INSERT INTO tag (id, slug, name) VALUES (1, 'fault', 'fault')`,
	}
	for i := range posts {
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
	sqlitetest.Script(t, db, strings.Join(append(statements, `COMMIT`), ";\n"))
	return l
}

const someDone = "some migrations were done"

// halfway looks at a blog that was killed while it was brought up to date: it is
// as it was, or its copy is there. It tells how far that had come.
func halfway(t *testing.T, data string, version int64, posts int) (how string) {
	t.Helper()
	x, err := sqlite.Examine(t.Context(), filepath.Join(data, "pullquote.db"), 0)
	if err != nil || !x.Sound() || x.Schema < version {
		t.Fatalf("schema %d: %v, %v %v %v", x.Schema, err, x.Unreadable, x.Damage, x.Orphans)
	}
	copies, err := filepath.Glob(filepath.Join(data, "backups", "before-schema-*.db"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range copies {
		wantCopy(t, path, posts)
	}
	switch {
	case x.Schema > version && len(copies) == 0:
		t.Errorf("the blog has schema %d, and there is no copy of the one of schema %d", x.Schema, version)
	case x.Schema == x.Newest:
		return "all migrations were done"
	case x.Schema > version:
		return someDone
	case len(copies) > 0:
		return "the copy was made"
	}
	return "it was as before"
}

func TestBringingAnOldFileUpToDateIsCutAtEachCall(t *testing.T) {
	old := t.TempDir()
	const posts = 12
	l := oldFile(t, old, 3, posts)
	eachCut(t, func(t *testing.T, c *cut) bool {
		data := filepath.Join(t.TempDir(), "data")
		if err := os.CopyFS(data, os.DirFS(old)); err != nil {
			t.Fatal(err)
		}
		p, wasCut := serveCut(t, data, c, true)
		p.kill()
		was := wasCut()
		halfway(t, data, 3, posts)
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

func TestBringingAnOldFileUpToDateIsKilledInItsMidst(t *testing.T) {
	const posts, version = 1500, 1
	old, rng := t.TempDir(), chance(t)
	l := oldFile(t, old, version, posts)
	// Copying and the migrations take about as long; then posts are indexed.
	copied, all := stages(t, twin(t, old))
	seen := map[string]int{}
	for round := range max(*kills/6, 4) {
		data, within := twin(t, old), 2*copied
		if round%4 == 0 {
			within = all
		}
		p := launch(t, data)
		time.Sleep(time.Duration(rng.Int64N(int64(within))))
		p.kill()
		seen[halfway(t, data, version, posts)]++
		again := serve(t, data)
		l.check(t, checkFile(t, data))
		again.kill()
		if t.Failed() {
			break
		}
	}
	t.Logf("the copy is made after %s, all is done after %s; after the kills: %v", copied, all, seen)
}

// stages reports how long it takes to bring a blog up to date: until its copy is
// made, and until it is served.
func stages(t *testing.T, data string) (copied, all time.Duration) {
	t.Helper()
	begin := time.Now()
	p := launch(t, data)
	for !strings.Contains(p.log.String(), "a copy was made before") {
		select {
		case <-p.log.heard:
		case <-p.ended:
			t.Fatalf("the blog was not brought up to date: %s", p.log)
		}
	}
	copied = time.Since(begin)
	if !p.ready(time.Minute) {
		t.Fatalf("the program did not start: %s", p.log)
	}
	all = time.Since(begin)
	p.kill()
	return copied, all
}

func TestBringingAnOldFileUpToDateMeetsADiskThatFails(t *testing.T) {
	const posts, version = 60, 1
	old := t.TempDir()
	l := oldFile(t, old, version, posts)
	for _, how := range []string{"ENOSPC", "EIO"} {
		// Each thread counts its own calls: some fail while the copy is made,
		// some in the midst of a migration.
		for _, from := range []int{1, 40, 120, 250} {
			t.Run(fmt.Sprint(how, " from call ", from), func(t *testing.T) {
				data := twin(t, old)
				p := launch(t, data, under(t, "pwrite64", fmt.Sprintf("error=%s:when=%d+", how, from))...)
				ended := !p.ready(time.Minute)
				p.kill()
				how := halfway(t, data, version, posts)
				said, wants := p.log.String(), ""
				switch {
				case ended && how == someDone:
					wants = "in part only"
				case ended:
					wants = "the disk"
				}
				if !strings.Contains(said, wants) || strings.Contains(said, "is as it was") && how == someDone {
					t.Errorf("%s, and it says %q", how, said)
				}
				t.Log(how)
				again := serve(t, data)
				l.check(t, checkFile(t, data))
				again.kill()
			})
		}
	}
}
