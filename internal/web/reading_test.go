package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
)

func TestAPostAnswersAtItsAddressesAndNowhereElse(t *testing.T) {
	h := newHouse(t)
	imported := []blog.Import{{
		Key: "wordpress:old.example:367", Origin: "old.md", Raw: []byte("Words."), Former: []string{"/?p=367", "/?page_id=367", "/2012/11/21/old-slug"},
		Post: blog.Post{Title: "Été", Body: "Words.", Format: blog.Markdown, Status: blog.Published, Path: "/linked/2012/été", Published: morning.AddDate(-13, 0, 0), Author: blog.Author{Name: "Ada Example"}},
	}}
	batch, err := h.store.BeginImport(t.Context(), blog.Batch{State: blog.BatchImporting, Source: "old.md"})
	if err != nil {
		t.Fatal(err)
	}
	if results, err := h.gate.Import(t.Context(), publish.ImportInto{Batch: batch}, h.gate.Prepare(imported)); err != nil || results[0].Outcome != blog.ImportNew {
		t.Fatal(results, err)
	}
	h.published("A post")
	v := h.ada()
	v.press(v.get("/posts/2/edit"), "publish", "slug", "another-slug").leads(t, http.StatusSeeOther, "/links/another-slug/")
	reader := h.reader()
	for _, tc := range []struct {
		name, address string
		status        int
		location      string
	}{
		{"the post", "/links/another-slug/", 200, ""},
		{"with somebody's tracking behind it", "/links/another-slug/?utm_source=x", 301, "/links/another-slug/"},
		{"without the slash", "/links/another-slug", 301, "/links/another-slug/"},
		{"with two slashes", "/links/another-slug//", 301, "/links/another-slug/"},
		{"its former slug", "/links/a-post/", 301, "/links/another-slug/"},
		{"its former slug without the slash", "/links/a-post", 301, "/links/another-slug/"},
		{"letters as escapes", "/links/%61nother-slug/", 200, ""},
		{"in capitals", "/links/Another-Slug/", 301, "/links/another-slug/"},
		{"two slashes in the middle", "/links//another-slug/", 301, "/links/another-slug/"},
		{"two slashes at the beginning", "//links/another-slug/", 301, "/links/another-slug/"},
		{"dots in between", "/links/../links/another-slug/", 404, ""},
		{"an imported post's own path", "/linked/2012/%C3%A9t%C3%A9", 200, ""},
		{"the same in small letters", "/linked/2012/%c3%a9t%c3%a9", 200, ""},
		{"the same with a slash", "/linked/2012/%C3%A9t%C3%A9/", 301, "/linked/2012/%C3%A9t%C3%A9"},
		{"its number", "/?p=367", 301, "/linked/2012/%C3%A9t%C3%A9"},
		{"its number and more", "/?preview=true&p=367", 301, "/linked/2012/%C3%A9t%C3%A9"},
		{"its number as a page", "/?page_id=367", 301, "/linked/2012/%C3%A9t%C3%A9"},
		{"its number as a page and more", "/?page_id=367&preview=true", 301, "/linked/2012/%C3%A9t%C3%A9"},
		{"a former path", "/2012/11/21/old-slug/", 301, "/linked/2012/%C3%A9t%C3%A9"},
		{"a number that never was", "/?p=368", 404, ""},
		{"a page's number that never was", "/?page_id=368", 404, ""},
		{"a number that is none", "/?p=../../etc", 404, ""},
		{"an address that never was", "/links/nothing/", 404, ""},
		{"another host's address", "//evil.example/", 404, ""},
		{"an escape that is none", "/links/%2e%2e/", 404, ""},
		{"a place in the list that is none", "/older/yesterday/", 404, ""},
		{"a place in the list as it was written once", "/?before=1353513250000-17", 301, "/older/1353513250000-17/"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := reader.get(tc.address)
			if got := r.Header().Get("Location"); r.Code != tc.status || got != tc.location {
				t.Errorf("it answers %d %q, want %d %q", r.Code, got, tc.status, tc.location)
			}
			if r.Code == 301 && r.Header().Get("Cache-Control") != "no-cache" {
				t.Error("browsers may keep the redirect for ever")
			}
			if r.Code == 404 && (r.text("h1") != "Not found" || r.Header().Get("Content-Type") != "text/html; charset=utf-8") {
				t.Errorf("the page is %s", r.Body)
			}
		})
	}
	// The slug is changed back: the two addresses swap roles.
	v.press(v.get("/posts/2/edit"), "publish", "slug", "a-post").leads(t, http.StatusSeeOther, "/links/a-post/")
	reader.get("/links/a-post/").status(t, http.StatusOK)
	reader.get("/links/another-slug/").leads(t, http.StatusMovedPermanently, "/links/a-post/")
}

func TestTagPages(t *testing.T) {
	h := newHouse(t)
	for _, tags := range []string{"Small Towns", "C++", "été", "C#, AC/DC"} {
		h.save(publish.Save{Publish: true, Entry: publish.Entry{Title: "On " + tags, Body: "Words.", Tags: blog.ParseTags(tags)}})
	}
	v := h.reader()
	for _, tc := range []struct {
		name, address string
		status        int
		location      string
	}{
		{"a tag", "/tags/small-towns/", 200, ""},
		{"without the slash", "/tags/small-towns", 301, "/tags/small-towns/"},
		{"without the slash, on a later page", "/tags/small-towns?before=1-1", 301, "/tags/small-towns/?before=1-1"},
		{"as the author spells it", "/tags/Small%20Towns/", 301, "/tags/small-towns/"},
		{"in capitals", "/tags/C++/", 301, "/tags/c++/"},
		{"with escapes", "/tags/c%2B%2B/", 200, ""},
		{"plain", "/tags/c++/", 200, ""},
		{"a sharp", "/tags/c%23/", 200, ""},
		{"letters of all scripts", "/tags/%C3%A9t%C3%A9/", 200, ""},
		{"a slash in the name", "/tags/ac%2Fdc/", 301, "/tags/ac-dc/"},
		{"a tag that nobody gave", "/tags/nothing/", 404, ""},
		{"more behind it", "/tags/small-towns/more/", 404, ""},
		{"more behind it without a slash", "/tags/small-towns/more", 404, ""},
		{"a tag of dots", "/tags/../", 404, ""},
		{"all tags", "/tags/", 200, ""},
		{"all tags without the slash", "/tags", 301, "/tags/"},
		{"no tag and two slashes", "/tags//", 301, "/tags/"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := v.get(tc.address)
			if got := r.Header().Get("Location"); r.Code != tc.status || got != tc.location {
				t.Errorf("it answers %d %q, want %d %q", r.Code, got, tc.status, tc.location)
			}
		})
	}
	r := v.get("/tags/c%2B%2B/").status(t, http.StatusOK)
	if r.text("main h1") != "Tagged C++" || r.attr("link[rel=canonical]", "href") != "http://blog.example/tags/c++/" || r.attr("a.p-category", "href") != "/tags/c++/" {
		t.Errorf("the page is %s", r.Body)
	}
}

func TestTheHomePageGroupsByTheDaysOfTheBlogsZone(t *testing.T) {
	h := newHouse(t)
	h.mu.Lock()
	h.time = time.Date(2026, 3, 1, 22, 58, 0, 0, time.UTC) // 23:58 in Berlin
	h.mu.Unlock()
	h.published("Before midnight")
	h.published("At midnight")
	h.pass(23 * time.Hour)
	h.published("The next evening")
	r := h.reader().get("/").status(t, http.StatusOK)
	if got, want := r.texts(".pq-date"), []string{"Monday, 2 March 2026", "Sunday, 1 March 2026"}; !slices.Equal(got, want) {
		t.Errorf("days are %q", got)
	}
	if got, want := r.texts("h2.p-name"), []string{"The next evening", "At midnight", "Before midnight"}; !slices.Equal(got, want) {
		t.Errorf("posts are %q", got)
	}
	if got := r.attr("time.dt-published", "datetime"); got != "2026-03-02T23:01:00+01:00" {
		t.Errorf("the time is %s", got)
	}
	if first := r.first("section.pq-day"); len((&page{first}).all("article")) != 2 {
		t.Error("the posts stand in other days")
	}
}

func TestOlderPagesStayWhatTheyAreWhenSomethingIsPosted(t *testing.T) {
	h := newHouse(t)
	for i := range 45 {
		p := publish.Save{Publish: true, Entry: publish.Entry{Title: "Post " + string(rune('A'+i)), Body: "Words.", Tags: blog.ParseTags("all")}}
		if i%10 == 0 {
			h.pass(-time.Minute) // so that some have the same millisecond
		}
		h.save(p)
	}
	for _, list := range []string{"/", "/tags/all/"} {
		v := h.reader()
		first := v.get(list).status(t, http.StatusOK)
		older := first.attr("a[rel=next]", "href")
		before := v.get(older).status(t, http.StatusOK)
		seen := append(first.texts("h2.p-name"), before.texts("h2.p-name")...)
		h.save(publish.Save{Publish: true, Entry: publish.Entry{Title: "Posted in between " + list, Body: "Words.", Tags: blog.ParseTags("all")}})
		after := v.get(older).status(t, http.StatusOK)
		if !slices.Equal(after.texts("h2.p-name"), before.texts("h2.p-name")) {
			t.Errorf("%s shows other posts now", older)
		}
		last := v.get(after.attr("a[rel=next]", "href")).status(t, http.StatusOK)
		seen = append(seen, last.texts("h2.p-name")...)
		if last.has("a[rel=next]") || len(first.all("article")) != 20 || len(before.all("article")) != 20 {
			t.Error("pages have another length")
		}
		slices.Sort(seen)
		if got := len(slices.Compact(seen)); got < 45 {
			t.Errorf("%s: %d posts were shown", list, got)
		}
		if last.attr(".pq-pager a", "href") != list {
			t.Errorf("nothing leads back to the newest posts but %q", last.attr(".pq-pager a", "href"))
		}
	}
}

func TestAPostOnItsPage(t *testing.T) {
	h := newHouse(t)
	h.save(publish.Save{Publish: true, Entry: publish.Entry{
		Title: "A story’s title", URL: "https://www.news.example:8443/story?a=1&b=2", Via: "https://friend.example/x", Body: "Own words.\n\n> Quoted.\n>\n> > Nested.", Tags: blog.ParseTags("press, Small Towns"), Lang: "de",
	}})
	for _, tc := range []struct{ address, heading string }{{"/links/a-storys-title/", "h1"}, {"/", "h2"}} {
		r := h.reader().get(tc.address).status(t, http.StatusOK)
		for selector, want := range map[string]string{
			tc.heading + ".p-name a.u-bookmark-of": "A story’s title", ".pq-domain": "news.example", ".p-author.h-card": "Ada Example",
			"blockquote blockquote p": "Nested.", "a.p-category": "press", ".e-content.link_description p": "Own words.",
		} {
			if got := r.text("article.h-entry " + selector); got != want {
				t.Errorf("%s: %s is %q, want %q", tc.address, selector, got, want)
			}
		}
		if r.attr("article", "lang") != "de" || r.attr("a.u-bookmark-of", "href") != "https://www.news.example:8443/story?a=1&b=2" || r.attr("a.u-url", "href") != "/links/a-storys-title/" {
			t.Errorf("%s is %s", tc.address, r.Body)
		}
		for _, n := range r.all("script") {
			if src := attr(n, "src"); src != "" && !strings.HasPrefix(src, "/assets/js/quote.") {
				t.Errorf("%s runs %s", tc.address, src)
			}
		}
		if r.has("article form") || r.has("nav.pq-bar") {
			t.Errorf("%s shows a reader what is the author's", tc.address)
		}
	}
	r := h.reader().get("/links/a-storys-title/")
	if r.attr("link[rel=canonical]", "href") != "http://blog.example/links/a-storys-title/" || r.attr("meta[name=description]", "content") != "Own words. Quoted. Nested." {
		t.Errorf("the head is %q", r.attr("meta[name=description]", "content"))
	}
	if got := h.reader().get("/nothing/").attr("meta[name=robots]", "content"); !strings.Contains(got, "noindex") {
		t.Error("search engines keep error pages")
	}
}
