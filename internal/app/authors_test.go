package app_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"pullquote/internal/app"
	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/pool"
	"pullquote/internal/webtest"
)

// sql runs a statement on a blog's file from outside.
func sql(t *testing.T, data, statement string) {
	t.Helper()
	db, err := pool.Open(t.Context(), filepath.Join(data, "pullquote.db"), pool.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Write(t.Context(), func(tx *pool.Tx) error {
		_, err := tx.Exec(context.WithoutCancel(t.Context()), statement)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// startWithTwo serves a blog with two authors, and returns its folder.
func startWithTwo(t *testing.T) (*running, string) {
	t.Helper()
	var data string
	r := startSetUp(t, func(c *app.Config) { data = c.Data })
	sql(t, data, `INSERT INTO author (name, username, slug, created) VALUES ('Grace Example', 'grace', 'grace-example', 0)`)
	if err := r.Auth.SetPassword(t.Context(), "grace", password); err != nil {
		t.Fatal(err)
	}
	return r, data
}

// signIn lets another author sign in in a browser.
func signIn(b *webtest.Browser, username, next string) *webtest.Browser {
	return b.Visit("/logout").Press("Sign out").Visit("/login?next="+next).Fill("Username", username).Fill("Password", password).Press("Sign in")
}

// shellOf is whether the form that opens without a server is an author's.
func shellOf(author string) string {
	return `caches.match("/compose").then((page) => page?.text()).then((text) => globalThis.pqShell = text), globalThis.pqShell?.includes('data-author="` + author + `"')`
}

func TestAnAuthorIsOfferedNoOtherAuthorsWords(t *testing.T) {
	r, _ := startWithTwo(t)
	b := atForm(t, r, "/compose")
	b.Type("Commentary", "Of Ada.")
	waiting := b.NewTab().Visit("/compose").Fill("Commentary", "Waiting, of Ada.")
	webtest.Eval[bool](waiting, away)
	// Former versions did not note whose words they kept.
	webtest.Eval[bool](b, `(localStorage.setItem("pullquote:copy:old", JSON.stringify({at: 1, text: JSON.stringify([["key", "K1"], ["body", "Of nobody."]]), brought: [], post: "0", opened: ""})), true)`)

	b.Eventually("Ada's form for when there is no server", shellOf("1"))
	signIn(b, "grace", "/desk")
	offers(t, b, "Of nobody.")
	b.Eventually("Grace's form for when there is no server", shellOf("2"))
	waiting.Click("Publish")
	waiting.Eventually("a form that waits", waits+" === 1")
	waiting.Visit("about:blank")
	b.Press("Restore")
	b.Eventually("the form, with the words", `document.querySelector("[name=body]")?.value === "Of nobody."`)
	offers(t, b)
	b.Type("Title", "By Grace").Visit("/compose")
	offers(t, b, "Of nobody.")
	b.Visit("/desk")
	if webtest.Await[int](b, `caches.open("pullquote-outbox").then((box) => box.keys()).then((keys) => keys.length)`) != 1 {
		t.Error("words of one author were sent by another")
	}

	// Each finds what is hers or his, whoever was here meanwhile.
	signIn(b, "ada", "/compose")
	b.Eventually("nothing that waits", waits+" === 0")
	offers(t, b, "Of Ada.")
	_, list, err := r.Store.Posts(t.Context(), sqlite.Of{}, blog.Cursor{}, 5)
	if err != nil || len(list.Posts) != 1 || list.Posts[0].Author.Name != "Ada Example" {
		t.Errorf("published is %+v (%v)", list.Posts, err)
	}
}

func TestWhatAnAuthorHasLeftIsTheOthers(t *testing.T) {
	r, data := startWithTwo(t)
	b := atForm(t, r, "/compose")
	b.Type("Commentary", "Typed by Ada.")
	waiting := b.NewTab().Visit("/compose").Fill("Title", "Waiting").Fill("Commentary", "Sent by Ada.")
	webtest.Eval[bool](waiting, away)
	sql(t, data, `DELETE FROM session`)
	sql(t, data, `UPDATE author SET username = NULL WHERE username = 'ada'`)
	waiting.Click("Publish")
	waiting.Eventually("a form that waits", waits+" === 1")
	waiting.Visit("about:blank")
	b.Visit("/login?next=/compose").Fill("Username", "grace").Fill("Password", password).Press("Sign in")
	b.Eventually("nothing that waits", waits+" === 0")
	offers(t, b, "Typed by Ada.")
	list, err := r.Store.Shelf(t.Context(), blog.ShelfDrafts, blog.Cursor{}, 5)
	if err != nil || len(list.Posts) != 1 || list.Posts[0].Title != "Waiting" || list.Posts[0].Author.Name != "Grace Example" {
		t.Errorf("the drafts are %+v (%v)", list.Posts, err)
	}
}

func TestWordsAreNotSentByWhoSignedInMeanwhile(t *testing.T) {
	r, _ := startWithTwo(t)
	b := atForm(t, r, "/compose")
	b.Fill("Title", "By Ada").Fill("Commentary", commentary)
	signIn(b.NewTab(), "grace", "/desk")
	b.Press("Publish")
	if got := b.Text("main"); !strings.Contains(got, "Somebody else has signed in") {
		t.Fatalf("the page shows %s", got)
	}
	b.Fill("Username", "grace").Fill("Password", password).Press("Sign in")
	if got := b.Text("main"); !strings.Contains(got, "Somebody else has signed in") {
		t.Fatalf("the page shows %s", got)
	}
	b.Fill("Username", "ada").Fill("Password", password).Press("Sign in")
	if got := b.Address(); got != "/links/by-ada/" {
		t.Fatalf("signing in led to %s:\n%s", got, b.Text("main"))
	}
	p, err := r.Store.Post(t.Context(), 1)
	if err != nil || p.Author.Name != "Ada Example" || p.Body != commentary {
		t.Errorf("published is %q by %q (%v)", p.Body, p.Author.Name, err)
	}
	offers(t, b.Visit("/compose"))
}
