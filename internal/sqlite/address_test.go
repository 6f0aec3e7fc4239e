package sqlite_test

import (
	"fmt"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/sqlitetest"
)

// wantAt wants a post at an address.
func wantAt(t *testing.T, s *sqlite.Store, key string, id blog.PostID, canonical bool) {
	t.Helper()
	p, c, err := s.Lookup(t.Context(), key)
	if err != nil || p.ID != id || c != canonical {
		t.Errorf("at %s is post %d, canonical %t, %v; want %d, %t", key, p.ID, c, err, id, canonical)
	}
}

func TestATakenSlugGetsANumber(t *testing.T) {
	store := sqlitetest.New(t, nil)
	ada := sqlitetest.SetUp(t, store)
	for _, want := range []string{"/links/one/", "/links/one-2/", "/links/one-3/"} {
		if p := create(t, store, postOf(ada, "One")); p.Path != want || "/links/"+p.Slug+"/" != want {
			t.Errorf("it is at %s with slug %q, want %s", p.Path, p.Slug, want)
		}
	}
}

func TestAThousandPostsOfOneTitleHaveAnAddressEach(t *testing.T) {
	store := sqlitetest.New(t, nil)
	ada := sqlitetest.SetUp(t, store)
	seen := map[string]bool{}
	items := make([]blog.Import, 1000)
	for i := range items {
		items[i] = blog.Import{Key: fmt.Sprint(i), Raw: []byte{1}, Post: postOf(ada, "Links")}
	}
	results, err := store.ImportPosts(t.Context(), sqlite.Importing{Batch: begin(t, store), Rules: rules}, items)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if r.Outcome != blog.ImportNew || seen[r.Path] {
			t.Fatalf("%s for %s", r.Outcome, r.Path)
		}
		seen[r.Path] = true
	}
	if n := count(t, store, `SELECT count(DISTINCT post_id) FROM address WHERE canonical = 1`); n != 1000 {
		t.Errorf("%d posts have an address", n)
	}
}

func TestEvenAPostsLastResortMayBeTaken(t *testing.T) {
	store := sqlitetest.New(t, nil)
	ada := sqlitetest.SetUp(t, store)
	for range 12 {
		create(t, store, postOf(ada, "One"))
	}
	squatter := postOf(ada, "Squatter")
	squatter.Slug = "one-14" // the slug that post 14 would fall back to
	create(t, store, squatter)
	if p := create(t, store, postOf(ada, "One")); p.ID != 14 || p.Path == "/links/one-14/" {
		t.Errorf("post %d is at %s", p.ID, p.Path)
	}
}

func TestAPostWithoutASlugIsCalledByItsNumber(t *testing.T) {
	store := sqlitetest.New(t, nil)
	p := postOf(sqlitetest.SetUp(t, store), "…")
	p.Slug = ""
	if p = create(t, store, p); p.Path != "/links/1/" || p.Slug != "1" {
		t.Errorf("it is at %s with slug %q", p.Path, p.Slug)
	}
}

func TestAddressesFollowThePatternInTheBlogsZone(t *testing.T) {
	store := sqlitetest.New(t, nil)
	ada := sqlitetest.SetUp(t, store)
	p := postOf(ada, "Feed")
	p.Published = time.Date(2012, 12, 31, 23, 30, 0, 0, time.UTC)
	east := time.FixedZone("east", 3600)
	for pattern, want := range map[blog.Pattern]string{
		"/{year}/{month}/{day}/{slug}/": "/2013/01/01/feed/",
		"/{slug}/":                      "/feed-2/", // /feed/ is reserved
	} {
		made, _, err := store.Create(t.Context(), p, sqlite.Rules{Pattern: pattern, Zone: east})
		if err != nil || made.Path != want {
			t.Errorf("%s gives %s, %v; want %s", pattern, made.Path, err, want)
		}
	}
}

func TestAFormerAddressLeadsToThePostForEver(t *testing.T) {
	store := sqlitetest.New(t, nil)
	ada := sqlitetest.SetUp(t, store)
	p := create(t, store, postOf(ada, "One"))
	p.Slug = "uno"
	p = update(t, store, p)
	p.Slug = "eins"
	p = update(t, store, p)
	wantAt(t, store, "/links/eins", p.ID, true)
	wantAt(t, store, "/links/uno", p.ID, false)
	wantAt(t, store, "/links/one", p.ID, false)
	if !p.Updated.IsZero() {
		t.Error("a new address is shown to readers as a change of the words")
	}

	if other := create(t, store, postOf(ada, "One")); other.Path != "/links/one-2/" {
		t.Errorf("another post took over %s", other.Path)
	}
	p.Slug = "one"
	p = update(t, store, p)
	wantAt(t, store, "/links/one", p.ID, true)
	wantAt(t, store, "/links/eins", p.ID, false)
	if n := count(t, store, `SELECT count(*) FROM address WHERE post_id = ? AND canonical = 1`, p.ID); n != 1 {
		t.Errorf("it has %d canonical addresses", n)
	}
}

func TestAPurgedPostsAddressIsNeverTakenOver(t *testing.T) {
	store := sqlitetest.New(t, nil)
	ada := sqlitetest.SetUp(t, store)
	purge(t, store, create(t, store, postOf(ada, "One")).ID)
	if p := create(t, store, postOf(ada, "One")); p.Path != "/links/one-2/" {
		t.Errorf("it is at %s", p.Path)
	}
	_, _, err := store.Lookup(t.Context(), "/links/one")
	wantKind(t, "the purged post's address", err, blog.Gone)
}

func TestWhatIsNoReadersIsNotFound(t *testing.T) {
	store := sqlitetest.New(t, nil)
	ada := sqlitetest.SetUp(t, store)
	create(t, store, draftOf(ada, "Draft"))
	for _, key := range []string{"/links/draft", "/links/1", "/", "", "/links/never"} {
		_, _, err := store.Lookup(t.Context(), key)
		wantKind(t, key, err, blog.NotFound)
	}
}

func TestAnAddressInAnotherCaseIsMeant(t *testing.T) {
	store := sqlitetest.New(t, nil)
	sqlitetest.SetUp(t, store)
	bring(t, store, item("Low", "/2009/herons/"), item("High", "/2009/Egrets.HTML"), item("Both", "/2009/Both/"), item("Too", "/2009/both/"))
	for key, want := range map[string]string{
		"/2009/Herons": "/2009/herons/", "/2009/EGRETS.html": "/2009/Egrets.HTML", "/2009/egrets.html": "/2009/Egrets.HTML", "/2009/BOTH": "/2009/both/", "/2009/ibises": "",
	} {
		path, err := store.Meant(t.Context(), key)
		if path != want || (want == "") != (blog.KindOf(err) == blog.NotFound) {
			t.Errorf("who asks for %s means %q, %v; want %q", key, path, err, want)
		}
	}
}
