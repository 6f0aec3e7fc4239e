package web_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pullquote/internal/blog"
	"pullquote/internal/web"
)

// Every address of the site, requested by a reader and by the author.
func TestEveryAddress(t *testing.T) {
	h := newHouse(t)
	h.published("A post")
	for _, tc := range []struct {
		address        string
		reader, author int
	}{
		{"/", 200, 200},
		{"/links/a-post/", 200, 200},
		{"/tags/nothing/", 404, 404},
		{"/tags/nothing", 301, 301},
		{"/healthz", 200, 200},
		{"/favicon.ico", 302, 302},
		{"/robots.txt", 200, 200},
		{"/setup", 410, 410},
		{"/login", 200, 303},
		{"/logout", 303, 200},
		{"/compose", 303, 200},
		{"/+/https://example.org/", 303, 200},
		{"/posts/1/edit", 303, 200},
		{"/posts/1/history", 303, 200},
		{"/desk", 303, 200},
		{"/desk?shelf=drafts", 303, 200},
		{"/desk?shelf=trash", 303, 200},
		{"/settings", 303, 200},
		{"/assets/nothing.css", 404, 404},
		{"/nothing/", 404, 404},
	} {
		for _, as := range []struct {
			name   string
			by     *visitor
			want   int
			author bool
		}{{"reader", h.reader(), tc.reader, false}, {"author", h.ada(), tc.author, true}} {
			r := as.by.get(tc.address)
			if r.Code != as.want {
				t.Errorf("%s answers a %s %d, want %d", tc.address, as.name, r.Code, as.want)
			}
			if len(r.Result().Cookies()) != 0 && !as.author {
				t.Errorf("%s gives a reader a cookie", tc.address)
			}
			checkHeaders(t, tc.address, r, as.author || tc.address == "/login")
		}
	}
}

func checkHeaders(t *testing.T, address string, r reply, author bool) {
	t.Helper()
	policy := r.Header().Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || !strings.Contains(policy, "frame-ancestors 'none'") || !strings.Contains(policy, "form-action 'self'") || !strings.Contains(policy, "base-uri 'none'") {
		t.Errorf("%s: the policy is %q", address, policy)
	}
	if r.Header().Get("X-Content-Type-Options") != "nosniff" || r.Header().Get("Referrer-Policy") == "" {
		t.Errorf("%s: headers are %v", address, r.Header())
	}
	if !strings.HasPrefix(r.Header().Get("Content-Type"), "text/html") {
		return
	}
	vary := strings.Join(r.Header().Values("Vary"), ", ")
	if r.Code == 200 && !strings.Contains(vary, "Cookie") || !strings.Contains(vary, "Accept-Encoding") {
		t.Errorf("%s: Vary is %q", address, vary)
	}
	if private := strings.Contains(r.Header().Get("Cache-Control"), "private"); r.Code == 200 && private != author {
		t.Errorf("%s: Cache-Control is %q", address, r.Header().Get("Cache-Control"))
	}
	for _, n := range append(r.all("body"), r.all("body [style]")...) {
		if attr(n, "style") != "" {
			t.Errorf("%s: an inline style is on the page", address)
		}
	}
	for _, n := range append(r.all("script"), r.all("style")...) {
		if raw(n) != "" && !ours(n) {
			t.Errorf("%s: an inline script or style is on the page", address)
		}
	}
	if r.first("html") == nil || attr(r.first("html"), "lang") == "" || r.text("title") == "" || len(r.all("h1")) != 1 || len(r.all("main")) != 1 {
		t.Errorf("%s: the page lacks a language, a title, its heading or its main part", address)
	}
}

// Routes that the tests above don't know would be untested.
func TestNoRouteIsForgotten(t *testing.T) {
	h := newHouse(t)
	for _, address := range []string{"/preview", "/compose/", "/desk/", "/posts/1", "/posts/1/edit/more", "/settings/password", "/settings/sessions"} {
		if r := h.ada().get(address); r.Code != http.StatusNotFound {
			t.Errorf("GET %s answers %d", address, r.Code)
		}
	}
	for _, address := range []string{"/", "/links/a-post/", "/tags/x/", "/desk", "/healthz", "/+/https://example.org/"} {
		r := h.ada().post(address, nil)
		if r.Code != http.StatusMethodNotAllowed || r.text("h1") != "That did not work" || !strings.Contains(r.Header().Get("Allow"), "GET, HEAD") {
			t.Errorf("POST %s answers %d %q, Allow is %q", address, r.Code, r.text("h1"), r.Header().Get("Allow"))
		}
	}
}

func TestHEADIsGETWithoutTheWords(t *testing.T) {
	h := newHouse(t)
	h.published("A post")
	server := httptest.NewServer(h.handler)
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, address := range []string{"/", "/links/a-post/", "/links/a-post", "/nothing/", "/compose", "/healthz", "/robots.txt"} {
		head, err := client.Head(server.URL + address)
		if err != nil {
			t.Fatal(err)
		}
		head.Body.Close()
		get, err := client.Get(server.URL + address)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(get.Body)
		get.Body.Close()
		if err != nil || head.StatusCode != get.StatusCode || max(head.ContentLength, 0) != int64(len(body)) || head.Header.Get("Content-Type") != get.Header.Get("Content-Type") || head.Header.Get("Location") != get.Header.Get("Location") {
			t.Errorf("HEAD %s answers %s %v, GET %s %v of %d bytes (%v)", address, head.Status, head.Header, get.Status, get.Header, len(body), err)
		}
	}
}

func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	h := newHouse(t, func(o *web.Options) { o.BaseURL = "http://public.example" })
	form := url.Values{"body": {"Words."}, "action": {"publish"}}
	for _, tc := range []struct {
		name, site, origin string
		want               int
	}{
		{"our own page", "same-origin", "http://blog.example", 303},
		{"an old browser's, from our own page", "", "http://blog.example", 303},
		{"our own page behind a proxy with another name for us", "", "http://public.example", 303},
		{"a script or curl", "", "", 303},
		{"typed into the address bar", "none", "", 303},
		{"another site", "cross-site", "https://evil.example", 403},
		{"a neighbour on the same domain", "same-site", "http://evil.blog.example", 403},
		{"an old browser's, from another site", "", "https://evil.example", 403},
		{"a page without an origin", "", "null", 403},
		{"one that only says cross-site", "cross-site", "", 403},
	} {
		t.Run(tc.name, func(t *testing.T) {
			v := h.ada()
			if tc.site != "" {
				v.header.Set("Sec-Fetch-Site", tc.site)
			}
			if tc.origin != "" {
				v.header.Set("Origin", tc.origin)
			}
			before := h.count(blog.ShelfPublished)
			r := v.post("/compose", form).status(t, tc.want)
			if made := h.count(blog.ShelfPublished) - before; (made == 1) != (tc.want == 303) {
				t.Errorf("%d posts were made", made)
			}
			if tc.want == 403 && (r.text("h1") != "Not allowed" || !strings.Contains(r.text("main"), "another site")) {
				t.Errorf("the page says %q", r.text("main"))
			}
			for _, address := range []string{"/logout", "/login", "/posts/1/trash", "/settings/password", "/setup"} {
				if r := h.reader().withHeaders(v).post(address, nil); (r.Code == 403) != (tc.want == 403) {
					t.Errorf("POST %s answers %d", address, r.Code)
				}
			}
			v.get("/compose").status(t, http.StatusOK) // a bookmarklet runs on another site
		})
	}
}

// withHeaders makes v send the headers of another visitor.
func (v *visitor) withHeaders(other *visitor) *visitor {
	v.header = other.header
	return v
}

func TestAPanicIsAPageAndALineInTheLog(t *testing.T) {
	h := newHouse(t)
	h.clockErr = "out of order"
	for _, v := range []*visitor{h.reader(), h.ada()} {
		r := v.get("/?token=hidden").status(t, http.StatusInternalServerError)
		if r.text("h1") != "A fault of ours" || strings.Contains(r.Body.String(), "out of order") {
			t.Errorf("the page is %s", r.Body)
		}
		checkHeaders(t, "/", reply{r.ResponseRecorder, r.page}, true)
	}
	log := h.log.String()
	id := regexp.MustCompile(`level=ERROR msg=panic request=(\w{10}) method=GET path=/ panic="out of order" stack=`).FindStringSubmatch(log)
	if id == nil || !strings.Contains(log, "msg=request request="+id[1]+" method=GET path=/ status=500") {
		t.Errorf("the log is %s", log)
	}
	if strings.Contains(log, "hidden") {
		t.Error("the log holds a query")
	}
	h.clockErr = nil
	h.reader().get("/").status(t, http.StatusOK)
}

func TestAFaultOfOursIsFoundInTheLogByItsReference(t *testing.T) {
	h := newHouse(t)
	h.published("A post")
	h.sql(`ALTER TABLE tag RENAME TO lost`)
	r := h.reader().get("/links/a-post/").status(t, http.StatusInternalServerError)
	reference := strings.TrimSuffix(strings.TrimPrefix(r.text(".pq-hint"), "In the log it stands under "), ".")
	if len(reference) != 10 || !strings.Contains(h.log.String(), `msg="request failed" request=`+reference) || strings.Contains(r.text("main"), "SQL") {
		t.Errorf("the page says %q, the log %s", r.text("main"), h.log.String())
	}
	if r.text(".pq-blog") != "Marginalia" {
		t.Error("the page is not the blog's")
	}
	if r := h.ada().get("/nothing/").status(t, http.StatusNotFound); !r.has("nav.pq-bar") {
		t.Error("the author loses his way on an error page")
	}
}

func TestWhatTakesTooLongIsSaid(t *testing.T) {
	h := newHouse(t)
	for _, tc := range []struct {
		name   string
		end    func() (context.Context, context.CancelFunc)
		status int
		level  string
	}{
		{"a request that was given up", func() (context.Context, context.CancelFunc) { return context.WithTimeout(t.Context(), -1) }, http.StatusServiceUnavailable, "ERROR"},
		{"a reader who went away", func() (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			return ctx, cancel
		}, 499, "DEBUG"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			ctx, cancel := tc.end()
			defer cancel()
			w := httptest.NewRecorder()
			r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil)
			_, token := furnished() // a reader's page is rendered to its end, since other requests may wait for it
			r.AddCookie(&http.Cookie{Name: "pullquote", Value: token})
			h.handler.ServeHTTP(w, r)
			if w.Code != tc.status {
				t.Errorf("it answers %d %s", w.Code, w.Body)
			}
			if !strings.Contains(h.log.String(), "level="+tc.level+` msg="request failed"`) {
				t.Errorf("the log is %s", h.log.String())
			}
		})
	}
}

func TestSmallFiles(t *testing.T) {
	h := newHouse(t)
	v := h.reader()
	robots := v.get("/robots.txt").status(t, http.StatusOK)
	for _, private := range []string{"/compose", "/desk", "/posts/*/edit", "/+/", "/settings"} {
		if !slices.Contains(strings.Split(robots.Body.String(), "\n"), "Disallow: "+private) {
			t.Errorf("robots.txt does not name %s", private)
		}
	}
	icon := v.get("/favicon.ico").Header().Get("Location")
	if r := v.get(icon).status(t, http.StatusOK); !strings.Contains(r.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("%s may not be kept: %q", icon, r.Header().Get("Cache-Control"))
	}
	page := v.get("/")
	for _, n := range page.all("link[rel=stylesheet]") {
		v.get(attr(n, "href")).status(t, http.StatusOK)
	}
	if r := v.get("/healthz"); r.Body.String() != "ok\n" || r.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("it answers %q", r.Body)
	}
}

func TestWhoSendsALongFormSlowlyLeavesRoomForOthers(t *testing.T) {
	h := newHouse(t)
	long := url.Values{"body": {strings.Repeat("words ", 20_000)}}
	slow, rest := io.Pipe()
	reading, done := make(chan struct{}), make(chan reply)
	go func() {
		done <- h.reader().send(http.MethodPost, "/compose", "application/x-www-form-urlencoded", io.MultiReader(firstRead{reading}, slow))
	}()
	<-reading
	if r := h.reader().post("/compose", long); r.Code != http.StatusTooManyRequests || r.Header().Get("Retry-After") == "" {
		t.Errorf("a second one of the same address is answered by %d", r.Code)
	}
	other := h.reader()
	other.remote = "198.51.100.7:4711"
	if r := other.post("/compose", long); r.Code != http.StatusUnauthorized {
		t.Errorf("somebody else's is answered by %d", r.Code)
	}
	rest.Close()
	if r := <-done; r.Code != http.StatusUnauthorized {
		t.Errorf("the slow one is answered by %d", r.Code)
	}
	if r := h.reader().post("/compose", long); r.Code != http.StatusUnauthorized {
		t.Errorf("the next one of the same address is answered by %d", r.Code)
	}
}

// firstRead is an empty body that signals when it is read.
type firstRead struct{ read chan struct{} }

func (r firstRead) Read([]byte) (int, error) {
	close(r.read)
	return 0, io.EOF
}
