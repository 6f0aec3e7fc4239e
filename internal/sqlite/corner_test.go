package sqlite_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/sqlitetest"
)

func TestAPatternOfNumbersAloneGetsPastAddressesThatAnArchiveBrought(t *testing.T) {
	store, _ := newBlog(t)
	bring(t, store, item("One", "/post/2/"))
	ada, err := store.Owner(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"/post/2-2/", "/post/3/"} {
		p, _, err := store.Create(t.Context(), postOf(ada, "New"), sqlite.Rules{Pattern: "/post/{id}/", Zone: time.UTC})
		if err != nil || p.Path != want || p.Slug != "new" {
			t.Errorf("path %q, slug %q, %v; want %s", p.Path, p.Slug, err, want)
		}
	}
}

func TestAPostThatWentToTheTrashMeanwhileIsNotSavedThere(t *testing.T) {
	store := sqlitetest.New(t, nil)
	p := create(t, store, postOf(sqlitetest.SetUp(t, store), "One", "go"))
	trash(t, store, p.ID)
	before := stored(t, store, p.ID)
	p.Title = "Two"
	_, err := store.Update(t.Context(), p, p.Author, true, rules)
	wantKind(t, "saving it", err, blog.Gone)
	if diff := cmp.Diff(before, stored(t, store, p.ID)); diff != "" {
		t.Errorf("the post became\n%s", diff)
	}
	_, _, err = store.Posts(t.Context(), sqlite.Of{Tag: "go"}, blog.Cursor{}, 5)
	wantKind(t, "its tag's list", err, blog.NotFound)
}

func TestAnItemThatCanHaveNoAddressDoesNotStopTheOthers(t *testing.T) {
	store, _ := newBlog(t)
	bad := item("Bad", "")
	bad.Post.Slug = "a//b"
	results := bring(t, store, item("One", ""), bad, item("Two", ""))
	if results[0].Outcome != blog.ImportNew || results[1].Outcome != blog.ImportRejected || len(results[1].Notes) == 0 || results[2].Outcome != blog.ImportNew {
		t.Errorf("%+v", results)
	}
}

func TestAnAddressThatAnItemHasGotSinceLeadsToItsPost(t *testing.T) {
	store, _ := newBlog(t)
	got := bring(t, store, item("One", "/old/"))[0]
	wantOutcome(t, "the item that moved", bring(t, store, item("One", "/moved/"))[0], blog.ImportChanged, "/old/", "")
	wantAt(t, store, "/old", got.PostID, true)
	wantAt(t, store, "/moved", got.PostID, false)
}

func TestAQuoteWithoutWordsKeepsItsPlace(t *testing.T) {
	store := sqlitetest.New(t, nil)
	p := postOf(sqlitetest.SetUp(t, store), "A picture, quoted")
	p.Quotes = []blog.Quote{{Source: "https://example.org/picture"}, {Text: "Words."}, {Captured: "edited away"}}
	p = create(t, store, p)
	if diff := cmp.Diff(p.Quotes, stored(t, store, p.ID).Quotes); diff != "" {
		t.Error(diff)
	}
}

func TestTheHistoryKeepsTagsAsTheyWere(t *testing.T) {
	store := sqlitetest.New(t, nil)
	p := postOf(sqlitetest.SetUp(t, store), "One")
	p.Tags = []blog.Tag{blog.NewTag("東京、日本"), blog.NewTag("b c")}
	p = create(t, store, p)
	revisions, err := store.Revisions(t.Context(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(p.Tags, revisions[0].Tags); diff != "" {
		t.Error(diff)
	}
}

func TestTheCaseOfEveryScriptsLettersIsOne(t *testing.T) {
	store := sqlitetest.New(t, nil)
	ozil, err := store.SetUp(t.Context(), blog.DefaultSettings(), blog.Author{Name: "Ö", Username: "Özil"}, "hash")
	if err != nil {
		t.Fatal(err)
	}
	if got, hash, err := store.Credentials(t.Context(), "öZIL"); err != nil || got != ozil || hash != "hash" {
		t.Errorf("%+v, %q, %v", got, hash, err)
	}
}
