package web_test

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
	"pullquote/internal/sqlite/sqlitetest"
)

func TestEveryListHasItsFeeds(t *testing.T) {
	h := newHouse(t)
	h.kinds()
	for list, want := range map[string]int{
		"/": 3, "/tags/birds/": 1, "/from/news.example/": 1, "/author/ada-example/": 3, "/links/": 1, "/quotes/": 1, "/notes/": 1, "/search/": 1,
	} {
		for name, kind := range map[string]string{"feed.xml": "application/rss+xml", "atom.xml": "application/atom+xml", "feed.json": "application/feed+json"} {
			address := list + name
			if list == "/search/" {
				address += "?q=chalk"
			}
			r := h.reader().get(address).status(t, http.StatusOK)
			feed, err := gofeed.NewParser().ParseString(r.Body.String())
			if err != nil {
				t.Fatalf("%s: %v", address, err)
			}
			if len(feed.Items) != want || !strings.HasPrefix(r.Header().Get("Content-Type"), kind) || feed.FeedLink != "http://blog.example"+address {
				t.Errorf("%s has %d items as %s, and calls itself %q", address, len(feed.Items), r.Header().Get("Content-Type"), feed.FeedLink)
			}
		}
	}
	h.reader().get("/tags/nothing/feed.xml").status(t, http.StatusNotFound)
	h.reader().get("/from/nobody.example/atom.xml").status(t, http.StatusNotFound)
}

func TestTheReaderChoosesWhereTitlesLead(t *testing.T) {
	h := newHouse(t)
	link, _, _ := h.kinds()
	leads := func(address string) string {
		t.Helper()
		feed, err := gofeed.NewParser().ParseString(h.reader().get(address).status(t, http.StatusOK).Body.String())
		if err != nil {
			t.Fatal(err)
		}
		return feed.Items[0].Link
	}
	source, permalink := link.URL, "http://blog.example"+link.Path
	if got := leads("/links/feed.xml"); got != source {
		t.Errorf("at first titles lead to %s", got)
	}
	if got := leads("/links/feed.xml?link=permalink"); got != permalink {
		t.Errorf("with link=permalink they lead to %s", got)
	}
	sqlitetest.Change(t, h.store, func(s *blog.Settings) { s.Reading.Permalinks = true })
	if got := leads("/links/atom.xml"); got != permalink {
		t.Errorf("as the blog has it they lead to %s", got)
	}
	if got := leads("/links/atom.xml?link=source"); got != source {
		t.Errorf("with link=source they lead to %s", got)
	}
}

func TestAFeedThatHasNotChangedIsNotSentAgain(t *testing.T) {
	h := newHouse(t)
	link, _, _ := h.kinds()
	for _, address := range []string{"/feed.xml", "/atom.xml", "/feed.json", "/sitemap.xml", "/opensearch.xml"} {
		first := h.reader().get(address).status(t, http.StatusOK)
		again := h.reader()
		again.header.Set("If-None-Match", first.Header().Get("ETag"))
		if r := again.get(address); r.Code != http.StatusNotModified || r.Body.Len() != 0 {
			t.Errorf("%s answers %d with %d bytes", address, r.Code, r.Body.Len())
		}
		again.header.Set("If-None-Match", `W/"x", W/`+first.Header().Get("ETag"))
		if r := again.get(address); r.Code != http.StatusNotModified {
			t.Errorf("%s answers a weak tag with %d", address, r.Code)
		}
		again.header.Set("If-None-Match", `"x"`)
		again.header.Set("If-Modified-Since", first.Header().Get("Last-Modified"))
		if r := again.get(address); r.Code != http.StatusOK {
			t.Errorf("%s answers another's tag with %d", address, r.Code)
		}
	}
	h.pass(time.Second)
	since := h.reader()
	since.header.Set("If-Modified-Since", h.reader().get("/feed.xml").Header().Get("Last-Modified"))
	since.get("/feed.xml").status(t, http.StatusNotModified)
	tag := h.reader().get("/feed.xml").Header().Get("ETag")
	if _, err := h.gate.Trash(t.Context(), link.ID); err != nil {
		t.Fatal(err)
	}
	if now := h.reader().get("/feed.xml").Header().Get("ETag"); now == tag {
		t.Error("a post was deleted, and the feed bears the same tag")
	}
	since.get("/feed.xml").status(t, http.StatusOK)
}

func TestAFeedIsReadToItsEndPageByPage(t *testing.T) {
	h := newHouse(t)
	for range 65 {
		h.published("Herons")
	}
	seen := map[string]bool{}
	pages := 0
	for address := "/feed.json"; address != ""; pages++ {
		var feed struct {
			Next  string `json:"next_url"`
			Items []struct{ ID string }
		}
		if err := json.Unmarshal(h.reader().get(address).status(t, http.StatusOK).Body.Bytes(), &feed); err != nil {
			t.Fatal(err)
		}
		for _, it := range feed.Items {
			seen[it.ID] = true
		}
		address = strings.TrimPrefix(feed.Next, "http://blog.example")
	}
	if len(seen) != 65 || pages != 3 {
		t.Errorf("%d posts on %d pages", len(seen), pages)
	}
}

func TestAMapOfTheSiteHasOneAddress(t *testing.T) {
	h := newHouse(t)
	h.kinds()
	for _, address := range []string{"/sitemap.xml", "/sitemap-1.xml"} {
		h.reader().get(address+"?another=copy").leads(t, http.StatusMovedPermanently, address)
		if r := h.reader().get(address).status(t, http.StatusOK); !strings.Contains(r.Body.String(), "<urlset") {
			t.Errorf("%s is %s", address, r.Body)
		}
	}
}

func TestABrowserIsShownAFeedAsAPage(t *testing.T) {
	h := newHouse(t)
	h.kinds()
	v := h.reader()
	v.header.Set("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
	r := v.get("/feed.xml").status(t, http.StatusOK)
	if r.Header().Get("Content-Type") != "application/xml; charset=utf-8" || !strings.Contains(strings.Join(r.Header().Values("Vary"), ","), "Accept") {
		t.Errorf("it is sent as %s, Vary %s", r.Header().Get("Content-Type"), r.Header().Values("Vary"))
	}
	if !strings.Contains(r.Body.String(), "<?xml-stylesheet") || !strings.Contains(r.Body.String(), "copy this address into a feed reader") {
		t.Errorf("it does not explain itself: %.600s", r.Body)
	}
	page := r.Body.Len()
	for _, accept := range []string{"", "*/*", "application/rss+xml, application/xml;q=0.9"} {
		v := h.reader()
		v.header.Set("Accept", accept)
		r := v.get("/feed.xml").status(t, http.StatusOK)
		if text := r.Body.String(); strings.Contains(text, "xhtml") || strings.Contains(text, "stylesheet") || len(text) > page*2/3 {
			t.Errorf("who asks for %q gets the page, too: %d bytes, with it %d", accept, len(text), page)
		}
	}
}

func TestTheHubIsNamedWhereOneIsSet(t *testing.T) {
	h := newHouse(t)
	h.kinds()
	sqlitetest.Change(t, h.store, func(s *blog.Settings) { s.Reading.Hub = "https://hub.example/" })
	for _, address := range []string{"/feed.xml", "/tags/birds/atom.xml", "/feed.json"} {
		r := h.reader().get(address).status(t, http.StatusOK)
		links := strings.Join(r.Header().Values("Link"), "\n")
		if !strings.Contains(r.Body.String(), "https://hub.example/") || !strings.Contains(links, `<https://hub.example/>; rel="hub"`) || !strings.Contains(links, `rel="self"`) {
			t.Errorf("%s does not name the hub: %s", address, links)
		}
	}
	r := h.reader().get("/feed.xml?x=>;rel=hub,<https://evil.example/").status(t, http.StatusOK)
	if links := r.Header().Values("Link"); len(links) != 2 || !strings.Contains(links[1], `/feed.xml?x=%3E;rel=hub,%3Chttps://evil.example/>; rel="self"`) {
		t.Errorf("an address names a hub of its own: %q", links)
	}
}

func TestFeedsAreXMLWhateverIsWritten(t *testing.T) {
	h := newHouse(t)
	h.save(publish.Save{Publish: true, Entry: publish.Entry{
		Title: "]]> & <b> \u202e \ufffe", URL: "https://news.example/?a=1&b=<2>", Body: "]]> \x0b \ufffe\uffff <![CDATA[ &nbsp; <b>x", Tags: []blog.Tag{blog.NewTag("C++ & <co>")},
	}})
	for _, address := range []string{"/feed.xml", "/atom.xml"} {
		d := xml.NewDecoder(h.reader().get(address).status(t, http.StatusOK).Body)
		for {
			if _, err := d.Token(); err != nil {
				if err.Error() != "EOF" {
					t.Errorf("%s: %v", address, err)
				}
				break
			}
		}
	}
}

func TestAnAnswerThatGivesASessionIsNobodyElses(t *testing.T) {
	h := newHouse(t)
	h.published("A post")
	for _, path := range []string{"/feed.xml", "/atom.xml", "/feed.json", "/search/feed.xml?q=post", "/opensearch.xml", "/robots.txt", "/"} {
		h.pass(25 * time.Hour) // which extends the session
		r := h.ada().get(path)
		if len(r.Result().Cookies()) > 0 && !strings.Contains(r.Header().Get("Cache-Control"), "private") {
			t.Errorf("%s sets a cookie and says %q", path, r.Header().Get("Cache-Control"))
		}
		if path == "/feed.xml" && len(r.Result().Cookies()) == 0 {
			t.Errorf("no cookie is set: nothing was tested: %d %v", r.Code, r.Header())
		}
	}
}
