package sqlite_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/pool"
	"pullquote/internal/sqlite/sqlitetest"
)

// patient returns a blog with posts of all kinds.
func patient(t *testing.T) (string, *sqlite.Store) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "blog.db")
	store := sqlitetest.Open(t, path, nil, nil)
	ada := sqlitetest.SetUp(t, store)
	for _, title := range []string{"Heron", "Stork", "Egret"} {
		create(t, store, postOf(ada, title, "birds"))
	}
	create(t, store, draftOf(ada, "Draft"))
	trash(t, store, create(t, store, postOf(ada, "Regretted", "birds")).ID)
	index(t, store)
	return path, store
}

func examine(t *testing.T, path string) *sqlite.Examination {
	t.Helper()
	x, err := sqlite.Examine(t.Context(), path, 1)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestTheDoctorFindsWhatIsWrongAndRepairsIt(t *testing.T) {
	for _, tt := range []struct {
		name  string
		harm  string
		found func(*sqlite.Examination) bool
	}{
		{"nothing", ``, func(x *sqlite.Examination) bool { return true }},
		{"a tag's count", `UPDATE tag SET posts = 9`, func(x *sqlite.Examination) bool {
			return slices.Contains(x.Miscounted, sqlite.Tally{Of: "tags", Rows: 1})
		}},
		{"an author's count", `UPDATE author SET posts = 9`, func(x *sqlite.Examination) bool {
			return slices.Contains(x.Miscounted, sqlite.Tally{Of: "authors", Rows: 1})
		}},
		{"tags that are lost", `DELETE FROM post_tag`, func(x *sqlite.Examination) bool { return x.Untagged == 4 }},
		{"a day that is missing", `DELETE FROM day`, func(x *sqlite.Examination) bool {
			return slices.Contains(x.Miscounted, sqlite.Tally{Of: "days", Rows: 1})
		}},
		{"a site that nobody links to", `INSERT INTO site (host, posts) VALUES ('no.example', 3)`, func(x *sqlite.Examination) bool {
			return slices.Contains(x.Miscounted, sqlite.Tally{Of: "sites", Rows: 1})
		}},
		{"a post without its address", `DELETE FROM address WHERE key = '/links/heron'`, func(x *sqlite.Examination) bool { return x.Addressless == 1 }},
		{"an address that is not the post's path", `UPDATE post SET path = '/links/grey-heron/' WHERE title = 'Heron'`, func(x *sqlite.Examination) bool { return x.Addressless == 1 }},
		{"a post without its place in the search", `DELETE FROM search WHERE rowid = (SELECT place FROM post WHERE title = 'Stork')`, func(x *sqlite.Examination) bool { return x.Unfound == 1 }},
		{"a draft without its place in the search", `DELETE FROM search_desk WHERE rowid = (SELECT place FROM post WHERE title = 'Draft')`, func(x *sqlite.Examination) bool { return x.Unfound == 1 }},
		{"a picture that a post does not show", `INSERT INTO post_media (post_id, sha256) VALUES (1, zeroblob(32))`, func(x *sqlite.Examination) bool { return x.Misshown == 1 }},
		{"an entry that no post has", `INSERT INTO search (rowid, title) VALUES (5, 'ghost')`, func(x *sqlite.Examination) bool { return x.Leftover == 1 }},
		{"a title that is not what was indexed", `INSERT INTO post_title (post_title, rowid, title) VALUES ('delete', 1, 'Heron'); INSERT INTO post_title (rowid, title) VALUES (1, 'Ghost')`, func(x *sqlite.Examination) bool { return x.Titles != nil }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path, store := patient(t)
			want := map[string][]string{}
			tables := []string{`SELECT title || body || html FROM post ORDER BY id`, `SELECT key || post_id || canonical FROM address ORDER BY key`, `SELECT host || posts FROM site ORDER BY host`, `SELECT slug || posts FROM tag`}
			if !strings.Contains(tt.harm, "path") {
				for _, q := range tables {
					want[q] = lines(t, store, q)
				}
			}
			sqlitetest.Script(t, store.DB(), tt.harm+`;`)
			if x := examine(t, path); !x.Sound() && tt.name != "a title that is not what was indexed" || !tt.found(x) {
				t.Errorf("found is %+v", x)
			}
			if err := store.Repair(t.Context()); err != nil {
				t.Fatal(err)
			}
			wantSound(t, path, 5, 3)
			for q, rows := range want {
				if diff := cmp.Diff(rows, lines(t, store, q)); diff != "" {
					t.Errorf("%s gives\n%s", q, diff)
				}
			}
		})
	}
}

func lines(t *testing.T, store *sqlite.Store, query string) (rows []string) {
	t.Helper()
	err := store.DB().Read(t.Context(), func(tx *pool.Tx) (err error) {
		rows, err = pool.Select(t.Context(), tx, query, pool.Value[string])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestTheDoctorFindsRowsThatReferToNothing(t *testing.T) {
	path, store := patient(t)
	sqlitetest.Script(t, store.DB(), `PRAGMA foreign_keys = 0; DELETE FROM post WHERE title = 'Heron'; PRAGMA foreign_keys = 1`)
	x := examine(t, path)
	if x.Sound() || !slices.ContainsFunc(x.Orphans, func(o sqlite.Tally) bool { return o.Of == "revision" && o.Rows == 1 }) {
		t.Errorf("found is %+v", x.Orphans)
	}
}

func TestTheDoctorNamesTheTablesThatADamagedPageHits(t *testing.T) {
	path, store := patient(t)
	page := count(t, store, `SELECT rootpage FROM sqlite_schema WHERE name = 'revision'`)
	if err := store.Close(); err != nil { // so that everything is in the file, not in the WAL
		t.Fatal(err)
	}
	spoil(t, path, page)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	x := examine(t, path)
	if x.Sound() || x.Unreadable != nil || !slices.Contains(x.Damaged, "revision") || slices.Contains(x.Damaged, "post") || x.Published != 3 {
		t.Errorf("hit are %q; %q, %v", x.Damaged, x.Damage, x.Unreadable)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the doctor has changed the file, %v", err)
	}
	if _, err := sqlite.Verify(t.Context(), path, path); blog.KindOf(err) != blog.Unavailable {
		t.Errorf("and as a backup it gives %v", err)
	}
}

// spoil overwrites a page with invalid data.
func spoil(t *testing.T, path string, page int) {
	t.Helper()
	overwrite(t, path, page, bytes.Repeat([]byte{0x5a}, 4096))
}

func overwrite(t *testing.T, path string, page int, data []byte) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteAt(data, int64(page-1)*4096)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestTheDoctorSaysThatNothingCanBeRead(t *testing.T) {
	path, store := patient(t)
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	spoil(t, path, 1)
	if x := examine(t, path); x.Unreadable == nil || x.Sound() {
		t.Errorf("found is %+v", x)
	}
}

func TestDamagedPagesOfWhatCanBeMadeAgainAreReplaced(t *testing.T) {
	for _, tables := range [][]string{{"search_data"}, {"search_docsize"}, {"search_desk_data"}, {"search_desk_idx"}, {"post_title_data"}, {"post_title_docsize"}, {"entry"}, {"entry_stamp"}, {"day"}, {"site"}, {"post_media"}, {"post_media_file"}, {"unindexed"}, {"session"}, {"sqlite_autoindex_session_1"}, {"missed"}, {"setting"}, {"sqlite_sequence"}, {"session", "search_data", "day"}} {
		t.Run(strings.Join(tables, " and "), func(t *testing.T) {
			path, store := patient(t)
			pages := pagesOf(t, store, tables...)
			if err := store.Close(); err != nil {
				t.Fatal(err)
			}
			for _, page := range pages {
				spoil(t, path, page)
			}
			if x := examine(t, path); x.Sound() || len(x.Damaged) == 0 || slices.ContainsFunc(x.Damaged, func(table string) bool { return !sqlite.IsReplaceable(table) }) {
				t.Fatalf("hit are %q; %q", x.Damaged, x.Damage)
			}
			store = sqlitetest.Open(t, path, nil, nil)
			if _, entries, _, err := store.Entries(t.Context(), sqlite.Of{}, blog.Cursor{}, 10, plain(1)); err != nil || len(entries) != 3 {
				t.Errorf("until then a list shows %d of 3 posts, %v", len(entries), err)
			}
			if !slices.ContainsFunc(tables, func(table string) bool { return strings.HasPrefix(table, "search") }) {
				if got := find(t, store, "words"); len(got) != 3 {
					t.Errorf("until then the search finds %q", got)
				}
			}
			if err := store.Repair(t.Context()); err != nil {
				t.Fatal(err)
			}
			wantSound(t, path, 5, 3)
			if got := find(t, store, "words"); len(got) != 3 {
				t.Errorf("the search finds %q", got)
			}
			if n := wantEntries(t, store, sqlite.Of{}, plain(1)); n != 3 {
				t.Errorf("%d entries are to be made anew", n)
			}
			create(t, store, postOf(blog.Author{ID: 1}, "Afterwards"))
			if got := find(t, store, "afterwards"); len(got) != 1 {
				t.Errorf("then it finds %q", got)
			}
		})
	}
}

func TestDamagedIndexesAreMadeAgain(t *testing.T) {
	for _, tt := range []struct {
		index, table string
		again        bool
	}{
		{"post_public", "post", true},
		{"post_author", "post", true},
		{"post_tag_public", "post_tag", true},
		{"quote_post", "quote", true},
		{"address_post", "address", true},
		{"sqlite_autoindex_post_1", "post", true}, // SQLite's own, for a constraint
		{"sqlite_autoindex_revision_1", "revision", true},
		{"sqlite_autoindex_tag_1", "tag", true},
		{"sqlite_autoindex_author_1", "author", true},
		{"quote", "quote", false},
		{"post_tag", "post_tag", false},
	} {
		t.Run(tt.index, func(t *testing.T) {
			path, store := patient(t)
			p := postOf(blog.Author{ID: 1}, "Quoting")
			p.Quotes = []blog.Quote{{Text: "A heron stands."}}
			create(t, store, p)
			index(t, store)
			pages := pagesOf(t, store, tt.index)
			if err := store.Close(); err != nil {
				t.Fatal(err)
			}
			for _, page := range pages {
				spoil(t, path, page)
			}
			if x := examine(t, path); x.Sound() || x.Leaked || !slices.Contains(x.Damaged, tt.table) || slices.Contains(x.Reindexable, tt.table) != tt.again {
				t.Fatalf("hit are %q, of which can be indexed again %q; %q", x.Damaged, x.Reindexable, x.Damage)
			}
			if !tt.again {
				return
			}
			store = sqlitetest.Open(t, path, nil, nil)
			if err := store.Repair(t.Context()); err != nil {
				t.Fatal(err)
			}
			wantSound(t, path, 6, 4)
			if got := lines(t, store, `SELECT text FROM quote`); len(got) != 1 {
				t.Errorf("the quotes are %q", got)
			}
			create(t, store, postOf(blog.Author{ID: 1}, "Afterwards", "birds"))
			wantSound(t, path, 7, 5)
		})
	}
}

func TestRowsThatOnlyAnIndexKnowsAreNotForgottenByARepair(t *testing.T) {
	path, store := patient(t)
	p := postOf(blog.Author{ID: 1}, "Quoting")
	p.Quotes = []blog.Quote{{Text: "A heron stands."}}
	create(t, store, p)
	pages := pagesOf(t, store, "quote")
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	// An empty page of a table: it can be read, and has no rows.
	overwrite(t, path, pages[0], append([]byte{13, 0, 0, 0, 0, 16, 0, 0}, make([]byte, 4088)...))
	if x := examine(t, path); x.Sound() || !slices.Equal(x.Damaged, []string{"quote"}) || len(x.Reindexable) > 0 {
		t.Errorf("hit are %q, of which can be indexed again %q; %q", x.Damaged, x.Reindexable, x.Damage)
	}
}

func TestPagesThatARepairHasLeftToNobodyAreFreed(t *testing.T) {
	path, store := patient(t)
	// As a repair leaves them that is killed before its end.
	sqlitetest.Script(t, store.DB(), `CREATE TABLE gone (x); PRAGMA writable_schema = 1; DELETE FROM sqlite_schema WHERE name = 'gone'; PRAGMA writable_schema = RESET`)
	if x := examine(t, path); x.Sound() || !x.Leaked || len(x.Damaged) > 0 {
		t.Fatalf("leaked is %t; hit are %q; %q", x.Leaked, x.Damaged, x.Damage)
	}
	if err := store.Repair(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantSound(t, path, 5, 3)
}

// pagesOf returns the pages of tables and indexes.
func pagesOf(t *testing.T, store *sqlite.Store, names ...string) (pages []int) {
	t.Helper()
	err := store.DB().Read(t.Context(), func(tx *pool.Tx) (err error) {
		pages, err = pool.Select(t.Context(), tx, `SELECT pageno FROM dbstat WHERE instr(?, ' ' || name || ' ')`, pool.Value[int], " "+strings.Join(names, " ")+" ")
		return err
	})
	if err != nil || len(pages) == 0 {
		t.Fatal(pages, err)
	}
	return pages
}

func TestADamagedSearchIsMadeAgain(t *testing.T) {
	path, store := patient(t)
	// The terms of the index remain, but refer to missing pages.
	sqlitetest.Script(t, store.DB(), `DELETE FROM search_data WHERE id > 10`)
	x := examine(t, path)
	if x.Sound() || len(x.Damaged) == 0 || slices.ContainsFunc(x.Damaged, func(table string) bool { return !strings.HasPrefix(table, "search") }) {
		t.Errorf("hit are %q; %q", x.Damaged, x.Damage)
	}
	if err := store.Repair(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantSound(t, path, 5, 3)
}

func TestAnAddressThatIsAnotherPostsIsNothingToRepair(t *testing.T) {
	path, store := patient(t)
	sqlitetest.Script(t, store.DB(), `UPDATE address SET post_id = 2, canonical = 0 WHERE key = '/links/heron';`)
	for _, when := range []string{"before", "after"} {
		if x := examine(t, path); x.Contested != 1 || x.Addressless != 0 || !slices.Equal(x.Addresses, []string{"post 1: /links/heron/"}) {
			t.Errorf("%s repairing found is %d contested, %d without, %q", when, x.Contested, x.Addressless, x.Addresses)
		}
		if err := store.Repair(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheDoctorCountsThePostsOfAnOlderSchema(t *testing.T) {
	path := grownUp(t, 1)
	if x := examine(t, path); !x.Sound() || x.Schema != 1 || x.Posts != 4 || x.Published != 2 {
		t.Errorf("found is %+v", x)
	}
}
