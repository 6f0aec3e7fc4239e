package sqlite_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/sqlitetest"
)

// pages reads a list to its end and returns the titles of each page.
func pages(t *testing.T, limit int, read func(before blog.Cursor) (sqlite.List, error)) (out [][]string) {
	t.Helper()
	var at blog.Cursor
	for {
		list, err := read(at)
		if err != nil {
			t.Fatal(err)
		}
		if len(list.Posts) > limit {
			t.Fatalf("a page of %d posts", len(list.Posts))
		}
		out = append(out, titles(list.Posts))
		if at = list.Next; at.IsZero() {
			return out
		}
	}
}

// publishTies publishes posts 1 to n, all in the same millisecond.
func publishTies(t *testing.T, s *sqlite.Store, by blog.Author, n int, tags ...string) {
	t.Helper()
	for i := range n {
		create(t, s, postOf(by, fmt.Sprint(i+1), tags...))
	}
}

func TestListsArePagedNewestFirstThoughTimesTie(t *testing.T) {
	store, clock := newBlog(t)
	ada, err := store.Owner(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	publishTies(t, store, ada, 5, "go")
	old := postOf(ada, "old", "go")
	old.Published = time.Date(1965, 1, 1, 0, 0, 0, 0, time.UTC)
	create(t, store, old)
	create(t, store, draftOf(ada, "draft"))
	clock.Advance(time.Hour)
	create(t, store, postOf(ada, "new", "go"))

	want := [][]string{{"new", "5", "4"}, {"3", "2", "1"}, {"old"}}
	for name, read := range map[string]func(blog.Cursor) (sqlite.List, error){
		"All":    postsOf(t, store, sqlite.Of{}, 3),
		"Tagged": postsOf(t, store, sqlite.Of{Tag: "go"}, 3),
		"Shelf": func(at blog.Cursor) (sqlite.List, error) {
			return store.Shelf(t.Context(), blog.ShelfPublished, at, 3)
		},
	} {
		if diff := cmp.Diff(want, pages(t, 3, read)); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

// postsOf returns a function that reads a page of a list.
func postsOf(t *testing.T, store *sqlite.Store, of sqlite.Of, limit int) func(blog.Cursor) (sqlite.List, error) {
	return func(at blog.Cursor) (sqlite.List, error) {
		_, list, err := store.Posts(t.Context(), of, at, limit)
		return list, err
	}
}

func TestAPageThatIsJustFullIsTheLast(t *testing.T) {
	store := sqlitetest.New(t, nil)
	publishTies(t, store, sqlitetest.SetUp(t, store), 4)
	got := pages(t, 2, postsOf(t, store, sqlite.Of{}, 2))
	if diff := cmp.Diff([][]string{{"4", "3"}, {"2", "1"}}, got); diff != "" {
		t.Error(diff)
	}
}

func TestALaterPageStaysWhatItIsWhenPostsAreAdded(t *testing.T) {
	store := sqlitetest.New(t, nil)
	ada := sqlitetest.SetUp(t, store)
	publishTies(t, store, ada, 4)
	_, first, err := store.Posts(t.Context(), sqlite.Of{}, blog.Cursor{}, 2)
	if err != nil {
		t.Fatal(err)
	}
	create(t, store, postOf(ada, "5"))
	_, next, err := store.Posts(t.Context(), sqlite.Of{}, first.Next, 2)
	if diff := cmp.Diff([]string{"2", "1"}, titles(next.Posts)); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

func TestAnEmptyListIsAPage(t *testing.T) {
	store := sqlitetest.New(t, nil)
	if _, list, err := store.Posts(t.Context(), sqlite.Of{}, blog.Cursor{}, 10); err != nil || len(list.Posts) > 0 || !list.Next.IsZero() {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestPostsOfAListCarryWhatPagesShow(t *testing.T) {
	store := sqlitetest.New(t, nil)
	ada := sqlitetest.SetUp(t, store)
	p := create(t, store, postOf(ada, "One", "Go", "C++"))
	_, list, err := store.Posts(t.Context(), sqlite.Of{}, blog.Cursor{}, 10)
	if err != nil || len(list.Posts) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	got := list.Posts[0]
	if got.Path != p.Path || got.URL != p.URL || got.Rendered.HTML != p.Rendered.HTML || got.Author.Name != ada.Name ||
		blog.TagList(got.Tags) != "Go, C++" || got.Kind() != p.Kind() || !got.Public() || got.Published != p.Published {
		t.Errorf("got %+v", got)
	}
}

func TestEachShelfIsOrderedByItsOwnTime(t *testing.T) {
	store, clock := newBlog(t)
	ada, err := store.Owner(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	first := create(t, store, draftOf(ada, "first"))
	create(t, store, draftOf(ada, "second"))
	clock.Advance(time.Minute)
	first.Body = "Touched last."
	update(t, store, first)
	trashedFirst, trashedLast := create(t, store, postOf(ada, "t1")), create(t, store, postOf(ada, "t2"))
	trash(t, store, trashedLast.ID)
	clock.Advance(time.Minute)
	trash(t, store, trashedFirst.ID)
	create(t, store, postOf(ada, "public"))
	for shelf, want := range map[blog.Shelf][]string{
		blog.ShelfDrafts: {"first", "second"}, blog.ShelfTrash: {"t1", "t2"}, blog.ShelfPublished: {"public"},
	} {
		list, err := store.Shelf(t.Context(), shelf, blog.Cursor{}, 10)
		if diff := cmp.Diff(want, titles(list.Posts)); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", shelf, err, diff)
		}
	}
	counts, err := store.ShelfCounts(t.Context())
	want := map[blog.Shelf]int{blog.ShelfDrafts: 2, blog.ShelfTrash: 2, blog.ShelfPublished: 1}
	if diff := cmp.Diff(want, counts); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	_, err = store.Shelf(t.Context(), "cupboard", blog.Cursor{}, 10)
	wantKind(t, "a shelf that is not there", err, blog.NotFound)
}

func TestATagsListHoldsWhatReadersSee(t *testing.T) {
	store := sqlitetest.New(t, nil)
	ada := sqlitetest.SetUp(t, store)
	tagged := func(want ...string) {
		t.Helper()
		tag, list, err := store.Posts(t.Context(), sqlite.Of{Tag: "go"}, blog.Cursor{}, 10)
		if len(want) == 0 {
			wantKind(t, "a tag of no post that readers see", err, blog.NotFound)
			return
		}
		if diff := cmp.Diff(want, titles(list.Posts)); err != nil || diff != "" || tag.Tag != (blog.Tag{Name: "Go", Slug: "go"}) {
			t.Errorf("%+v, %v\n%s", tag, err, diff)
		}
	}
	tagged()
	draft := draftOf(ada, "draft")
	draft.Tags = blog.NewTags([]string{"Go"})
	draft = create(t, store, draft)
	tagged()
	p := create(t, store, postOf(ada, "post", "GO"))
	tagged("post")
	trash(t, store, p.ID)
	tagged()
	restore(t, store, p.ID)
	tagged("post")
	draft.Status = blog.Published
	draft = update(t, store, draft)
	tagged("post", "draft") // same time; the higher ID comes first
	p.Tags = nil
	update(t, store, p)
	tagged("draft")
	purge(t, store, draft.ID)
	tagged()
}
