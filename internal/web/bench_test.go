package web_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"pullquote/internal/auth"
	"pullquote/internal/blog"
	"pullquote/internal/capture"
	"pullquote/internal/publish"
	"pullquote/internal/sqlite/sqlitetest"
	"pullquote/internal/web"
)

// benchmarkSite returns the handler of a blog with 50 posts, and the path of one.
func benchmarkSite(b *testing.B) (site http.Handler, path string) {
	b.Helper()
	clock := sqlitetest.NewClock()
	store := sqlitetest.New(b, clock)
	ada := sqlitetest.SetUp(b, store)
	gate := publish.New(store)
	for i := range 50 {
		clock.Advance(time.Hour)
		p, err := gate.Save(b.Context(), ada, publish.Save{Publish: true, Entry: publish.Entry{
			Title: fmt.Sprintf("A heron, the %dth", i), URL: fmt.Sprintf("https://example.org/%d", i), Tags: blog.NewTags([]string{"birds", "lakes"}),
			Body: strings.Repeat("A [heron](https://example.org/heron) stands in the *still* water. ", 8) + "\n\n> " + strings.Repeat("Nobody has seen it move. ", 6),
		}})
		if err != nil {
			b.Fatal(err)
		}
		path = p.Path
	}
	log := slog.New(slog.DiscardHandler)
	site, err := web.New(web.Options{
		Store: store, Gate: gate, Auth: auth.New(store, auth.Options{Now: clock.Now, Log: log}), Look: capture.NewLook(pages{}, clock.Now),
		Log: log, BaseURL: "http://blog.test", Zone: "UTC", Now: clock.Now,
	})
	if err != nil {
		b.Fatal(err)
	}
	return site, path
}

func BenchmarkPage(b *testing.B) {
	site, post := benchmarkSite(b)
	for _, page := range []struct{ name, path string }{
		{"Home", "/"},
		{"Post", post},
		{"Tag", "/tags/birds/"},
		{"Month", "/2012/11/"},
		{"Feed", "/feed.xml"},
		{"Search", "/search/?q=heron"},
	} {
		b.Run(page.name, func(b *testing.B) {
			r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, "http://blog.test"+page.path, nil)
			b.ReportAllocs()
			for b.Loop() {
				w := httptest.NewRecorder()
				site.ServeHTTP(w, r)
				if w.Code != http.StatusOK {
					b.Fatalf("%s answers %d", page.path, w.Code)
				}
			}
		})
	}
}
