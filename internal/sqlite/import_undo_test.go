package sqlite_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/pool"
	"pullquote/internal/sqlite/sqlitetest"
)

// into imports items as part of a batch.
func into(t *testing.T, s *sqlite.Store, batch int64, items ...blog.Import) {
	t.Helper()
	if _, err := s.ImportPosts(t.Context(), sqlite.Importing{Batch: batch, Rules: rules}, items); err != nil {
		t.Fatal(err)
	}
}

// takeBack undoes a batch, limit lines at a time, and returns the sum and the
// number of calls.
func takeBack(t *testing.T, s *sqlite.Store, batch int64, limit int) (sum sqlite.Undone, turns int) {
	t.Helper()
	for before, more := 0, true; more; turns++ {
		u, err := s.Undo(t.Context(), batch, before, limit)
		if err != nil {
			t.Fatal(err)
		}
		sum.Removed += u.Removed
		sum.Restored += u.Restored
		sum.Trashed += u.Trashed
		before, more = u.Before, u.Before > 0
	}
	return sum, turns
}

// mixed returns items as in archives: newest first, some of the same second, some
// drafts.
func mixed(n int, prefix string) []blog.Import {
	items := make([]blog.Import, n)
	for i := range items {
		items[i] = item(fmt.Sprintf("%s %d", prefix, i), "")
		p := &items[i].Post
		p.Published = p.Published.Add(-time.Duration(i/3) * time.Hour)
		p.Rendered.Own = fmt.Sprintf("Words of %s, number%d.", prefix, i)
		p.URL = fmt.Sprintf("https://example.org/%s/%d", prefix, i)
		if i%5 == 0 {
			p.Status = blog.Draft
		}
	}
	return items
}

func TestAnImportThatIsTakenBackLeavesTheSearchWhole(t *testing.T) {
	var trace sqlitetest.Trace
	store := sqlitetest.Open(t, filepath.Join(t.TempDir(), "blog.db"), nil, &trace)
	sqlitetest.SetUp(t, store)
	kept, undone := begin(t, store), begin(t, store)
	into(t, store, kept, mixed(40, "kept")...)
	into(t, store, undone, mixed(130, "undone")...)
	index(t, store)
	p := stored(t, store, blog.PostID(count(t, store, `SELECT id FROM post WHERE title = 'undone 77'`)))
	p.Title = "Mine"
	update(t, store, p)

	var sum sqlite.Undone
	turns := 0
	statements := trace.Of(func() { sum, turns = takeBack(t, store, undone, 50) })
	if diff := cmp.Diff(sqlite.Undone{Removed: 129, Trashed: 1}, sum); diff != "" || turns != 3 {
		t.Errorf("in %d turns: %s", turns, diff)
	}
	ran := map[string]int{}
	for _, s := range statements {
		ran[s.Name]++
	}
	for _, name := range []string{"Undo: post", "Undo: out of the search", "Undo: out of the desk's", "Undo: addresses", "Undo: settled"} {
		if ran[name] != turns {
			t.Errorf("%s ran %d times in %d turns", name, ran[name], turns)
		}
	}
	for _, table := range []string{"search", "search_desk", "post_title"} {
		sqlitetest.Script(t, store.DB(), `INSERT INTO `+table+` (`+table+`) VALUES ('integrity-check')`)
	}
	if n := count(t, store, `SELECT (SELECT count(*) FROM search) + (SELECT count(*) FROM search_desk)`); n != 41 {
		t.Errorf("%d posts are in the search, want 41", n)
	}
	wantFound(t, store, "taken back", "number76")
	wantFound(t, store, "of the other import", "number31", "kept 31")
	wantCountsKept(t, store)
}

// FTS5 flushes its memory before nearly every other statement: so the index rows of
// changed or restored posts are written in one go, after all posts are stored.
func TestWhatManyChangesLeaveInTheSearchComesAtOnce(t *testing.T) {
	var trace sqlitetest.Trace
	store := sqlitetest.Open(t, filepath.Join(t.TempDir(), "blog.db"), nil, &trace)
	sqlitetest.SetUp(t, store)
	items := mixed(60, "first")
	into(t, store, begin(t, store), items...)
	index(t, store)
	for i := range items {
		p := &items[i].Post
		items[i].Raw = []byte(fmt.Sprint("other ", i))
		p.Rendered.Own, p.Body = fmt.Sprintf("Otherwise, changed%d.", i), "Otherwise."
		switch {
		case i%7 == 1: // from the desk's index to the readers' or the other way round
			p.Status = map[blog.Status]blog.Status{blog.Draft: blog.Published, blog.Published: blog.Draft}[p.Status]
		case i%7 == 2:
			p.Published = p.Published.AddDate(1, 0, 0)
		}
	}
	items = append(items, items[5]) // an item that is in the archive twice
	atOnce := func(when string, do func()) {
		t.Helper()
		last, first := 0, 0
		for i, s := range trace.Of(do) {
			switch {
			case s.Name == "updatePost":
				last = i
			case first == 0 && (s.Name == "index: public" || s.Name == "index: desk"):
				first = i
			}
		}
		if last == 0 || first < last {
			t.Errorf("when they %s, words come into the search (statement %d) before the last post is stored (%d)", when, first, last)
		}
		for _, table := range []string{"search", "search_desk", "post_title"} {
			sqlitetest.Script(t, store.DB(), `INSERT INTO `+table+` (`+table+`) VALUES ('integrity-check')`)
		}
		wantCountsKept(t, store)
		if n := count(t, store, `SELECT (SELECT count(*) FROM search) + (SELECT count(*) FROM search_desk)`); n != 60 {
			t.Errorf("when they %s, %d of 60 posts are in the search", when, n)
		}
	}
	changed := begin(t, store)
	atOnce("change", func() { into(t, store, changed, items...) })
	wantFound(t, store, "changed", "changed3", "first 3")
	wantFound(t, store, "changed", "number3")
	wantFound(t, store, "published", "changed15", "first 15")
	wantFound(t, store, "hidden", "changed8")
	wantAtDesk(t, store, "hidden", "changed8 is:draft", "first 8")
	atOnce("are taken back", func() {
		if sum, _ := takeBack(t, store, changed, 100); sum.Restored != 60 {
			t.Errorf("it comes to %+v", sum)
		}
	})
	wantFound(t, store, "taken back", "changed3")
	wantFound(t, store, "taken back", "number3", "first 3")
	wantFound(t, store, "hidden again", "number15")
	wantFound(t, store, "published again", "number8", "first 8")
}

// With the settings for bulk changes, a single post's segment would wait longer to
// be merged with others.
func TestTheIndexHasItsUsualSettingsAfterMuchCameOrWent(t *testing.T) {
	store, _ := newBlog(t)
	batch := begin(t, store)
	into(t, store, batch, mixed(60, "undone")...)
	for _, when := range []string{"came", "went"} {
		for _, table := range []string{"search", "search_desk"} {
			got := count(t, store, `SELECT count(*) FROM `+table+`_config WHERE (k, v) IN (VALUES ('hashsize', 1048576), ('automerge', 4), ('deletemerge', 10))`)
			if got != 3 {
				t.Errorf("when they %s, %d of 3 settings of %s are the usual ones", when, got, table)
			}
		}
		takeBack(t, store, batch, 100)
	}
}

func TestWhatALaterImportChangesMeanwhileIsNotTakenBack(t *testing.T) {
	store, _ := newBlog(t)
	first := begin(t, store)
	into(t, store, first, item("Heron", ""), item("Stork", ""))
	if err := store.CheckUndo(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	changed := item("Stork", "")
	changed.Raw, changed.Post.Body = []byte("other"), "Other words."
	second := begin(t, store)
	into(t, store, second, changed)
	for what, check := range map[string]func() error{
		"asking":      func() error { return store.CheckUndo(t.Context(), first) },
		"taking back": func() error { _, err := store.Undo(t.Context(), first, 0, 100); return err },
	} {
		err := check()
		wantKind(t, what, err, blog.Conflict)
		if !strings.Contains(err.Error(), fmt.Sprintf("has changed 1 of the posts that import %d brought in", first)) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if n := count(t, store, `SELECT count(*) FROM post`); n != 2 {
		t.Errorf("%d of 2 posts are left", n)
	}
	takeBack(t, store, second, 100)
	takeBack(t, store, first, 100)
	if n := count(t, store, `SELECT count(*) FROM post`); n != 0 {
		t.Errorf("%d posts are left when both are taken back", n)
	}
}

func TestLongPostsAreTakenBackFewAtATime(t *testing.T) {
	store, _ := newBlog(t)
	batch := begin(t, store)
	for i := range 3 {
		long := item(fmt.Sprintf("Long %d", i), "")
		long.Raw = make([]byte, 9<<20)
		into(t, store, batch, long)
	}
	u, err := store.Undo(t.Context(), batch, 0, 100)
	if err != nil || u.Removed != 2 || u.Before == 0 {
		t.Errorf("the first turn comes to %+v, %v", u, err)
	}
	if sum, _ := takeBack(t, store, batch, 100); sum.Removed != 1 {
		t.Errorf("the rest, from the beginning, comes to %+v", sum)
	}
}

// hooked opens a blog that calls a function after each statement.
func hooked(t *testing.T) (*sqlite.Store, *atomic.Pointer[func(name string)]) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "blog.db")
	sqlitetest.Place(t, path)
	var hook atomic.Pointer[func(string)]
	store, err := sqlite.Open(t.Context(), path, pool.Options{Now: sqlitetest.NewClock().Now, Trace: func(_ context.Context, s pool.Statement) {
		if fn := hook.Load(); fn != nil {
			(*fn)(s.Name)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	sqlitetest.SetUp(t, store)
	return store, &hook
}

func TestTagsThatNothingBearsGoWithTheImport(t *testing.T) {
	store, hook := hooked(t)
	batch := begin(t, store)
	one, two := item("Heron", ""), item("Stork", "")
	one.Post.Tags, two.Post.Tags = blog.NewTags([]string{"birds", "grey", "draft"}), blog.NewTags([]string{"birds", "white", "meanwhile"})
	into(t, store, batch, one, two)
	create(t, store, postOf(blog.Author{ID: 1}, "Mine", "birds"))
	mine := draftOf(blog.Author{ID: 1}, "Draft")
	mine.Tags = blog.NewTags([]string{"draft"})
	create(t, store, mine)
	meanwhile := func(name string) {
		if name == "Undo: borne" { // unused tags have been read but not deleted yet
			hook.Store(nil)
			p := draftOf(blog.Author{ID: 1}, "Meanwhile")
			p.Tags = blog.NewTags([]string{"meanwhile"})
			create(t, store, p)
		}
	}
	hook.Store(&meanwhile)
	takeBack(t, store, batch, 100)
	if hook.Load() != nil {
		t.Fatal("it was not looked for tags that nothing bears")
	}
	for slug, want := range map[string]int{"birds": 1, "draft": 1, "meanwhile": 1, "grey": 0, "white": 0} {
		if got := count(t, store, `SELECT count(*) FROM tag WHERE slug = ?`, slug); got != want {
			t.Errorf("the tag %s is there %d times, want %d", slug, got, want)
		}
	}
	wantCountsKept(t, store)
}

// Pictures that a post outside of the import shows are kept, even if that post is
// stored between two transactions of Undo.
func TestAPictureStaysThatIsShownBySomethingElse(t *testing.T) {
	store, hook := hooked(t)
	batch := begin(t, store)
	into(t, store, batch, item("Heron", ""))
	var hashes []string
	for i := range 5 {
		data := []byte(fmt.Sprintf("picture %d", i))
		if err := store.AddMedia(t.Context(), batch, sqlite.Media{Type: "image/png", Name: "heron.png", Data: data}, fmt.Sprintf("http://old.example/%d.png", i)); err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, fmt.Sprintf("%x", sha256.Sum256(data)))
	}
	ada := blog.Author{ID: 1}
	shows := func(title string, i int) blog.Post {
		p := draftOf(ada, title)
		p.Rendered.HTML = `<img src="/media/` + hashes[i] + `.png">`
		return p
	}
	create(t, store, shows("Draft", 1))
	trash(t, store, create(t, store, shows("Regretted", 2)).ID)
	published := shows("Published", 3)
	published.Status = blog.Published
	create(t, store, published)
	meanwhile := func(name string) {
		if name == "Undo: borne" || name == "Undo: tags" { // before Undo releases the files
			hook.Store(nil)
			create(t, store, shows("Meanwhile", 4))
		}
	}
	hook.Store(&meanwhile)
	takeBack(t, store, batch, 100)
	if hook.Load() != nil {
		t.Fatal("nothing came meanwhile")
	}
	for i, hash := range hashes {
		_, err := store.Media(t.Context(), hash+".png")
		if want := i > 0; (err == nil) != want {
			t.Errorf("picture %d, which is shown: %v, gives %v", i, want, err)
		}
	}
	if n := count(t, store, `SELECT count(*) FROM media_address WHERE batch_id = ?`, batch); n != 0 {
		t.Errorf("%d addresses are still the batch's", n)
	}
}

func TestManyFilesGoWithTheImportThatBroughtThem(t *testing.T) {
	store, _ := newBlog(t)
	batch := begin(t, store)
	into(t, store, batch, item("Heron", ""))
	// Some are long, so that one transaction can't delete all.
	sqlitetest.Script(t, store.DB(), `
		WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 450)
		INSERT INTO media (id, sha256, type, name, added, data) SELECT i, randomblob(32), 'image/png', 'heron.png', 0, zeroblob(CASE WHEN i < 4 THEN 20000000 ELSE 10 END) FROM n;
		INSERT INTO media_address (address, media_id, batch_id) SELECT 'http://old.example/' || id, id, ? FROM media`, batch)
	takeBack(t, store, batch, 100)
	if n := count(t, store, `SELECT count(*) FROM media`); n != 0 {
		t.Errorf("%d files are left", n)
	}
}
