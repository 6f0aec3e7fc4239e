package publish_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
	"pullquote/internal/sqlite/sqlitetest"
)

func TestWhatAPersonTypedIsPutInOrder(t *testing.T) {
	h := newHouse(t)
	s := linkTo("  On \t Pages\n", "One.\r\n\r\nTwo.")
	s.URL, s.Via, s.Tags = " https://example.org/page ", " https://via.example/ ", blog.ParseTags("Go, go, #web")
	p := h.save(t, s)
	if p.Title != "On Pages" || p.URL != "https://example.org/page" || p.Via != "https://via.example/" || p.Body != "One.\n\nTwo." ||
		p.Format != blog.Markdown || blog.TagList(p.Tags) != "Go, web" || p.Author != h.ada || p.Path != "/links/on-pages/" {
		t.Errorf("it became %+v", p)
	}
	if p.Rendered.Version != derivation || !strings.Contains(p.Rendered.HTML, "<p>Two.</p>") || !strings.HasPrefix(p.Rendered.Own, "One.") {
		t.Errorf("rendered: %+v", p.Rendered)
	}
	if diff := cmp.Diff(p, h.stored(t, p.ID)); diff != "" {
		t.Errorf("what Save gives is not what is stored:\n%s", diff)
	}
}

func TestEveryFaultIsNamedAtOnceAndNothingIsStored(t *testing.T) {
	h := newHouse(t)
	for name, c := range map[string]struct {
		save   publish.Save
		fields []string
	}{
		"everything is wrong": {publish.Save{Entry: publish.Entry{
			Title: strings.Repeat("x", blog.MaxTitle+1), URL: "javascript:alert(1)", Via: "nowhere",
			Body: strings.Repeat("x", blog.MaxBody+1), Tags: []blog.Tag{blog.NewTag("!!!")},
		}}, []string{"title", "url", "via", "body", "tags"}},
		"nothing is there":        {publish.Save{}, []string{"url"}},
		"a title alone":           {publish.Save{Entry: publish.Entry{Title: "T"}}, []string{"url"}},
		"an address of no letter": {publish.Save{Entry: publish.Entry{Body: "b", Slug: "!?"}}, []string{"slug"}},
		"an address and a URL":    {publish.Save{Entry: publish.Entry{Body: "b", Slug: "!?", URL: "nowhere"}}, []string{"slug", "url"}},
	} {
		t.Run(name, func(t *testing.T) {
			for door, enter := range map[string]func() error{
				"Save":    func() error { _, err := h.Save(t.Context(), h.ada, c.save); return err },
				"Preview": func() error { _, err := h.Preview(t.Context(), h.ada, c.save); return err },
			} {
				var fields []string
				for _, fault := range blog.Faults(enter()) {
					if fault.Kind != blog.Invalid || fault.Sentence() == "" {
						t.Errorf("%s: %+v", door, fault)
					}
					fields = append(fields, fault.Field)
				}
				if !slices.Equal(fields, c.fields) {
					t.Errorf("%s names %v, want %v", door, fields, c.fields)
				}
			}
		})
	}
	if n := h.posts(t); n > 0 {
		t.Errorf("%d posts are stored", n)
	}
}

func TestAPostIsCalledByWhatItHas(t *testing.T) {
	for name, c := range map[string]struct {
		entry publish.Entry
		path  string
	}{
		"its title":      {publish.Entry{Title: "On Pages", URL: "https://example.org/"}, "/links/on-pages/"},
		"its words":      {publish.Entry{Body: "One two three four five six seven."}, "/links/one-two-three-four-five-six/"},
		"quoted words":   {publish.Entry{URL: "https://example.org/", Body: "> Said by others."}, "/links/said-by-others/"},
		"its source":     {publish.Entry{URL: "https://www.example.org/"}, "/links/example-org/"},
		"a typed slug":   {publish.Entry{Title: "On Pages", Body: "b", Slug: " My Address! "}, "/links/my-address/"},
		"its own number": {publish.Entry{Body: "…"}, "/links/1/"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			if p := h.save(t, publish.Save{Publish: true, Entry: c.entry}); p.Path != c.path {
				t.Errorf("it is at %s, want %s", p.Path, c.path)
			}
		})
	}
}

func TestAnEditKeepsTheAddressUnlessItIsTyped(t *testing.T) {
	h := newHouse(t)
	p := h.save(t, linkTo("One", "b"))
	s := edit(p)
	s.Title, s.Slug = "Two", ""
	if p = h.save(t, s); p.Path != "/links/one/" || p.Status != blog.Published {
		t.Errorf("with a new title it is at %s, %s", p.Path, p.Status)
	}
	s = edit(p)
	s.Slug = "Two"
	if p = h.save(t, s); p.Path != "/links/two/" {
		t.Errorf("with a typed address it is at %s", p.Path)
	}
}

func TestAStaleEditIsAConflictThatCarriesWhatIsStored(t *testing.T) {
	h := newHouse(t)
	p := h.save(t, linkTo("One", "b"))
	mine, theirs := edit(p), edit(p)
	mine.Body, theirs.Body = "Mine.", "Theirs."
	first := h.save(t, mine)
	_, err := h.Save(t.Context(), h.ada, theirs)
	wantConflict(t, err, first)
	if again := h.save(t, mine); again.Version != first.Version {
		t.Errorf("the same edit sent twice makes version %d", again.Version)
	}
	theirs.Version = first.Version
	if p := h.save(t, theirs); p.Body != "Theirs." || p.Version != 3 {
		t.Errorf("after looking at both: version %d, %q", p.Version, p.Body)
	}
}

func TestOfRacingEditsOneIsSavedAndTheOthersAreConflicts(t *testing.T) {
	h := newHouse(t)
	p := h.save(t, linkTo("One", "b"))
	errs := make([]error, 6)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			s := edit(p)
			s.Body = strings.Repeat("x", i+1)
			_, errs[i] = h.Save(t.Context(), h.ada, s)
		})
	}
	wg.Wait()
	now, saved := h.stored(t, p.ID), 0
	for _, err := range errs {
		if err == nil {
			saved++
			continue
		}
		wantConflict(t, err, now)
	}
	if saved != 1 || now.Version != 2 {
		t.Errorf("%d were saved; version %d", saved, now.Version)
	}
}

func TestAFormThatIsSentTwiceMakesOnePost(t *testing.T) {
	h := newHouse(t)
	h.save(t, linkTo("Taken", "b"))
	for name, change := range map[string]func(*publish.Save){
		"as it is":                      func(*publish.Save) {},
		"with an address that is taken": func(s *publish.Save) { s.Slug = "taken" },
		"as a draft":                    func(s *publish.Save) { s.Publish = false },
	} {
		t.Run(name, func(t *testing.T) {
			s := linkTo("One", "b")
			s.Key = name
			change(&s)
			before := h.posts(t)
			first := h.save(t, s)
			if diff := cmp.Diff(first, h.save(t, s)); diff != "" {
				t.Errorf("the second time gives another:\n%s", diff)
			}
			if n := h.posts(t); n != before+1 {
				t.Errorf("%d posts were made", n-before)
			}
		})
	}
}

func TestTheSameFormWithOtherWordsIsAConflict(t *testing.T) {
	h := newHouse(t)
	s := linkTo("One", "First words.")
	s.Key = "form-1"
	first := h.save(t, s)
	s.Body = "Second words."
	_, err := h.Save(t.Context(), h.ada, s)
	wantConflict(t, err, first)
}

func TestOfRacingFormsWithOneKeyNoWordsAreLostSilently(t *testing.T) {
	h := newHouse(t)
	for range 10 {
		key := strings.Repeat("k", h.posts(t)+1)
		var wg sync.WaitGroup
		for _, body := range []string{"First words.", "Second words.", "Third words."} {
			wg.Go(func() {
				s := linkTo("One", body)
				s.Key = key
				p, err := h.Save(t.Context(), h.ada, s)
				if err == nil && p.Body != body {
					t.Errorf("%q was sent, %q is said to be saved", body, p.Body)
				}
			})
		}
		wg.Wait()
	}
	if n := h.posts(t); n != 10 {
		t.Errorf("%d posts are stored", n)
	}
}

func TestAPreviewShowsWhatSavingWouldLeaveAndStoresNothing(t *testing.T) {
	h := newHouse(t)
	s := linkTo("One", "Some *words*.")
	shown, err := h.Preview(t.Context(), h.ada, s)
	if err != nil || h.posts(t) > 0 {
		t.Fatalf("%v; %d posts are stored", err, h.posts(t))
	}
	p := h.save(t, s)
	if shown.Rendered != p.Rendered || shown.Title != p.Title || shown.Slug != p.Slug || shown.Author != p.Author {
		t.Errorf("shown: %+v", shown)
	}
	s = edit(p)
	s.Body = "Other words."
	if shown, err = h.Preview(t.Context(), h.ada, s); err != nil || shown.Rendered.Own != "Other words." {
		t.Errorf("an edit is shown as %+v, %v", shown.Rendered, err)
	}
	if diff := cmp.Diff(p, h.stored(t, p.ID)); diff != "" {
		t.Errorf("the preview changed the post:\n%s", diff)
	}
}

func TestWhatIsNotThereOrInTheTrashIsNotSaved(t *testing.T) {
	h := newHouse(t)
	first := linkTo("One", "b")
	first.Key = "form-1"
	p := h.save(t, first)
	if _, err := h.Trash(t.Context(), p.ID); err != nil {
		t.Fatal(err)
	}
	s := edit(p)
	s.Body = "Mine."
	for kind, s := range map[blog.ErrorKind]publish.Save{blog.Gone: s, blog.NotFound: {ID: 99, Entry: s.Entry}} {
		_, err := h.Save(t.Context(), h.ada, s)
		_, err2 := h.Preview(t.Context(), h.ada, s)
		if err == nil || blog.KindOf(err) != kind || blog.KindOf(err2) != kind {
			t.Errorf("post %d: %v; %v", s.ID, err, err2)
		}
	}
	if _, err := h.Save(t.Context(), h.ada, first); err == nil || blog.KindOf(err) != blog.Gone {
		t.Errorf("its first form, sent again: %v", err)
	}
	if _, err := h.Restore(t.Context(), p.ID); err != nil {
		t.Fatal(err)
	}
	if p = h.save(t, s); p.Body != "Mine." || p.Path != "/links/one/" {
		t.Errorf("restored and saved it is %+v", p)
	}
	if err := h.Purge(t.Context(), p.ID); blog.KindOf(err) != blog.Conflict || err == nil {
		t.Errorf("purging what is not in the trash: %v", err)
	}
}

func TestTheHistoryTellsWhoSaved(t *testing.T) {
	h := newHouse(t)
	one := imported("One")
	one.Post.Author.Name = "Grace Example"
	id := h.bring(t, one)[0].PostID
	s := edit(h.stored(t, id))
	s.Body = "Edited."
	if p := h.save(t, s); p.Author.Name != "Grace Example" {
		t.Errorf("the post is now %s's", p.Author.Name)
	}
	revisions, err := h.store.Revisions(t.Context(), id)
	if err != nil || len(revisions) != 2 || revisions[0].By != "Ada Example" || revisions[1].By != "Grace Example" {
		t.Errorf("%+v, %v", revisions, err)
	}
}

func TestOldHTMLIsMadeAgain(t *testing.T) {
	h := newHouse(t)
	s := linkTo("One", "Own.\n\n> Quoted.")
	s.Captured = []blog.Quote{{Text: "Quoted.", Captured: "Quoted.", Source: "https://example.org/page"}}
	want := h.save(t, s)
	old := want
	old.Rendered = blog.Rendered{HTML: "<p>by an old renderer</p>"}
	if err := h.store.SaveRendered(t.Context(), []blog.Post{old}, nil); err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{1, 0} {
		if got, err := h.Rerender(t.Context()); err != nil || got != n {
			t.Errorf("%d posts were rendered again, %v; want %d", got, err, n)
		}
	}
	if diff := cmp.Diff(want, h.stored(t, want.ID)); diff != "" {
		t.Error(diff)
	}
}

func TestEntriesAreFinishedWhenSomethingTheyShowHasChanged(t *testing.T) {
	h := newHouse(t)
	h.save(t, linkTo("One", "Own."))
	want := func(why string, wanted int) {
		t.Helper()
		if n, err := h.FinishEntries(t.Context()); n != wanted || err != nil {
			t.Errorf("%s: %d entries were made, %v; want %d", why, n, err, wanted)
		}
	}
	if n, err := h.Index(t.Context()); n != 1 || err != nil {
		t.Fatalf("%d posts were brought into the search, %v; want 1", n, err)
	}
	want("it is finished when it is brought into the search", 0)
	sqlitetest.Change(t, h.store, func(s *blog.Settings) { s.Title = "Another title" })
	want("a title that no entry shows", 0)
	sqlitetest.Change(t, h.store, func(s *blog.Settings) { s.TimeZone = "Asia/Tokyo" })
	want("another zone", 1)
	h.ada.Name = "A. Example"
	if err := h.store.SaveAuthor(t.Context(), h.ada); err != nil {
		t.Fatal(err)
	}
	want("another name", 1)
	want("nothing", 0)
}
