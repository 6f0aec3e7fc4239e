package app_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
	"time"

	"pullquote/internal/webtest"
)

// away lets the page find no server. What it lets wait then is put aside once:
// what is typed after that does not come to it.
const away = `(() => {
	globalThis.fetch = () => Promise.reject(new TypeError("away"));
	const put = Cache.prototype.put;
	Cache.prototype.put = async function (...given) { await put.apply(this, given); Cache.prototype.put = async () => {}; };
	return true;
})()`

// waits is what is there once a form waits for the server.
const waits = `caches.open("pullquote-outbox").then((box) => box.keys()).then((keys) => globalThis.pqWaiting = keys.length), globalThis.pqWaiting`

func TestWhatIsTypedAfterItWasLeftToWaitIsOffered(t *testing.T) {
	r := startSetUp(t)
	b := atForm(t, r, "/compose")
	other := b.NewTab().Visit("/compose")
	b.Fill("Commentary", "There when it was sent.")
	other.Fill("Commentary", "Of another window.").Fill("Tags", "!!!")
	for i, tab := range []*webtest.Browser{b, other} {
		webtest.Eval[bool](tab, away)
		tab.Click("Save draft")
		tab.Eventually("a form that waits", fmt.Sprintf("%s === %d", waits, i+1))
	}
	b.Type("Commentary", " Typed after that.")
	other.Visit("about:blank")
	// Of this one nothing is left but what waits.
	webtest.Eval[bool](b, `(Object.keys(localStorage).filter((key) => localStorage.getItem(key).includes("Of another window.")).forEach((key) => localStorage.removeItem(key)), true)`)

	// Without a session they wait on.
	b.Visit("about:blank")
	owner, err := r.Store.Owner(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Auth.SignOutEverywhere(t.Context(), owner.ID, 0); err != nil {
		t.Fatal(err)
	}
	b.Visit("/login?next=/desk?shelf=drafts")
	b.Fill("Username", "ada").Fill("Password", password).Press("Sign in")
	b.Eventually("nothing that waits", waits+" === 0")
	p, err := r.Store.Post(t.Context(), 1)
	if err != nil || p.Body != "There when it was sent." {
		t.Fatalf("stored is %q (%v)", p.Body, err)
	}
	b.Visit("/desk?shelf=drafts")
	offers(t, b, "Of another window.", "There when it was sent. Typed after that.")
	b.Visit("/posts/1/edit")
	offers(t, b, "There when it was sent. Typed after that.")
	b.Click("Restore").Press("Save draft")
	if got := b.Text("main"); !strings.Contains(got, "Two versions") {
		t.Errorf("the page shows %s", got)
	}
	b.Press("Save draft")
	if got := b.Value("Commentary"); got != "There when it was sent. Typed after that." {
		t.Errorf("stored is %q", got)
	}
	b.Visit("/desk")
	offers(t, b, "Of another window.")
}

// payload is what the bookmarklet brings of a selection.
func payload(page, words string) string {
	return base64.RawURLEncoding.EncodeToString([]byte("v\x1f1\x1eu\x1f" + page + "\x1et\x1fA story\x1es\x1f<p>" + words + "</p>\x1f\x1f\x1f0"))
}

func TestNothingThatComesWhileAQuoteIsOnItsWayIsLost(t *testing.T) {
	r := startSetUp(t)
	blog, err := url.Parse(r.URL)
	if err != nil {
		t.Fatal(err)
	}
	arrived, held := make(chan bool, 10), make(chan bool, 10)
	answer := func() {
		t.Helper()
		select {
		case <-arrived:
			held <- true
		case <-time.After(time.Minute):
			t.Fatal("the form never asked for what was brought")
		}
	}
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.Method == http.MethodPost && q.URL.Path == "/compose" {
			arrived <- true
			<-held
		}
		(&httputil.ReverseProxy{Rewrite: func(p *httputil.ProxyRequest) {
			p.SetURL(blog)
			p.Out.Host = p.In.Host
		}}).ServeHTTP(w, q)
	}))
	defer slow.Close()
	defer close(held)
	r.URL = slow.URL
	b := atForm(t, r, "/desk")
	const page = "https://news.example/story"
	opened := "/compose?v=1&w=1&title=A+story&url=" + url.QueryEscape(page) + "#pq="

	b.Visit(opened + payload(page, "The first quote."))
	b.Eventually("the form's script", `document.querySelector(".pq-tools button") !== null`)
	b.Type("Commentary", "Typed at once.").Fill("Tags", "early").Fill("Via", "https://friend.example/")
	answer()
	b.Eventually("the quote", `document.querySelector("[name=body]")?.value.includes("The first quote.")`)
	if body, tags, via := b.Value("Commentary"), b.Value("Tags"), b.Value("Via"); !strings.Contains(body, "Typed at once.") || tags != "early" || via != "https://friend.example/" {
		t.Errorf("the form holds %q, %q, %q", body, tags, via)
	}
	if got := webtest.Eval[string](b, `document.activeElement.name`); got != "via" {
		t.Errorf("who types into another field goes on in %q", got)
	}

	// A quote that the server has not read waits for the next one of its page.
	b.Visit("/desk")
	webtest.Eval[bool](b, fmt.Sprintf(`(localStorage.clear(), localStorage.setItem("pullquote:new:"+%q, JSON.stringify({at: 1, text: JSON.stringify([["key", "K1"], ["url", %q]]), payload: %q})), true)`, page, page, payload(page, "The first quote.")))
	b.Visit(opened + payload(page, "The second quote."))
	answer()
	answer()
	b.Eventually("both quotes", `(v => v?.includes("The first quote.") && v.includes("The second quote."))(document.querySelector("[name=body]")?.value)`)
}
