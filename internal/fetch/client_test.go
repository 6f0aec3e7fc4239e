package fetch

import (
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"pullquote/internal/blog"
)

func TestTheCallerMayGoAway(t *testing.T) {
	arrived := make(chan struct{}, 1)
	s, client := server(t, func(_ http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-arrived; cancel() }()
	_, err := client.Page(ctx, s.URL)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v, want context.Canceled", err)
	}
}

func TestHugeHeadersAreRefused(t *testing.T) {
	s, client := server(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Long", string(fill(300<<10)))
	})
	_, err := client.Page(t.Context(), s.URL)
	wantError(t, err, blog.Unavailable, hostOf(s.URL))
}

// What a request says of us: who we are; not where we come from, who is
// signed in where, or what another site gave us to keep.
func TestRequestsTellOnlyWhoWeAre(t *testing.T) {
	var mu sync.Mutex
	var seen []http.Header
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		seen = append(seen, r.Header.Clone())
		mu.Unlock()
		http.SetCookie(w, &http.Cookie{Name: "track", Value: "me"})
		if r.URL.Path == "/" {
			http.Redirect(w, r, "/page", http.StatusFound)
		}
	}))
	defer s.Close()
	c, _ := client(t, Options{AllowHosts: []string{hostOf(s.URL)}, Agent: "1.2;\r\nX-Evil: 1 +https://links.example.org"})
	for range 2 {
		if _, err := c.Page(t.Context(), s.URL+"/"); err != nil {
			t.Fatal(err)
		}
	}
	if len(seen) != 4 {
		t.Fatalf("%d requests", len(seen))
	}
	for _, h := range seen {
		for _, name := range []string{"Referer", "Cookie", "Authorization", "Origin", "X-Evil"} {
			if h.Get(name) != "" {
				t.Errorf("%s: %q", name, h.Get(name))
			}
		}
		if got := h.Get("User-Agent"); got != "Mozilla/5.0 (compatible; Pullquote/1.2;X-Evil: 1 +https://links.example.org)" {
			t.Errorf("User-Agent: %q", got)
		}
	}
}

func TestProxiesOfTheEnvironmentAreIgnored(t *testing.T) {
	tr := newTrap(t)
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"} {
		t.Setenv(name, "http://127.0.0.1:"+tr.port)
	}
	resolver := nameServer(t, func(name string) []string {
		if name == "example.org" {
			return []string{"93.184.215.14"}
		}
		return nil
	})
	c, d := client(t, Options{hooks: hooks{resolver: resolver}})
	for _, address := range []string{"http://example.org/", "https://example.org/"} {
		_, err := c.Page(t.Context(), address)
		wantError(t, err, blog.Unavailable)
	}
	if c.transport.Proxy != nil {
		t.Error("the transport asks for a proxy")
	}
	if got := strings.Join(d.all(), " "); got != "93.184.215.14:80 93.184.215.14:443" || tr.count() > 0 {
		t.Errorf("dialled %s; the proxy was reached %d times", got, tr.count())
	}
}

func TestCertificates(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "<html>safe")
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.EnableHTTP2 = true
	s.StartTLS()
	defer s.Close()
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(hostOf(s.URL))
	allow := []string{"127.0.0.1", "localhost"}

	c, _ := client(t, Options{AllowHosts: allow, CAFile: file})
	if page, err := c.Page(t.Context(), s.URL); err != nil || string(page.Body) != "<html>safe" {
		t.Errorf("with --ca-file: %q, %v", page.Body, err)
	}
	_, err := c.Page(t.Context(), "https://localhost:"+port)
	wantError(t, err, blog.Unavailable, "localhost:"+port, "certificate for another name")
	c, _ = client(t, Options{AllowHosts: allow})
	_, err = c.Page(t.Context(), s.URL)
	wantError(t, err, blog.Unavailable, "127.0.0.1:"+port, "certificate from nobody", "--ca-file")

	plain, c := server(t, func(http.ResponseWriter, *http.Request) {})
	_, err = c.Page(t.Context(), strings.Replace(plain.URL, "http:", "https:", 1))
	wantError(t, err, blog.Unavailable, "does not speak https")
}

func TestFaultsOfCAFileAreNamed(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{empty, filepath.Join(t.TempDir(), "none.pem"), t.TempDir()} {
		_, err := New(Options{CAFile: file})
		wantError(t, err, blog.Invalid, "--ca-file", file)
	}
}

func TestUnreachableHostsAreExplained(t *testing.T) {
	l := must(net.Listen("tcp", "127.0.0.1:0"))
	closed := l.Addr().String()
	_ = l.Close()
	c, _ := client(t, Options{AllowHosts: []string{closed}})
	_, err := c.Page(t.Context(), "http://"+closed)
	wantError(t, err, blog.Unavailable, closed, "can't be reached")
	_, err = c.Page(t.Context(), "https://no-such-host.example/page")
	wantError(t, err, blog.Unavailable, "There is no host no-such-host.example")
}

func TestAddressesThatAreNoneOfTheWebAreInvalid(t *testing.T) {
	c, d := client(t, Options{})
	for _, address := range []string{
		"", "example.org", "ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "https://", "https:///path", "https://user:pw@example.org/",
		"https://user@example.org/", "https://exa mple.org/", "https://example.org/\n", "https://example.org:0/", "https://example.org:99999/", "https://example..org/",
		"https://-.-.-:x/", "https://" + strings.Repeat("a.", 200) + "org/", "https://" + strings.Repeat("a", 9000), "https://exa<mple.org/", "https://xn--0/", "https://256.256.256.256/",
	} {
		_, err := c.Page(t.Context(), address)
		wantError(t, err, blog.Invalid)
		if f := blog.Faults(err); len(f) != 1 || f[0].Field != "url" {
			t.Errorf("%.60s: field is not url: %v", address, err)
		}
	}
	if len(d.all()) > 0 {
		t.Errorf("dialled %q", d.all())
	}
}

func TestNamesAreLookedUpInOneForm(t *testing.T) {
	var mu sync.Mutex
	asked := map[string]bool{}
	resolver := nameServer(t, func(name string) []string {
		mu.Lock()
		defer mu.Unlock()
		asked[name] = true
		return nil
	})
	c, _ := client(t, Options{hooks: hooks{resolver: resolver}})
	for address, name := range map[string]string{
		"https://Пример.example/":           "xn--e1afmkfd.example",
		"https://BÜCHER.example./":          "xn--bcher-kva.example",
		"https://faß.example/":              "xn--fa-hia.example",
		"https://foo_bar.example/":          "foo_bar.example",
		"https://r3---sn-4g5e6nsz.example/": "r3---sn-4g5e6nsz.example",
		"https://1.2.3.4.example/":          "1.2.3.4.example",
	} {
		_, _ = c.Page(t.Context(), address)
		mu.Lock()
		if !asked[name] {
			t.Errorf("%s: %s was not looked up, but %v", address, name, asked)
		}
		clear(asked)
		mu.Unlock()
	}
}

func TestStatusesAreExplained(t *testing.T) {
	s, client := server(t, func(w http.ResponseWriter, r *http.Request) {
		var status int
		_, _ = fmt.Sscanf(r.URL.Path, "/%d", &status)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, "<title>"+http.StatusText(status)+"</title>")
	})
	for status, words := range map[int]string{
		400: "answered with 400 Bad Request", 401: "to programs (401", 403: "to programs (403 Forbidden)", 404: "no such page (404 Not Found)", 410: "no such page (410 Gone)",
		418: "418", 429: "just now (429", 451: "to programs (451", 500: "just now (500", 503: "just now (503 Service Unavailable)", 520: "just now (520)", 300: "answered with 300",
	} {
		_, err := client.About(t.Context(), fmt.Sprintf("%s/%d", s.URL, status))
		wantError(t, err, blog.Unavailable, hostOf(s.URL), words)
	}
}
