//go:build unix

package killtest

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pullquote/internal/app"
)

// serveAt serves a blog in this process, by a clock that the test sets.
func serveAt(t *testing.T, data string, clock *atomic.Int64) *program {
	t.Helper()
	log := newShown()
	a, err := app.Open(t.Context(), app.Config{Data: data, Log: slog.New(slog.NewTextHandler(log, nil)), Now: func() time.Time { return time.UnixMilli(clock.Load()) }})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- a.Serve(ctx, listener, log) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Serve: %v", err)
		}
		if err := a.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return &program{t: t, data: data, url: "http://" + listener.Addr().String(), log: log}
}

func TestAClockThatJumpsHurtsNobody(t *testing.T) {
	f := &life{t: t, rng: chance(t), data: blogIn(t, t.TempDir()), l: newLedger()}
	var clock atomic.Int64
	noon := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	clock.Store(noon.UnixMilli())
	f.p = serveAt(t, f.data, &clock)
	f.cookie = f.p.signIn()
	var before *story
	for _, jump := range []time.Duration{0, -time.Millisecond, -time.Hour, -72 * time.Hour, -20 * 365 * 24 * time.Hour, time.Minute, 29 * 24 * time.Hour} {
		clock.Store(noon.Add(jump).UnixMilli())
		t.Run(fmt.Sprint("the clock jumps by ", jump), func(t *testing.T) {
			f.t = t
			s := f.well() // who was signed in stays so
			f.read(s)
			checkWorld(t, f.p, f.l)
			if before != nil {
				w := newWindow(f.p.url, f.cookie, f.l, f.rng, nil)
				if !w.edit(before) {
					t.Errorf("an earlier post can't be changed: %q", w.faults)
				}
				checkWorld(t, f.p, f.l)
			}
			before = s
			f.listed(t)
		})
	}
}

// listed fails the test unless the pages of the blog show each post once.
func (f *life) listed(t *testing.T) {
	t.Helper()
	b := f.p.reader()
	defer b.CloseIdleConnections()
	a := b.page(t, "/archive/")
	a.wants(t, "the archive", http.StatusOK)
	for _, path := range []string{"/feed.xml", "/atom.xml", "/sitemap.xml", "/tags/", "/from/", "/search?q=fault"} {
		b.page(t, path).wants(t, path, http.StatusOK)
	}
	home := b.page(t, "/")
	for _, token := range f.l.tokens() {
		if n := strings.Count(home.body, `<article class="h-entry`); n != len(f.l.stories) {
			t.Errorf("the home page shows %d of %d posts", n, len(f.l.stories))
		}
		if !strings.Contains(home.body, f.l.stories[token].path) {
			t.Errorf("the home page lacks %s", token)
		}
	}
}

func TestAClockThatIsSetBackLocksNobodyOut(t *testing.T) {
	f := &life{t: t, rng: chance(t), data: blogIn(t, t.TempDir()), l: newLedger()}
	var clock atomic.Int64
	noon := time.Date(2036, 6, 1, 12, 0, 0, 0, time.UTC)
	clock.Store(noon.UnixMilli())
	f.p = serveAt(t, f.data, &clock)
	b := newBrowser(f.p.url, nil)
	for n := range 12 {
		a, err := b.post("/login", url.Values{"username": {"someone" + fmt.Sprint(n)}, "password": {"wrong password"}})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains([]int{http.StatusUnauthorized, http.StatusTooManyRequests}, a.status) {
			t.Errorf("a wrong password: %d", a.status)
		}
	}
	a, err := b.post("/login", url.Values{"username": {"ada"}, "password": {password}})
	if err != nil || a.status != http.StatusTooManyRequests {
		t.Errorf("the address is not refused: %d, %v", a.status, err)
	}
	clock.Store(noon.AddDate(-10, 0, 0).UnixMilli())
	f.cookie = f.p.signIn()
	f.well()
}
