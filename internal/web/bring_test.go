package web_test

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
)

// payload returns what the bookmarklet sends for a selection.
func payload(address, html string, place int) string {
	records := []string{"v\x1f1", "u\x1f" + address, "t\x1fA story - The News", "m\x1fog:title\x1fA story", "s\x1f" + html + "\x1fbefore\x1fafter\x1f" + strconv.Itoa(place)}
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join(records, "\x1e")))
}

const story = "https://news.example/story"

// capture opens the form as the bookmarklet does, and submits a payload to it.
func (v *visitor) capture(html string, place int) reply {
	v.t.Helper()
	r := v.get("/compose?v=1&w=1&url="+url.QueryEscape(story)+"&title=A+story+-+The+News").status(v.t, http.StatusOK)
	return v.press(r, "capture", "payload", payload(story, html, place)).status(v.t, http.StatusOK)
}

func TestAQuoteThatIsCapturedIsPublishedWithItsPassage(t *testing.T) {
	h := newHouse(t)
	v := h.ada()
	r := v.capture("<p>One <em>word</em>, and then some more of them.</p>", 40)
	fields := r.fields("form.pq-compose")
	if fields.Get("title") != "A story" || !strings.HasPrefix(fields.Get("body"), "> One *word*") || h.count(blog.ShelfDrafts) != 0 {
		t.Errorf("the form holds %v", fields)
	}
	v.press(r, "publish", "body", "My words.\n\n> One *word*, and […] more of them.")
	p := h.newest(blog.ShelfPublished)
	if len(p.Quotes) != 1 || p.Quotes[0].Captured != "One word, and then some more of them." || p.Quotes[0].Place != 40 || p.Quotes[0].Prefix != "before" {
		t.Errorf("of what was captured is kept %+v", p.Quotes)
	}
	page := h.reader().get(p.Path).status(t, http.StatusOK)
	cite, link := page.attr(".e-content blockquote", "cite"), page.attr(".e-content figcaption a", "href")
	if !strings.HasPrefix(cite, story+"#:~:text=before-,One%20word") || link != cite {
		t.Errorf("the quote cites %q and links to %q", cite, link)
	}
	edit := v.get("/posts/1/edit").status(t, http.StatusOK)
	if got := edit.text("blockquote.pq-as-captured"); got != "One word, and then some more of them." {
		t.Errorf("as captured the form shows %q", got)
	}
}

func TestASecondQuoteGoesIntoTheDraftOfItsPage(t *testing.T) {
	h := newHouse(t)
	v := h.ada()
	v.press(v.capture("<p>The second.</p>", 200), "draft", "body", "> The second.\n\nA remark.")
	r := v.capture("<p>The first.</p>", 100)
	fields := r.fields("form.pq-compose")
	if got := fields.Get("body"); got != "> The first.\r\n\r\n> The second.\r\n\r\nA remark.\r\n\r\n" {
		t.Errorf("the draft holds %q", got)
	}
	if got := r.attr("form.pq-compose", "action"); got != "/posts/1/edit" {
		t.Errorf("the form goes to %s", got)
	}
	v.press(r, "publish")
	if h.count(blog.ShelfDrafts) != 0 || h.count(blog.ShelfPublished) != 1 {
		t.Error("there is not one post")
	}
	if got := h.stored(1).Quotes; len(got) != 2 || got[0].Place != 100 || got[1].Place != 200 {
		t.Errorf("its quotes are %+v", got)
	}
}

func TestForAPageThatWasLinkedBeforeThereAreThreeWaysOn(t *testing.T) {
	h := newHouse(t)
	p := h.published("Linked before")
	v := h.ada()
	open := func() reply {
		r := v.capture("<p>New words.</p>", 1)
		if got := r.text("#pq-linked"); !strings.Contains(got, "You linked to this page on 1 March 2026") || !strings.Contains(got, "linked to news.example once") {
			t.Fatalf("the form says %q", got)
		}
		return r
	}
	r := v.press(open(), "append-1", "body", "> New words.\n\nMine.").status(t, http.StatusOK)
	if got := r.fields("form.pq-compose"); got.Get("body") != p.Body+"\r\n\r\n> New words.\r\n\r\nMine." || got.Get("quote.captured") == "" {
		t.Errorf("appended, the form holds %v", got)
	}
	if got := h.stored(p.ID).Body; got != p.Body {
		t.Errorf("it was stored before the author said so: %q", got)
	}
	v.press(r, "publish").leads(t, http.StatusSeeOther, p.Path)

	r = v.press(open(), "previous-1").status(t, http.StatusOK)
	if got := r.fields("form.pq-compose").Get("body"); !strings.HasSuffix(got, "Previously: [Linked before](/links/linked-before/)") || !strings.HasPrefix(got, "> New words.") {
		t.Errorf("pointing back, the form holds %q", got)
	}
	if got := r.attr("#pq-linked a", "href"); got != p.Path {
		t.Errorf("the earlier post is said to be at %q", got)
	}
	v.press(open(), "append-99").status(t, http.StatusOK)
}

func TestAPageIsAskedForWhatTheDoorDidNotBring(t *testing.T) {
	h := newHouse(t)
	v := h.ada()
	for _, address := range []string{"/compose?url=https://paper.example/essay", "/+/https://paper.example/essay", "/share?text=https://paper.example/essay"} {
		fields := v.get(address).status(t, http.StatusOK).fields("form.pq-compose")
		if fields.Get("title") != "An essay" || fields.Get("site") != "The Paper" || fields.Get("author") != "Grace Example" {
			t.Errorf("%s: the form holds %v", address, fields)
		}
	}
	r := v.get("/compose?url=https://paper.example/essay")
	r = v.press(r, "tidy").status(t, http.StatusOK)
	if got := r.fields("form.pq-compose"); got.Get("url") != "https://paper.example/2026/essay" || got.Get("original") != "https://paper.example/essay" {
		t.Errorf("with the page's own address the form holds %v", got)
	}
	v.press(r, "draft")
	if got := h.newest(blog.ShelfDrafts); got.Source.Original != "https://paper.example/essay" || got.Source.About.Author != "Grace Example" || got.Source.About.Published != "2026-11-20" {
		t.Errorf("kept is %+v", got.Source)
	}
	r = v.get("/compose?url=https://gone.example/").status(t, http.StatusOK)
	if got := r.text("#pq-notes"); !strings.Contains(got, "gone.example can’t be reached") && !strings.Contains(got, "gone.example can't be reached") {
		t.Errorf("of a page that is down the form says %q", got)
	}
	r = v.get("/compose?url=https://slow.example/").status(t, http.StatusOK)
	if !r.has("form.pq-compose[data-look]") {
		t.Error("the form does not ask again for a page that is slow")
	}
	r = v.press(v.get("/compose"), "look", "url", "https://paper.example/essay", "body", "Words.").status(t, http.StatusOK)
	if got := r.fields("form.pq-compose"); got.Get("title") != "An essay" || got.Get("body") != "Words." {
		t.Errorf("asked by the button the form holds %v", got)
	}
}

func TestAPageOfTheBlogIsOfferedToBeEdited(t *testing.T) {
	h := newHouse(t)
	p := h.published("Mine")
	r := h.ada().get("/compose?v=1&url="+url.QueryEscape("http://blog.example"+p.Path)).status(t, http.StatusOK)
	if got := r.attr("#pq-linked a", "href"); got != "/posts/1/edit" {
		t.Errorf("it is offered at %q", got)
	}
}

func TestWhatWasBroughtOutlivesTheSession(t *testing.T) {
	h := newHouse(t)
	v := h.ada()
	r := v.get("/compose?v=1&url=" + url.QueryEscape(story))
	v.cookies = map[string]*http.Cookie{}
	r = v.press(r, "capture", "payload", payload(story, "<p>Chosen.</p>", 1)).status(t, http.StatusUnauthorized)
	form := r.fields("form")
	form.Set("login_username", "ada")
	form.Set("login_password", password)
	r = v.post("/compose", form).status(t, http.StatusOK)
	if got := r.fields("form.pq-compose").Get("body"); !strings.HasPrefix(got, "> Chosen.") {
		t.Errorf("after signing in the form holds %q", got)
	}
}

func TestAnAddressThatCantBeLinkedToTakesNothingAlong(t *testing.T) {
	h := newHouse(t)
	v := h.ada()
	for _, address := range []string{"javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://[::1", "ht tp://x"} {
		r := v.get("/compose?v=1&url="+url.QueryEscape(address)+"&title=T&text=Chosen").status(t, http.StatusOK)
		fields := r.fields("form.pq-compose")
		if fields.Get("title") != "T" || !strings.Contains(fields.Get("body"), "> Chosen") {
			t.Errorf("%q: the form holds %v", address, fields)
		}
		r = v.press(r, "publish").status(t, http.StatusUnprocessableEntity)
		if got := r.fields("form.pq-compose").Get("body"); !strings.Contains(got, "> Chosen") {
			t.Errorf("%q: refused, the form holds %q", address, got)
		}
	}
}

func TestTheManifestNamesTheShareTarget(t *testing.T) {
	h := newHouse(t)
	r := h.reader().get("/manifest.webmanifest").status(t, http.StatusOK)
	for _, want := range []string{`"name":"Marginalia"`, `"share_target"`, `"action":"/share"`, `"purpose":"maskable"`, `"display":"standalone"`} {
		if !strings.Contains(r.Body.String(), want) {
			t.Errorf("it lacks %s: %s", want, r.Body)
		}
	}
	if kind := r.Header().Get("Content-Type"); kind != "application/manifest+json" {
		t.Errorf("it is sent as %s", kind)
	}
	worker := h.reader().get("/sw.js").status(t, http.StatusOK)
	if got := worker.Header().Get("Cache-Control"); got != "no-cache" || !strings.Contains(worker.Header().Get("Content-Type"), "javascript") {
		t.Errorf("the service worker is sent with %v", worker.Header())
	}
}

func TestTheToolsAreTheAuthorsAlone(t *testing.T) {
	h := newHouse(t)
	h.reader().get("/tools").leads(t, http.StatusSeeOther, "/login?next=%2Ftools")
	r := h.ada().get("/tools").status(t, http.StatusOK)
	href := r.attr("a#pq-bookmarklet", "href")
	if r.text("a#pq-bookmarklet") != "Quote with Pullquote" || !strings.HasPrefix(href, "javascript:") || !strings.Contains(href, url.QueryEscape("http://blog.example/compose")) {
		t.Errorf("the bookmarklet is %q: %.100s", r.text("a#pq-bookmarklet"), href)
	}
}

func TestAPostOfAnOlderVersionLearnsItsPage(t *testing.T) {
	h := newHouse(t)
	p := h.save(publish.Save{Publish: true, Entry: publish.Entry{Title: "Old", URL: story, Body: "Words."}})
	h.sql(`UPDATE post SET source_id = NULL, renderer = 1`)
	if _, err := h.gate.Rerender(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := h.ada().capture("<p>Chosen.</p>", 1).text("#pq-linked"); !strings.Contains(got, p.Title) {
		t.Errorf("it is not found again: %q", got)
	}
}
