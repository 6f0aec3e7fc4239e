package app_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"pullquote/internal/app"
	"pullquote/internal/auth"
	"pullquote/internal/sqlite/sqlitetest"
)

const password = "correct horse battery"

// running is a blog that is served for a test, as the program serves it.
type running struct {
	*app.App
	URL      string
	listener net.Listener

	mu  sync.Mutex
	out bytes.Buffer
}

// Write takes what the program prints.
func (r *running) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.out.Write(p)
}

// printed returns the first address that the program printed.
func (r *running) printed(t *testing.T) string {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		r.mu.Lock()
		address := regexp.MustCompile(`http://\S+`).FindString(r.out.String())
		r.mu.Unlock()
		if address != "" {
			return address
		}
	}
	t.Fatal("no address was printed")
	return ""
}

// start serves a blog that nobody has set up.
func start(t *testing.T, change ...func(*app.Config)) *running {
	t.Helper()
	config := app.Config{Data: t.TempDir(), Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	for _, f := range change {
		f(&config)
	}
	r := open(t, config)
	r.serve(t)
	return r
}

// open opens a blog that nobody has set up, and listens for it.
func open(t *testing.T, config app.Config) *running {
	t.Helper()
	sqlitetest.Place(t, filepath.Join(config.Data, "pullquote.db"))
	a, err := app.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return &running{App: a, URL: "http://" + listener.Addr().String(), listener: listener}
}

// serve serves the blog until the test ends.
func (r *running) serve(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- r.Serve(ctx, r.listener, r) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Serve: %v", err)
		}
		if err := r.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
}

// setUp sets the blog up.
func (r *running) setUp(t *testing.T) {
	t.Helper()
	_, err := r.Auth.SetUp(t.Context(), auth.SetUp{
		Title: "Marginalia", Name: "Ada Example", Username: "ada", Password: password, TimeZone: "UTC", Lang: "en", BaseURL: r.URL,
	})
	if err != nil {
		t.Fatal(err)
	}
}

// startSetUp serves a blog with an author.
func startSetUp(t *testing.T, change ...func(*app.Config)) *running {
	t.Helper()
	r := start(t, change...)
	r.setUp(t)
	return r
}

func TestTheSetUpAddressWorksOnce(t *testing.T) {
	r := start(t)
	address := r.printed(t)
	if status, body := get(t, r.URL+"/"); status != http.StatusServiceUnavailable || !strings.Contains(body, "terminal") {
		t.Errorf("before set-up the blog answers %d %q", status, body)
	}
	if status, _ := get(t, r.URL+"/setup"); status != http.StatusForbidden {
		t.Errorf("set-up without the token answers %d", status)
	}
	if status, _ := get(t, r.URL+"/setup?token=AAAAAAAAAAAAAAAAAAAAAAAAAA"); status != http.StatusForbidden {
		t.Errorf("set-up with a guessed token answers %d", status)
	}
	if status, body := get(t, address); status != http.StatusOK || !strings.Contains(body, "Create blog") {
		t.Fatalf("the printed address answers %d %s", status, body)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{"token": {u.Query().Get("token")}, "blog_title": {"Marginalia"}, "name": {"Ada Example"}, "username": {"ada"}, "password": {password}, "time_zone": {"UTC"}}
	var won int
	var mu sync.Mutex
	var all sync.WaitGroup
	for range 5 {
		all.Go(func() {
			resp, err := noRedirect().PostForm(r.URL+"/setup", form)
			if err != nil {
				t.Error(err)
				return
			}
			resp.Body.Close()
			mu.Lock()
			defer mu.Unlock()
			if resp.StatusCode == http.StatusSeeOther && len(resp.Cookies()) == 1 {
				won++
			}
		})
	}
	all.Wait()
	if won != 1 {
		t.Errorf("%d of five who sent the form at once set the blog up", won)
	}
	if status, _ := get(t, address); status != http.StatusGone {
		t.Errorf("the used address answers %d", status)
	}
	if status, body := get(t, r.URL+"/"); status != http.StatusOK || !strings.Contains(body, "Marginalia") {
		t.Errorf("after set-up the blog answers %d", status)
	}
}

func get(t *testing.T, address string) (int, string) {
	t.Helper()
	resp, err := noRedirect().Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

func noRedirect() *http.Client {
	return &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}
