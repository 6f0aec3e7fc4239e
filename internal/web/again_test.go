package web_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pullquote/internal/blog"
)

// Text as authors write it; browsers send line ends as \r\n.
var words = []struct{ name, body string }{
	{"plain words", "Words of one's own."},
	{"a line break at the beginning", "\n\nWords."},
	{"line breaks and spaces at the end", "Words.  \n\n\n"},
	{"quotes of all kinds", "> “Curly”, \"straight\", 'single' & <b>bold</b> &amp; &quot;"},
	{"the end of a textarea", "</textarea></form><script>alert(1)</script>"},
	{"right to left, with marks", "שלום \u202eabc\u202c عالم\u200f"},
	{"indentation and tabs", "    code\n\tmore\n        deep"},
	{"emoji and characters outside the first plane", "👩‍🔬 𝒳 e\u0301 \u00a0 \ufeff"},
	{"what looks like escapes", "%41 + %% \\n &#10; ${x} {{.}}"},
}

func TestWordsOutliveASessionThatEndedWhileTheyWereWritten(t *testing.T) {
	for _, tc := range words {
		t.Run(tc.name, func(t *testing.T) {
			h := newHouse(t)
			v := h.ada()
			r := v.get("/compose?url=https://news.example/story").status(t, http.StatusOK)
			h.sql(`DELETE FROM session`)
			sent := strings.ReplaceAll(tc.body, "\n", "\r\n")
			r = v.press(r, "publish", "title", `A "title" & <more>`, "body", sent, "tags", "press, small towns", "via", "https://friend.example/")
			r.status(t, http.StatusUnauthorized)
			if h.count(blog.ShelfPublished) != 0 {
				t.Fatal("something was published without a session")
			}

			// With the wrong password first: the text is kept.
			fields := r.fields("form")
			fields.Set("login_username", "ada")
			fields.Set("login_password", "wrong secret")
			r = v.post(r.attr("form", "action"), fields).status(t, http.StatusUnauthorized)
			if r.attr("#pq-login_username", "value") != "ada" || r.attr("#pq-login_password", "value") != "" || !r.has("[role=alert]") {
				t.Errorf("after a wrong password the page is %s", r.Body)
			}
			fields = r.fields("form")
			fields.Set("login_password", password)
			v.post(r.attr("form", "action"), fields).status(t, http.StatusSeeOther)
			p := h.newest(blog.ShelfPublished)
			if p.Body != tc.body || p.Title != `A "title" & <more>` || blog.TagList(p.Tags) != "press, small towns" || p.Via != "https://friend.example/" || p.URL != "https://news.example/story" {
				t.Errorf("published is %q (%+v), written was %q", p.Body, p, tc.body)
			}
			v.get("/desk").status(t, http.StatusOK)
		})
	}
}

// HTML can't represent a NUL; parsers replace it with U+FFFD, as Markdown does when
// it is rendered.
func TestANULBreaksNothing(t *testing.T) {
	h := newHouse(t)
	v := h.reader()
	r := v.post("/compose", url.Values{"body": {"a\x00b"}, "action": {"publish"}}).status(t, http.StatusUnauthorized)
	fields := r.fields("form")
	fields.Set("login_username", "ada")
	fields.Set("login_password", password)
	v.post("/compose", fields).status(t, http.StatusSeeOther)
	if got := h.newest(blog.ShelfPublished).Body; got != "a\uFFFDb" {
		t.Errorf("stored is %q", got)
	}
	v.post("/compose", url.Values{"body": {"a\x00b"}, "action": {"draft"}}).status(t, http.StatusSeeOther)
	if got := h.newest(blog.ShelfDrafts).Body; got != "a\x00b" {
		t.Errorf("stored is %q", got)
	}
}

func TestWordsOutliveAStoreThatFailsAtSigningInAgain(t *testing.T) {
	h := newHouse(t)
	v := h.reader()
	h.sql(`CREATE TRIGGER stuck BEFORE INSERT ON session BEGIN SELECT RAISE(ABORT, 'stuck'); END`)
	r := v.post("/compose", url.Values{"body": {"Words."}, "action": {"publish"}, "login_username": {"ada"}, "login_password": {password}})
	r.status(t, http.StatusInternalServerError)
	if got := r.fields("form").Get("body"); got != "Words." {
		t.Errorf("the words are %q", got)
	}
	if strings.Contains(r.Body.String(), password) || strings.Contains(r.text("main"), "stuck") {
		t.Error("the page tells what it should not")
	}
}

func TestASecondFieldOfTheSameNameAndFilesDoNotConfuseSigningInAgain(t *testing.T) {
	h := newHouse(t)
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for _, f := range [][2]string{{"body", "Words."}, {"action", "draft"}, {"x", "1"}, {"x", "2"}} {
		if err := m.WriteField(f[0], f[1]); err != nil {
			t.Fatal(err)
		}
	}
	if w, err := m.CreateFormFile("picture", "secret.png"); err != nil {
		t.Fatal(err)
	} else if _, err := w.Write([]byte("bytes of a picture")); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	r := h.reader().send(http.MethodPost, "/compose", m.FormDataContentType(), &body).status(t, http.StatusUnauthorized)
	if strings.Contains(r.Body.String(), "picture") {
		t.Error("a file is carried along")
	}
	fields := r.fields("form")
	if got := fields["x"]; len(got) != 2 || got[0] != "1" || got[1] != "2" || fields.Get("body") != "Words." {
		t.Errorf("carried is %v", fields)
	}
}

func TestChangingThePasswordAfterSigningInAgainKeepsThisSession(t *testing.T) {
	h := newHouse(t)
	v := h.reader()
	v.post("/settings/password", url.Values{
		"password": {password}, "new_password": {"a quite different sentence"},
		"login_username": {"ada"}, "login_password": {password},
	}).leads(t, http.StatusSeeOther, "/settings?notice=password")
	r := v.get("/settings?notice=password").status(t, http.StatusOK)
	if got := r.texts("tbody tr"); len(got) != 1 || !strings.Contains(got[0], "this one") {
		t.Errorf("sessions are %q", got)
	}
}

// An upload may be larger than any post, and its files can't be included in the
// sign-in form.
func TestFilesThatAreSentWithoutASessionAreAskedForAgain(t *testing.T) {
	for name, size := range map[string]int{"a small file": 10, "more than a post can hold": 20 << 20, "more than is read to its end": 70 << 20} {
		t.Run(name, func(t *testing.T) {
			h := withTransfer(t)
			v := h.reader()
			r := v.upload("blog.zip", strings.Repeat("x", size)).status(t, http.StatusUnauthorized)
			if got := r.text("main p"); !strings.Contains(got, "choose them again") || strings.Contains(r.text("main"), "words") {
				t.Errorf("it says %q", r.text("main"))
			}
			fields := r.fields("form")
			fields.Set("login_username", "ada")
			fields.Set("login_password", "wrong secret")
			r = v.post(r.attr("form", "action"), fields).status(t, http.StatusUnauthorized)
			if !strings.Contains(r.text("main"), "choose them again") || !r.has("[role=alert]") {
				t.Errorf("after a wrong password it says %q", r.text("main"))
			}
			fields = r.fields("form")
			fields.Set("login_password", password)
			r = v.post(r.attr("form", "action"), fields)
			if !strings.Contains(r.text("[role=alert]"), "Choose the files of the archive first.") || !r.has("input[type=file]") {
				t.Errorf("signed in: %d %s", r.Code, r.text("main"))
			}
			v.upload("a.md", heronFile).status(t, http.StatusSeeOther)
		})
	}
}

func TestAFormWithFilesThatArrivesDamagedSaysSo(t *testing.T) {
	h := newHouse(t)
	const kind = "multipart/form-data; boundary=b"
	for name, tc := range map[string]struct {
		body   string
		status int
	}{
		"without an end":                    {"--b\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\nWords", http.StatusUnprocessableEntity},
		"of no form at all":                 {"words", http.StatusUnprocessableEntity},
		"with more than a post":             {"--b\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\n" + strings.Repeat("x", 6*blog.MaxBody+1<<20+1) + "\r\n--b--\r\n", http.StatusRequestEntityTooLarge},
		"of more fields than anybody fills": {strings.Repeat("--b\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n", 10_001) + "--b--\r\n", http.StatusRequestEntityTooLarge},
		"of files without end":              {strings.Repeat("--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a\"\r\n\r\n\r\n", 10_001) + "--b\r\nContent-Disposition: form-data; name=after\r\n\r\n\r\n--b--\r\n", http.StatusUnauthorized},
		"whose file is cut short":           {"--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a\"\r\n\r\nWords", http.StatusUnauthorized},
		"with a name of no boundary":        {"", http.StatusUnprocessableEntity},
	} {
		kind := kind
		if tc.body == "" {
			kind = "multipart/form-data"
		}
		if r := h.reader().send(http.MethodPost, "/import", kind, strings.NewReader(tc.body)); r.Code != tc.status {
			t.Errorf("a form %s: %d, want %d: %s", name, r.Code, tc.status, r.text("main"))
		}
	}
}

func TestWordsAreSentByTheirAuthorAlone(t *testing.T) {
	h := newHouse(t)
	h.sql(`INSERT INTO author (name, username, slug, created) VALUES ('Grace Example', 'grace', 'grace-example', 0)`)
	if err := h.auth.SetPassword(t.Context(), "grace", password); err != nil {
		t.Fatal(err)
	}
	v := h.ada()
	form := v.get("/compose").status(t, http.StatusOK)
	v.post("/login", credentials("grace", password)).status(t, http.StatusSeeOther)
	for _, act := range []string{"publish", "draft", "preview", "look"} {
		r := v.press(form, act, "title", "By Ada", "body", "Words.").status(t, http.StatusUnauthorized)
		if got := r.fields("form"); got.Get("body") != "Words." || got.Get("writer") != "1" || got.Get("action") != act {
			t.Errorf("asked to %s, the page holds %v", act, got)
		}
	}
	if h.count(blog.ShelfDrafts)+h.count(blog.ShelfPublished) != 0 {
		t.Fatal("one author's words were stored as another's")
	}

	r := v.press(form, "publish", "title", "By Ada", "body", "Words.")
	fields := r.fields("form")
	fields.Set("login_username", "ada")
	fields.Set("login_password", password)
	v.post(r.attr("form", "action"), fields).leads(t, http.StatusSeeOther, "/links/by-ada/")
	if p := h.newest(blog.ShelfPublished); p.Author.Name != "Ada Example" || p.Body != "Words." {
		t.Errorf("published is %q by %s", p.Body, p.Author.Name)
	}

	// A form without a writer, as programs send it, belongs to whoever sends it.
	v.post("/login", credentials("grace", password)).status(t, http.StatusSeeOther)
	v.press(v.get("/compose"), "publish", "writer", "", "title", "By Grace", "body", "Words.").leads(t, http.StatusSeeOther, "/links/by-grace/")
	if p := h.newest(blog.ShelfPublished); p.Author.Name != "Grace Example" {
		t.Errorf("it was published by %s", p.Author.Name)
	}
}

func TestWhatAnAuthorHasLeftBecomesADraftOfWhoIsSignedIn(t *testing.T) {
	h := newHouse(t)
	h.sql(`INSERT INTO author (id, name, username, slug, created) VALUES (7, 'Grace Example', 'grace', 'grace-example', 0)`)
	v := h.ada()
	send := func(address string, fields ...string) reply {
		form := url.Values{"writer": {"7"}, "action": {"publish"}}
		for i := 0; i < len(fields); i += 2 {
			form.Set(fields[i], fields[i+1])
		}
		return v.post(address, form)
	}
	send("/compose", "body", "By Grace.").status(t, http.StatusUnauthorized)
	h.sql(`UPDATE author SET username = NULL WHERE id = 7`)

	send("/compose", "title", "Unsent", "body", "By Grace.", "key", "K1").status(t, http.StatusSeeOther)
	send("/compose", "title", "Unsent", "body", "By Grace.", "key", "K1").status(t, http.StatusSeeOther)
	if got := h.newest(blog.ShelfDrafts); h.count(blog.ShelfDrafts) != 1 || got.Title != "Unsent" || got.Body != "By Grace." || got.Author.Name != "Ada Example" {
		t.Errorf("of a new post, sent twice, there are %d drafts, the last %+v", h.count(blog.ShelfDrafts), got)
	}
	// A draft stays a draft.
	draft := h.newest(blog.ShelfDrafts)
	send(fmt.Sprintf("/posts/%d/edit", draft.ID), "title", "Unsent", "body", "More by Grace.", "version", "1").status(t, http.StatusSeeOther)
	if got := h.stored(draft.ID); got.Body != "More by Grace." || got.Status != blog.Draft {
		t.Errorf("the draft is %+v", got)
	}
	// What readers see does not change.
	p := h.published("Published")
	for range 2 {
		send(fmt.Sprintf("/posts/%d/edit", p.ID), "title", "Published", "body", "Changed by Grace.", "version", "1", "copy", "abc").status(t, http.StatusSeeOther)
	}
	if got := h.stored(p.ID); got.Version != 1 {
		t.Errorf("the published post is now %+v", got)
	}
	if got := h.newest(blog.ShelfDrafts); h.count(blog.ShelfDrafts) != 2 || got.Body != "Changed by Grace." || got.ID == p.ID {
		t.Errorf("of a published post there are %d drafts, the last %+v", h.count(blog.ShelfDrafts), got)
	}
	send("/posts/99/edit", "title", "Purged", "body", "By Grace.", "version", "1").status(t, http.StatusNotFound)
}
