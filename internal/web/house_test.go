package web_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"pullquote/internal/auth"
	"pullquote/internal/blog"
	"pullquote/internal/capture"
	"pullquote/internal/publish"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/pool"
	"pullquote/internal/web"
)

const password = "correct horse battery"

// morning is the time at which a test begins.
var morning = time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)

// house is a blog with its real handler, and a clock that the test sets.
type house struct {
	t       *testing.T
	dir     string
	store   *sqlite.Store
	gate    *publish.Gate
	auth    *auth.Auth
	handler http.Handler
	log     journal

	mu       sync.Mutex
	time     time.Time
	clockErr any // what the web's clock panics with; nil if it works
}

// journal is a log that can be read while it is written to.
type journal struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.buf.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.buf.String()
}

func (h *house) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.time
}

// webNow is the clock of the web package only: tests make handlers panic with it.
func (h *house) webNow() time.Time {
	if h.clockErr != nil {
		panic(h.clockErr)
	}
	return h.now()
}

func (h *house) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.time = h.time.Add(d)
}

// furnished returns the database of a blog that is set up, and the token of a
// session of its author. They are made once, because hashing passwords takes time.
var furnished = sync.OnceValues(func() ([]byte, string) {
	dir, err := os.MkdirTemp("", "pullquote-web")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	clock := func() time.Time { return morning }
	path := filepath.Join(dir, "pullquote.db")
	ctx := context.Background()
	store, err := sqlite.Open(ctx, path, pool.Options{Now: clock})
	if err != nil {
		panic(err)
	}
	a := auth.New(store, auth.Options{Now: clock})
	_, err = a.SetUp(ctx, auth.SetUp{Title: "Marginalia", Name: "Ada Example", Username: "ada", Password: password, TimeZone: "Europe/Berlin"})
	if err != nil {
		panic(err)
	}
	token, _, err := a.SignIn(ctx, auth.Login{Username: "ada", Password: password, UserAgent: firefox})
	if err := errors.Join(err, store.Close()); err != nil {
		panic(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		panic(err)
	}
	return file, token
})

const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

// newHouse opens a blog whose author is ada.
func newHouse(t *testing.T, change ...func(*web.Options)) *house {
	t.Helper()
	t.Parallel()
	dir := t.TempDir()
	file, _ := furnished()
	if err := os.WriteFile(filepath.Join(dir, "pullquote.db"), file, 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, dir, change...)
}

// open serves the blog in a folder.
func open(t *testing.T, dir string, change ...func(*web.Options)) *house {
	t.Helper()
	h := &house{t: t, dir: dir, time: morning}
	log := slog.New(slog.NewTextHandler(&h.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	store, err := sqlite.Open(t.Context(), filepath.Join(dir, "pullquote.db"), pool.Options{Now: h.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	h.store, h.gate = store, publish.New(store)
	h.auth = auth.New(store, auth.Options{Now: h.now, Log: log})
	o := web.Options{
		Store: h.store, Gate: h.gate, Auth: h.auth, Look: capture.NewLook(outside, h.now), Log: log, Zone: "Europe/Berlin", Now: h.webNow, Data: dir, PageCache: 4 << 20, CacheControl: "public, max-age=0",
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")},
	}
	for _, f := range change {
		f(&o)
	}
	if h.handler, err = web.New(o); err != nil {
		t.Fatal(err)
	}
	return h
}

// pages is a fake of the web outside: the metadata of its pages by address.
type pages map[string]blog.About

// About implements capture.Outside.
func (p pages) About(ctx context.Context, address string) (blog.About, error) {
	if about, ok := p[address]; ok {
		return about, nil
	}
	if strings.Contains(address, "slow.example") {
		<-ctx.Done()
		return blog.About{}, ctx.Err()
	}
	return blog.About{}, &blog.Error{Kind: blog.Unavailable, Message: blog.HostOf(address) + " can't be reached. Type the title by hand."}
}

// outside is the web in tests.
var outside = pages{
	"https://paper.example/essay": {Title: "An essay", Site: "The Paper", Author: "Grace Example", Published: "2026-11-20", Canonical: "https://paper.example/2026/essay"},
}

// sql runs a statement on the database, as another program would.
func (h *house) sql(statement string) {
	h.t.Helper()
	db, err := pool.Open(h.t.Context(), filepath.Join(h.dir, "pullquote.db"), pool.Options{})
	if err != nil {
		h.t.Fatal(err)
	}
	defer db.Close()
	err = db.Write(h.t.Context(), func(tx *pool.Tx) error {
		_, err := tx.Exec(h.t.Context(), statement)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// owner returns ada.
func (h *house) owner() blog.Author {
	h.t.Helper()
	ada, err := h.store.Owner(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	return ada
}

// save stores a post through the gate, a minute after the previous one.
func (h *house) save(s publish.Save) blog.Post {
	h.t.Helper()
	h.pass(time.Minute)
	p, err := h.gate.Save(h.t.Context(), h.owner(), s)
	if err != nil {
		h.t.Fatal(err)
	}
	return p
}

// published stores a published link post.
func (h *house) published(title string) blog.Post {
	h.t.Helper()
	return h.save(publish.Save{Publish: true, Entry: publish.Entry{Title: title, URL: "https://news.example/story", Body: "Words about " + title + "."}})
}

// stored returns a post as it is stored.
func (h *house) stored(id blog.PostID) blog.Post {
	h.t.Helper()
	p, err := h.store.Post(h.t.Context(), id)
	if err != nil {
		h.t.Fatal(err)
	}
	return p
}

// newest returns the first post of a shelf.
func (h *house) newest(shelf blog.Shelf) blog.Post {
	h.t.Helper()
	list, err := h.store.Shelf(h.t.Context(), shelf, blog.Cursor{}, 1)
	if err != nil || len(list.Posts) == 0 {
		h.t.Fatalf("nothing is on the shelf %s (%v)", shelf, err)
	}
	return h.stored(list.Posts[0].ID)
}

// count returns the number of posts on a shelf.
func (h *house) count(shelf blog.Shelf) int {
	h.t.Helper()
	counts, err := h.store.ShelfCounts(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	return counts[shelf]
}

// visitor is a browser.
type visitor struct {
	*house
	cookies map[string]*http.Cookie
	header  http.Header // sent with every request
	remote  string
	scheme  string
}

func (h *house) reader() *visitor {
	return &visitor{house: h, cookies: map[string]*http.Cookie{}, header: http.Header{"User-Agent": {firefox}}, remote: "192.0.2.1:4711", scheme: "http"}
}

// ada returns a browser with a session.
func (h *house) ada() *visitor {
	_, token := furnished()
	v := h.reader()
	v.cookies["pullquote"] = &http.Cookie{Name: "pullquote", Value: token}
	return v
}

// reply is the answer of a page.
type reply struct {
	*httptest.ResponseRecorder
	*page
}

func (v *visitor) get(address string) reply {
	v.t.Helper()
	return v.send(http.MethodGet, address, "", nil)
}

func (v *visitor) post(address string, form url.Values) reply {
	v.t.Helper()
	return v.send(http.MethodPost, address, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

func (v *visitor) send(method, address, kind string, body io.Reader) reply {
	v.t.Helper()
	r := httptest.NewRequest(method, "/", body)
	u, err := url.ParseRequestURI(address) // as net/http's server does
	if err != nil {
		v.t.Fatal(err)
	}
	r.URL, r.RequestURI, r.Host, r.RemoteAddr = u, address, "blog.example", v.remote
	for name, values := range v.header {
		r.Header[name] = values
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for _, c := range v.cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	v.handler.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if v.cookies[c.Name] = c; c.MaxAge < 0 {
			delete(v.cookies, c.Name)
		}
	}
	return reply{w, parse(v.t, w.Body.String())}
}

// status fails the test if the answer has another status.
func (r reply) status(t *testing.T, want int) reply {
	t.Helper()
	if r.Code != want {
		t.Fatalf("status is %d, want %d; the page says:\n%s", r.Code, want, r.text("body"))
	}
	return r
}

// leads fails the test if the answer does not redirect to the address.
func (r reply) leads(t *testing.T, status int, want string) {
	t.Helper()
	if got := r.Header().Get("Location"); r.Code != status || got != want {
		t.Fatalf("it answers %d %q, want %d %q; the page says:\n%s", r.Code, got, status, want, r.text("body"))
	}
}

// press sends the page's form with one of its buttons and some fields changed.
func (v *visitor) press(r reply, button string, changes ...string) reply {
	v.t.Helper()
	form := r.first("form.pq-compose")
	if form == nil {
		v.t.Fatalf("no form is on the page:\n%s", r.text("body"))
	}
	fields := r.fields("form.pq-compose")
	for i := 0; i < len(changes); i += 2 {
		fields.Set(changes[i], changes[i+1])
	}
	fields.Set("action", button)
	return v.post(attr(form, "action"), fields)
}

// action returns an address below that of a post.
func action(p blog.Post, what string) string { return fmt.Sprintf("/posts/%d/%s", p.ID, what) }
