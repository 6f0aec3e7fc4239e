package app_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
	"pullquote/internal/webtest"
)

// through lets a blog be reached through a server that may hold requests back.
func through(t *testing.T, r *running, hold func(*http.Request)) {
	t.Helper()
	target, err := url.Parse(r.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(p *httputil.ProxyRequest) {
		p.SetURL(target)
		p.Out.Host = p.In.Host
	}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		hold(q)
		proxy.ServeHTTP(w, q)
	}))
	t.Cleanup(server.Close)
	r.URL = server.URL
}

// behind lets a blog be reached through a server that holds back what is sent to
// the form: arrived waits until something is, answer lets it through.
func behind(t *testing.T, r *running) (arrived, answer func()) {
	t.Helper()
	here, held := make(chan bool, 10), make(chan bool, 10)
	through(t, r, func(q *http.Request) {
		if q.Method == http.MethodPost && q.URL.Path == "/compose" {
			here <- true
			<-held
		}
	})
	t.Cleanup(func() { close(held) })
	arrived = func() {
		t.Helper()
		select {
		case <-here:
		case <-time.After(time.Minute):
			t.Fatal("the form was never sent")
		}
	}
	return arrived, func() { held <- true }
}

// published is how many posts readers see.
func published(t *testing.T, r *running) int {
	t.Helper()
	_, list, err := r.Store.Posts(t.Context(), sqlite.Of{}, blog.Cursor{}, 10)
	if err != nil {
		t.Fatal(err)
	}
	return len(list.Posts)
}

// place returns where a form's copy is, as it stands behind the # of the address
// that opens it.
func place(b *webtest.Browser) string {
	return "/compose#restore=" + webtest.Eval[string](b, `encodeURIComponent("pullquote:copy:" + document.querySelector("[name=copy]").value)`)
}

func TestAFormThatIsTakenOverBeforeItIsSentIsNot(t *testing.T) {
	r := startSetUp(t)
	b := atForm(t, r, "/compose")
	b.Fill("Title", "Once").Fill("Commentary", "Words.")
	webtest.Eval[bool](b, `(globalThis.fetch = () => new Promise((resolve) => globalThis.pqAnswer = () => resolve(new Response(""))), true)`)
	b.Click("Publish")
	b.Eventually("a look for the server", `!!globalThis.pqAnswer`)
	other := b.NewTab().Visit(place(b))
	b.Eventually("word that the words went on", `document.querySelector(".pq-state").textContent.includes("went on in another window")`)
	webtest.Eval[bool](b, `(pqAnswer(), true)`)
	other.Type("Commentary", " More.").Press("Publish")
	if got := other.Text(".e-content"); got != "Words. More." || published(t, r) != 1 {
		t.Errorf("published is %q", got)
	}
	if got := b.Address(); got != "/compose" {
		t.Errorf("the first window went on to %s", got)
	}
	offers(t, other.Visit("/compose"))
}

func TestAFormThatIsTakenOverOnItsWayMakesOnePost(t *testing.T) {
	r := startSetUp(t)
	arrived, answer := behind(t, r)
	b := atForm(t, r, "/compose")
	other := b.NewTab()
	opened := place(b.Fill("Title", "Once").Fill("Commentary", "Words."))
	b.Click("Publish")
	arrived()
	other.Visit(opened).Type("Commentary", " More.")
	answer()
	b.Eventually("the post", `location.pathname === "/links/once/"`)
	other.Click("Publish")
	arrived()
	answer()
	other.Eventually("both versions", `document.querySelector(".pq-conflict") !== null && document.readyState === "complete"`)
	if got := other.Value("Commentary"); got != "Words. More." || published(t, r) != 1 {
		t.Errorf("the form holds %q, there are %d posts", got, published(t, r))
	}
	other.Press("Update")
	if got := other.Text(".e-content"); got != "Words. More." {
		t.Errorf("the post says %q at %s: %s", got, other.Address(), other.Text("main"))
	}
}

func TestBothTabsKeepWhatIsTypedAfterOneWasDoubled(t *testing.T) {
	r := startSetUp(t)
	b := atForm(t, r, "/compose")
	b.Type("Title", "Once").Type("Commentary", "Common.")
	twin := b.Double()
	twin.Eventually("the words in both", `document.querySelector("[name=body]").value === "Common."`)
	twin.Type("Commentary", " Two.")
	b.Type("Commentary", " One.")
	twin.Type("Tags", "two")
	b.Type("Tags", "one")
	for _, words := range []string{"Common. One.", "Common. Two."} {
		b.Eventually("a copy of "+words, `Object.values(localStorage).some((copy) => copy.includes("`+words+`"))`)
	}
	twin.Visit("/desk").Press("Restore")
	twin.Eventually("the words of the second tab", `document.querySelector("[name=body]")?.value === "Common. Two."`)

	b.Press("Publish")
	twin.Press("Publish")
	if got := twin.Text("main"); !strings.Contains(got, "Two versions of this post") || twin.Value("Commentary") != "Common. Two." || twin.Value("Tags") != "two" {
		t.Errorf("the second tab shows %s", got)
	}
	twin.Press("Update")
	if n := published(t, r); n != 1 {
		t.Errorf("there are %d posts", n)
	}
	offers(t, twin.Visit("/compose"))
}

func TestCommentaryBeginsBehindAQuoteWhateverBroughtIt(t *testing.T) {
	r := startSetUp(t)
	b := atForm(t, r, "/desk")
	long := strings.Repeat("A+quote+of+many+words.+", 300)
	for _, door := range []string{
		"/compose?text=" + long,
		"/compose?url=https://news.example/story&title=T&text=A+quote.",
		"/compose?url=https://news.example/story&title=T&description=" + long,
		"/share?title=T&text=%22A+quote.%22+https://news.example/story",
		"/compose?v=1&title=T&url=https://news.example/story#pq=" + payload("https://news.example/story", strings.Repeat("A quote of many words. ", 300)),
	} {
		b.Visit("about:blank").Visit(door)
		b.Eventually("the cursor behind the quote", `(body => body?.value.startsWith("> A quote") && body.value.endsWith("\n\n") && document.activeElement === body && body.selectionStart === body.value.length && body.scrollTop + body.clientHeight >= body.scrollHeight - 2)(document.querySelector("[name=body]"))`)
		b.Type("Commentary", "Mine.")
		if got := b.Value("Commentary"); !strings.HasSuffix(got, "\n\nMine.") {
			t.Errorf("%.60s: the form holds %.80q", door, got)
		}
		webtest.Eval[bool](b, `(localStorage.clear(), document.querySelector("[name=copy]").form.reset(), true)`)
	}
}

func TestALongTitleIsShownWholeBelowItsField(t *testing.T) {
	r := startSetUp(t)
	b := atForm(t, r, "/compose")
	const line = `document.querySelector(".pq-whole")`
	top := webtest.Eval[float64](b, `document.querySelector("[name=body]").offsetTop`)
	b.Type("Title", "A short title")
	if !webtest.Eval[bool](b, line+`.hidden`) || webtest.Eval[float64](b, `document.querySelector("[name=body]").offsetTop`) != top {
		t.Error("a short title moves the form")
	}
	long := strings.TrimSpace(strings.Repeat("A title of many words ", 9))
	b.Fill("Title", long)
	b.Eventually("the whole title", line+`.checkVisibility() && `+line+`.textContent === `+`document.querySelector("input[name=title]").value`)
	b.Fill("Title", "A short title")
	b.Eventually("nothing below the field", `!`+line+`.checkVisibility()`)
	b.Visit("/compose?title=" + url.QueryEscape(long))
	b.Eventually("the whole title that a door brought", line+`?.textContent === "`+long+`"`)
}

func TestWhatIsWrittenWithoutAServerOutlivesAReload(t *testing.T) {
	r := startSetUp(t)
	var away atomic.Bool
	through(t, r, func(*http.Request) {
		if away.Load() {
			panic(http.ErrAbortHandler)
		}
	})
	b := atForm(t, r, "/compose")
	b.Eventually("the form for when there is no server", shellOf("1"))
	b.Visit("/desk")
	away.Store(true)
	b.Visit("/compose?url=https://news.example/story&text=A+quote.")
	b.Eventually("the quote", `document.querySelector("[name=body]")?.value === "> A quote.\n\n"`)
	b.Type("Commentary", "Mine.")
	webtest.Eval[bool](b, `(setTimeout(() => location.reload()), true)`)
	b.Eventually("what was typed", `performance.getEntriesByType("navigation")[0]?.type === "reload" && document.readyState === "complete" && document.querySelector("[name=body]")?.value === "> A quote.\n\nMine."`)
	b.Click("Save draft")
	b.Eventually("a word about the server", `document.querySelector(".pq-state").textContent.includes("can’t be reached")`)
	away.Store(false)
	webtest.Eval[bool](b, `dispatchEvent(new Event("online"))`)
	b.Eventually("the draft", `location.pathname === "/posts/1/edit" && document.readyState === "complete"`)
	if got := b.Value("Commentary"); got != "> A quote.\n\nMine." {
		t.Errorf("stored is %q", got)
	}
	offers(t, b.Visit("/compose"))
}

func TestAFormWhoseAnswerIsLostMakesOnePost(t *testing.T) {
	for _, stored := range []bool{false, true} {
		t.Run(map[bool]string{true: "after it was stored", false: "before that"}[stored], func(t *testing.T) {
			r := startSetUp(t)
			var broken atomic.Bool
			blog := r.URL
			through(t, r, func(q *http.Request) {
				if q.Method != http.MethodPost || q.URL.Path != "/compose" || !broken.Load() {
					return
				}
				if stored {
					again, err := http.NewRequestWithContext(q.Context(), q.Method, blog+q.URL.Path, q.Body)
					if err != nil {
						t.Error(err)
						return
					}
					again.Header, again.Host = q.Header, q.Host
					if _, err := noRedirect().Do(again); err != nil {
						t.Error(err)
					}
				}
				panic(http.ErrAbortHandler)
			})
			b := atForm(t, r, "/desk").Visit("/compose?url=https://news.example/story&title=Once")
			b.Type("Commentary", "Words.")
			broken.Store(true)
			b.Click("Publish")
			b.Eventually("the browser's page about that", `location.protocol === "chrome-error:"`)
			broken.Store(false) // Chromium has tried twice
			back(b)
			b.Eventually("the words", `document.querySelector("[name=body]")?.value === "Words." && document.querySelector("[name=title]").value === "Once"`)
			b.Press("Publish")
			if got := b.Text(".e-content"); got != "Words." || published(t, r) != 1 {
				t.Errorf("the post at %s says %q", b.Address(), got)
			}
			offers(t, b.Visit("/compose"))
		})
	}
}
