package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
	"pullquote/internal/web"
)

// below sets the blog's base URL.
func below(base string) func(*web.Options) {
	return func(o *web.Options) { o.BaseURL = base }
}

func TestABlogBelowAPathOfItsHost(t *testing.T) {
	h := newHouse(t, below("http://blog.example/links"))
	h.published("A post")
	for _, tc := range []struct {
		address string
		status  int
		leads   string
	}{
		{"/links/", 200, ""},
		{"/links", 301, "/links/"},
		{"/links?a=b", 301, "/links/?a=b"},
		{"/links/links/a-post/", 200, ""},
		{"/links/links/a-post", 301, "/links/links/a-post/"},
		{"/links/links/A-Post/", 301, "/links/links/a-post/"},
		{"/links/archive", 301, "/links/archive/"},
		{"/links/feed/", 301, "/links/feed.xml"},
		{"/links/compose", 303, "/links/login?next=%2Fcompose"},
		{"/links/healthz", 200, ""},
		{"/healthz", 200, ""},
		{"/", 404, ""},
		{"/archive/", 404, ""},
		{"/linksarchive/", 404, ""},
		{"/Links/", 404, ""},
		// Text that was written for the whole host.
		{"/links/links/archive/", 301, "/links/archive/"},
		{"/links/links//evil.example/", 404, ""},
		{"/links/%6Cinks/a-post/", 200, ""},
		{"/%6Cinks/links/a-post/", 200, ""},
	} {
		r := h.reader().get(tc.address)
		if got := r.Header().Get("Location"); r.Code != tc.status || got != tc.leads {
			t.Errorf("%s answers %d %q, want %d %q", tc.address, r.Code, got, tc.status, tc.leads)
		}
	}
	said := h.reader().get("/archive/")
	if !strings.Contains(said.text("main"), "http://blog.example/links/") || !strings.Contains(said.text("main"), "proxy") {
		t.Errorf("outside of the prefix it says %q", said.text("main"))
	}
	if to := said.attr("main a", "href"); to != "/links/" {
		t.Errorf("from there it leads to %s", to)
	}
}

func TestAnArchiveOfTheSamePlaceKeepsItsAddresses(t *testing.T) {
	h := newHouse(t, below("http://blog.example/blog"))
	batch, err := h.store.BeginImport(t.Context(), blog.Batch{State: blog.BatchImporting})
	if err != nil {
		t.Fatal(err)
	}
	old := blog.Import{Key: "a", Raw: []byte("a"), Former: []string{"/?p=367"}, Post: blog.Post{
		Title: "Old", Body: `Words with [a link](/blog/archive/), <a href="/archive/">another</a> and <img src="/media/a.png">.`, Format: blog.Markdown, Status: blog.Published, Published: morning, Path: "/blog/2009/one/",
	}}
	if _, err := h.gate.Import(t.Context(), publish.ImportInto{Batch: batch}, h.gate.Prepare([]blog.Import{old})); err != nil {
		t.Fatal(err)
	}
	h.reader().get("/blog/2009/one/").leads(t, http.StatusMovedPermanently, "/blog/blog/2009/one/")
	h.reader().get("/blog/?p=367").leads(t, http.StatusMovedPermanently, "/blog/blog/2009/one/")
	h.reader().get("/blog/blog/archive/").leads(t, http.StatusMovedPermanently, "/blog/archive/")
	page := h.reader().get("/blog/blog/2009/one/").status(t, http.StatusOK)
	if got := page.attr(".e-content img", "src"); got != "/blog/media/a.png" {
		t.Errorf("the picture is at %s", got)
	}
	for _, feed := range []string{"feed.xml", "atom.xml", "feed.json"} {
		text := h.reader().get("/blog/" + feed).Body.String()
		if !strings.Contains(text, "http://blog.example/blog/media/a.png") || strings.Contains(text, "http://blog.example/media/") {
			t.Errorf("%s shows the picture elsewhere:\n%s", feed, text)
		}
	}
}

func TestWhatIsNoPageBearsThePrefix(t *testing.T) {
	h := newHouse(t, below("https://blog.example/links"))
	p := h.published("A post")
	var manifest map[string]any
	if err := json.Unmarshal(h.reader().get("/links/manifest.webmanifest").Body.Bytes(), &manifest); err != nil {
		t.Fatal(err)
	}
	eachString(manifest, func(s string) {
		if strings.HasPrefix(s, "/") && !strings.HasPrefix(s, "/links/") {
			t.Errorf("the manifest names %s", s)
		}
	})
	if manifest["scope"] != "/links/" || manifest["id"] != "/links/" {
		t.Errorf("the installed program is %v of %v", manifest["id"], manifest["scope"])
	}
	robots := h.reader().get("/links/robots.txt").Body.String()
	if !strings.Contains(robots, "Disallow: /links/compose\n") || !strings.Contains(robots, "Sitemap: https://blog.example/links/sitemap.xml\n") {
		t.Errorf("robots.txt says\n%s", robots)
	}
	address := "https://blog.example/links" + p.Path
	embedded := h.reader().get("/links/oembed?url="+url.QueryEscape(address)).status(t, http.StatusOK).Body.String()
	if !strings.Contains(embedded, `\"`+address+`\"`) {
		t.Errorf("embedded, the post is %s", embedded)
	}
	for _, other := range []string{"https://blog.example" + p.Path, "https://blog.example/linksa" + p.Path, "https://blog.example.evil.example/links" + p.Path} {
		h.reader().get("/links/oembed?url="+url.QueryEscape(other)).status(t, http.StatusNotFound)
	}
	for _, link := range h.reader().get("/links/").Header().Values("Link") {
		if !strings.HasPrefix(link, "</links/") && !strings.HasPrefix(link, "<https://blog.example/links/") {
			t.Errorf("a header links to %s", link)
		}
	}
	for _, name := range []string{"feed.xml", "atom.xml", "sitemap.xml", "opensearch.xml"} {
		text := h.reader().get("/links/"+name).status(t, http.StatusOK).Body.String()
		if strings.Contains(text, `="/`) && !strings.Contains(text, `="/links/assets/`) || strings.Contains(strings.ReplaceAll(text, "https://blog.example/links", ""), "https://blog.example") {
			t.Errorf("%s leads out of the prefix:\n%s", name, text)
		}
	}
}

// eachString calls f for every string in a JSON document.
func eachString(v any, f func(string)) {
	switch v := v.(type) {
	case string:
		f(v)
	case []any:
		for _, e := range v {
			eachString(e, f)
		}
	case map[string]any:
		for _, e := range v {
			eachString(e, f)
		}
	}
}

func TestTheCookieBelowAPrefixIsForTheBlogAlone(t *testing.T) {
	h := newHouse(t, below("https://blog.example/links"))
	v := h.reader()
	r := v.post("/links/login", credentials("ada", password, "next", "/desk"))
	r.leads(t, http.StatusSeeOther, "/links/desk")
	cookies := r.Result().Cookies()
	if len(cookies) != 1 {
		t.Fatalf("cookies are %v", cookies)
	}
	if c := cookies[0]; c.Name != "__Secure-pullquote" || c.Path != "/links/" || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Domain != "" {
		t.Errorf("the cookie is %+v", c)
	}
	v.get("/links/desk").status(t, http.StatusOK)
	r = v.post("/links/compose", url.Values{"title": {"New"}, "body": {"Words."}, "action": {"publish"}, "key": {"0123456789abcdef"}})
	r.leads(t, http.StatusSeeOther, "/links/links/new/")
	for _, c := range r.Result().Cookies() {
		if c.Path != "/links/" {
			t.Errorf("the cookie %s is for %s", c.Name, c.Path)
		}
	}
}

func TestASessionThatEndedBelowAPrefixLosesNoWords(t *testing.T) {
	h := newHouse(t, below("http://blog.example/links"))
	r := h.reader().post("/links/compose", url.Values{"body": {"Words."}, "action": {"publish"}})
	if action := r.status(t, http.StatusUnauthorized).attr("form.pq-form", "action"); action != "/links/compose" {
		t.Errorf("signed in again, the words go to %s", action)
	}
}

// Answers that bypass the routes have the prefix, too.
func TestRefusalsBelowAPrefixAreWholePages(t *testing.T) {
	h := newHouse(t, below("http://blog.example/links"))
	v := h.ada()
	v.header.Set("Sec-Fetch-Site", "cross-site")
	refused := v.post("/links/compose", url.Values{"body": {"Words."}}).status(t, http.StatusForbidden)
	h.clockErr = "no clock"
	for _, r := range []reply{refused, h.reader().get("/links/").status(t, http.StatusInternalServerError)} {
		for _, n := range append(r.all("link"), r.all("a")...) {
			if to := attr(n, "href"); strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "/links/") {
				t.Errorf("a page of %d leads to %s", r.Code, to)
			}
		}
	}
}
