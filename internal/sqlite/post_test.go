package sqlite_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/sqlitetest"
)

func TestAPostComesBackAsItWasStored(t *testing.T) {
	store := sqlitetest.New(t, nil)
	ada := sqlitetest.SetUp(t, store)
	p := postOf(ada, "On Pages & “Quotes”", "C++", "Æsthetik", "c++ style")
	p.Via, p.Lang, p.Key, p.DateText, p.GUID, p.Base = "https://via.example/", "de", "form-1", "Wed, 21 Nov", "https://old.example/?p=3", "https://old.example/on-pages/"
	p.Body = "First.\n\n> Second\u0000 with a zero,\n\n🌱"
	p.Quotes = []blog.Quote{{Text: "Second", Captured: "Second thing", Source: "https://example.org/2", Prefix: "before", Suffix: "after"}}
	p.Rendered = blog.Rendered{HTML: "<p>First.</p>", Own: "First.", Quoted: "Second", Version: 3}
	made := create(t, store, p)
	if diff := cmp.Diff(made, stored(t, store, made.ID)); diff != "" {
		t.Errorf("what Create gives is not what is stored:\n%s", diff)
	}
	p.ID, p.Version, p.Slug, p.Path = 1, 1, "on-pages-quotes", "/links/on-pages-quotes/"
	p.Created, p.Published, p.Touched = sqlitetest.Start, sqlitetest.Start, sqlitetest.Start
	if diff := cmp.Diff(p, made); diff != "" {
		t.Errorf("stored otherwise than handed in:\n%s", diff)
	}
}

func TestADraftHasNoAddressUntilItIsPublished(t *testing.T) {
	clock := sqlitetest.NewClock()
	store := sqlitetest.New(t, clock)
	p := create(t, store, draftOf(sqlitetest.SetUp(t, store), "Half a thought"))
	if p.Path != "" || !p.Published.IsZero() || p.Version != 1 {
		t.Errorf("a draft is %+v", p)
	}
	now := clock.Advance(time.Hour)
	p.Status = blog.Published
	p = update(t, store, p)
	if p.Path != "/links/half-a-thought/" || p.Published != now || !p.Updated.IsZero() || p.Version != 2 || p.Created != sqlitetest.Start {
		t.Errorf("published it is %+v", p)
	}
}

func TestAChangeCountsAndIsDated(t *testing.T) {
	clock := sqlitetest.NewClock()
	store := sqlitetest.New(t, clock)
	p := create(t, store, postOf(sqlitetest.SetUp(t, store), "One", "a"))
	for name, change := range map[string]func(*blog.Post){
		"the title":  func(p *blog.Post) { p.Title += "!" },
		"the words":  func(p *blog.Post) { p.Body += "!" },
		"the source": func(p *blog.Post) { p.URL += "new" },
		"via":        func(p *blog.Post) { p.Via = "https://via.example/" },
		"the tags":   func(p *blog.Post) { p.Tags = blog.NewTags([]string{"b", "a"}) },
		"language":   func(p *blog.Post) { p.Lang = "fr" },
	} {
		t.Run(name, func(t *testing.T) {
			now := clock.Advance(time.Minute)
			version := p.Version
			change(&p)
			p = update(t, store, p)
			if p.Version != version+1 || p.Updated != now || p.Published != sqlitetest.Start {
				t.Errorf("version %d of %v, published %v", p.Version, p.Updated, p.Published)
			}
			if diff := cmp.Diff(p, stored(t, store, p.ID)); diff != "" {
				t.Errorf("stored otherwise:\n%s", diff)
			}
		})
	}
}

func TestSavingWithoutAChangeChangesNothing(t *testing.T) {
	clock := sqlitetest.NewClock()
	store := sqlitetest.New(t, clock)
	p := create(t, store, postOf(sqlitetest.SetUp(t, store), "One", "a"))
	clock.Advance(time.Hour)
	if diff := cmp.Diff(p, update(t, store, p)); diff != "" {
		t.Errorf("it became\n%s", diff)
	}
	if revisions, err := store.Revisions(t.Context(), p.ID); err != nil || len(revisions) != 1 {
		t.Errorf("the history has %d versions, %v", len(revisions), err)
	}
}

func TestAStaleChangeIsAConflict(t *testing.T) {
	store := sqlitetest.New(t, nil)
	first := create(t, store, postOf(sqlitetest.SetUp(t, store), "One"))
	second := first
	first.Body, second.Body = "Mine.", "Theirs."
	update(t, store, first)
	_, err := store.Update(t.Context(), second, second.Author, true, rules)
	wantKind(t, "the second", err, blog.Conflict)
	if p := stored(t, store, first.ID); p.Body != "Mine." || p.Version != 2 {
		t.Errorf("stored: version %d, %q", p.Version, p.Body)
	}
	second.ID = 99
	_, err = store.Update(t.Context(), second, second.Author, true, rules)
	wantKind(t, "a change of no post", err, blog.NotFound)
}

func TestOfManyWindowsOneSaves(t *testing.T) {
	store := sqlitetest.New(t, nil)
	p := create(t, store, postOf(sqlitetest.SetUp(t, store), "One"))
	saved := race(8, func(i int) bool {
		mine := p
		mine.Body = fmt.Sprintf("Window %d.", i)
		_, err := store.Update(t.Context(), mine, mine.Author, true, rules)
		return err == nil
	})
	if saved != 1 || stored(t, store, p.ID).Version != 2 {
		t.Errorf("%d of 8 have saved; version %d", saved, stored(t, store, p.ID).Version)
	}
}

// race runs f n times concurrently and counts how often it returns true.
func race(n int, f func(i int) bool) int {
	var wg sync.WaitGroup
	var mu sync.Mutex
	won := 0
	for i := range n {
		wg.Go(func() {
			if f(i) {
				mu.Lock()
				defer mu.Unlock()
				won++
			}
		})
	}
	wg.Wait()
	return won
}

func TestAFormThatIsSentTwiceMakesOnePost(t *testing.T) {
	store := sqlitetest.New(t, nil)
	p := postOf(sqlitetest.SetUp(t, store), "One", "a")
	p.Key = "form-1"
	first := create(t, store, p)
	if diff := cmp.Diff(first, create(t, store, p)); diff != "" {
		t.Errorf("the second time gives another post:\n%s", diff)
	}
	if got, err := store.PostByKey(t.Context(), "form-1"); err != nil || got.ID != first.ID {
		t.Errorf("by its key: %d, %v", got.ID, err)
	}
	_, err := store.PostByKey(t.Context(), "form-2")
	wantKind(t, "a key that was never sent", err, blog.NotFound)

	p.Key = "form-3"
	race(8, func(int) bool { create(t, store, p); return true })
	if n := count(t, store, `SELECT count(*) FROM post`); n != 2 {
		t.Errorf("%d posts are stored, want 2", n)
	}
	p.Key = ""
	if one, other := create(t, store, p), create(t, store, p); one.ID == other.ID {
		t.Error("posts without a key are taken for one")
	}
}

func TestTheTrashKeepsAPostAndGivesItBack(t *testing.T) {
	clock := sqlitetest.NewClock()
	store := sqlitetest.New(t, clock)
	p := create(t, store, postOf(sqlitetest.SetUp(t, store), "One", "a", "b"))
	wantKind(t, "purging a post that is not in the trash", store.Purge(t.Context(), p.ID), blog.Conflict)

	trashedAt := clock.Advance(time.Hour)
	trash(t, store, p.ID)
	clock.Advance(time.Hour)
	trash(t, store, p.ID)
	if got := stored(t, store, p.ID); got.Trashed != trashedAt || got.Public() || got.Status != blog.Published {
		t.Errorf("in the trash it is %+v", got)
	}
	_, _, err := store.Lookup(t.Context(), "/links/one")
	wantKind(t, "its address", err, blog.Gone)

	p.Touched = clock.Now()
	restore(t, store, p.ID)
	if diff := cmp.Diff(p, stored(t, store, p.ID)); diff != "" {
		t.Errorf("restored it is another:\n%s", diff)
	}
	for what, err := range map[string]error{
		"trashing": second(store.Trash(t.Context(), 99)), "restoring": second(store.Restore(t.Context(), 99)),
		"purging": store.Purge(t.Context(), 99), "reading": second(store.Post(t.Context(), 99)), "its history": second(store.Revisions(t.Context(), 99)),
	} {
		wantKind(t, what+" a post that is not there", err, blog.NotFound)
	}
}

func second[T any](_ T, err error) error { return err }

func TestAPurgedPostLeavesNothingButItsAddresses(t *testing.T) {
	store := sqlitetest.New(t, nil)
	ada := sqlitetest.SetUp(t, store)
	p := postOf(ada, "One", "a")
	p.Quotes = []blog.Quote{{Text: "q", Captured: "q"}}
	p = create(t, store, p)
	p.Slug = "uno"
	update(t, store, p)
	purge(t, store, p.ID)
	for _, table := range []string{"post", "quote", "post_tag", "revision"} {
		if n := count(t, store, `SELECT count(*) FROM `+table); n > 0 {
			t.Errorf("%d rows of %s are left", n, table)
		}
	}
	for _, key := range []string{"/links/one", "/links/uno"} {
		_, _, err := store.Lookup(t.Context(), key)
		wantKind(t, key, err, blog.Gone)
	}
	if next := create(t, store, postOf(ada, "Uno")); next.ID == p.ID || next.Path == "/links/uno/" {
		t.Errorf("the next post is number %d at %s", next.ID, next.Path)
	}
}

func TestEveryVersionStandsInTheHistory(t *testing.T) {
	clock := sqlitetest.NewClock()
	store := sqlitetest.New(t, clock)
	p := create(t, store, postOf(sqlitetest.SetUp(t, store), "One", "a", "b c"))
	p.Title, p.Body = "Two", "Other words."
	clock.Advance(time.Hour)
	p = update(t, store, p)
	revisions, err := store.Revisions(t.Context(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	tags := blog.NewTags([]string{"a", "b c"})
	want := []blog.Revision{
		{PostID: p.ID, Version: 2, Title: "Two", URL: p.URL, Body: "Other words.", Format: blog.Markdown, Tags: tags, Saved: clock.Now(), By: "Ada Example"},
		{PostID: p.ID, Version: 1, Title: "One", URL: p.URL, Body: "Words.", Format: blog.Markdown, Tags: tags, Saved: sqlitetest.Start, By: "Ada Example"},
	}
	if diff := cmp.Diff(want, revisions); diff != "" {
		t.Error(diff)
	}
}

func TestRenderingAgainChangesOnlyWhatIsRendered(t *testing.T) {
	clock := sqlitetest.NewClock()
	store := sqlitetest.New(t, clock)
	ada := sqlitetest.SetUp(t, store)
	old, edited := create(t, store, postOf(ada, "Old")), create(t, store, postOf(ada, "Edited"))
	trashed := create(t, store, postOf(ada, "Trashed"))
	trash(t, store, trashed.ID)
	clock.Advance(time.Hour)
	posts, err := store.Outdated(t.Context(), 2, 10)
	if err != nil || strings.Join(titles(posts), " ") != "Old Edited Trashed" {
		t.Fatalf("outdated: %q, %v", titles(posts), err)
	}
	for i := range posts {
		posts[i].Rendered = blog.Rendered{HTML: "<p>New.</p>", Own: "New.", Version: 2}
		posts[i].Title = "not to be stored"
	}
	edited.Body = "Edited meanwhile."
	edited.Rendered.HTML = "<p>Edited meanwhile.</p>"
	edited = update(t, store, edited)
	if err := store.SaveRendered(t.Context(), posts, nil); err != nil {
		t.Fatal(err)
	}
	want := old
	want.Rendered = posts[0].Rendered
	if diff := cmp.Diff([]blog.Post{want, edited}, []blog.Post{stored(t, store, old.ID), stored(t, store, edited.ID)}); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsRenderedOfAPostThatWasTrashedMeanwhileIsNotFound(t *testing.T) {
	store := sqlitetest.New(t, nil)
	ada := sqlitetest.SetUp(t, store)
	away, back := create(t, store, postOf(ada, "Heron")), create(t, store, postOf(ada, "Egret"))
	trash(t, store, back.ID)
	wantFound(t, store, "before", "heron", "Heron")
	posts, err := store.Outdated(t.Context(), 2, 10)
	if err != nil {
		t.Fatal(err)
	}
	trash(t, store, away.ID)
	restore(t, store, back.ID)
	if err := store.SaveRendered(t.Context(), posts, nil); err != nil {
		t.Fatal(err)
	}
	if got := slices.Concat(find(t, store, "heron"), find(t, store, "egret")); len(got) != 1 || got[0] != "Egret" {
		t.Errorf("readers find %q, want the one that is not in the trash", got)
	}
}

func TestCapturedPassagesAreNeverLost(t *testing.T) {
	store := sqlitetest.New(t, nil)
	p := postOf(sqlitetest.SetUp(t, store), "One")
	first := blog.Quote{Text: "We cut", Captured: "We cut and elide", Source: "https://example.org/a", Prefix: "so", Suffix: "rarely"}
	second := blog.Quote{Text: "rewrite", Captured: "rewrite"}
	typed := blog.Quote{Text: "typed by hand"}
	gone := func(q blog.Quote) blog.Quote { q.Text = ""; return q }
	p.Quotes = []blog.Quote{first, typed, second}
	p = create(t, store, p)
	for _, step := range []struct {
		name         string
		quotes, want []blog.Quote
	}{
		{"the order is changed", []blog.Quote{second, first}, []blog.Quote{second, first}},
		{"one is left out", []blog.Quote{second, typed}, []blog.Quote{second, typed, gone(first)}},
		{"all are left out", nil, []blog.Quote{gone(first), gone(second)}},
		{"one is there again, shortened", []blog.Quote{{Text: "elide", Captured: first.Captured, Source: first.Source}}, []blog.Quote{
			{Text: "elide", Captured: first.Captured, Source: first.Source, Prefix: "so", Suffix: "rarely"}, gone(second),
		}},
		{"those without a place are handed in, too", []blog.Quote{typed, gone(first), gone(second)}, []blog.Quote{typed, gone(first), gone(second)}},
	} {
		p.Quotes = step.quotes
		p.Body += "!"
		p = update(t, store, p)
		if diff := cmp.Diff(step.want, stored(t, store, p.ID).Quotes); diff != "" {
			t.Errorf("%s:\n%s", step.name, diff)
		}
	}
}
