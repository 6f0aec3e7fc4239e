package app_test

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"pullquote/internal/app"
)

// A log is read by more people than a blog's author, and kept for longer than
// one thinks.
func TestNoSecretStandsInTheLog(t *testing.T) {
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<title>A page</title>") }))
	defer page.Close()
	for _, format := range []string{"text", "json"} {
		t.Run(format, func(t *testing.T) {
			var journal journal
			s := besiege(t, func(c *app.Config) {
				c.AllowHosts = []string{strings.TrimPrefix(page.URL, "http://")}
				o := &slog.HandlerOptions{Level: slog.LevelDebug}
				c.Log = slog.New(slog.NewTextHandler(&journal, o))
				if format == "json" {
					c.Log = slog.New(slog.NewJSONHandler(&journal, o))
				}
			})
			ada := s.ada(t)
			session := ""
			at, err := url.Parse(s.URL)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range ada.Jar.Cookies(at) {
				session = c.Value
			}
			secrets := []string{password, session, "guessed-password", "ada-secret-name"}
			secret := func(where string) string {
				secrets = append(secrets, "planted-"+where)
				return "planted-" + where
			}
			ask := func(client *http.Client, method, path string, form url.Values, headers ...string) {
				t.Helper()
				req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(form.Encode()))
				if err != nil {
					t.Fatal(err)
				}
				if form != nil {
					req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				}
				for i := 0; i+1 < len(headers); i += 2 {
					req.Header.Set(headers[i], headers[i+1])
				}
				resp, err := client.Do(req)
				if err != nil {
					t.Fatal(err)
				}
				io.Copy(io.Discard, resp.Body)
				resp.Body.Close()
			}
			for _, client := range []*http.Client{noRedirect(), ada} {
				ask(client, "GET", "/?token="+secret("query"), nil, "Authorization", "Bearer "+secret("bearer"), "Cookie", "other="+secret("cookie"), "Referer", "https://example.org/?"+secret("referer"), "X-Request-Id", secret("request-id"))
				ask(client, "GET", "/nothing/?code="+secret("missing"), nil, "Referer", "https://example.org/?"+secret("missing-referer"))
				ask(client, "GET", "/search/?q="+secret("search"), nil)
				ask(client, "GET", "/+/https://user:"+secret("userinfo")+"@example.org/"+secret("path")+"?"+secret("address-query"), nil)
				ask(client, "POST", "/+/https://user:"+secret("posted-userinfo")+"@example.org/", nil)
				ask(client, "GET", "/compose?url="+url.QueryEscape(page.URL+"/"+secret("page")+"?key="+secret("page-query")), nil)
				ask(client, "POST", "/compose?x="+secret("form-query"), url.Values{"body": {secret("body")}, "title": {secret("title")}, "url": {page.URL + "/?" + secret("form-url")}, "action": {"preview"}})
				ask(client, "POST", "/compose", url.Values{"body": {secret("refused")}, "action": {"publish"}}, "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site")
				ask(client, "POST", "/settings/password", url.Values{"password": {secret("old")}, "new_password": {secret("new")}})
				ask(client, "GET", "/setup?token="+secret("setup"), nil)
				ask(client, "POST", "/setup", url.Values{"token": {secret("setup-form")}, "password": {secret("setup-password")}})
				ask(client, "POST", "/login?next="+secret("next"), url.Values{"username": {"ada-secret-name"}, "password": {"guessed-password"}})
				ask(client, "POST", "/import", url.Values{"files": {secret("import")}})
			}
			s.raw(t, "GET /?"+secret("malformed")+" HTTP/1.1\r\nHost: blog example\r\nCookie: "+secret("malformed-cookie")+"\r\n\r\n")
			log := journal.String()
			if n := strings.Count(log, "path"); n < 20 || !strings.Contains(log, "wrong user name or password") || !strings.Contains(log, "fetched a page") {
				t.Fatalf("the log tells too little to prove anything:\n%s", log)
			}
			for _, secret := range secrets {
				if strings.Contains(log, secret) {
					t.Errorf("the log holds %s: %s", secret, regexp.MustCompile(`.*`+regexp.QuoteMeta(secret)+`.*`).FindString(log))
				}
			}
		})
	}
}

func TestTheOperatorsAddressTellsWhatGoesOn(t *testing.T) {
	s := besiege(t, nil)
	for range 3 {
		get(t, s.URL+"/")
	}
	get(t, s.URL+"/nothing/")
	get(t, s.URL+"/card/blog-x.png")
	noRedirect().PostForm(s.URL+"/login", url.Values{"username": {"ada"}, "password": {"wrong"}})
	resp, err := s.admin.Get("http://admin/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var page bytes.Buffer
	if _, err := page.ReadFrom(resp.Body); err != nil || resp.Header.Get("Content-Type") != "text/plain; version=0.0.4; charset=utf-8" {
		t.Errorf("%v, %q", err, resp.Header.Get("Content-Type"))
	}
	text := page.String()
	for _, want := range []string{
		`pullquote_http_requests_total{kind="home",status="2xx"} 3`, `pullquote_http_requests_total{kind="post",status="4xx"} 1`, `pullquote_http_requests_total{kind="signin",status="4xx"} 1`,
		`pullquote_http_request_duration_seconds_count{kind="home"} 3`, `pullquote_http_response_bytes_total{kind="home"} `, "pullquote_http_requests_in_flight 0", "pullquote_http_requests_from_cache_total ",
		`pullquote_limit_refused_total{limit="search"} 0`, `pullquote_cache_misses_total{cache="card"} `, "pullquote_connections ", "pullquote_connections_max ",
		`pullquote_database_bytes{file="database"} `, `pullquote_database_bytes{file="wal"} `, "pullquote_database_write_duration_seconds_count ", "pullquote_database_busy_total 0",
		"pullquote_imports", `pullquote_sign_ins_failed_total{reason="wrong"} 1`, `pullquote_build_info{version="`, "go_goroutines ", "process_start_time_seconds ",
	} {
		if !strings.Contains(text, "\n"+want) && !strings.Contains(text, " "+want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	checkExposition(t, text)
	for path, want := range map[string]int{
		"/debug/pprof/": 200, "/debug/pprof/goroutine?debug=1": 200, "/debug/pprof/heap": 200, "/readyz": 200, "/healthz": 200,
		"/debug/pprof/cmdline": 404, "/": 404, "/desk": 404,
	} {
		resp, err := s.admin.Get("http://admin" + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%s answers %s, want %d", path, resp.Status, want)
		}
	}
	for _, path := range []string{"/metrics", "/debug/pprof/", "/debug/pprof/heap"} {
		if status, _ := get(t, s.URL+path); status != http.StatusNotFound {
			t.Errorf("at the blog's address %s answers %d", path, status)
		}
	}
}

// checkExposition fails the test for lines that are not of Prometheus's text
// format, and for families that come twice.
func checkExposition(t *testing.T, text string) {
	t.Helper()
	sample := regexp.MustCompile(`^([a-z_]+)(\{([a-z_]+="(\\.|[^"\\])*",?)+\})? [0-9.e+-]+$`)
	seen, family, kind := map[string]bool{}, "", ""
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		switch {
		case strings.HasPrefix(line, "# HELP "):
			family = strings.Fields(line)[2]
			if seen[family] {
				t.Errorf("the family %s comes twice", family)
			}
			seen[family] = true
		case strings.HasPrefix(line, "# TYPE "):
			kind = strings.Fields(line)[3]
			if strings.Fields(line)[2] != family || (kind == "counter") != strings.HasSuffix(family, "_total") {
				t.Errorf("%s does not go with %s", line, family)
			}
		default:
			m := sample.FindStringSubmatch(line)
			if m == nil || m[1] != family && !(kind == "histogram" && strings.HasPrefix(m[1], family+"_")) || seen[line] {
				t.Errorf("the line %q is wrong", line)
			}
			seen[line] = true
		}
	}
}

func TestAnOperatorsAddressThatIsTakenIsSaid(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	a, err := app.Open(t.Context(), app.Config{Data: t.TempDir(), AdminAddr: taken.Addr().String(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Serve(t.Context(), listener, io.Discard); err == nil || !strings.Contains(fmt.Sprint(err), "--admin-addr") {
		t.Errorf("it says %v", err)
	}
}
