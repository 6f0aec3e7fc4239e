package pagecache_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/andybalholm/brotli"

	"pullquote/internal/pagecache"
)

// house is a cache before a handler that counts how often it is asked.
type house struct {
	*pagecache.Cache
	generation atomic.Uint64
	asked      atomic.Int64
	answer     func(w http.ResponseWriter, r *http.Request)
	now        time.Time
}

func newHouse(limit int64, answer func(http.ResponseWriter, *http.Request)) *house {
	h := &house{answer: answer, now: time.Date(2012, 11, 21, 17, 7, 40, 0, time.UTC)}
	h.Cache = pagecache.New(pagecache.Options{
		Limit: limit, Generation: h.generation.Load, Now: func() time.Time { return h.now },
		Key: func(r *http.Request) (pagecache.Key, bool) {
			return pagecache.Key{Target: r.RequestURI}, r.Header.Get("Cookie") != "mine"
		},
	}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.asked.Add(1)
		h.answer(w, r)
	}))
	return h
}

// get asks for a target; headers stand in pairs.
func (h *house) get(target string, headers ...string) *httptest.ResponseRecorder {
	w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, target, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	h.ServeHTTP(w, r)
	return w
}

// text is a page that is worth compressing.
var text = strings.Repeat("They stand still in the water, and wait. ", 100)

func page(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=0")
	fmt.Fprint(w, text, r.URL.Path)
}

func TestAPageIsMadeOncePerGeneration(t *testing.T) {
	h := newHouse(1<<20, page)
	first := h.get("/a")
	if again := h.get("/a"); again.Body.String() != text+"/a" || again.Header().Get("ETag") != first.Header().Get("ETag") || again.Header().Get("ETag") == "" {
		t.Errorf("the second answer is %v, the first was %v", again.Header(), first.Header())
	}
	h.get("/b")
	if n := h.asked.Load(); n != 2 {
		t.Errorf("two pages were made %d times", n)
	}
	h.generation.Add(1)
	h.get("/a")
	if n := h.asked.Load(); n != 3 {
		t.Errorf("after a commit a page was not made anew: %d", n)
	}
	if s := h.Stats(); s.Hits != 1 || s.Renders != 3 {
		t.Errorf("it counts %+v", s)
	}
}

// topical is a house whose pages depend on the topic that is their address, or,
// at /all, on everything.
func topical(limit int64) (h *house, touch func(topics ...string)) {
	h = newHouse(limit, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/all":
		case "/none":
			pagecache.DependOn(r.Context())
		default:
			pagecache.DependOn(r.Context(), r.URL.Path)
		}
		page(w, r)
	})
	touched := map[string]uint64{}
	h.Unchanged = func(since uint64, topics []string) bool {
		for _, t := range append([]string{"everything"}, topics...) {
			if touched[t] > since {
				return false
			}
		}
		return true
	}
	return h, func(topics ...string) {
		n := h.generation.Load() + 1
		for _, t := range topics {
			touched[t] = n
		}
		h.generation.Store(n)
	}
}

func TestAPageOutlivesCommitsThatItDoesNotDependOn(t *testing.T) {
	h, touch := topical(1 << 20)
	ask := func(why string, want map[string]int64) {
		t.Helper()
		for _, target := range []string{"/a", "/b", "/none", "/all"} {
			before := h.asked.Load()
			h.get(target)
			if made := h.asked.Load() - before; made != want[target] {
				t.Errorf("%s: %s was made %d times, want %d", why, target, made, want[target])
			}
		}
	}
	ask("at first", map[string]int64{"/a": 1, "/b": 1, "/none": 1, "/all": 1})
	ask("nothing has happened", nil)
	touch("/a")
	ask("a was touched", map[string]int64{"/a": 1, "/all": 1})
	touch()
	touch("/b")
	touch()
	ask("b was touched between others", map[string]int64{"/b": 1, "/all": 1})
	touch("everything")
	ask("everything was touched", map[string]int64{"/a": 1, "/b": 1, "/none": 1, "/all": 1})
	h.answer = func(w http.ResponseWriter, r *http.Request) {
		pagecache.DependOn(r.Context(), "/c")
		touch("/c")
		page(w, r)
	}
	h.get("/c")
	before := h.asked.Load()
	h.get("/c")
	if h.asked.Load() == before {
		t.Error("a page was kept that was touched while it was made")
	}
}

func TestPagesThatAreGoodNoMoreMakeRoomFirst(t *testing.T) {
	h, touch := topical(64 << 10)
	for i := range 100 {
		h.get("/none")
		h.get("/all")
		h.get(fmt.Sprintf("/%d", i))
		touch(fmt.Sprintf("/%d", i))
		if s := h.Stats(); s.Bytes > 64<<10 || s.Bytes < 0 || s.Pages > 64>>2 {
			t.Fatalf("it holds %+v", s)
		}
	}
	before := h.asked.Load()
	if h.get("/none"); h.asked.Load() != before {
		t.Error("a page that everybody asks for had to go")
	}
}

func TestAFloodForAColdPageMakesItOnce(t *testing.T) {
	begun, go_ := make(chan struct{}, 100), make(chan struct{})
	h := newHouse(1<<20, func(w http.ResponseWriter, r *http.Request) {
		begun <- struct{}{}
		<-go_
		page(w, r)
	})
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if w := h.get("/cold"); w.Body.String() != text+"/cold" {
				t.Errorf("one got %d bytes", w.Body.Len())
			}
		})
	}
	<-begun
	time.Sleep(50 * time.Millisecond)
	close(go_)
	all.Wait()
	if n := h.asked.Load(); n != 1 {
		t.Errorf("it was made %d times", n)
	}
}

func TestWhoWaitsForAPageMayGoAway(t *testing.T) {
	go_ := make(chan struct{})
	h := newHouse(1<<20, func(w http.ResponseWriter, r *http.Request) { <-go_; page(w, r) })
	var all sync.WaitGroup
	all.Go(func() { h.get("/slow") })
	for h.asked.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, "/slow", nil))
	if w.Body.Len() != 0 {
		t.Errorf("he got %d bytes", w.Body.Len())
	}
	close(go_)
	all.Wait()
}

func TestAPageThatWasCommittedOverWhileItWasMadeIsNotKept(t *testing.T) {
	h := newHouse(1<<20, page)
	h.answer = func(w http.ResponseWriter, r *http.Request) {
		h.generation.Add(1)
		page(w, r)
	}
	h.get("/a")
	h.answer = page
	h.get("/a")
	if n := h.asked.Load(); n != 2 {
		t.Errorf("an old page was kept: made %d times", n)
	}
}

// plain returns the body of an answer without its encoding.
func plain(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	var body io.Reader = w.Body
	switch w.Header().Get("Content-Encoding") {
	case "gzip":
		z, err := gzip.NewReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		body = z
	case "br":
		body = brotli.NewReader(w.Body)
	}
	got, err := io.ReadAll(body)
	if err != nil {
		t.Error(err)
	}
	return string(got)
}

func TestOnePageAfterTheOtherIsCompressedWhole(t *testing.T) {
	h := newHouse(0, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if strings.HasPrefix(r.URL.Path, "/noise") { // does not become smaller
			noise := make([]byte, 5000)
			rand.NewChaCha8([32]byte{1}).Read(noise)
			w.Write(noise)
			return
		}
		io.WriteString(w, strings.Repeat(r.URL.Path+" ", 1000))
	})
	for _, e := range []string{"gzip", "br"} {
		for n := range 20 {
			path := fmt.Sprintf("/%d", n*n*n)
			if got := plain(t, h.get(path, "Accept-Encoding", e)); got != strings.Repeat(path+" ", 1000) {
				t.Errorf("%s: page %d has %d bytes", e, n, len(got))
			}
			if w := h.get("/noise", "Accept-Encoding", e); w.Header().Get("Content-Encoding") != "" || w.Body.Len() != 5000 {
				t.Errorf("%s: noise was sent as %q, %d bytes", e, w.Header().Get("Content-Encoding"), w.Body.Len())
			}
		}
	}
}

func TestEachEncodingHoldsTheSameBytesUnderAStrongTagOfItsOwn(t *testing.T) {
	h := newHouse(1<<20, page)
	tags := map[string]string{}
	for accept, want := range map[string]string{
		"": "", "identity": "", "gzip": "gzip", "deflate, br, zstd": "br", "br;q=0, gzip;q=0.5": "gzip", "GZIP": "gzip", "gzip;q=0": "", "*": "", "br;q=1.0": "br", ", ,;": "",
	} {
		w := h.get("/a", "Accept-Encoding", accept)
		length := w.Header().Get("Content-Length")
		if length != fmt.Sprint(w.Body.Len()) && want == "" {
			t.Errorf("%q: the length is %s", accept, length)
		}
		if got := plain(t, w); got != text+"/a" || w.Header().Get("Content-Encoding") != want {
			t.Errorf("%q: %d bytes as %q", accept, len(got), w.Header().Get("Content-Encoding"))
		}
		tag := w.Header().Get("ETag")
		if before, ok := tags[want]; ok && before != tag || strings.HasPrefix(tag, "W/") || !strings.Contains(w.Header().Get("Vary"), "Accept-Encoding") {
			t.Errorf("%q: the tag is %s, was %s", accept, tag, before)
		}
		tags[want] = tag
	}
	if tags[""] == tags["gzip"] || tags["gzip"] == tags["br"] {
		t.Errorf("different bytes bear one tag: %v", tags)
	}
	for _, match := range []string{tags["gzip"], "W/" + tags[""], `"other", ` + tags["br"], "*"} {
		w := h.get("/a", "Accept-Encoding", "gzip", "If-None-Match", match)
		if w.Code != http.StatusNotModified || w.Body.Len() != 0 || w.Header().Get("ETag") == "" || w.Header().Get("Cache-Control") == "" || w.Header().Get("Content-Length") != "" {
			t.Errorf("%s is answered by %d %v", match, w.Code, w.Header())
		}
	}
	for _, match := range []string{`"other"`, "", "nonsense", strings.TrimSuffix(tags[""], `"`) + `x"`} {
		if w := h.get("/a", "If-None-Match", match); w.Code != http.StatusOK {
			t.Errorf("%s is answered by %d", match, w.Code)
		}
	}
	if n := h.asked.Load(); n != 1 {
		t.Errorf("it was made %d times", n)
	}
}

func TestOnlyWhatManyAskForIsCompressedSlowly(t *testing.T) {
	const both = "gzip, deflate, br, zstd"
	h := newHouse(1<<20, page)
	sent := func(accept string) string {
		t.Helper()
		w := h.get("/a", "Accept-Encoding", accept)
		if w.Header().Get("ETag") != "" {
			if again := h.get("/a", "Accept-Encoding", "gzip", "If-None-Match", w.Header().Get("ETag")); again.Code != http.StatusNotModified {
				t.Errorf("who has it as %q is answered by %d", w.Header().Get("Content-Encoding"), again.Code)
			}
		}
		if got := plain(t, w); got != text+"/a" {
			t.Errorf("%q: %d bytes", accept, len(got))
		}
		return w.Header().Get("Content-Encoding")
	}
	for n := range 20 {
		want := "gzip"
		if n >= 7 {
			want = "br"
		}
		if got := sent(both); got != want {
			t.Errorf("who asks as number %d gets %q, want %q", n+1, got, want)
		}
		if got := sent("gzip"); got != "gzip" {
			t.Errorf("who takes no brotli gets %q", got)
		}
	}
	h.generation.Add(1)
	if got := sent(both); got != "gzip" {
		t.Errorf("after a commit the first gets %q", got)
	}
	if got := sent("br"); got != "br" {
		t.Errorf("who takes nothing else gets %q", got)
	}
	if got := sent(both); got != "br" {
		t.Errorf("where it is made already, others get %q", got)
	}
}

func TestATimeTellsOnlyWhereNoTagIsSent(t *testing.T) {
	h := newHouse(1<<20, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Last-Modified", "Wed, 21 Nov 2012 17:07:30 GMT")
		page(w, r)
	})
	const at, before = "Wed, 21 Nov 2012 17:07:30 GMT", "Wed, 21 Nov 2012 17:07:29 GMT"
	for _, tc := range []struct {
		headers []string
		want    int
	}{
		{[]string{"If-Modified-Since", at}, 304},
		{[]string{"If-Modified-Since", before}, 200},
		{[]string{"If-Modified-Since", "yesterday"}, 200},
		{[]string{"If-Modified-Since", at, "If-None-Match", `"other"`}, 200},
	} {
		if w := h.get("/feed", tc.headers...); w.Code != tc.want {
			t.Errorf("%v is answered by %d", tc.headers, w.Code)
		}
	}
}

func TestATimeTellsNothingBeforeItHasCome(t *testing.T) {
	const at, before, later = "Wed, 21 Nov 2012 17:07:30 GMT", "Wed, 21 Nov 2012 17:07:29 GMT", "Wed, 21 Nov 2012 17:08:30 GMT"
	h := newHouse(1<<20, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Last-Modified", at)
		page(w, r)
	})
	for after, want := range map[time.Duration]string{-time.Second: "", -time.Millisecond: "", 0: at, time.Second: at} {
		h.now = time.Date(2012, 11, 21, 17, 7, 30, 0, time.UTC).Add(after)
		if w := h.get("/feed"); w.Header().Get("Last-Modified") != want || w.Code != http.StatusOK {
			t.Errorf("after %s: %d, %q", after, w.Code, w.Header().Get("Last-Modified"))
		}
		for asked, has := range map[string]bool{at: want != "", before: false, later: false} {
			if w := h.get("/feed", "If-Modified-Since", asked); (w.Code == http.StatusNotModified) != has {
				t.Errorf("after %s, to who asks whether it was changed since %s: %d", after, asked, w.Code)
			}
		}
	}
}

func TestWhatIsKeptIsCountedRight(t *testing.T) {
	h := newHouse(200_000, page)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for n := range 500 {
				h.get(fmt.Sprintf("/%d", (n*7+i*13)%61), "Accept-Encoding", []string{"", "gzip", "br", "gzip, br"}[(n+i)%4])
			}
		})
	}
	all.Wait()
	if counted, kept := h.Stats().Bytes, h.Weight(); counted != kept {
		t.Errorf("counted are %d bytes, kept %d", counted, kept)
	}
}

func TestOnlyWhatIsTheSameForTheNextOneIsKept(t *testing.T) {
	for name, answer := range map[string]func(http.ResponseWriter, *http.Request){
		"a cookie is set":   func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Set-Cookie", "a=b"); page(w, r) },
		"it is private":     func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Cache-Control", "private, no-cache") },
		"it may not be":     func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Cache-Control", "no-store") },
		"nothing was found": func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNotFound); fmt.Fprint(w, text) },
		"something failed": func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusServiceUnavailable)
			fmt.Fprint(w, text)
		},
		"it leads on today": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/b", http.StatusFound) },
	} {
		h := newHouse(1<<20, answer)
		h.get("/a")
		h.get("/a")
		if n := h.asked.Load(); n != 2 || h.Stats().Pages != 0 {
			t.Errorf("%s, and yet it was kept", name)
		}
	}
	h := newHouse(1<<20, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/b", http.StatusMovedPermanently) })
	h.get("/a")
	if w := h.get("/a"); w.Code != http.StatusMovedPermanently || w.Header().Get("Location") != "/b" || h.asked.Load() != 1 {
		t.Errorf("an address that has moved for good is answered by %d %v", w.Code, w.Header())
	}
}

func TestNothingOfTheOneWhoAsksReachesASharedPage(t *testing.T) {
	h := newHouse(1<<20, func(w http.ResponseWriter, r *http.Request) {
		for _, name := range []string{"Cookie", "Accept-Encoding", "Range", "If-None-Match"} {
			if r.Header.Get(name) != "" {
				t.Errorf("the handler saw %s", name)
			}
		}
		if r.Method != http.MethodGet || r.Context().Err() != nil {
			t.Errorf("the handler saw %s, %v", r.Method, r.Context().Err())
		}
		page(w, r)
	})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := httptest.NewRequestWithContext(ctx, http.MethodHead, "/a", nil)
	for _, name := range []string{"Cookie", "Accept-Encoding", "Range", "If-None-Match"} {
		r.Header.Set(name, "x")
	}
	h.ServeHTTP(httptest.NewRecorder(), r)
	if h.asked.Load() != 1 || r.Header.Get("Cookie") != "x" {
		t.Error("the request itself was changed, or nothing was made")
	}
	h.answer = func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Header.Get("Cookie")) }
	if w := h.get("/a", "Cookie", "mine"); w.Body.String() != "mine" {
		t.Errorf("what is passed by gets %q", w.Body)
	}
}

func TestWhatIsKeptHasALimitAndWhatIsAskedForStays(t *testing.T) {
	const limit = 100 << 10
	h := newHouse(limit, page)
	for i := range 2000 {
		h.get(fmt.Sprintf("/%d", i))
		h.get("/often")
		if s := h.Stats(); s.Bytes > limit || s.Bytes < 0 {
			t.Fatalf("after %d pages %d bytes are kept", i, s.Bytes)
		}
	}
	if n := h.asked.Load(); n != 2001 {
		t.Errorf("a page that everybody asks for was made %d times", n-2000)
	}
	h.answer = func(w http.ResponseWriter, _ *http.Request) { w.Write(bytes.Repeat([]byte("x"), limit/2)) }
	h.get("/huge")
	if s := h.Stats(); s.Bytes > limit {
		t.Errorf("one huge page brings it to %d bytes", s.Bytes)
	}
}

func TestWhatReadersAskForTodayTakesTheRoomOfWhatTheyAskedForBefore(t *testing.T) {
	h := newHouse(100<<10, page) // fifteen pages
	read := func(part string) {
		for i := range 10 {
			h.get(fmt.Sprintf("/%s/%d", part, i))
		}
	}
	for range 5 {
		read("yesterday")
	}
	read("today")
	read("today")
	before := h.asked.Load()
	for range 5 {
		read("today")
	}
	if n := h.asked.Load() - before; n != 0 {
		t.Errorf("of 50 requests for ten pages, after two for each, %d found no page", n)
	}
}

func TestWithoutALimitEveryAnswerIsMadeAnewAndBearsItsTag(t *testing.T) {
	h := newHouse(0, page)
	tag := h.get("/a").Header().Get("ETag")
	if w := h.get("/a", "If-None-Match", tag); w.Code != http.StatusNotModified || h.asked.Load() != 2 || h.Stats().Pages != 0 {
		t.Errorf("it answers %d; made %d times", w.Code, h.asked.Load())
	}
}

func TestAPanicEndsOneRequestOnly(t *testing.T) {
	h := newHouse(1<<20, func(http.ResponseWriter, *http.Request) { panic("out of order") })
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		h.get("/a")
	}()
	h.answer = page
	if w := h.get("/a"); w.Body.String() != text+"/a" {
		t.Errorf("the next one gets %d bytes", w.Body.Len())
	}
}

// Commits, requests in all encodings and a small limit at once: whoever asks
// after a commit sees it.
func TestNobodySeesAnOldPage(t *testing.T) {
	var committed, told atomic.Int64
	h := newHouse(64<<10, nil)
	h.answer = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		fmt.Fprintf(w, "%d\n%s", committed.Load(), text)
	}
	done := make(chan struct{})
	var all sync.WaitGroup
	for i := range 6 {
		all.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-done:
					return
				default:
				}
				before := told.Load()
				w := h.get(fmt.Sprintf("/%d", (n+i)%40))
				var seen int64
				if _, err := fmt.Sscan(w.Body.String(), &seen); err != nil || seen < before {
					t.Errorf("%d was committed, %d is shown, %v", before, seen, err)
					return
				}
				h.get("/0", "Accept-Encoding", []string{"gzip", "br", ""}[n%3])
			}
		})
	}
	for range 300 {
		// As the database does: the commit first, the number next, then those who
		// wait for the commit are told.
		next := committed.Load() + 1
		committed.Store(next)
		h.generation.Add(1)
		told.Store(next)
		time.Sleep(time.Millisecond)
	}
	close(done)
	all.Wait()
}

func BenchmarkHit(b *testing.B) {
	h := newHouse(1<<20, page)
	h.get("/a")
	r := httptest.NewRequest(http.MethodGet, "/a", nil)
	w := httptest.NewRecorder()
	b.ReportAllocs()
	for b.Loop() {
		w.Body.Reset()
		if _, _, ok := h.Hit(w, r); !ok {
			b.Fatal("it is not kept")
		}
	}
}
