package sqlite_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/search"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/sqlitetest"
)

// find returns the titles that a query finds for a reader.
func find(t *testing.T, s *sqlite.Store, query string) []string {
	t.Helper()
	return titles(searched(t, s, sqlite.Searching{Query: search.Parse(query, time.UTC), Limit: 100}).Posts)
}

// findAtDesk returns the titles that a query finds for an author.
func findAtDesk(t *testing.T, s *sqlite.Store, query string) []string {
	t.Helper()
	return titles(searched(t, s, sqlite.Searching{Query: search.Parse(query, time.UTC), Author: true, Limit: 100}).Posts)
}

func searched(t *testing.T, s *sqlite.Store, in sqlite.Searching) sqlite.Found {
	t.Helper()
	found, err := s.Search(t.Context(), in)
	if err != nil {
		t.Fatalf("search for %q: %v", in.Query.Text, err)
	}
	return found
}

// wantFound wants a query to find posts with these titles, for a reader.
func wantFound(t *testing.T, s *sqlite.Store, when, query string, want ...string) {
	t.Helper()
	if got := find(t, s, query); !slices.Equal(got, want) {
		t.Errorf("%s: %s finds %q, want %q", when, query, got, want)
	}
}

// wantAtDesk wants a query to find posts with these titles, for an author.
func wantAtDesk(t *testing.T, s *sqlite.Store, when, query string, want ...string) {
	t.Helper()
	if got := findAtDesk(t, s, query); !slices.Equal(got, want) {
		t.Errorf("%s: at the desk %s finds %q, want %q", when, query, got, want)
	}
}

func TestSearchOfEachField(t *testing.T) {
	store, clock := newBlog(t)
	ada := stored(t, store, create(t, store, postOf(blog.Author{ID: 1}, "First")).ID).Author
	clock.Advance(time.Hour)
	p := postOf(ada, "Über den Reiher", "Birds", "still water")
	p.URL, p.Via, p.Lang = "https://www.News.example.org/2012/heron?utm_source=x", "https://via.example.net/", "de-AT"
	p.Rendered.Own, p.Rendered.Quoted = "Mein stilles Wasser, don’t look", "The grey heron stands in still water. 灰色的鹭站在静水中"
	p.Source.About = blog.About{Title: "Ardea cinerea", Site: "The News", Author: "Grace Example", Description: "All about waders"}
	create(t, store, p)
	for _, query := range []string{
		"reiher", "REIHER", "uber", "über", "title:reiher", "mine:wasser", `mine:"stilles wasser"`, "quoted:heron", `"grey heron"`, `"gray heron" OR heron`,
		`quoted:"still wat"*`, "her*", "mine:wass*", "don't", "dont OR don’t", "静水", "quoted:灰色", "站在静水", "birds", "tag:birds", "tag:Birds", `tag:"still water"`,
		"source:cinerea", "source:waders", "source:grace", `source:"the news"`, "from:example.org", "from:news.example.org", "from:www.news.example.org", "from:org", "from:news", "from:example",
		"https://news.example.org/2012/heron", "via:via.example.net", "via:https://via.example.net/", "lang:de", "lang:de-CH", "is:link reiher", "by:ada reiher", "by:example reiher",
		`by:"ada example" reiher`, "year:2012 reiher", "on:2012-11-21 reiher", "after:2011 before:2013 reiher", "heron -egret", "-first", "-tag:cities heron", "heron NOT mine:heron",
		"(heron egret) OR wasser", "reiher is:published", "heron AND wasser",
	} {
		if !slices.Contains(find(t, store, query), p.Title) {
			t.Errorf("%s does not find the post", query)
		}
	}
	for _, query := range []string{
		"egret", "mine:heron", "quoted:wasser", "title:heron", "cinerea", "waders", "mine:cinerea", `"heron grey"`, "tag:bird", "tag:still", "from:example.com", "from:ample.org",
		"https://news.example.org/2012", "via:example.org", "lang:en", "is:note", "is:quote", "by:grace", "year:2011", "before:2012-11-21", "after:2012-11-21", "heron -grey", "-reiher",
		`"birds still"`, `source:"cinerea the"`, "静中", "quoted:her", "source:heron", "all", "example",
	} {
		if slices.Contains(find(t, store, query), p.Title) {
			t.Errorf("%s finds the post", query)
		}
	}
	found := searched(t, store, sqlite.Searching{Query: search.Parse("heron", time.UTC), Limit: 5})
	if len(found.Posts) != 1 || found.Total != 1 || found.More || found.Next != 0 {
		t.Fatalf("found %+v", found)
	}
	got := found.Posts[0]
	if got.Rendered.Own != p.Rendered.Own || got.Rendered.Quoted != p.Rendered.Quoted || got.URL != p.URL || got.Lang != p.Lang || got.Author.Name != "Ada Example" ||
		blog.TagList(got.Tags) != "Birds, still water" || got.Path == "" || got.Published.IsZero() {
		t.Errorf("the post is %+v", got)
	}
}

func TestSearchFollowsAPost(t *testing.T) {
	store, clock := newBlog(t)
	ada := blog.Author{ID: 1}
	p := create(t, store, draftOf(ada, "Heron"))
	wantFound(t, store, "a draft", "heron")
	wantAtDesk(t, store, "a draft", "heron")
	wantAtDesk(t, store, "a draft", "heron is:draft", "Heron")
	wantAtDesk(t, store, "a draft", "is:trash")

	clock.Advance(time.Hour)
	p.Status = blog.Published
	p = update(t, store, p)
	wantFound(t, store, "published", "heron", "Heron")
	wantAtDesk(t, store, "published", "is:draft")

	p.Title, p.Tags, p.URL, p.Rendered.Own = "Egret", blog.NewTags([]string{"birds"}), "https://elsewhere.example/", "Other."
	p = update(t, store, p)
	wantFound(t, store, "edited", "heron")
	wantFound(t, store, "edited", "words")
	wantFound(t, store, "edited", "from:example.org")
	wantFound(t, store, "edited", "egret other tag:birds from:elsewhere.example", "Egret")

	p.Published = time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	p.Version = stored(t, store, p.ID).Version
	p.Body = "Changed, to be stored."
	p = update(t, store, p)
	wantFound(t, store, "moved in time", "egret year:2012")
	wantFound(t, store, "moved in time", "egret year:2001", "Egret")

	p.Rendered.Quoted = "Quoted words"
	p.Rendered.Version++
	if err := store.SaveRendered(t.Context(), []blog.Post{p}, nil); err != nil {
		t.Fatal(err)
	}
	wantFound(t, store, "rendered again", "quoted:words", "Egret")

	trash(t, store, p.ID)
	wantFound(t, store, "in the trash", "egret")
	wantAtDesk(t, store, "in the trash", "egret is:draft")
	wantAtDesk(t, store, "in the trash", "egret is:trash", "Egret")
	restore(t, store, p.ID)
	wantFound(t, store, "restored", "egret", "Egret")
	wantAtDesk(t, store, "restored", "is:trash")
	purge(t, store, p.ID)
	wantFound(t, store, "purged", "egret")
	wantAtDesk(t, store, "purged", "egret is:trash")
	if n := count(t, store, "SELECT count(*) FROM search") + count(t, store, "SELECT count(*) FROM search_desk"); n != 0 {
		t.Errorf("%d rows are left in the index", n)
	}
}

func TestSearchFollowsImports(t *testing.T) {
	store, _ := newBlog(t)
	one, two := item("Heron", "/one/"), item("Egret", "/two/")
	two.Post.Status = blog.Draft
	first := begin(t, store)
	run := func(batch int64, items ...blog.Import) {
		t.Helper()
		if _, err := store.ImportPosts(t.Context(), sqlite.Importing{Batch: batch, Rules: rules}, items); err != nil {
			t.Fatal(err)
		}
	}
	run(first, one, two)
	wantFound(t, store, "imported", "words", "Heron")
	wantAtDesk(t, store, "imported", "words is:draft", "Egret")
	second := begin(t, store)
	one.Raw, one.Post.Title = []byte("changed"), "Grey heron"
	run(second, one)
	wantFound(t, store, "changed", "grey", "Grey heron")
	if _, err := store.Undo(t.Context(), second, 0, 100); err != nil {
		t.Fatal(err)
	}
	wantFound(t, store, "the change taken back", "grey")
	wantFound(t, store, "the change taken back", "heron", "Heron")
	if _, err := store.Undo(t.Context(), first, 0, 100); err != nil {
		t.Fatal(err)
	}
	wantFound(t, store, "all taken back", "heron")
	wantAtDesk(t, store, "all taken back", "is:draft")
	if n := count(t, store, "SELECT count(*) FROM search") + count(t, store, "SELECT count(*) FROM search_desk"); n != 0 {
		t.Errorf("%d rows are left in the index", n)
	}
}

func TestReadersNeverFindWhatIsNotTheirs(t *testing.T) {
	store, _ := newBlog(t)
	ada := blog.Author{ID: 1}
	create(t, store, draftOf(ada, "Draft"))
	create(t, store, postOf(ada, "Public"))
	trash(t, store, create(t, store, postOf(ada, "Trashed")).ID)
	for _, query := range []string{
		"words", "draft", "trashed", "is:draft", "is:trash", "words is:draft", "-is:published", "is:draft OR is:trash", "-public", "is:link", "-is:quote", "by:ada", "from:example.org",
		"year:2012", "\ue100all", "\ue100in\ue100trash", `"` + "\ue100all" + `"`, "facets:all", "draft OR trashed is:published", "-is:draft", "-is:trash", "https://example.org/",
	} {
		for _, best := range []bool{false, true} {
			found := searched(t, store, sqlite.Searching{Query: search.Parse(query, time.UTC), Best: best, Limit: 10})
			for _, p := range found.Posts {
				if p.Title != "Public" || found.Total != 1 {
					t.Errorf("%s, best %t: finds %q", query, best, p.Title)
				}
			}
		}
	}
	wantAtDesk(t, store, "the desk", "-is:published", "Draft")
	wantAtDesk(t, store, "the desk", "-is:draft", "Public")
	wantAtDesk(t, store, "the desk", "is:trash words", "Trashed")
	drafts := search.Parse("words", time.UTC)
	if got := titles(searched(t, store, sqlite.Searching{Query: drafts.AmongDrafts(), Author: true, Limit: 10}).Posts); !slices.Equal(got, []string{"Draft"}) {
		t.Errorf("among drafts: %q", got)
	}
}

func TestSearchByPeople(t *testing.T) {
	store, _ := newBlog(t)
	bring(t, store, named("One", "Zoë Smith"), named("Two", "Bob Smith"), named("Three", "Ada Example"))
	for query, want := range map[string][]string{
		"by:zoe":                   {"One"},
		`by:"Zoë Smith"`:           {"One"},
		"by:smith":                 {"One", "Two"},
		"by:smit":                  nil,
		"by:ada":                   {"Three"},
		"by:ADA":                   {"Three"},
		"-by:smith":                {"Three"},
		"by:smith -by:zoe":         {"Two"},
		"by:zoe OR by:ada":         {"One", "Three"},
		"by:smith by:zoe":          {"One"},
		"by:nobody":                nil,
		"-by:nobody title:two":     {"Two"},
		"by:nobody OR title:three": {"Three"},
	} {
		got := find(t, store, query)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s finds %q, want %q", query, got, want)
		}
	}
}

// named returns an archive's item with an author.
func named(title, author string) blog.Import {
	i := item(title, "")
	i.Post.Author.Name, i.Post.URL = author, "https://example.org/"+title
	return i
}

func TestPagesStandStillWhilePostsAreAdded(t *testing.T) {
	store, clock := newBlog(t)
	ada := blog.Author{ID: 1}
	var want []string
	for i := range 25 {
		clock.Advance(time.Minute)
		want = append([]string{create(t, store, postOf(ada, fmt.Sprintf("Heron %d", i))).Title}, want...)
	}
	in := sqlite.Searching{Query: search.Parse("heron", time.UTC), Limit: 4}
	var got []string
	for page := 0; ; page++ {
		found := searched(t, store, in)
		if found.Total != 25+page {
			t.Errorf("page %d counts %d", page, found.Total)
		}
		got = append(got, titles(found.Posts)...)
		if in.Before = found.Next; in.Before == 0 {
			break
		}
		clock.Advance(time.Minute)
		create(t, store, postOf(ada, "Heron, new"))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	in.Before = -1 << 60
	if found := searched(t, store, in); len(found.Posts) != 0 || found.Next != 0 {
		t.Errorf("behind the end: %+v", found)
	}
}

func TestTheBestComeFirst(t *testing.T) {
	store, clock := newBlog(t)
	ada := blog.Author{ID: 1}
	add := func(title, own, quoted string) {
		clock.Advance(time.Hour)
		p := postOf(ada, title)
		p.Rendered.Own, p.Rendered.Quoted = own, quoted
		create(t, store, p)
	}
	filler := strings.Repeat("Other words stand here. ", 20)
	add("Heron", "Heron.", "")
	add("Lake", "A heron. "+filler, "")
	add("River", filler, "A heron. "+filler)
	add("Heron, too", "Heron, heron.", "")
	for range 30 {
		add("Pond", filler, "")
	}
	q := search.Parse("heron", time.UTC)
	got := searched(t, store, sqlite.Searching{Query: q, Best: true, Limit: 10})
	if names := titles(got.Posts); !slices.Contains(names[:2], "Heron") || names[2] != "Lake" || names[3] != "River" || got.Total != 4 || got.Next != 0 {
		t.Errorf("the best are %q, of %d, next %d", names, got.Total, got.Next)
	}
	one := searched(t, store, sqlite.Searching{Query: q, Best: true, Limit: 3})
	two := searched(t, store, sqlite.Searching{Query: q, Best: true, Skip: int(one.Next), Limit: 3})
	if one.Next != 3 || two.Next != 0 || !slices.Equal(slices.Concat(titles(one.Posts), titles(two.Posts)), titles(got.Posts)) {
		t.Errorf("in pages: %q, %q", titles(one.Posts), titles(two.Posts))
	}
	if none := searched(t, store, sqlite.Searching{Query: search.Parse("tag:x OR year:2012", time.UTC), Best: true, Limit: 3}); none.Total != 0 {
		t.Errorf("without words: %+v", none)
	}
}

// pieces are combined to random queries, to find one that the index refuses.
var pieces = []string{
	`"`, "„", "”", "*", "-", "(", ")", ":", "OR", "AND", "NOT", "NEAR", "NEAR(a b, 2)", "^", "{a b}:", "+", "|", " ", "\x00", "\\", "'", "''", "--", ";", "%", "\xff", "\ue100", "日本", "é", "e\u0301",
	"title:", "mine:", "quoted:", "source:", "tag:", "from:", "by:", "via:", "lang:", "is:", "year:", "before:", "after:", "since:", "facets:", "rowid:", "search:",
	"heron", "a", "2012", "draft", "trash", "2012-11-21", "https://example.org/a?b=c#d", "example.org", "*:*", "a*", `"a b"*`, "ada",
}

func TestNoQueryIsASyntaxError(t *testing.T) {
	store, _ := newBlog(t)
	create(t, store, postOf(blog.Author{ID: 1}, "Heron"))
	r := rand.New(rand.NewPCG(1, 2))
	for range 1200 {
		var b strings.Builder
		for range 1 + r.IntN(12) {
			b.WriteString(pieces[r.IntN(len(pieces))])
			if r.IntN(3) == 0 {
				b.WriteByte(' ')
			}
		}
		searchAny(t, store, b.String())
	}
	for _, long := range []string{strings.Repeat("a ", 5000), strings.Repeat("本", 5000), strings.Repeat("a OR ", 3000), strings.Repeat("-a ", 3000), strings.Repeat("(", 5000), strings.Repeat(`"a" `, 3000), strings.Repeat("x", 5000)} {
		searchAny(t, store, long)
	}
}

func searchAny(t *testing.T, store *sqlite.Store, query string) {
	t.Helper()
	q := search.Parse(query, time.UTC)
	for _, best := range []bool{false, true} {
		if _, err := store.Search(t.Context(), sqlite.Searching{Query: q, Author: best, Best: best, Limit: 3}); err != nil {
			t.Fatalf("%q: %v", query, err)
		}
	}
	guess := search.AnyOf(query)
	if _, err := store.Search(t.Context(), sqlite.Searching{Query: guess, Limit: 3}); err != nil {
		t.Fatalf("any of %q: %v", query, err)
	}
}

func FuzzSearch(f *testing.F) {
	for _, p := range pieces {
		f.Add(p)
		f.Add("heron " + p + " lake")
	}
	store := sqlitetest.New(f, nil)
	f.Fuzz(func(t *testing.T, query string) { searchAny(t, store, query) })
}
