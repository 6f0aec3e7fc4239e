package sqlite_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/sqlitetest"
)

func begin(t *testing.T, s *sqlite.Store) int64 {
	t.Helper()
	batch, err := s.BeginImport(t.Context(), blog.Batch{State: blog.BatchImporting, Format: "test", Source: "archive.xml"})
	if err != nil {
		t.Fatal(err)
	}
	return batch
}

// item returns an archive's item for a post, with its title as its key, and title
// and path as its raw text.
func item(title, path string) blog.Import {
	p := postOf(blog.Author{}, title)
	p.Path, p.Published, p.DateText = path, time.Date(2009, 5, 1, 12, 0, 0, 0, time.UTC), "1 May 2009"
	return blog.Import{Key: title, Raw: []byte(title + path), Origin: "archive.xml", Post: p}
}

// bring imports items and returns the results.
func bring(t *testing.T, s *sqlite.Store, items ...blog.Import) []blog.ImportResult {
	t.Helper()
	results, err := s.ImportPosts(t.Context(), sqlite.Importing{Batch: begin(t, s), Rules: rules}, items)
	if err != nil {
		t.Fatal(err)
	}
	return results
}

func wantOutcome(t *testing.T, what string, got blog.ImportResult, outcome blog.Outcome, path, note string) {
	t.Helper()
	notes := strings.Join(got.Notes, "\n")
	if got.Outcome != outcome || got.Path != path || !strings.Contains(notes, note) || note == "" && notes != "" {
		t.Errorf("%s: %+v; want %s at %q with a note %q", what, got, outcome, path, note)
	}
}

func newBlog(t *testing.T) (*sqlite.Store, *sqlitetest.Clock) {
	t.Helper()
	clock := sqlitetest.NewClock()
	store := sqlitetest.New(t, clock)
	sqlitetest.SetUp(t, store)
	return store, clock
}

func TestAnItemKeepsItsAddressItsDateAndItsSpelling(t *testing.T) {
	store, _ := newBlog(t)
	one := item("One", "/2009/05/one.html")
	one.Former = []string{"/?p=7"}
	got := bring(t, store, one)[0]
	wantOutcome(t, "a new item", got, blog.ImportNew, "/2009/05/one.html", "")
	p := stored(t, store, got.PostID)
	if !p.Published.Equal(one.Post.Published) || p.Created != p.Published || p.DateText != "1 May 2009" || p.Author.Username != "ada" || p.Version != 1 {
		t.Errorf("the post is %+v", p)
	}
	wantAt(t, store, "/2009/05/one.html", p.ID, true)
	wantAt(t, store, "/?p=7", p.ID, false)
}

func TestTheSameArchiveAgainChangesNothing(t *testing.T) {
	store, clock := newBlog(t)
	items := []blog.Import{item("One", ""), item("Two", "/two/")}
	first := bring(t, store, items...)
	before := stored(t, store, first[0].PostID)
	clock.Advance(time.Hour)
	for i, r := range bring(t, store, items...) {
		wantOutcome(t, items[i].Key, r, blog.ImportUnchanged, first[i].Path, "")
	}
	if diff := cmp.Diff(before, stored(t, store, before.ID)); diff != "" {
		t.Error(diff)
	}
	if twice := bring(t, store, item("Three", ""), item("Three", "")); twice[1].Outcome != blog.ImportSkipped {
		t.Errorf("an item that stands in the archive twice: %+v", twice[1])
	}
}

func TestAChangedItemChangesItsPost(t *testing.T) {
	store, clock := newBlog(t)
	one := item("One", "/one/")
	first := bring(t, store, one)[0]
	clock.Advance(time.Hour)
	one.Raw, one.Post.Body, one.Post.Path, one.Post.Author.Name = []byte("changed"), "Changed.", "/elsewhere/", "Grace Example"
	wantOutcome(t, "a changed item", bring(t, store, one)[0], blog.ImportChanged, "/one/", "")
	p := stored(t, store, first.PostID)
	if p.Body != "Changed." || p.Version != 2 || p.Slug != "one" || p.Author.Name != "Grace Example" || p.Created != p.Published {
		t.Errorf("the post is %+v", p)
	}
	wantOutcome(t, "and again", bring(t, store, one)[0], blog.ImportUnchanged, "/one/", "")
}

func TestAnItemWithoutADateKeepsTheDayItCameIn(t *testing.T) {
	store, clock := newBlog(t)
	one := item("One", "/one/")
	one.Post.Published = time.Time{}
	id := bring(t, store, one)[0].PostID
	clock.Advance(time.Hour)
	one.Raw = []byte("changed")
	bring(t, store, one)
	if p := stored(t, store, id); p.Published != sqlitetest.Start || p.Created != sqlitetest.Start {
		t.Errorf("created %v, published %v", p.Created, p.Published)
	}
}

func TestADraftOfAnArchiveGetsItsAddressWhenItIsPublishedThere(t *testing.T) {
	store, _ := newBlog(t)
	one := item("One", "/one/")
	one.Post.Status = blog.Draft
	wantOutcome(t, "a draft", bring(t, store, one)[0], blog.ImportNew, "", "")
	one.Post.Status, one.Raw = blog.Published, []byte("changed")
	got := bring(t, store, one)[0]
	wantOutcome(t, "published", got, blog.ImportChanged, "/one/", "")
	wantAt(t, store, "/one", got.PostID, true)
}

func TestWhatTheAuthorDidSinceStays(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(t *testing.T, s *sqlite.Store, p blog.Post)
		path string
		note string
	}{
		"an edit": {func(t *testing.T, s *sqlite.Store, p blog.Post) {
			p.Body = "Mine."
			update(t, s, p)
		}, "/one/", "changed or deleted the post since"},
		"the trash":   {func(t *testing.T, s *sqlite.Store, p blog.Post) { trash(t, s, p.ID) }, "/one/", "changed or deleted the post since"},
		"a last word": {func(t *testing.T, s *sqlite.Store, p blog.Post) { purge(t, s, p.ID) }, "", "You deleted this post"},
	} {
		t.Run(name, func(t *testing.T) {
			store, _ := newBlog(t)
			one := item("One", "/one/")
			c.do(t, store, stored(t, store, bring(t, store, one)[0].PostID))
			body := `SELECT coalesce(max(body = 'Mine.'), -1) FROM post`
			before := count(t, store, body)
			one.Raw, one.Post.Body = []byte("changed"), "Changed."
			wantOutcome(t, "the changed item", bring(t, store, one)[0], blog.ImportKept, c.path, c.note)
			if after := count(t, store, body); after != before {
				t.Error("the author's words are not what they were")
			}
		})
	}
}

func TestAPathThatCannotBeHadIsSaid(t *testing.T) {
	store, _ := newBlog(t)
	taken := bring(t, store, item("One", "/same/"))[0]
	results := bring(t, store, item("Two", "/same/"), item("Three", "/search/"), item("Four", "/new/"), item("Five", "/new"))
	wantOutcome(t, "another post's", results[0], blog.ImportNew, "/links/two/", "The address /same/ is another post's")
	wantOutcome(t, "the blog's own", results[1], blog.ImportNew, "/links/three/", "/search/ is one of the blog's own")
	wantOutcome(t, "the first of two that want one", results[2], blog.ImportNew, "/new/", "")
	wantOutcome(t, "the second", results[3], blog.ImportNew, "/links/five/", "The address /new is another post's")
	wantAt(t, store, "/same", taken.PostID, true)

	former := item("Six", "")
	former.Former = []string{"/same", "/six-of-old"}
	six := bring(t, store, former)[0]
	wantOutcome(t, "a former address that is taken", six, blog.ImportNew, "/links/six/", "The old address /same leads to another post already.")
	wantAt(t, store, "/same", taken.PostID, true)
	wantAt(t, store, "/six-of-old", six.PostID, false)
}

func TestAnItemThatTheTablesRefuseDoesNotStopTheOthers(t *testing.T) {
	store, _ := newBlog(t)
	bad := item("Bad", "")
	bad.Post.Format = "papyrus"
	results := bring(t, store, item("One", ""), bad, item("Two", ""))
	if results[0].Outcome != blog.ImportNew || results[1].Outcome != blog.ImportRejected || len(results[1].Notes) == 0 || results[2].Outcome != blog.ImportNew {
		t.Errorf("%+v", results)
	}
	if n := count(t, store, `SELECT count(*) FROM post`); n != 2 {
		t.Errorf("%d posts are stored", n)
	}
}

func TestATagThatIsGivenTwiceIsOne(t *testing.T) {
	store, _ := newBlog(t)
	one := item("One", "")
	one.Post.Tags = []blog.Tag{{Name: "Go", Slug: "go"}, {Name: "go", Slug: "go"}, {Name: "Rust", Slug: "rust"}}
	got := bring(t, store, one)[0]
	wantOutcome(t, "the item", got, blog.ImportNew, "/links/one/", "")
	if tags := blog.TagList(stored(t, store, got.PostID).Tags); tags != "Go, Rust" {
		t.Errorf("tags: %s", tags)
	}
}

func TestAuthorsOfArchivesAreFoundByNameOrMade(t *testing.T) {
	store, _ := newBlog(t)
	items := []blog.Import{item("One", ""), item("Two", ""), item("Three", "")}
	items[0].Post.Author.Name, items[1].Post.Author.Name, items[2].Post.Author.Name = "Ada Example", "Grace Example", "Grace Example"
	results := bring(t, store, items...)
	ids := make([]blog.AuthorID, 3)
	for i, r := range results {
		ids[i] = stored(t, store, r.PostID).Author.ID
	}
	if ids[0] != 1 || ids[1] != 2 || ids[2] != 2 {
		t.Errorf("their authors are %v, want 1, 2, 2", ids)
	}
	if grace, err := store.Author(t.Context(), 2); err != nil || grace.Name != "Grace Example" || grace.Username != "" {
		t.Errorf("the new author is %+v, %v", grace, err)
	}
}

func TestABatchIsNotedWithItsEnd(t *testing.T) {
	store, clock := newBlog(t)
	batch := begin(t, store)
	clock.Advance(time.Minute)
	if err := store.SetBatch(t.Context(), blog.Batch{ID: batch, State: blog.BatchDone}); err != nil {
		t.Fatal(err)
	}
	if ms := count(t, store, `SELECT finished - started FROM import_batch WHERE id = ?`, batch); ms != 60_000 {
		t.Errorf("it took %d ms", ms)
	}
}

func TestNothingComesInBeforeTheBlogHasAnAuthor(t *testing.T) {
	store := sqlitetest.New(t, nil)
	_, err := store.ImportPosts(t.Context(), sqlite.Importing{Batch: begin(t, store), Rules: rules}, []blog.Import{item("One", "")})
	wantKind(t, "an import", err, blog.NotFound)
}

func TestAnImportThatBringsNothingNewLeavesPagesAsTheyAre(t *testing.T) {
	store, _ := newBlog(t)
	one := item("One", "/2009/05/one.html")
	bring(t, store, one)
	before := store.Generation()
	wantOutcome(t, "the same again", bring(t, store, one)[0], blog.ImportUnchanged, "/2009/05/one.html", "")
	if err := store.DropBatch(t.Context(), begin(t, store)); err != nil {
		t.Fatal(err)
	}
	a, err := store.Authors(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := store.SetPassword(t.Context(), a[0].ID, "another hash", 0); err != nil {
		t.Fatal(err)
	}
	if !store.Unchanged(before, []string{sqlite.Latest}) {
		t.Error("readers' pages are taken for changed")
	}
	bring(t, store, item("Two", "/2009/05/two.html"))
	if store.Unchanged(before, nil) {
		t.Error("a new post is not seen")
	}
}
