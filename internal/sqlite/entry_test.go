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

// wantEntries wants the entries of a list to be those rendered from its posts as
// they are, and returns how many were not stored.
func wantEntries(t *testing.T, s *sqlite.Store, of sqlite.Of, by sqlite.Finisher) (missing int) {
	t.Helper()
	const limit = 3
	var at blog.Cursor
	for {
		about, entries, next, err := s.Entries(t.Context(), of, at, limit, by)
		if err != nil {
			t.Fatalf("entries of %+v: %v", of, err)
		}
		wantAbout, list, err := s.Posts(t.Context(), of, at, limit)
		if err != nil {
			t.Fatal(err)
		}
		var want []sqlite.Finished
		for i := range list.Posts {
			p := &list.Posts[i]
			html, err := by.Finish(p)
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, sqlite.Finished{ID: p.ID, Published: p.Published, HTML: html})
			missing += count(t, s, `SELECT count(*) FROM post LEFT JOIN entry ON entry.post_id = post.id WHERE post.id = ? AND entry.stamp IS NOT ?`, p.ID, by.Stamp())
		}
		if diff := cmp.Diff(want, entries); diff != "" || next != list.Next || about != wantAbout {
			t.Fatalf("of %+v, behind %v the entries are others than the posts, or followed by %v and not %v:\n%s", of, at, next, list.Next, diff)
		}
		wantFeed(t, s, of, at, list)
		if at = next; at.IsZero() {
			return missing
		}
	}
}

// wantFeed wants the feed of a list to be that list with GUIDs.
func wantFeed(t *testing.T, s *sqlite.Store, of sqlite.Of, at blog.Cursor, list sqlite.List) {
	t.Helper()
	_, feed, err := s.Feed(t.Context(), of, at, len(list.Posts))
	if err != nil {
		t.Fatal(err)
	}
	for i := range feed.Posts {
		if p := &feed.Posts[i]; count(t, s, `SELECT count(*) FROM post WHERE id = ? AND guid = ?`, p.ID, p.GUID) != 1 {
			t.Errorf("in the feed, the GUID of post %d is %q", p.ID, p.GUID)
		}
		feed.Posts[i].GUID = ""
	}
	if diff := cmp.Diff(list, feed); diff != "" {
		t.Errorf("the feed of %+v, behind %v, is another than its posts:\n%s", of, at, diff)
	}
}

func TestEntriesAreWhatTheirPostsAreWhateverIsDoneToThem(t *testing.T) {
	store, clock := newBlog(t)
	ada, err := store.Owner(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	one := create(t, store, postOf(ada, "one", "go"))
	clock.Advance(time.Hour)
	two := create(t, store, postOf(ada, "two", "go", "rust"))
	draft := create(t, store, draftOf(ada, "draft"))
	publishTies(t, store, ada, 5, "go")
	lists := []sqlite.Of{
		{},
		{Tag: "go"},
		{Site: "example.org"},
		{Author: ada.Slug},
		{Kind: blog.KindLink},
		{From: sqlitetest.Start.AddDate(-1, 0, 0), Until: sqlitetest.Start.AddDate(1, 0, 0)},
	}
	check := func(after string, stale bool) {
		t.Helper()
		store.DB().GenerationNow() // what another program did is known
		missing := 0
		for _, of := range lists {
			missing += wantEntries(t, store, of, plain(1))
		}
		if (missing > 0) != stale {
			t.Errorf("after %s %d entries are not stored", after, missing)
		}
		for range 2 {
			if _, err := store.FinishEntries(t.Context(), plain(1), 100); err != nil {
				t.Fatal(err)
			}
		}
		for _, of := range lists {
			if n := wantEntries(t, store, of, plain(1)); n > 0 {
				t.Errorf("after %s %d entries are not made", after, n)
			}
		}
	}
	for _, of := range lists {
		wantEntries(t, store, of, plain(1)) // none is stored yet
	}
	index(t, store)
	check("they were brought into the search", false)
	clock.Advance(time.Hour)
	two.Title, two.Tags = "two, changed", blog.NewTags([]string{"go"})
	two = update(t, store, two)
	draft.Status = blog.Published
	update(t, store, draft)
	check("changes", false)
	trash(t, store, one.ID)
	check("one went into the trash", false)
	restore(t, store, one.ID)
	check("it was restored", false)
	two.Rendered.HTML = "<p>Rendered again.</p>"
	if err := store.SaveRendered(t.Context(), []blog.Post{two}, plain(1)); err != nil {
		t.Fatal(err)
	}
	check("one was rendered again", false)
	two.Rendered.HTML = "<p>With pictures.</p>"
	if err := store.SaveHTML(t.Context(), []blog.Post{two}); err != nil {
		t.Fatal(err)
	}
	check("its HTML was changed", true)
	sqlitetest.Script(t, store.DB(), `UPDATE post SET title = 'by hand' WHERE id = ?`, one.ID)
	check("another program wrote", true)
	two.Title = "by a program that finishes nothing"
	if two, err = store.Update(t.Context(), two, ada, false, sqlite.Rules{Pattern: rules.Pattern, Zone: rules.Zone}); err != nil {
		t.Fatal(err)
	}
	check("one was stored unfinished", true)
	sqlitetest.Script(t, store.DB(), `DELETE FROM entry WHERE post_id = ?`, one.ID)
	if wantEntries(t, store, sqlite.Of{}, plain(1)) != 1 {
		t.Error("an entry is there that was deleted")
	}
	if err := store.Repair(t.Context()); err != nil {
		t.Fatal(err)
	}
	check("a repair", true)
	trash(t, store, one.ID)
	purge(t, store, one.ID)
	if n := count(t, store, `SELECT count(*) FROM entry WHERE post_id = ?`, one.ID); n != 0 {
		t.Error("the entry of a purged post is there")
	}
}

// watched is a Finisher that counts.
type watched struct {
	plain
	asked, rendered int
	meanwhile       func() // called between the reading of a list and that of missing posts
}

func (w *watched) Stamp() int64 {
	if w.asked++; w.asked == 2 && w.meanwhile != nil {
		w.meanwhile()
	}
	return w.plain.Stamp()
}

func (w *watched) Finish(p *blog.Post) (string, error) {
	w.rendered++
	return w.plain.Finish(p)
}

func TestTheEntriesOfNewPostsAreRenderedOnce(t *testing.T) {
	store, clock := newBlog(t)
	ada, err := store.Owner(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rendered := func(stamp plain) int {
		t.Helper()
		by := &watched{plain: stamp}
		if _, _, _, err := store.Entries(t.Context(), sqlite.Of{}, blog.Cursor{}, 20, by); err != nil {
			t.Fatal(err)
		}
		return by.rendered
	}
	one := create(t, store, postOf(ada, "one"))
	for i, want := range []int{2, 1, 1} {
		clock.Advance(time.Minute)
		create(t, store, postOf(ada, fmt.Sprint("new", i)))
		if n := rendered(1); n != want {
			t.Errorf("after %d more the page renders %d entries, want %d", i+1, n, want)
		}
	}
	if n := rendered(2); n != 4 {
		t.Errorf("with another stamp %d are rendered, want all 4", n)
	}
	one.Title = "changed"
	update(t, store, one)
	if n := rendered(1); n != 3 {
		t.Errorf("after a change %d are rendered, want the 3 that are not stored", n)
	}
}

func TestAPostThatIsDeletedWhileAListIsReadIsNotInIt(t *testing.T) {
	store, clock := newBlog(t)
	ada, err := store.Owner(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	one := create(t, store, postOf(ada, "one"))
	clock.Advance(time.Hour)
	two := create(t, store, postOf(ada, "two"))
	by := &watched{plain: 1, meanwhile: func() { trash(t, store, two.ID) }}
	_, entries, _, err := store.Entries(t.Context(), sqlite.Of{}, blog.Cursor{}, 20, by)
	if err != nil || len(entries) != 1 || entries[0].ID != one.ID || by.asked != 2 {
		t.Errorf("the list is %+v, %v; want the other post", entries, err)
	}
}

func TestEntriesOfAnotherStampAreNotShownAndMadeAnewNewestFirst(t *testing.T) {
	store, _ := newBlog(t)
	ada, err := store.Owner(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	publishTies(t, store, ada, 7)
	index(t, store)
	generation := store.Generation()
	if n := wantEntries(t, store, sqlite.Of{}, plain(2)); n != 7 {
		t.Errorf("%d of 7 entries bear another stamp", n)
	}
	for i, want := range []int{3, 3, 1, 0} {
		if n, err := store.FinishEntries(t.Context(), plain(2), 3); n != want || err != nil {
			t.Errorf("the %dth time %d were made, %v; want %d", i, n, err, want)
		}
		if i == 0 {
			if n := count(t, store, `SELECT min(post_id) FROM entry WHERE stamp = 2`); n != 5 {
				t.Errorf("the first to be made begin with post %d, and not with the 5th of 7", n)
			}
		}
	}
	if n := wantEntries(t, store, sqlite.Of{}, plain(2)); n != 0 {
		t.Errorf("%d entries were not made", n)
	}
	if store.Generation() != generation {
		t.Error("pages are made anew, though they show the same")
	}
}

func TestAnAuthorsNewNameIsCountedIfPostsBearIt(t *testing.T) {
	store, _ := newBlog(t)
	ada, err := store.Owner(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rename := func(name string) int64 {
		t.Helper()
		ada.Name = name
		if err := store.SaveAuthor(t.Context(), ada); err != nil {
			t.Fatal(err)
		}
		s, err := store.Settings(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return s.Renamed
	}
	if n := rename("Before"); n != 0 {
		t.Errorf("a name that no post bears counts: %d", n)
	}
	create(t, store, postOf(ada, "one"))
	if n := rename("Behind"); n != 1 {
		t.Errorf("a new name counts %d", n)
	}
	if n := rename("Behind"); n != 1 {
		t.Errorf("the same name counts: %d", n)
	}
	sqlitetest.Change(t, store, func(s *blog.Settings) { s.Renamed = 0 })
	if s, err := store.Settings(t.Context()); err != nil || s.Renamed != 1 {
		t.Errorf("the settings set the count back: %d, %v", s.Renamed, err)
	}
}
