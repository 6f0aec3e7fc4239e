package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pullquote/internal/blog"
)

func TestTheFormIsFilledInFromTheAddress(t *testing.T) {
	h := newHouse(t)
	v := h.ada()
	for _, tc := range []struct {
		name, address string
		want          map[string]string
	}{
		{"nothing is given", "/compose", map[string]string{"url": "", "title": "", "body": "", "tags": "", "via": ""}},
		{
			"our own names", "/compose?url=https%3A%2F%2Fexample.org%2Fa%3Fb%3Dc%23d&title=A%20%22title%22%20%26%20more&text=Two%0A%0Aparagraphs&tags=press,small%20towns&via=https%3A%2F%2Ffriend.example%2F",
			map[string]string{"url": "https://example.org/a?b=c#d", "title": `A "title" & more`, "body": "> Two\r\n>\r\n> paragraphs\r\n\r\n", "tags": "press, small towns", "via": "https://friend.example/"},
		},
		{"Pinboard's bookmarklet", "/compose?url=https://example.org/&title=T&description=Chosen&extended=Mine", map[string]string{"url": "https://example.org/", "body": "> Chosen\r\n\r\nMine"}},
		{"Shaarli's bookmarklet", "/compose?post=https://example.org/s&title=T&description=Chosen%20words", map[string]string{"url": "https://example.org/s", "title": "T", "body": "> Chosen words\r\n\r\n"}},
		{"linkding's bookmarklet", "/compose?url=https://example.org/&notes=Some%20words&tags=a%20b", map[string]string{"body": "Some words", "tags": "a, b"}},
		{"a value that is blank", "/compose?url=%20&post=https://example.org/", map[string]string{"url": "https://example.org/"}},
		{"Markdown in the chosen words", "/compose?text=*not*%20emphasis", map[string]string{"body": "> \\*not\\* emphasis\r\n\r\n"}},
		{"a semicolon and a stray percent sign, as a person types them", "/compose?url=https://example.org/a;b?c=100%&title=50%+off;+now", map[string]string{"url": "https://example.org/a;b?c=100%", "title": "50% off; now"}},
		{"percent signs beside one another", "/compose?title=100%%+sure,+50%25+and+%%25%41&text=5%%%20off%2&tags=a%zz%&via=https://example.org/%C3%A9", map[string]string{"title": "100%% sure, 50% and %%A", "body": "> 5%% off%2\r\n\r\n", "tags": "a%zz%", "via": "https://example.org/é"}},
		{"markup in a title", "/compose?title=%3C/title%3E%3Cscript%3Ealert(1)%3C/script%3E", map[string]string{"title": "</title><script>alert(1)</script>"}},
		{"an address behind the plus", "/+/https://example.org/a?b=c", map[string]string{"url": "https://example.org/a?b=c"}},
		{"one whose slashes were folded", "/+/https:/example.org/one-slash", map[string]string{"url": "https://example.org/one-slash"}},
		{"one without a scheme", "/+/example.org/page", map[string]string{"url": "https://example.org/page"}},
		{"one that is encoded as a whole", "/+/https%3A%2F%2Fexample.org%2Fa%3Fb%3Dc", map[string]string{"url": "https://example.org/a?b=c"}},
		{"one with escapes of its own", "/+/http://example.org/%C3%A9%2Fx?q=%26", map[string]string{"url": "http://example.org/%C3%A9%2Fx?q=%26"}},
		{"one with dots and two slashes", "/+/https://example.org/a//b/../c", map[string]string{"url": "https://example.org/a//b/../c"}},
		{"none behind the plus", "/+/", map[string]string{"url": ""}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			fields := v.get(tc.address).status(t, http.StatusOK).fields("form.pq-compose")
			for name, want := range tc.want {
				if got := fields.Get(name); got != want {
					t.Errorf("%s is %q, want %q", name, got, want)
				}
			}
			if fields.Get("key") == "" {
				t.Error("the form has no name")
			}
		})
	}
	if h.count(blog.ShelfDrafts)+h.count(blog.ShelfPublished) != 0 {
		t.Error("opening the form has stored something")
	}
	// What was typed after the plus is kept across signing in.
	h.reader().get("/+/https://example.org/a?b=c").leads(t, http.StatusSeeOther, "/login?next="+url.QueryEscape("/+/https://example.org/a?b=c"))
}

func TestTheFormHasTheLabelsThatPeopleKnow(t *testing.T) {
	h := newHouse(t)
	v := h.ada()
	r := v.get("/compose").status(t, http.StatusOK)
	labels := strings.Join(r.texts("form.pq-compose label"), " ")
	if labels != "URL Title Commentary Tags Via Site Author Date Language Description Canonical address Slug" {
		t.Errorf("labels are %q", labels)
	}
	if got := strings.Join(r.texts("form.pq-compose button"), ", "); got != "Ask the page again, Publish, Save draft, Preview" {
		t.Errorf("buttons are %q", got)
	}
	p := h.published("A post")
	r = v.get("/posts/1/edit").status(t, http.StatusOK)
	if got := strings.Join(r.texts("form.pq-compose button"), ", "); got != "Ask the page again, Update, Preview" || r.attr("form.pq-compose input[name=title]", "value") != p.Title {
		t.Errorf("buttons of a published post's form are %q", got)
	}
}

func TestPublishUpdateDraftAndPreview(t *testing.T) {
	h := newHouse(t)
	v := h.ada()
	r := v.get("/compose").status(t, http.StatusOK)
	r = v.press(r, "preview", "url", "https://news.example/story", "title", "A story", "body", "Words.\r\n\r\n> Quoted.", "tags", "press").status(t, http.StatusOK)
	preview := r.first("section.pq-preview article.h-entry .e-content")
	if preview == nil || r.texts("section.pq-preview blockquote")[0] != "Quoted." || r.fields("form.pq-compose").Get("tags") != "press" {
		t.Fatalf("the preview is %s", r.Body)
	}
	if h.count(blog.ShelfDrafts)+h.count(blog.ShelfPublished) != 0 {
		t.Fatal("a preview was stored")
	}

	r = v.press(r, "preview", "copy", "Copy1").status(t, http.StatusOK)
	r = v.press(r, "draft")
	r.leads(t, http.StatusSeeOther, "/posts/1/edit?notice=saved")
	if c := v.cookies["pullquote-saved"]; c == nil || c.Value != "Copy1.1.1" {
		t.Errorf("the script is told %v", c)
	}
	r = v.get("/posts/1/edit?notice=saved").status(t, http.StatusOK)
	if got := r.text("[role=status]"); got != "Draft saved 10:30." {
		t.Errorf("the page says %q", got)
	}
	if h.count(blog.ShelfDrafts) != 1 {
		t.Error("there is no draft")
	}

	h.pass(1e9)
	v.press(r, "publish", "title", "A story’s title").leads(t, http.StatusSeeOther, "/links/a-storys-title/")
	r = v.get("/links/a-storys-title/").status(t, http.StatusOK)
	if r.text("h1.p-name") != "A story’s title" || r.attr("h1.p-name a.u-bookmark-of", "href") != "https://news.example/story" {
		t.Errorf("the post is %s", r.Body)
	}
	if got, want := raw(r.first("article .e-content")), raw(preview); got != want {
		t.Errorf("published is %q, the preview was %q", got, want)
	}

	h.pass(1e9)
	v.press(v.get("/posts/1/edit"), "publish", "body", "Other words.").leads(t, http.StatusSeeOther, "/links/a-storys-title/")
	r = v.get("/links/a-storys-title/").status(t, http.StatusOK)
	if r.text(".e-content") != "Other words." || !r.has("time.dt-updated") {
		t.Errorf("the updated post is %s", r.Body)
	}
}

func TestANoticeIsNotTakenFromTheAddress(t *testing.T) {
	h := newHouse(t)
	h.published("A post")
	for _, address := range []string{"/posts/1/edit?notice=Send+your+password", "/settings?notice=Send+your+password", "/desk?notice=Send+your+password&post=1"} {
		if r := h.ada().get(address).status(t, http.StatusOK); strings.Contains(r.Body.String(), "Send your") {
			t.Errorf("%s shows it", address)
		}
	}
}

func TestTheQueryNeverCountsForAForm(t *testing.T) {
	h := newHouse(t)
	v := h.ada()
	v.post("/compose?action=publish&title=Forged&url=https://evil.example/", url.Values{"body": {"Words."}}).status(t, http.StatusSeeOther)
	p := h.newest(blog.ShelfDrafts)
	if p.Title != "" || p.URL != "" || p.Status != blog.Draft {
		t.Errorf("stored is %+v", p)
	}
	// A malformed query does not make the form fail either.
	v.post("/compose?a;b&%zz", url.Values{"body": {"Others."}, "action": {"publish"}}).status(t, http.StatusSeeOther)
	if got := h.newest(blog.ShelfPublished).Body; got != "Others." {
		t.Errorf("stored is %q", got)
	}
	v.post("/login?username=ada&password="+url.QueryEscape(password), url.Values{}).status(t, http.StatusUnauthorized)
	if strings.Contains(h.log.String(), password) || strings.Contains(h.log.String(), url.QueryEscape(password)) {
		t.Error("the log holds a query")
	}
}

func TestAFormThatIsSentTwiceMakesOnePost(t *testing.T) {
	h := newHouse(t)
	v := h.ada()
	r := v.get("/compose").status(t, http.StatusOK)
	first := v.press(r, "draft", "body", "Words.")
	first.status(t, http.StatusSeeOther)
	v.press(r, "draft", "body", "Words.").leads(t, http.StatusSeeOther, first.Header().Get("Location"))
	// The same text, with the other button, before the answer arrives.
	v.press(r, "publish", "body", "Words.").leads(t, http.StatusSeeOther, "/links/words/")
	v.press(r, "publish", "body", "Words.").leads(t, http.StatusSeeOther, "/links/words/")
	v.press(r, "draft", "body", "Words.").leads(t, http.StatusSeeOther, "/links/words/")
	if h.count(blog.ShelfDrafts) != 0 || h.count(blog.ShelfPublished) != 1 {
		t.Error("there are more posts than one")
	}
	// In the trash, it is not restored by sending it again.
	if _, err := h.gate.Trash(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	r = v.press(r, "publish", "body", "Words.").status(t, http.StatusGone)
	if r.fields("form.pq-compose").Get("body") != "Words." {
		t.Error("the words are gone")
	}
}
