package app_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"pullquote/internal/app"
	"pullquote/internal/auth"
	"pullquote/internal/blog"
	"pullquote/internal/publish"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/sqlitetest"
)

// freePort returns a port that nothing listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// front is an HTTP cache before a blog.
type front struct {
	*app.App
	t     *testing.T
	url   string // of the cache
	by    blog.Author
	token string
}

// startFront serves a blog, and the cache that begin starts before it. Begin is
// given the ports of the cache and of the blog.
func startFront(t *testing.T, change func(c *app.Config, port string), begin func(port, blog string)) *front {
	t.Helper()
	port := freePort(t)
	config := app.Config{Data: t.TempDir(), BaseURL: "http://127.0.0.1:" + port, Log: slog.New(slog.DiscardHandler)}
	change(&config, port)
	sqlitetest.Place(t, filepath.Join(config.Data, "pullquote.db"))
	a, err := app.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	f := &front{App: a, t: t, url: config.BaseURL}
	if f.by, err = a.Auth.SetUp(t.Context(), auth.SetUp{Title: "Marginalia", Name: "Ada Example", Username: "ada", Password: password, TimeZone: "UTC", Lang: "en"}); err != nil {
		t.Fatal(err)
	}
	if f.token, _, err = a.Auth.SignIn(t.Context(), auth.Login{Username: "ada", Password: password}); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, blogPort, _ := net.SplitHostPort(listener.Addr().String())
	begin(port, blogPort)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- a.Serve(ctx, listener, io.Discard) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Serve: %v", err)
		}
		a.Close()
	})
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		if resp, err := http.Get(f.url + "/"); err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return f
			}
		}
		if time.Now().After(deadline) {
			t.Fatal("the cache does not serve the blog")
		}
	}
}

// get asks the cache. Headers stand in pairs.
func (f *front) get(path string, headers ...string) (*http.Response, string) {
	f.t.Helper()
	req, err := http.NewRequest(http.MethodGet, f.url+path, nil)
	if err != nil {
		f.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := noRedirect().Do(req)
	if err != nil {
		f.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		f.t.Fatal(err)
	}
	return resp, string(body)
}

func (f *front) publish(title string) {
	f.t.Helper()
	if _, err := f.Gate.Save(f.t.Context(), f.by, publish.Save{Publish: true, Entry: publish.Entry{Title: title, Body: strings.Repeat("Words. ", 400)}}); err != nil {
		f.t.Fatal(err)
	}
}

// program returns the path of a program, or skips the test.
func program(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		path, err = exec.LookPath("/usr/sbin/" + name)
	}
	if err != nil {
		t.Skipf("There is no %s here.", name)
	}
	return path
}

// deployed returns a file of deploy with other words in place of some; old and new
// ones stand in pairs.
func deployed(t *testing.T, name string, changes ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "deploy", name))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(changes); i += 2 {
		if !strings.Contains(string(text), changes[i]) {
			t.Fatalf("%s does not say %q", name, changes[i])
		}
	}
	return strings.NewReplacer(changes...).Replace(string(text))
}

// run starts a program that ends with the test.
func run(t *testing.T, name string, args ...string) {
	t.Helper()
	var out strings.Builder
	cmd := exec.Command(name, args...)
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("%s says: %s", name, out.String())
		}
	})
}

// look is what is the same with each cache: what is kept, for whom, and that a
// commit is seen.
func (f *front) look(hit func(*http.Response) bool) {
	t := f.t
	t.Helper()
	for n := range 3 {
		title := fmt.Sprintf("Post %d", n)
		f.publish(title)
		begin := time.Now()
		for ; ; time.Sleep(10 * time.Millisecond) {
			if _, body := f.get("/"); strings.Contains(body, title) {
				break
			}
			if time.Since(begin) > patience {
				t.Fatalf("readers do not see %s", title)
			}
		}
	}
	kept := func(path string, headers ...string) bool {
		f.get(path, headers...)
		resp, _ := f.get(path, headers...)
		return hit(resp)
	}
	for _, path := range []string{"/", "/feed.xml", "/archive/"} {
		for _, headers := range [][]string{nil, {"Cookie", "_ga=GA1.2; theme=dark"}, {"Accept-Encoding", "gzip"}} {
			// A cache that is told of a change is told twice, and then asks again.
			for begin := time.Now(); !kept(path, headers...); time.Sleep(10 * time.Millisecond) {
				if time.Since(begin) > patience {
					t.Fatalf("%s is not kept for all readers, asked for with %q", path, headers)
				}
			}
		}
	}
	if resp, _ := f.get("/feed.xml", "Accept", "text/html,*/*"); resp.Header.Get("Content-Type") != "application/xml; charset=utf-8" {
		t.Errorf("browsers get the feed as %s", resp.Header.Get("Content-Type"))
	}
	if resp, _ := f.get("/feed.xml", "Accept", "application/rss+xml"); resp.Header.Get("Content-Type") != "application/rss+xml; charset=utf-8" {
		t.Errorf("feed readers get the feed as %s", resp.Header.Get("Content-Type"))
	}
	cookie := "pullquote=" + f.token
	for range 2 {
		if resp, body := f.get("/", "Cookie", cookie); hit(resp) || !strings.Contains(body, "/compose") {
			t.Error("the author gets a page that is kept")
		}
	}
	if _, body := f.get("/"); strings.Contains(body, "/compose") {
		t.Error("a reader gets the author's page")
	}
	if kept("/login") {
		t.Error("the form to sign in is kept")
	}
	resp, _ := f.get("/")
	if resp, _ := f.get("/", "If-None-Match", resp.Header.Get("Etag")); resp.StatusCode != http.StatusNotModified {
		t.Errorf("who has the page is answered by %d", resp.StatusCode)
	}
}

func TestVarnishInFrontIsToldOfEachChange(t *testing.T) {
	t.Parallel()
	varnish := program(t, "varnishd")
	f := startFront(t, func(c *app.Config, port string) { c.Purge = "http://127.0.0.1:" + port + "/" }, func(port, blog string) {
		dir := t.TempDir()
		vcl := filepath.Join(dir, "pullquote.vcl")
		if err := os.WriteFile(vcl, []byte(deployed(t, "varnish.vcl", `"8080"`, `"`+blog+`"`)), 0o600); err != nil {
			t.Fatal(err)
		}
		run(t, varnish, "-F", "-n", filepath.Join(dir, "v"), "-a", "127.0.0.1:"+port, "-f", vcl, "-s", "malloc,32m", "-p", "vcc_allow_inline_c=off", "-j", "none")
	})
	hit := func(r *http.Response) bool { return strings.Contains(r.Header.Get("X-Varnish"), " ") }
	f.look(hit)
	f.withdraw(hit)
}

// withdraw wants a picture to be kept, and to be gone with the post that shows it.
func (f *front) withdraw(hit func(*http.Response) bool) {
	t := f.t
	t.Helper()
	if err := f.Store.AddMedia(t.Context(), 0, sqlite.Media{Type: "image/gif", Name: "a.gif", Data: []byte("GIF89a")}, "http://old.example/a.gif"); err != nil {
		t.Fatal(err)
	}
	path := fmt.Sprintf("/media/%x.gif", sha256.Sum256([]byte("GIF89a")))
	answers := func(what string, want func(*http.Response) bool) {
		t.Helper()
		for begin := time.Now(); ; time.Sleep(10 * time.Millisecond) {
			resp, _ := f.get(path)
			if want(resp) {
				return
			}
			if time.Since(begin) > patience {
				t.Fatalf("%s: the cache answers with %d, %v", what, resp.StatusCode, resp.Header)
			}
		}
	}
	gone := func(r *http.Response) bool { return r.StatusCode == http.StatusNotFound }
	answers("before it is shown", gone)
	p, err := f.Gate.Save(t.Context(), f.by, publish.Save{Publish: true, Entry: publish.Entry{Title: "A picture", Body: "![](" + path + ")"}})
	if err != nil {
		t.Fatal(err)
	}
	answers("shown", func(r *http.Response) bool { return r.StatusCode == http.StatusOK && hit(r) })
	if _, err := f.Gate.Trash(t.Context(), p.ID); err != nil {
		t.Fatal(err)
	}
	answers("in the trash", gone)
}

func TestNginxInFrontAsksOnceASecond(t *testing.T) {
	t.Parallel()
	nginx := program(t, "nginx")
	f := startFront(t, func(c *app.Config, _ string) { c.SharedMaxAge = time.Second }, func(port, blog string) {
		dir := t.TempDir()
		run(t, nginx, "-p", dir, "-c", nginxConf(t, dir, deployed(t, "nginx-cache.conf", "listen 80;", "listen 127.0.0.1:"+port+";", "/var/cache/nginx", dir, "proxy_pass http://127.0.0.1:8080;", "proxy_pass http://127.0.0.1:"+blog+";")))
	})
	f.look(func(r *http.Response) bool { return r.Header.Get("X-Cache") == "HIT" })
}

// nginxConf writes a configuration of nginx with the given http block, which keeps
// everything in dir, and returns its path.
func nginxConf(t *testing.T, dir, block string) string {
	t.Helper()
	conf := "daemon off; error_log stderr; pid " + dir + "/pid; worker_processes 1; events {}\nhttp { access_log off; client_body_temp_path " + dir + "/body; proxy_temp_path " + dir +
		"/proxy; fastcgi_temp_path " + dir + "/fastcgi; uwsgi_temp_path " + dir + "/uwsgi; scgi_temp_path " + dir + "/scgi;\n" + block + "}\n"
	if os.Geteuid() == 0 {
		conf = "user root;\n" + conf // the folder is the test's alone
	}
	path := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(path, []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestNginxUnderstandsTheManual(t *testing.T) {
	t.Parallel()
	nginx := program(t, "nginx")
	manual, err := os.ReadFile(filepath.Join("..", "..", "docs", "operations.md"))
	if err != nil {
		t.Fatal(err)
	}
	cert, key := newAuthority(t, "none").files(t, "links.example.org")
	examples := regexp.MustCompile("(?s)```nginx\n(.*?)```").FindAllStringSubmatch(string(manual), -1)
	if len(examples) != 2 {
		t.Fatalf("the manual has %d examples", len(examples))
	}
	for _, example := range examples {
		dir := t.TempDir()
		block := strings.NewReplacer("443 ssl", "unix:"+dir+"/https ssl", "/etc/ssl/links.example.org.pem", cert, "/etc/ssl/links.example.org.key", key).Replace(example[1])
		if !strings.HasPrefix(block, "server") {
			block = "server { listen unix:" + dir + "/http;\n" + block + "}"
		}
		if !strings.Contains(block, "client_max_body_size") {
			t.Error("archives over a megabyte are refused by nginx")
		}
		if out, err := exec.CommandContext(t.Context(), nginx, "-t", "-p", dir, "-c", nginxConf(t, dir, block)).CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	}
}
