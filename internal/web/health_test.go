package web_test

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pullquote/internal/sqlite/pool"
	"pullquote/internal/web"
)

func TestReadyMeansThatReadersMayBeSentHere(t *testing.T) {
	h := newHouse(t)
	site := h.handler.(*web.Site)
	asks := func(want int, words string) {
		t.Helper()
		path, _, _ := strings.Cut(words, "|")
		r := h.reader().get("/readyz"+path).status(t, want)
		if got, expected := r.Body.String(), words[len(path)+1:]; got != expected+"\n" || r.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("it says %q, %q", got, r.Header().Get("Cache-Control"))
		}
	}
	asks(http.StatusOK, "|ready")
	release := h.holdWriting()
	asks(http.StatusOK, "|ready") // the cached result of the last probe
	h.pass(time.Minute)
	asks(http.StatusOK, "|ready to be read; the database can't be written to")
	asks(http.StatusServiceUnavailable, "?write|ready to be read; the database can't be written to")
	release()
	h.pass(time.Minute)
	asks(http.StatusOK, "?write|ready")
	site.Drain()
	asks(http.StatusServiceUnavailable, "|shutting down")
	h.reader().get("/healthz").status(t, http.StatusOK)
	h.reader().get("/").status(t, http.StatusOK)
	if err := h.store.Close(); err != nil {
		t.Fatal(err)
	}
	asks(http.StatusServiceUnavailable, "|shutting down")
}

func TestADamagedBlogIsNotWellAndIsReadAllTheSame(t *testing.T) {
	h := newHouse(t)
	h.published("Heron")
	if err := h.store.Close(); err != nil {
		t.Fatal(err)
	}
	misplace(t, h.dir, "revision")
	h = open(t, h.dir)
	h.reader().get("/healthz").status(t, http.StatusOK)
	v := h.ada()
	if r := v.get("/desk").status(t, http.StatusOK); r.has(".pq-notice-bad") {
		t.Error("damage is spoken of before anybody has met it")
	}
	v.get("/posts/1/history").status(t, http.StatusServiceUnavailable)
	if says := h.reader().get("/healthz").status(t, http.StatusServiceUnavailable).Body.String(); !strings.Contains(says, "damaged") {
		t.Errorf("it says %q", says)
	}
	if says := h.reader().get("/readyz").status(t, http.StatusOK).Body.String(); !strings.Contains(says, "damaged") {
		t.Errorf("it says %q", says)
	}
	if r := v.get("/desk").status(t, http.StatusOK); !strings.Contains(r.text(".pq-notice-bad"), "pullquote doctor") {
		t.Error("the desk says nothing")
	}
	h.reader().get("/").status(t, http.StatusOK)
}

// misplace damages a table: its rows are looked up on the pages of another.
func misplace(t *testing.T, dir, table string) {
	t.Helper()
	db, err := pool.Open(t.Context(), filepath.Join(dir, "pullquote.db"), pool.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Write(t.Context(), func(tx *pool.Tx) error {
		for _, statement := range []string{`PRAGMA writable_schema = 1`, `UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'address_post') WHERE type = 'table' AND name = '` + table + `'`} {
			if _, err := tx.Exec(t.Context(), statement); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// holdWriting locks the database as another program that writes to it does, until
// release is called.
func (h *house) holdWriting() (release func()) {
	h.t.Helper()
	other, err := pool.Open(h.t.Context(), filepath.Join(h.dir, "pullquote.db"), pool.Options{})
	if err != nil {
		h.t.Fatal(err)
	}
	held, let, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		done <- errors.Join(other.Write(context.Background(), func(*pool.Tx) error {
			close(held)
			<-let
			return nil
		}), other.Close())
	}()
	<-held
	return func() {
		close(let)
		if err := <-done; err != nil {
			h.t.Error(err)
		}
	}
}

func TestKindsOfPagesAreFew(t *testing.T) {
	for path, want := range map[string]web.Kind{
		"/": web.KindHome, "/older/x/": web.KindHome, "/links/a-post/": web.KindPost, "/anything": web.KindPost, "/2012/": web.KindList, "/2012/11/21/": web.KindList, "/2012": web.KindList,
		"/20121/": web.KindPost, "/tags/x/": web.KindList, "/tags/x/feed.xml": web.KindFeed, "/feed.xml": web.KindFeed, "/search/": web.KindSearch, "/search/atom.xml": web.KindFeed,
		"/assets/a.css": web.KindAsset, "/card/1-x.png": web.KindCard, "/login": web.KindSignIn, "/+/https://example.org/": web.KindDesk, "/healthz": web.KindHealth, "/robots.txt": web.KindFile, "": web.KindHome, "*": web.KindPost,
	} {
		if got := web.KindOf(path); got != want {
			t.Errorf("%s is of kind %s, want %s", path, got, want)
		}
	}
	if n := testing.AllocsPerRun(100, func() { web.KindOf("/tags/birds/older/1-2/") }); n != 0 {
		t.Errorf("telling the kind allocates %v times", n)
	}
}

// listener is an observer that records the answers.
type listener struct{ heard []web.Answered }

func (l *listener) Answered(a web.Answered) { l.heard = append(l.heard, a) }

func TestEachAnswerIsHeardOf(t *testing.T) {
	var l listener
	h := newHouse(t, func(o *web.Options) { o.Observer = &l })
	home := h.reader().get("/")
	h.reader().get("/nothing/")
	h.reader().post("/tags/x/", nil)
	if len(l.heard) != 3 || l.heard[0].Kind != web.KindHome || l.heard[0].Status != 200 || l.heard[0].Bytes != int64(home.Body.Len()) || l.heard[1].Status != 404 || l.heard[2].Status != 405 || l.heard[2].Kind != web.KindList {
		t.Errorf("heard of %+v", l.heard)
	}
}

func TestWhoseRequestIDStandsInTheLog(t *testing.T) {
	h := newHouse(t, func(o *web.Options) { o.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")} })
	for _, tc := range []struct {
		remote, id string
		taken      bool
	}{
		{"10.0.0.1:1", "0af7651916cd43dd8448eb211c80319c", true},
		{"@", "id-of_a.socket", true},
		{"203.0.113.9:1", "id-of-a-stranger", false},
		{"10.0.0.1:1", "short", false},
		{"10.0.0.1:1", strings.Repeat("x", 65), false},
		{"10.0.0.1:1", "level=ERROR msg=forged", false},
		{"10.0.0.1:1", "<script>alert(1)</script>", false},
	} {
		v := h.reader()
		v.remote = tc.remote
		v.header.Set("X-Request-Id", tc.id)
		v.post("/tags/x/", nil)
		if taken := strings.Contains(h.log.String(), "request="+tc.id+" "); taken != tc.taken {
			t.Errorf("%q from %s is taken: %t", tc.id, tc.remote, taken)
		}
	}
}
