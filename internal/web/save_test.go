package web_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
	"pullquote/internal/sqlite/pool"
)

// draft returns a form as a browser sends it.
func draft(changes ...string) url.Values {
	form := url.Values{
		"url": {"https://news.example/story"}, "title": {" A  title "}, "body": {"\r\nWords & “quotes”.\r\n\r\n> Quoted"},
		"tags": {"press ,  Small towns, press"}, "via": {"https://friend.example/"}, "slug": {"My Slug"}, "action": {"publish"},
		"key": {"FORM1"}, "version": {"0"}, "format": {""}, "lang": {""},
	}
	for i := 0; i < len(changes); i += 2 {
		form.Set(changes[i], changes[i+1])
	}
	return form
}

// holds fails the test if the page's form does not contain every word that was
// sent.
func (r reply) holds(t *testing.T, sent url.Values) {
	t.Helper()
	got := r.fields("form.pq-compose")
	for _, name := range []string{"url", "title", "body", "tags", "via", "slug"} {
		if got.Get(name) != sent.Get(name) {
			t.Errorf("%s is %.200q, sent was %.200q", name, got.Get(name), sent.Get(name))
		}
	}
	if !r.has("form.pq-compose[data-unsaved]") {
		t.Error("the form does not say that its words are not saved")
	}
}

func TestBadInputIsNamedAndEveryWordIsKept(t *testing.T) {
	h := newHouse(t)
	for _, tc := range []struct {
		name   string
		form   url.Values
		fields []string
	}{
		{"no host", draft("url", "https://"), []string{"url"}},
		{"no scheme", draft("url", "news.example/story"), []string{"url"}},
		{"a scheme that runs", draft("url", "javascript:alert(1)"), []string{"url"}},
		{"a space in the middle", draft("url", "https://news.example/a b"), []string{"url"}},
		{"a password in the address", draft("url", "https://ada:secret@news.example/"), []string{"url"}},
		{"neither URL nor words", draft("url", "", "body", " "), []string{"url"}},
		{"a title of a novel's length", draft("title", strings.Repeat("word ", 300)), []string{"title"}},
		{"a control character in the title", draft("title", "a\x07b"), []string{"title"}},
		{"a tag without a letter", draft("tags", "fine, !!!"), []string{"tags"}},
		{"a tag that is a sentence", draft("tags", strings.Repeat("no commas here ", 20)), []string{"tags"}},
		{"a via link that is none", draft("via", "a friend"), []string{"via"}},
		{"a slug without a letter", draft("slug", "!!!"), []string{"slug"}},
		{"more than a post holds", draft("body", strings.Repeat("x", blog.MaxBody+1)), []string{"body"}},
		{"everything at once", draft("url", "x", "via", "y", "title", strings.Repeat("t", 1001), "tags", "!"), []string{"url", "via", "title", "tags"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for _, action := range []string{"publish", "draft", "preview"} {
				tc.form.Set("action", action)
				r := h.ada().post("/compose", tc.form).status(t, http.StatusUnprocessableEntity)
				r.holds(t, tc.form)
				for _, field := range tc.fields {
					if r.text("#pq-"+field+"-fault") == "" {
						t.Errorf("nothing is said beside %s", field)
					}
				}
				if got := len(r.all("[aria-invalid=true]")); got != len(tc.fields) {
					t.Errorf("%d fields are marked, want %d", got, len(tc.fields))
				}
			}
		})
	}
	if h.count(blog.ShelfDrafts)+h.count(blog.ShelfPublished) != 0 {
		t.Error("something was stored")
	}
}

func TestMangledHiddenFieldsDoNotTrapTheAuthor(t *testing.T) {
	h := newHouse(t)
	v := h.ada()
	for _, tc := range []struct{ name, field, value string }{
		{"a format that there is not", "format", "<script>"},
		{"a language that is none", "lang", `"><script>`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			sent := draft(tc.field, tc.value)
			r := v.post("/compose", sent).status(t, http.StatusUnprocessableEntity)
			r.holds(t, sent)
			if r.text("[role=alert]") == "" || r.has("main script") {
				t.Errorf("the page is %s", r.Body)
			}
			v.press(r, "publish", "key", strings.ReplaceAll(tc.name, " ", "")).status(t, http.StatusSeeOther)
		})
	}
	r := v.post("/compose", draft("key", strings.Repeat("k", 70000)+"; \r\nx=y", "url", "x")).status(t, http.StatusUnprocessableEntity)
	if got := r.fields("form.pq-compose").Get("key"); len(got) > 64 || got == "" {
		t.Errorf("the key is %q", got)
	}
	h.published("A post")
	p := h.newest(blog.ShelfPublished)
	edit := fmt.Sprintf("/posts/%d/edit", p.ID)
	for _, version := range []string{"", "x", "-1", "99999999999999999999", "7"} {
		v.post(edit, draft("version", version)).status(t, http.StatusConflict)
	}
	if got := h.stored(p.ID); got.Version != p.Version {
		t.Error("a mangled version was taken for the stored one")
	}
}

func TestAConflictShowsBothAndTheSecondPressPublishesMine(t *testing.T) {
	h := newHouse(t)
	h.published("A post")
	v := h.ada()
	mine := v.get("/posts/1/edit").status(t, http.StatusOK)
	theirs := v.get("/posts/1/edit")
	h.pass(1e9)
	v.press(theirs, "publish", "body", "Their <b>words</b>.", "tags", "theirs").status(t, http.StatusSeeOther)
	h.pass(1e9)
	r := v.press(mine, "publish", "body", "My words.", "title", "A  post ").status(t, http.StatusConflict)
	if got := strings.Join(r.texts(".pq-conflict h3"), " "); got != "Commentary Tags" {
		t.Errorf("the differences are %q", got)
	}
	if got := strings.Join(r.texts(".pq-conflict pre"), "|"); got != "Their <b>words</b>.|My words.|theirs|" {
		t.Errorf("shown are %q", got)
	}
	if got := r.text(".pq-conflict p"); !strings.Contains(got, "Press “Update” there") {
		t.Errorf("what to do is %q", got)
	}
	if r.fields("form.pq-compose").Get("body") != "My words." || h.stored(1).Body != "Their <b>words</b>." {
		t.Error("a version is lost")
	}
	if r.attr(".pq-conflict a", "href") != "/links/a-post/" {
		t.Error("the stored version can't be kept")
	}
	v.press(r, "publish").leads(t, http.StatusSeeOther, "/links/a-post/")
	if got := h.stored(1).Body; got != "My words." {
		t.Errorf("stored is %q", got)
	}
	r = v.get("/posts/1/history").status(t, http.StatusOK)
	if got := strings.Join(r.texts("details pre"), "|"); got != "My words.|Their <b>words</b>.|Words about A post." {
		t.Errorf("the history holds %q", got)
	}
	// The other version can be restored.
	r = v.get(r.all("details a")[0].Attr[0].Val).status(t, http.StatusOK)
	if r.fields("form.pq-compose").Get("body") != "Their <b>words</b>." || !strings.Contains(r.text("[role=status]"), "version 2") {
		t.Errorf("the earlier version's form is %s", r.Body)
	}
	v.press(r, "publish").status(t, http.StatusSeeOther)
	if got := h.stored(1).Body; got != "Their <b>words</b>." {
		t.Errorf("stored is %q", got)
	}
}

func TestAConflictPointsOutTheLinesThatOneSideHas(t *testing.T) {
	h := newHouse(t)
	h.published("A post")
	v := h.ada()
	mine := v.get("/posts/1/edit").status(t, http.StatusOK)
	theirs := v.get("/posts/1/edit")
	v.press(theirs, "publish", "body", "One.\n\nTheirs.\n\nThree.").status(t, http.StatusSeeOther)
	r := v.press(mine, "publish", "body", "One.\n\nThree.\n\nThree.").status(t, http.StatusConflict)
	if got := strings.Join(r.texts(".pq-conflict mark"), "|"); got != "Theirs.|Three." {
		t.Errorf("pointed out are %q", got)
	}
	if got := strings.Join(r.texts(".pq-conflict pre"), "|"); got != "One. Theirs. Three.|One. Three. Three." {
		t.Errorf("shown are %q", got)
	}
}

func TestWhatDiffersOnlyInWhiteSpaceIsNoConflict(t *testing.T) {
	h := newHouse(t)
	h.published("A post")
	v := h.ada()
	mine := v.get("/posts/1/edit")
	h.pass(1e9)
	v.press(v.get("/posts/1/edit"), "publish", "body", "Same.").status(t, http.StatusSeeOther)
	v.press(mine, "publish", "body", "Same.", "title", " A   post ", "url", " https://news.example/story ").leads(t, http.StatusSeeOther, "/links/a-post/")
	if got := h.stored(1).Version; got != 2 {
		t.Errorf("the version is %d", got)
	}
	// A draft with the same words as the stored one, which is to be published.
	p := h.save(publish.Save{Entry: publish.Entry{Body: "Draft."}})
	stale := v.get(fmt.Sprintf("/posts/%d/edit", p.ID))
	h.save(publish.Save{ID: p.ID, Version: 1, Entry: publish.Entry{Body: "Draft, changed."}})
	v.press(stale, "publish", "body", "Draft, changed.").leads(t, http.StatusSeeOther, "/links/draft-changed/")
}

func TestAConflictOfADraftThatIsPublishedMeanwhile(t *testing.T) {
	h := newHouse(t)
	v := h.ada()
	p := h.save(publish.Save{Entry: publish.Entry{Body: "Draft."}})
	stale := v.get("/posts/1/edit")
	h.save(publish.Save{ID: p.ID, Version: 1, Publish: true, Entry: publish.Entry{Body: "Published."}})
	r := v.press(stale, "draft", "body", "My draft.").status(t, http.StatusConflict)
	if got := strings.Join(r.texts("form.pq-compose button"), ", "); got != "Ask the page again, Update, Preview" {
		t.Errorf("buttons are %q", got)
	}
	if h.stored(1).Body != "Published." {
		t.Error("readers see a draft")
	}
	// For a published post the draft button updates it: it never unpublishes it.
	r = v.press(r, "draft")
	r.leads(t, http.StatusSeeOther, "/links/published/")
	if p := h.stored(1); !p.Public() || p.Body != "My draft." {
		t.Errorf("stored is %+v", p)
	}
}

func TestAPostThatIsGoneKeepsTheWords(t *testing.T) {
	h := newHouse(t)
	v := h.ada()
	h.published("A post")
	form := v.get("/posts/1/edit").status(t, http.StatusOK)
	v.post("/posts/1/trash", nil).leads(t, http.StatusSeeOther, "/desk?shelf=published&notice=trashed&post=1")
	v.get("/posts/1/edit").status(t, http.StatusGone)
	for _, button := range []string{"publish", "preview"} {
		r := v.press(form, button, "body", "New words.").status(t, http.StatusGone)
		if r.fields("form.pq-compose").Get("body") != "New words." || !strings.Contains(r.text("[role=alert]"), "Restore it") || r.has(".pq-aside form") {
			t.Errorf("the page is %s", r.Body)
		}
	}
	v.post("/posts/1/restore", nil).leads(t, http.StatusSeeOther, "/desk?shelf=published&notice=restored&post=1")
	v.press(form, "publish", "body", "New words.").leads(t, http.StatusSeeOther, "/links/a-post/")

	form = v.get("/posts/1/edit").status(t, http.StatusOK)
	v.post("/posts/1/trash", nil)
	v.post("/posts/1/purge", nil).leads(t, http.StatusSeeOther, "/desk?shelf=trash")
	r := v.press(form, "publish", "body", "Newer words.").status(t, http.StatusNotFound)
	if r.fields("form.pq-compose").Get("body") != "Newer words." || r.attr("form.pq-compose", "action") != "/compose" {
		t.Fatalf("the page is %s", r.Body)
	}
	v.press(r, "publish", "slug", "").leads(t, http.StatusSeeOther, "/links/a-post-2/")
	h.reader().get("/links/a-post/").status(t, http.StatusGone)
}

func TestTheWordsOutliveAStoreThatFails(t *testing.T) {
	sent := draft()
	t.Run("one that takes nothing", func(t *testing.T) {
		h := newHouse(t)
		h.sql(`CREATE TRIGGER stuck BEFORE INSERT ON post BEGIN SELECT RAISE(ABORT, 'stuck'); END`)
		r := h.ada().post("/compose", sent).status(t, http.StatusInternalServerError)
		r.holds(t, sent)
		if strings.Contains(r.text("main"), "stuck") || !strings.Contains(r.text("[role=alert]"), "Nothing was saved") || !strings.Contains(h.log.String(), "stuck") {
			t.Errorf("the cause should stand in the log and nowhere else; the page says %q", r.text("main"))
		}
		h.sql(`DROP TRIGGER stuck`)
		h.ada().press(r, "publish").leads(t, http.StatusSeeOther, "/links/my-slug/")
	})
	t.Run("one that another program holds", func(t *testing.T) {
		h := newHouse(t)
		db, err := pool.Open(t.Context(), filepath.Join(h.dir, "pullquote.db"), pool.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		err = db.Write(t.Context(), func(*pool.Tx) error {
			r := h.ada().post("/compose", sent).status(t, http.StatusServiceUnavailable)
			r.holds(t, sent)
			if !strings.Contains(r.text("[role=alert]"), "another program holds the database") {
				t.Errorf("the page says %q", r.text("[role=alert]"))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	t.Run("one that can't even tell who is signed in", func(t *testing.T) {
		h := newHouse(t)
		h.store.Close()
		r := h.ada().post("/compose", sent).status(t, http.StatusInternalServerError)
		r.holds(t, sent)
		sent := draft("action", "preview")
		h.ada().post("/posts/1/edit", sent).status(t, http.StatusInternalServerError).holds(t, sent)
		h.reader().get("/").status(t, http.StatusInternalServerError)
		h.ada().post("/settings", url.Values{}).status(t, http.StatusInternalServerError)
		h.reader().get("/healthz").status(t, http.StatusServiceUnavailable)
		h.reader().post("/login", credentials("ada", password)).status(t, http.StatusInternalServerError)
	})
}

func TestAFormThatIsTooLargeIsRefusedAndTheBrowserIsHeardOut(t *testing.T) {
	h := newHouse(t)
	server := httptest.NewServer(h.handler)
	defer server.Close()
	for _, as := range []*visitor{h.ada(), h.reader()} {
		r, err := http.NewRequest(http.MethodPost, server.URL+"/compose", strings.NewReader("body="+strings.Repeat("x", 20<<20)))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for _, c := range as.cookies {
			r.AddCookie(c)
		}
		answer, err := server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil || answer.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(string(body), "still in the form") {
			t.Errorf("it answers %s (%v)", answer.Status, err)
		}
	}
}

func TestAConflictOverADraftNamesTheButtonThatDoesNotPublish(t *testing.T) {
	h := newHouse(t)
	v := h.ada()
	v.press(v.get("/compose"), "draft", "title", "A draft", "body", "Words.").status(t, http.StatusSeeOther)
	mine := v.get("/posts/1/edit").status(t, http.StatusOK)
	h.pass(1e9)
	v.press(v.get("/posts/1/edit"), "draft", "body", "Theirs.").status(t, http.StatusSeeOther)
	h.pass(1e9)
	r := v.press(mine, "draft", "body", "Mine.").status(t, http.StatusConflict)
	if got := r.text(".pq-conflict p"); !strings.Contains(got, "Press “Save draft” there") {
		t.Errorf("what to do is %q", got)
	}
}
