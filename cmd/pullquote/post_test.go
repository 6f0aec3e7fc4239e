package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

func TestPostSaysThatThePageHasNoTitle(t *testing.T) {
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<p>Words.</p>"))
	}))
	defer page.Close()
	data := blogIn(t)
	code, stdout, stderr := call(t, "", "post", page.URL, "--data", data, "--allow-hosts", strings.TrimPrefix(page.URL, "http://"))
	if code != 0 || !strings.Contains(stdout, "/links/") || !strings.Contains(stderr, "no title was found") {
		t.Errorf("it ends with %d: %s%s", code, stdout, stderr)
	}
}

func TestPostAsksThePageForItsTitleIfItMay(t *testing.T) {
	var asked atomic.Int32
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.Header().Set("Content-Type", "text/html; charset=windows-1251")
		_, _ = w.Write([]byte("<title>\xcf\xf0\xe8\xe2\xe5\xf2</title><p>Words.</p>"))
	}))
	defer page.Close()
	data := blogIn(t)
	code, stdout, stderr := call(t, "", "post", page.URL+"/a?utm_source=x", "--data", data)
	if code != 0 || asked.Load() != 0 || !strings.Contains(stderr, "private network") || !strings.Contains(stderr, "utm_source") || !strings.Contains(stdout, "/links/") {
		t.Errorf("without leave it ends with %d, having asked %d times: %s%s", code, asked.Load(), stdout, stderr)
	}
	code, stdout, stderr = call(t, "", "post", page.URL+"/b", "--data", data, "--allow-hosts", strings.TrimPrefix(page.URL, "http://"))
	if code != 0 || asked.Load() != 1 || !strings.Contains(stdout, "/links/privet/") || stderr != "" {
		t.Errorf("with leave it ends with %d, having asked %d times: %s%s", code, asked.Load(), stdout, stderr)
	}
	code, _, stderr = call(t, "", "post", page.URL, "--data", data, "--allow-hosts", "a b")
	if code != 2 || !strings.Contains(stderr, "a b") {
		t.Errorf("a host that is none ends with %d: %s", code, stderr)
	}
}
