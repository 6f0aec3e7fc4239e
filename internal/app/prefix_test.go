package app_test

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/net/html"

	"pullquote/internal/app"
	"pullquote/internal/publish"
	"pullquote/internal/webtest"
)

// below is the path of the tests' blogs on the host that they share. Posts have
// addresses that begin so, too: no other prefix is as easily mistaken.
const below = "/links"

// startBelow serves a blog with an author below a path of a host, behind a proxy
// that answers for all else there. What is asked of the others is noted.
func startBelow(t *testing.T) (r *running, strays func() string) {
	t.Helper()
	var blog, stray atomic.Value
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if at, ok := blog.Load().(*url.URL); ok && strings.HasPrefix(r.URL.Path, below+"/") {
			(&httputil.ReverseProxy{Rewrite: func(p *httputil.ProxyRequest) {
				p.SetURL(at)
				p.SetXForwarded()
				p.Out.Host = p.In.Host
			}}).ServeHTTP(w, r)
			return
		}
		if r.URL.Path != "/favicon.ico" { // browsers ask for it unbidden
			stray.Store(r.Method + " " + r.RequestURI)
		}
		http.Error(w, "another program of the host", http.StatusTeapot)
	}))
	t.Cleanup(proxy.Close)
	r = startSetUp(t, func(c *app.Config) { c.BaseURL = proxy.URL + below })
	at, err := url.Parse(r.URL)
	if err != nil {
		t.Fatal(err)
	}
	blog.Store(at)
	r.URL = proxy.URL + below
	return r, func() string {
		asked, _ := stray.Load().(string)
		return asked
	}
}

func TestEveryAddressOfABlogBelowAPathStaysThere(t *testing.T) {
	r, strays := startBelow(t)
	by, err := r.Store.Owner(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Gate.Save(t.Context(), by, publish.Save{Publish: true, Entry: publish.Entry{
		Title: "Own addresses", Body: `[An own page](/archive/), <img src="/favicon.ico" alt="">, and > a quotation.`,
	}}); err != nil {
		t.Fatal(err)
	}
	readers, author := furnish(t, r)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	ada := &http.Client{Jar: jar}
	resp, err := ada.PostForm(r.URL+"/login", url.Values{"username": {"ada"}, "password": {password}, "next": {"/desk"}})
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if got := resp.Request.URL.Path; got != below+"/desk" {
		t.Fatalf("signing in leads to %s", got)
	}
	for name, c := range map[string]*crawler{
		"a reader":   {client: &http.Client{}, start: append(readers, "/robots.txt", "/feed.xml", "/atom.xml", "/feed.json", "/sitemap.xml", "/opensearch.xml")},
		"the author": {client: ada, start: append(author, "/manifest.webmanifest", "/sw.js")},
	} {
		c.t, c.base, c.seen, c.asked = t, r.URL, map[string]string{}, map[string]bool{}
		c.crawl()
		if len(c.seen) < 60 {
			t.Errorf("%s saw only %d addresses", name, len(c.seen))
		}
	}
	if asked := strays(); asked != "" {
		t.Errorf("another program of the host was asked: %s", asked)
	}
}

// crawler follows the addresses on pages.
type crawler struct {
	t      *testing.T
	client *http.Client
	base   string            // the blog's address
	start  []string          // paths below it
	seen   map[string]string // addresses, and where each was found
	asked  map[string]bool
}

// crawl asks for the pages to start from, some of which are not there on
// purpose, and for what they and the pages behind them lead to, which has to be.
func (c *crawler) crawl() {
	for _, path := range c.start {
		c.ask(c.base+path, "the list of pages", false)
	}
	for range 2 {
		for address, from := range maps.Clone(c.seen) {
			c.ask(address, from, !strings.HasSuffix(address, "/tags/birds/")) // of a post that an import would bring
		}
	}
}

// ask asks for an address, once, and reads what is there.
func (c *crawler) ask(address, from string, there bool) {
	c.t.Helper()
	if c.asked[address] {
		return
	}
	c.asked[address] = true
	resp, err := c.client.Get(address)
	if err != nil {
		c.t.Fatalf("%s, from %s: %v", address, from, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	if there && resp.StatusCode != http.StatusOK || resp.StatusCode >= 500 || resp.StatusCode == http.StatusTeapot {
		c.t.Errorf("%s, from %s, answers %s", address, from, resp.Status)
	}
	at := resp.Request.URL
	c.stays(at, at, from)
	switch kind, _, _ := strings.Cut(resp.Header.Get("Content-Type"), ";"); {
	case kind == "text/html":
		c.page(at, body)
	case kind == "text/css" || kind == "text/javascript":
		for _, m := range regexp.MustCompile(`(?:url\(|from ")([^)"]+)`).FindAllStringSubmatch(string(body), -1) {
			c.found(at, m[1])
		}
	case strings.HasSuffix(kind, "xml") || strings.HasSuffix(kind, "json") || kind == "text/plain":
		c.whole(at, string(body))
	}
}

// page reads the addresses on a page.
func (c *crawler) page(at *url.URL, body []byte) {
	root, err := html.Parse(strings.NewReader(string(body)))
	if err != nil {
		c.t.Fatal(err)
	}
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			switch a.Key {
			case "href", "src", "data-progress":
				if n.Data == "link" && strings.Contains(a.Val, "{") {
					continue // a template of an address
				}
				c.found(at, a.Val)
			case "action", "formaction", "cite":
				if u, err := at.Parse(a.Val); err == nil {
					c.stays(u, at, "a form")
				}
			case "content":
				c.whole(at, a.Val)
			default:
				if strings.HasPrefix(a.Val, "/") && a.Key != "value" && a.Key != "placeholder" {
					c.t.Errorf("%s: the attribute %s is %s", at, a.Key, a.Val)
				}
			}
		}
	}
	c.whole(at, string(body))
}

var addressHere = regexp.MustCompile(`http://127\.0\.0\.1:\d+[^\s"'<>\\&;)]*`)

// whole reads the whole addresses in a text.
func (c *crawler) whole(at *url.URL, text string) {
	for _, m := range addressHere.FindAllString(text, -1) {
		if u, err := url.Parse(m); err == nil {
			c.stays(u, at, "words")
		}
	}
}

// stays complains of an address of this host that is not the blog's.
func (c *crawler) stays(u, at *url.URL, from string) bool {
	c.t.Helper()
	here := strings.HasPrefix(u.String(), strings.TrimSuffix(c.base, below))
	if here && u.String() != c.base && !strings.HasPrefix(u.String(), c.base+"/") {
		c.t.Errorf("%s leads out of the blog, to %s (%s)", at, u, from)
	}
	return here
}

// found notes an address that is to be asked for.
func (c *crawler) found(at *url.URL, ref string) {
	u, err := at.Parse(ref)
	if err != nil || !c.stays(u, at, ref) {
		return
	}
	u.Fragment = ""
	if _, known := c.seen[u.String()]; !known {
		c.seen[u.String()] = at.String()
	}
}

func TestAPersonWritesOnABlogBelowAPath(t *testing.T) {
	r, strays := startBelow(t)
	b := webtest.Open(t, r.URL)
	b.Visit("/login").Fill("Username", "ada").Fill("Password", password).Press("Sign in")
	walk(t, b, below)

	// The worker that opens the form without a connection keeps what it needs.
	b.Visit("/desk")
	b.Eventually("a service worker of the blog alone", fmt.Sprintf(`(async () => (await navigator.serviceWorker.ready).scope === location.origin + %q)().then(ok => window.pqScope = ok), window.pqScope === true`, below+"/"))
	b.Eventually("the form, kept", fmt.Sprintf(`(async () => window.pqKept = (await Promise.all([%q, document.querySelector("link[rel=stylesheet]").getAttribute("href")].map((a) => caches.match(a)))).every(Boolean))(), window.pqKept === true`, below+"/compose"))

	// What was typed and not saved is found again.
	b.Visit("/compose?url=https://news.example/other").Type("Commentary", "Half a thought")
	b.Eventually("a copy", fmt.Sprintf(`Object.keys(localStorage).some((key) => key.startsWith("pullquote%s/:copy:"))`, below))
	b.Visit("/desk")
	b.Press("Restore")
	b.Eventually("the words", `document.querySelector("[name=body]")?.value.includes("Half a thought")`)
	if got := b.Address(); !strings.HasPrefix(got, below+"/compose?url=") {
		t.Errorf("it goes on at %s", got)
	}
	b.Press("Publish")
	b.Eventually("no copy", `!Object.keys(localStorage).some((key) => key.includes(":copy:"))`)

	b.Visit("/search/?q=better")
	if got := b.Text("main"); !strings.Contains(got, "A better title") {
		t.Errorf("the search finds %q", got)
	}
	if asked := strays(); asked != "" {
		t.Errorf("another program of the host was asked: %s", asked)
	}
}

func TestASiteOfPlainFilesBelowAPath(t *testing.T) {
	r, _ := startBelow(t)
	by, err := r.Store.Owner(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Gate.Save(t.Context(), by, publish.Save{Publish: true, Entry: publish.Entry{Title: "On herons", Body: "They *stand*. [All](/archive/)."}}); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "site")
	if done, err := r.Exporter.Export(t.Context(), "site", out); err != nil || done.Posts != 1 {
		t.Fatalf("%+v, %v", done, err)
	}
	for _, name := range []string{"index.html", "links/on-herons/index.html", "search/index.html", "feed.xml", "archive/index.html"} {
		if _, err := os.Stat(filepath.Join(out, name)); err != nil {
			t.Error(err)
		}
	}
	host := http.NewServeMux()
	host.Handle(below+"/", http.StripPrefix(below, http.FileServer(http.Dir(out))))
	files := httptest.NewServer(host)
	defer files.Close()
	b := webtest.Open(t, files.URL+below)
	b.Visit("/search/?q=heron")
	b.Eventually("an answer", `document.querySelector("[data-found]").textContent !== ""`)
	b.Press("On herons")
	b.Eventually("the post", `document.querySelector(".e-content em")?.textContent === "stand"`)
	if got := webtest.Eval[int](b, `[...document.querySelectorAll("[href^='/'], [src^='/']")].filter((e) => !(e.getAttribute("href") || e.getAttribute("src")).startsWith("`+below+`/")).length`); got != 0 {
		t.Errorf("%d addresses of the page lead out of the site", got)
	}
}
