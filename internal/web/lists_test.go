package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
	"pullquote/internal/sqlite/sqlitetest"
)

// kinds stores a link post, a quotation and a note, and returns them in this order.
func (h *house) kinds() (link, quotation, note blog.Post) {
	h.t.Helper()
	link = h.save(publish.Save{Publish: true, Entry: publish.Entry{Title: "Herons", URL: "https://www.news.example/herons", Body: "They wait.\n\n> It stood.", Tags: blog.ParseTags("birds, Small Towns")}})
	quotation = h.save(publish.Save{Publish: true, Entry: publish.Entry{Title: "Egrets", URL: "https://blog.news.example/egrets", Body: "> White as chalk."}})
	note = h.save(publish.Save{Publish: true, Entry: publish.Entry{Body: "A note on bitterns."}})
	return link, quotation, note
}

func TestEachListHoldsItsPosts(t *testing.T) {
	h := newHouse(t)
	h.kinds()
	for address, want := range map[string][]string{
		"/links/":                  {"Herons"},
		"/quotes/":                 {"Egrets"},
		"/notes/":                  {},
		"/from/news.example/":      {"Herons"},
		"/from/blog.news.example/": {"Egrets"},
		"/author/ada-example/":     {"Egrets", "Herons"},
		"/tags/birds/":             {"Herons"},
		"/2026/03/":                {"Egrets", "Herons"},
		"/2026/03/01/":             {"Egrets", "Herons"},
	} {
		r := h.reader().get(address).status(t, http.StatusOK)
		if diff := cmp.Diff(want, append([]string{}, r.texts("h2.p-name")...)); diff != "" {
			t.Errorf("%s: %s", address, diff)
		}
		if len(r.all("main h1")) != 1 || r.attr("link[rel=canonical]", "href") != "http://blog.example"+address {
			t.Errorf("%s has %d headings and calls itself %q", address, len(r.all("main h1")), r.attr("link[rel=canonical]", "href"))
		}
	}
	r := h.reader().get("/from/news.example/")
	if got := r.text(".pq-list-note"); !strings.Contains(got, "1 post, 1 March 2026") {
		t.Errorf("the site's list says %q", got)
	}
}

// An old blog may have had a post at /quotes/. Whoever looks for it finds it there,
// and everybody else the list.
func TestAListLeadsToThePostThatAnOldBlogHadAtItsAddress(t *testing.T) {
	h := newHouse(t)
	h.kinds()
	batch, err := h.store.BeginImport(t.Context(), blog.Batch{State: blog.BatchImporting})
	if err != nil {
		t.Fatal(err)
	}
	old := blog.Import{Key: "a", Raw: []byte("a"), Post: blog.Post{Title: "Quotes I Like", Body: "Words.", Format: blog.Markdown, Status: blog.Published, Published: sqlitetest.Start, Path: "/quotes/"}}
	results, err := h.gate.Import(t.Context(), publish.ImportInto{Batch: batch}, h.gate.Prepare([]blog.Import{old}))
	if err != nil || results[0].Path != "/links/quotes-i-like/" || len(results[0].Notes) != 1 {
		t.Fatalf("%+v, %v", results, err)
	}
	h.reader().get("/quotes").leads(t, http.StatusMovedPermanently, "/quotes/")
	r := h.reader().get("/quotes/").status(t, http.StatusOK)
	if got := r.texts("h2.p-name"); len(got) != 1 || got[0] != "Egrets" {
		t.Errorf("the list holds %q", got)
	}
	if got := r.attr("a[dir=auto]", "href"); got != "/links/quotes-i-like/" || !strings.Contains(r.text("header.pq-list-head"), "Quotes I Like") {
		t.Errorf("the list does not lead to the post: %s", r.text("header.pq-list-head"))
	}
	h.reader().get("/quotes//").leads(t, http.StatusMovedPermanently, "/links/quotes-i-like/")
	if got := h.reader().get("/notes/").status(t, http.StatusOK).texts(".pq-list-head a"); len(got) != 1 {
		t.Errorf("a list where nothing was leads to %q", got)
	}
	if _, err := h.gate.Trash(t.Context(), results[0].PostID); err != nil {
		t.Fatal(err)
	}
	if got := h.reader().get("/quotes/").status(t, http.StatusOK).texts(".pq-list-head a"); len(got) != 1 {
		t.Errorf("the list leads to %q, which was deleted", got)
	}
}

func TestListsAreFoundHoweverTheyAreAskedFor(t *testing.T) {
	h := newHouse(t)
	h.kinds()
	for _, tc := range []struct {
		address  string
		status   int
		location string
	}{
		{"/from/www.News.example/", 301, "/from/news.example/"},
		{"/from/news.example", 301, "/from/news.example/"},
		{"/from/nobody.example/", 404, ""},
		{"/links", 301, "/links/"},
		{"/quotes", 301, "/quotes/"},
		{"/2026", 301, "/2026/"},
		{"/2026/03/01", 301, "/2026/03/01/"},
		{"/2026/13/", 404, ""},
		{"/2026/02/30/", 404, ""},
		{"/2025/", 404, ""},
		{"/0000/", 404, ""},
		{"/archive", 301, "/archive/"},
		{"/Archive/", 301, "/archive/"},
		{"/links/index.html", 301, "/links/"},
		{"/tags/birds/?utm_source=news", 301, "/tags/birds/"},
		{"/?fbclid=abc", 301, "/"},
		{"/author/nobody/", 404, ""},
		{"/tags/more/1-x/", 200, ""},
		{"/tags/more/x/", 404, ""},
		{"/2026/3/", 301, "/2026/03/"},
		{"/2026/3/1/", 301, "/2026/03/01/"},
		{"/2026/3", 301, "/2026/03/"},
		{"/tags/birds/?amp=1", 301, "/tags/birds/"},
		{"/tags/birds/?amp", 301, "/tags/birds/"},
		{"/?feed=rss2", 301, "/feed.xml"},
		{"/blog/tag/birds/feed/", 301, "/tags/birds/feed.xml"},
		{"/category/birds/page/2/", 301, "/tags/birds/"},
		{"/?s=white+chalk", 301, "/search/?q=white+chalk"},
	} {
		r := h.reader().get(tc.address)
		if got := r.Header().Get("Location"); r.Code != tc.status || got != tc.location {
			t.Errorf("%s answers %d %q, want %d %q", tc.address, r.Code, got, tc.status, tc.location)
		}
	}
}

func TestTheArchiveCountsAndDrawsWhatThereIs(t *testing.T) {
	h := newHouse(t)
	h.kinds()
	r := h.reader().get("/archive/").status(t, http.StatusOK)
	if diff := cmp.Diff([]string{"2026"}, r.texts(".pq-period-name")); diff != "" {
		t.Error(diff)
	}
	if r.text(".pq-count") != "3 posts" || len(r.all("svg rect")) != 12 || r.attr("a.pq-period", "href") != "/2026/" {
		t.Errorf("the year is %s", r.text(".pq-periods"))
	}
	r = h.reader().get("/2026/").status(t, http.StatusOK)
	if got := r.texts("a.pq-period .pq-period-name"); len(got) != 1 || got[0] != "March" || len(r.all("svg")) != 12 {
		t.Errorf("months with posts: %q", got)
	}
	r = h.reader().get("/2026/03/").status(t, http.StatusOK)
	if got := r.text("table.pq-month a"); !strings.HasPrefix(got, "1") || !strings.Contains(got, "3 posts") {
		t.Errorf("the day of the month says %q", got)
	}
}

func TestADaysPageSaysItsDateOnce(t *testing.T) {
	h := newHouse(t)
	h.kinds()
	if r := h.reader().get("/2026/03/").status(t, http.StatusOK); r.attr(".pq-date a", "href") != "/2026/03/01/" {
		t.Errorf("on the month's page the day leads to %q", r.attr(".pq-date a", "href"))
	}
	r := h.reader().get("/2026/03/01/").status(t, http.StatusOK)
	if !strings.Contains(r.Body.String(), ">Sunday, 1\u00a0March\u00a02026</span></h1>") || r.has(".pq-date") {
		t.Errorf("the day's page is headed %q, above its posts stands %q", r.text("h1"), r.text(".pq-date"))
	}
}

func TestAPostLeadsToTheOlderAndTheNewer(t *testing.T) {
	h := newHouse(t)
	link, quotation, note := h.kinds()
	r := h.reader().get(quotation.Path).status(t, http.StatusOK)
	if r.attr(".pq-beside [rel=prev]", "href") != link.Path || r.attr(".pq-beside [rel=next]", "href") != note.Path || r.text(".pq-beside [rel=prev] b") != "Herons" {
		t.Errorf("beside it stand %s", r.text(".pq-beside"))
	}
	if first := h.reader().get(link.Path); first.has(".pq-beside [rel=prev]") || !first.has(".pq-beside [rel=next]") {
		t.Error("before the first post stands one")
	}
}

func TestALaterPageOfAListStaysWhatItIs(t *testing.T) {
	h := newHouse(t)
	for n := range 45 {
		h.save(publish.Save{Publish: true, Entry: publish.Entry{Title: fmt.Sprint("Post ", n), URL: "https://news.example/", Body: "Words.", Tags: blog.ParseTags("birds")}})
	}
	for _, list := range []string{"/", "/tags/birds/", "/from/news.example/", "/author/ada-example/", "/links/", "/2026/03/"} {
		first := h.reader().get(list).status(t, http.StatusOK)
		next := first.attr(".pq-pager [rel=next]", "href")
		if next == "" || first.attr("link[rel=next]", "href") != next {
			t.Fatalf("%s has no next page: %q", list, next)
		}
		before := h.reader().get(next).status(t, http.StatusOK).texts("h2.p-name")
		h.save(publish.Save{Publish: true, Entry: publish.Entry{Title: "New", URL: "https://news.example/", Body: "Words.", Tags: blog.ParseTags("birds")}})
		after := h.reader().get(next).status(t, http.StatusOK)
		if diff := cmp.Diff(before, after.texts("h2.p-name")); diff != "" || len(before) != 20 {
			t.Errorf("%s: the page after it has changed: %s", list, diff)
		}
		if after.attr(".pq-pager a", "href") != list {
			t.Errorf("%s: its later page leads back to %q", list, after.attr(".pq-pager a", "href"))
		}
	}
}

func TestDaysAreThoseOfTheBlogsZone(t *testing.T) {
	h := newHouse(t)
	h.mu.Lock()
	h.time = time.Date(2026, 2, 28, 23, 30, 0, 0, time.UTC) // the first of March in Berlin
	h.mu.Unlock()
	h.published("At night")
	if got := h.reader().get("/2026/03/01/").status(t, http.StatusOK).text("h2"); got != "At night" {
		t.Errorf("the day has %q", got)
	}
	h.reader().get("/2026/02/").status(t, http.StatusNotFound)
}

func TestAPageOfAnotherLanguageSaysSo(t *testing.T) {
	h := newHouse(t)
	h.save(publish.Save{Publish: true, Entry: publish.Entry{Title: "طائر", URL: "https://news.example/", Body: "كلمات.", Lang: "ar"}})
	r := h.reader().get("/").status(t, http.StatusOK)
	if r.attr("article", "lang") != "ar" || r.attr("article", "dir") != "rtl" || r.attr("html", "lang") != "en" {
		t.Errorf("the post is lang %q, dir %q", r.attr("article", "lang"), r.attr("article", "dir"))
	}
	sqlitetest.Change(t, h.store, func(s *blog.Settings) { s.Reading.Interface = "de" })
	h.published("Herons")
	r = h.reader().get("/").status(t, http.StatusOK)
	if r.attr("html", "lang") != "de" || r.attr("article", "lang") != "en" || !strings.HasPrefix(r.text(".pq-date"), "Sonntag, 1. März 2026") {
		t.Errorf("the page is %q, the post %q, the day %q", r.attr("html", "lang"), r.attr("article", "lang"), r.text(".pq-date"))
	}
}

func TestAReaderSeesThePostsAsTheirAuthorDoes(t *testing.T) {
	h := newHouse(t)
	h.kinds()
	h.published("Late")
	for _, address := range []string{"/", "/tags/birds/", "/from/news.example/", "/author/ada-example/", "/quotes/", "/notes/", "/2026/03/"} {
		finished := h.reader().get(address).status(t, http.StatusOK).texts("article")
		made := h.ada().get(address).status(t, http.StatusOK).texts("article")
		for i := range made {
			made[i] = strings.TrimSuffix(made[i], " Edit")
		}
		if diff := cmp.Diff(made, finished); diff != "" || len(finished) == 0 {
			t.Errorf("%s: %s", address, diff)
		}
	}
}

func TestAPostIsShownAsItIsNowThoughItsEntryIsFinished(t *testing.T) {
	h := newHouse(t)
	p := h.published("Before")
	h.reader().get("/")
	h.ada().post(action(p, "edit"), draft("title", "Behind", "version", "1", "action", "publish")).status(t, http.StatusSeeOther)
	if got := h.reader().get("/").text("h2.p-name"); got != "Behind" {
		t.Errorf("the home page shows %q", got)
	}
	h.sql(`UPDATE post SET title = 'By hand'`)
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		got := h.reader().get("/").text("h2.p-name")
		if got == "By hand" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("what another program wrote is not shown, but %q", got)
		}
	}
}
