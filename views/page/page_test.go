package page_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"pullquote/assets"
	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/internal/webtest"
	"pullquote/views/component"
	"pullquote/views/layout"
	"pullquote/views/page"
)

// The same model with harmless and with hostile text must render to the same
// elements with the same attributes.
func TestNothingInAPageBecomesMarkup(t *testing.T) {
	for _, model := range []interface{ View() templ.Component }{
		&page.Home{}, &page.Post{}, &page.List{}, &page.Archive{}, &page.Labels{}, &page.Search{}, &page.StaticSearch{}, &page.Error{}, &page.Login{}, &page.Logout{}, &page.Setup{}, &page.Welcome{},
	} {
		if empty := webtest.Structure(t, model.View().Render); !strings.Contains(empty, "main id") {
			t.Errorf("%T without words has no content", model)
		}
		webtest.Fill(model, "plain")
		plain := webtest.Structure(t, model.View().Render)
		for _, evil := range []string{`"><script>alert(1)</script><img src=x onerror=alert(1)>`, "</title></textarea></main>'<svg onload=alert(1)>", "javascript:alert(1)"} {
			webtest.Fill(model, evil)
			if got := webtest.Structure(t, model.View().Render); got != plain {
				t.Errorf("%T: %s changes the page to\n%s", model, evil, got)
			}
		}
	}
}

// words is a typical body of a link blog: some words by the author, a longer quote,
// some more words; about 120 in all.
var words = "The first paragraph says, with a [link](https://example.org/story), what this is about and why it matters:\n\n> " +
	strings.Repeat("Somebody else's words run on for a while. ", 10) + "\n\n" + strings.Repeat("And then some more of one's own. ", 5)

// linkPost returns the i-th post of a page.
func linkPost(r blog.Rendered, i int) component.Entry {
	return component.Entry{
		Kind: "link", Title: "US accused of launching cyberattack against French government", Source: "https://www.theverge.example/2012/11/21/3674804/story",
		Domain: "theverge.example", Words: markup.Stored(r), Permalink: fmt.Sprintf("/links/us-accused-of-launching-cyberattack-%d/", i),
		Published: component.Moment{ISO: "2012-11-21T15:54:10Z", Shown: "15:54"}, Author: component.Link{Text: "Ada Example"},
		Tags: []component.Link{{Text: "press", Address: "/tags/press/"}, {Text: "france", Address: "/tags/france/"}},
	}
}

// home returns a page of n posts, five a day.
func home(n int) page.Home {
	r, _ := markup.Render(words, blog.Markdown)
	h := page.Home{Head: layout.Head{Blog: "Marginalia", Lang: "en", Description: "A link blog."}, Older: "/?before=1353513250000.17"}
	for i := range n {
		if i%5 == 0 {
			h.Days = append(h.Days, component.Day{Date: component.Moment{ISO: "2012-11-21", Shown: "Wednesday, 21 November 2012"}})
		}
		day := &h.Days[len(h.Days)-1]
		day.Entries = append(day.Entries, linkPost(r, i))
	}
	return h
}

func weight(t *testing.T, h page.Home) int {
	t.Helper()
	var b strings.Builder
	if err := h.View().Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

func TestAHomePageIsLight(t *testing.T) {
	w := httptest.NewRecorder()
	assets.Handler(http.NotFoundHandler()).ServeHTTP(w, httptest.NewRequest(http.MethodGet, assets.URL("css/site.css"), nil))
	if n := weight(t, home(20)) + w.Body.Len(); n >= 40<<10 {
		t.Errorf("a home page of 20 posts and its style weigh %d bytes; 40 KB is the most", n)
	}
	r, _ := markup.Render(words, blog.Markdown)
	each := (weight(t, home(20))-weight(t, home(0)))/20 - len(r.HTML)
	e := linkPost(r, 0)
	for _, own := range []string{e.Title, e.Source, e.Domain, e.Permalink, e.Author.Text, e.Published.ISO, e.Published.Shown} {
		each -= len(own)
	}
	if each > 600 {
		t.Errorf("a post has %d bytes of markup besides what it says; 600 is the most", each)
	}
}
