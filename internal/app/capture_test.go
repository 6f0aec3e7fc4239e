package app_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
	"pullquote/internal/sqlite"
	"pullquote/internal/webtest"
)

// strictest is a policy that forbids all that a page may forbid.
const strictest = "default-src 'none'; script-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

const foreignPage = `<!doctype html><html lang="en"><head><title>A story - The News</title>
<link rel="canonical" href="/story"><meta property="og:title" content="A story"><meta property="og:site_name" content="The News">
<meta name="author" content="Grace Example"></head><body><h1>A story</h1>
<p id="before">Words before.</p>
<div id="chosen"><p>It was <em>the best</em> of times, with <a href="../more?a=1">more</a> of <code>a &lt; b</code>.</p>
<ul><li>one</li><li>two <strong>strong</strong></li></ul>
<blockquote><p>A quote in it.</p></blockquote>
<pre><code>if x {
	y()
}</code></pre>
<p>Не только по-английски。第二行<br>after a break, H<sub>2</sub>O.</p></div>
<p id="after">Words after.</p></body></html>`

// foreign serves a page of another site that lets nobody in.
func foreign(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if r.URL.Path == "/frames" {
			_, _ = w.Write([]byte(`<!doctype html><title>Frames</title><textarea>Words in a field.</textarea><iframe srcdoc="<p>Words in a frame.</p>"></iframe>`))
			return
		}
		w.Header().Set("Content-Security-Policy", strictest)
		w.Header().Set("Cross-Origin-Opener-Policy", "same-origin")
		_, _ = w.Write([]byte(foreignPage))
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// bookmarklet signs in and returns the address of the bookmarklet on the tools
// page.
func bookmarklet(t *testing.T, b *webtest.Browser) string {
	t.Helper()
	b.Visit("/login?next=/tools").Fill("Username", "ada").Fill("Password", password).Press("Sign in")
	return webtest.Eval[string](b, `[...document.querySelectorAll("a")].find(a => a.textContent === "Quote with Pullquote").getAttribute("href")`)
}

// tree writes what stands in the element that a selector finds, leaving out white space that is not
// seen.
func tree(b *webtest.Browser, selector string) string {
	return webtest.Eval[string](b, `(() => {
		function tree(n) {
			if (n.nodeType === 3) return n.parentElement.closest("pre") ? n.data.trimEnd() : n.data.replace(/\s+/g, " ").replace(/^ $/, "");
			const attributes = n.hasAttribute("href") ? " " + n.href : "";
			return "<" + n.localName + attributes + ">" + [...n.childNodes].map(tree).join("") + "</" + n.localName + ">";
		}
		return [...document.querySelector("`+selector+`").children].map(tree).join("");
	})()`)
}

func TestASelectionIsPublishedAsItStoodInThePage(t *testing.T) {
	r := startSetUp(t)
	b := webtest.Open(t, r.URL)
	code := bookmarklet(t, b)
	page := b.NewTab().Visit(foreign(t) + "/2026/a/story?utm_source=feed")
	before := webtest.Eval[string](page, `document.documentElement.outerHTML + Object.keys(window).length + name`)
	page.Select("#chosen", "#chosen")
	wanted := tree(page, "#chosen")

	form := page.Bookmarklet(code)
	form.Eventually("a quote", `document.querySelector("#pq-body")?.value.includes("the best")`)
	if after := webtest.Eval[string](page, `document.documentElement.outerHTML + Object.keys(window).length + name`); after != before {
		t.Error("the bookmarklet has changed the page")
	}
	if got := form.Value("Title"); got != "A story" {
		t.Errorf("the title is %q", got)
	}
	if got := form.Value("URL"); !strings.HasSuffix(got, "/2026/a/story") {
		t.Errorf("the address is %q", got)
	}
	if at := webtest.Eval[bool](form, `document.activeElement.id === "pq-body" && document.activeElement.selectionStart === document.activeElement.value.length`); !at {
		t.Error("the cursor is not behind the quote")
	}
	form.Type("Commentary", "My words.").Click("Publish")
	if !form.Closed() {
		t.Error("the window stays open after publishing")
	}
	b.Visit("/")
	if got := tree(b, ".e-content blockquote"); got != wanted {
		t.Errorf("published is\n%s\nthe page has\n%s", got, wanted)
	}
	if got := b.Text(".e-content"); !strings.HasSuffix(got, "My words.") {
		t.Errorf("the post says %q", got)
	}
}

const codePage = `<!doctype html><title>Code</title><style>#block { display: block; white-space: pre }</style>
<div class="highlight highlight-source-go"><pre id="coloured"><b>func</b> <a href="/wait">wait</a>() {
	if a &lt; b &amp;&amp; c {
		<i>// ` + "```" + `</i>
	}

}</pre></div>
<div id="in"><code id="block" class="language-sh">if true
  echo "a   b"
end</code></div>
<p id="inline">The <code><a href="/wait">wait</a></code> of <code>Map&lt;<b>K</b>, V&gt;</code>.</p>`

func TestCapturedCodeIsWrittenAsCode(t *testing.T) {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(codePage))
	}))
	defer site.Close()
	r := startSetUp(t)
	b := webtest.Open(t, r.URL)
	code := bookmarklet(t, b)
	for _, tc := range []struct{ id, want string }{
		{"coloured", "> ````go\n> func wait() {\n> \tif a < b && c {\n> \t\t// ```\n> \t}\n>\n> }\n> ````"},
		{"block", "> ```sh\n> if true\n>   echo \"a   b\"\n> end\n> ```"},
		{"in", "> ```sh\n> if true\n>   echo \"a   b\"\n> end\n> ```"},
		{"inline", "> The [`wait`](" + site.URL + "/wait) of `Map<K, V>`."},
	} {
		form := b.NewTab().Visit(site.URL+"/"+tc.id).Select("#"+tc.id, "#"+tc.id).Bookmarklet(code)
		form.Eventually("a quote", `document.querySelector("#pq-body")?.value.startsWith("> ")`)
		if got := strings.TrimSpace(form.Value("Commentary")); got != tc.want {
			t.Errorf("of #%s comes\n%s\nwant\n%s", tc.id, got, tc.want)
		}
	}
}

func TestACaptureOutlivesSigningInAndAClosedWindow(t *testing.T) {
	r := startSetUp(t)
	b := webtest.Open(t, r.URL)
	code := bookmarklet(t, b)
	b.Visit("/logout").Press("Sign out")
	page := b.NewTab().Visit(foreign(t)+"/story").Select("#chosen", "#chosen")
	form := page.Bookmarklet(code)
	form.Eventually("the sign-in form", `!!document.querySelector("form[action='/login']")`)
	form.Fill("Username", "ada").Fill("Password", password).Press("Sign in")
	form.Eventually("a quote", `document.querySelector("#pq-body")?.value.includes("the best")`)
	form.Type("Commentary", "Typed.")
	webtest.Eval[bool](form, `(setTimeout(() => close(), 10), true)`)
	form.Closed()

	again := page.Select("#before", "#before").Bookmarklet(code)
	again.Eventually("both quotes and what was typed", `(v => v?.startsWith("> Words before.") && v.includes("the best") && v.includes("Typed."))(document.querySelector("#pq-body")?.value)`)
	again.Click("Save draft")
	again.Eventually("the draft", `location.pathname.endsWith("/edit")`)
	again = page.Select("#after", "#after").Bookmarklet(code)
	again.Eventually("all quotes in the draft", `(v => v?.startsWith("> Words before.") && v.includes("Typed.") && v.trim().endsWith("> Words after."))(document.querySelector("#pq-body")?.value)`)
	again.Click("Publish")
	again.Closed()
	_, list, err := r.Store.Posts(t.Context(), sqlite.Of{}, blog.Cursor{}, 5)
	if err != nil || len(list.Posts) != 1 {
		t.Fatalf("there are %d posts (%v)", len(list.Posts), err)
	}
	p, err := r.Store.Post(t.Context(), list.Posts[0].ID)
	if err != nil || len(p.Quotes) != 3 {
		t.Errorf("it has the quotes %+v (%v)", p.Quotes, err)
	}
	b.Visit("/compose")
	if got := b.Text(".pq-kept"); got != "" {
		t.Errorf("what is published is offered again: %s", got)
	}
}

func TestWordsInAFieldAndInAFrameAreQuoted(t *testing.T) {
	r := startSetUp(t)
	b := webtest.Open(t, r.URL)
	code := bookmarklet(t, b)
	page := b.NewTab().Visit(foreign(t) + "/frames")
	webtest.Eval[bool](page, `(e => (e.focus(), e.setSelectionRange(0, 8), true))(document.querySelector("textarea"))`)
	form := page.Bookmarklet(code)
	form.Eventually("the words in the field", `document.querySelector("#pq-body")?.value === "> Words in\n\n"`)
	webtest.Eval[bool](page, `(w => (document.activeElement.blur(), w.getSelection().selectAllChildren(w.document.body), true))(frames[0])`)
	form = page.Bookmarklet(code)
	form.Eventually("the words in the frame", `document.querySelector("#pq-body")?.value.includes("> Words in a frame.")`)
}

func TestAPageThatLetsNoWindowOpenGivesWayToTheForm(t *testing.T) {
	r := startSetUp(t)
	b := webtest.Open(t, r.URL)
	code, err := url.PathUnescape(strings.TrimPrefix(bookmarklet(t, b), "javascript:"))
	if err != nil {
		t.Fatal(err)
	}
	page := b.NewTab().Visit(foreign(t) + "/frames")
	webtest.Eval[bool](page, `(e => (e.focus(), e.setSelectionRange(0, 8), true))(document.querySelector("textarea"))`)
	webtest.Eval[bool](page, `(window.open = () => { throw new Error("no windows") }, setTimeout(() => {`+code+`}), true)`)
	page.Eventually("the words", `document.querySelector("#pq-body")?.value === "> Words in\n\n"`)
}

func TestWhatIsWrittenWhileTheServerIsAwayGoesWhenItIsBack(t *testing.T) {
	r := startSetUp(t)
	b := webtest.Open(t, r.URL)
	b.Visit("/login?next=/compose").Fill("Username", "ada").Fill("Password", password).Press("Sign in")
	b.Fill("Title", "Written in a tunnel").Fill("Commentary", "Words.")
	webtest.Eval[bool](b, `(globalThis.online = fetch, globalThis.fetch = () => Promise.reject(new TypeError("away")), true)`)
	b.Click("Publish")
	b.Eventually("a word about the server", `document.querySelector(".pq-state").textContent.includes("can’t be reached")`)
	b.Fill("Commentary", "Words, and more of them.")
	webtest.Eval[bool](b, `(globalThis.fetch = online, dispatchEvent(new Event("online")))`)
	b.Eventually("the post", `location.pathname === "/links/written-in-a-tunnel/" && document.readyState === "complete"`)
	if got := b.Text(".e-content"); got != "Words, and more of them." {
		t.Errorf("published is %q", got)
	}
}

// The form of a draft that the bookmarklet has found stands at the address of a new
// one's. Loaded again, it is that.
func TestADraftWhoseFormIsLoadedAgainMakesNoSecondPost(t *testing.T) {
	r := startSetUp(t)
	b := webtest.Open(t, r.URL)
	code := bookmarklet(t, b)
	page := b.NewTab().Visit(foreign(t)+"/story").Select("#chosen", "#chosen")
	form := page.Bookmarklet(code)
	form.Eventually("a quote", `document.querySelector("#pq-body")?.value.includes("the best")`)
	form.Click("Save draft")
	form.Eventually("the draft", `location.pathname.endsWith("/edit")`)
	form = page.Select("#after", "#after").Bookmarklet(code)
	form.Eventually("both quotes in the draft", `document.querySelector("#pq-compose")?.dataset.post === "1" && document.querySelector("#pq-body").value.includes("Words after.")`)
	form.Type("Commentary", "Typed.")
	webtest.Eval[bool](form, `(setTimeout(() => location.reload()), true)`)
	form.Eventually("an offer of what was typed", `performance.getEntriesByType("navigation")[0]?.type === "reload" && document.readyState === "complete" && document.querySelector("#pq-compose").dataset.post === "0" && document.querySelector("#pq-body").value === "" && document.querySelectorAll(".pq-kept p").length === 1`)
	form.Click("Restore")
	form.Eventually("all words in the form of the draft", `location.pathname === "/posts/1/edit" && document.readyState === "complete" && (v => v.includes("Words after.") && v.includes("Typed."))(document.querySelector("#pq-body").value)`)
	form.Click("Publish")
	form.Closed()
	if _, list, err := r.Store.Posts(t.Context(), sqlite.Of{}, blog.Cursor{}, 5); err != nil || len(list.Posts) != 1 {
		t.Errorf("there are %d posts (%v)", len(list.Posts), err)
	}
}

func TestTheSmallWindowSaysWhatWasLinkedBefore(t *testing.T) {
	r := startSetUp(t)
	save(t, r, publish.Save{Publish: true, Entry: publish.Entry{Title: "Herons", URL: "https://news.example/herons"}})
	b := atForm(t, r, "/desk").Visit("/compose?w=1&url=https://news.example/egrets&title=Egrets")
	if got := webtest.Eval[string](b, `document.getElementById("pq-linked").innerText`); !strings.Contains(got, "linked to news.example once") {
		t.Errorf("of the site it says %q", got)
	}
}
