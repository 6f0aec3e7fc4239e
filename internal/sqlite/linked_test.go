package sqlite_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/sqlitetest"
)

func TestAPageIsKnownByEachOfItsAddresses(t *testing.T) {
	s := sqlitetest.New(t, sqlitetest.NewClock())
	ada := sqlitetest.SetUp(t, s)
	p := postOf(ada, "First")
	p.URL, p.Source.About = "https://m.news.example/story?id=1", blog.About{Canonical: "https://news.example/2026/story", Site: "The News"}
	first := create(t, s, p)
	p = draftOf(ada, "Second")
	p.URL = "http://www.news.example/2026/story/"
	second := create(t, s, p)
	other := postOf(ada, "Elsewhere")
	other.URL = "https://news.example/other"
	create(t, s, other)
	away := postOf(ada, "Trashed")
	away.URL = "https://news.example/2026/story"
	trash(t, s, create(t, s, away).ID)

	for _, address := range []string{"https://news.example/2026/story", "https://news.example/2026/story#part"} {
		linked, err := s.Linked(t.Context(), []string{address, ""}, "", 0)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"Second", "First"}, titles(linked.Page)); diff != "" {
			t.Errorf("%s: %s", address, diff)
		}
		if linked.Site != 1 || linked.SiteLast.IsZero() {
			t.Errorf("%s: its site was linked %d times, last at %v", address, linked.Site, linked.SiteLast)
		}
	}
	linked, err := s.Linked(t.Context(), []string{"https://m.news.example/story?id=1"}, "", second.ID)
	if err != nil || len(linked.Page) != 1 || linked.Page[0].ID != first.ID {
		t.Errorf("the first address finds %v, %v", titles(linked.Page), err)
	}
	if got := stored(t, s, first.ID); got.Source.About.Site != "The News" || got.Source.About.Canonical == "" {
		t.Errorf("of its source is known %+v", got.Source)
	}
}

func TestAPageAndItsCopiesKeepWhatEachSays(t *testing.T) {
	s := sqlitetest.New(t, sqlitetest.NewClock())
	ada := sqlitetest.SetUp(t, s)
	var ids []blog.PostID
	for _, tc := range []struct{ address, title string }{
		{"https://news.example/story", "As it is now"},
		{"https://web.archive.org/web/20120101000000/http://www.news.example/story", "As it was"},
		{"https://web.archive.org/web/2020/https://news.example/story/", "As it was later"},
		{"https://web.archive.org/web/2021/https://news.example/story", ""},
	} {
		p := postOf(ada, "Of "+tc.address)
		p.URL, p.Source.About = tc.address, blog.About{Title: tc.title}
		ids = append(ids, create(t, s, p).ID)
	}
	for i, want := range []string{"As it is now", "As it was", "As it was later", ""} {
		if got := stored(t, s, ids[i]).Source.About.Title; got != want {
			t.Errorf("of %s is known %q, want %q", stored(t, s, ids[i]).URL, got, want)
		}
	}
	for _, address := range []string{"https://www.news.example/story", "http://web.archive.org/web/1999/http://news.example/story"} {
		linked, err := s.Linked(t.Context(), []string{address, ""}, "", 0)
		if err != nil || len(linked.Page) != len(ids) {
			t.Errorf("%s was linked by %v, %v", address, titles(linked.Page), err)
		}
	}
}

func TestTitlesThatShareTheirTellingWordsAreAlike(t *testing.T) {
	s := sqlitetest.New(t, sqlitetest.NewClock())
	ada := sqlitetest.SetUp(t, s)
	for i, title := range []string{
		"The slow return of the printed manual", "Printed manuals return, slowly", "A quiet town", "The manual of style",
		"Über den Rückgang der gedruckten Handbücher",
	} {
		p := postOf(ada, title)
		p.URL = fmt.Sprintf("https://example.org/%d", i)
		create(t, s, p)
	}
	for _, tc := range []struct {
		title string
		want  []string
	}{
		{"Return of the printed manual", []string{"The slow return of the printed manual", "Printed manuals return, slowly"}},
		{"Handbücher: Rückgang der gedruckten Werke", []string{"Über den Rückgang der gedruckten Handbücher"}},
		{"A manual", nil},
		{`Nothing "of" the kind* OR NEAR(x`, nil},
		{"", nil},
	} {
		linked, err := s.Linked(t.Context(), nil, tc.title, 0)
		if err != nil {
			t.Fatalf("%q: %v", tc.title, err)
		}
		if got := titles(linked.Similar); len(got) != len(tc.want) || len(got) > 0 && cmp.Diff(got, tc.want) != "" {
			t.Errorf("like %q are %q, want %q", tc.title, got, tc.want)
		}
	}
}
