package entry_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/entry"
	"pullquote/internal/i18n"
	"pullquote/views/component"
)

func settings() blog.Settings {
	s := blog.DefaultSettings()
	s.Title = "Marginalia"
	return s
}

// post returns a link post that has everything.
func post() blog.Post {
	return blog.Post{
		ID: 7, Title: "Herons & other birds", URL: "https://www.example.org/herons", Via: "https://friend.example/", Path: "/links/herons/", Status: blog.Published,
		Published: time.Date(2012, 11, 21, 23, 30, 0, 0, time.UTC), Updated: time.Date(2013, 1, 2, 0, 0, 0, 0, time.UTC),
		Author: blog.Author{Name: "Ada", Slug: "ada"}, Tags: blog.NewTags([]string{"Birds"}), Rendered: blog.Rendered{HTML: "<p>They <em>stand</em>.</p>", Own: "They stand."},
	}
}

func TestAFinishedEntryIsWhatAListShowsOfThePost(t *testing.T) {
	p, look := post(), entry.For(settings())
	html, err := look.Finish(&p)
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	if err := component.LinkPost(look.Entry(&p, i18n.Clock)).Render(t.Context(), &want); err != nil {
		t.Fatal(err)
	}
	if html != want.String() || entry.Finished(html).String() != html {
		t.Errorf("it is\n%s\nand not\n%s", html, want.String())
	}
	for _, shown := range []string{"Herons &amp; other birds", "example.org", "<p>They <em>stand</em>.</p>", `href="/links/herons/"`, "23:30", `href="/author/ada/"`, "2 January 2013", "friend.example", `href="/tags/birds/"`} {
		if !strings.Contains(html, shown) {
			t.Errorf("%s is not in it", shown)
		}
	}
}

func TestAChangeOnTheDayOfPublicationBearsItsTimeOfDay(t *testing.T) {
	s := settings()
	s.TimeZone = "America/New_York" // where it is 18:30
	look := entry.For(s)
	for after, want := range map[time.Duration]string{
		5 * time.Hour: "23:30",
		6 * time.Hour: "22 November 2012",
	} {
		p := post()
		p.Updated = p.Published.Add(after)
		if got := look.Entry(&p, i18n.Date).Updated.Shown; got != want {
			t.Errorf("changed after %v it is shown as %q, want %q", after, got, want)
		}
	}
}

func TestWhateverChangesAnEntryChangesTheStamp(t *testing.T) {
	first := entry.For(settings())
	if again := entry.For(settings()); again.Stamp() != first.Stamp() || first.Stamp() == 0 {
		t.Fatalf("the stamps of one look are %d and %d", first.Stamp(), again.Stamp())
	}
	for name, change := range map[string]func(*blog.Settings){
		"the language of the posts": func(s *blog.Settings) { s.Lang = "fr" },
		"its spelling":              func(s *blog.Settings) { s.Lang = "en-GB" },
		"that of the pages":         func(s *blog.Settings) { s.Reading.Interface = "de" },
		"the zone":                  func(s *blog.Settings) { s.TimeZone = "Asia/Tokyo" },
		"a zone of the same time, with other rules": func(s *blog.Settings) { s.TimeZone = "Africa/Abidjan" },
		"the name of an author":                     func(s *blog.Settings) { s.Renamed++ },
	} {
		s := settings()
		s.TimeZone = "Europe/London"
		before := entry.For(s).Stamp()
		change(&s)
		if entry.For(s).Stamp() == before {
			t.Errorf("with %s the stamp stays", name)
		}
	}
	for name, change := range map[string]func(*blog.Settings){
		"title":    func(s *blog.Settings) { s.Title = "Other" },
		"base URL": func(s *blog.Settings) { s.BaseURL = "https://other.example" },
		"pattern":  func(s *blog.Settings) { s.Pattern = "/{id}/" },
	} {
		s := settings()
		change(&s)
		if entry.For(s).Stamp() != first.Stamp() {
			t.Errorf("the %s is in no entry, and yet all would be made anew", name)
		}
	}
}

func TestALookIsMadeOnceForTheSameSettings(t *testing.T) {
	var looks entry.Looks
	first := looks.For(settings())
	if looks.For(settings()) != first {
		t.Error("the same settings got another look")
	}
	other := settings()
	other.Lang = "de"
	if looks.For(other) == first || looks.For(settings()).Stamp() != first.Stamp() {
		t.Error("other settings got the same look, or the same ones another")
	}
}

// TestTheSpecimensHaveAllThatTheTemplateCanShow: whatever the template shows but no
// specimen has could change without changing the stamp.
func TestTheSpecimensHaveAllThatTheTemplateCanShow(t *testing.T) {
	look := entry.For(settings())
	var inLists, elsewhere strings.Builder
	for _, p := range entry.Specimens() {
		e := look.InList(&p)
		if err := component.LinkPost(e).Render(t.Context(), &inLists); err != nil {
			t.Fatal(err)
		}
		// On its own page, and for its author; these get no finished entries.
		e.Alone, e.Edit, e.Delete = true, "/edit", "/trash"
		if err := component.LinkPost(e).Render(t.Context(), &elsewhere); err != nil {
			t.Fatal(err)
		}
		e.Title, e.Permalink = "", ""
		if err := component.LinkPost(e).Render(t.Context(), &elsewhere); err != nil {
			t.Fatal(err)
		}
	}
	pieces := 0
	for _, piece := range literals(t, "../../views/component/post_templ.go") {
		pieces++
		if !strings.Contains(inLists.String(), piece) && !strings.Contains(elsewhere.String(), piece) {
			t.Errorf("no specimen shows %q", piece)
		}
	}
	if pieces < 30 {
		t.Errorf("the template has %d pieces; it was read wrongly", pieces)
	}
}

// literals returns the pieces of HTML that a generated template writes.
func literals(t *testing.T, path string) (out []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 3 {
			return true
		}
		if name, ok := call.Fun.(*ast.SelectorExpr); !ok || name.Sel.Name != "WriteString" {
			return true
		}
		if text, ok := call.Args[2].(*ast.BasicLit); ok {
			piece, err := strconv.Unquote(text.Value)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, piece)
		}
		return true
	})
	return out
}
