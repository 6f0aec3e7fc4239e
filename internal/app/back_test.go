package app_test

import (
	"fmt"
	"strings"
	"testing"

	"pullquote/internal/app"
	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
	"pullquote/internal/webtest"
)

// atOldForm opens the form with a session that has lasted a while: within its
// first minute browsers are told to keep no page.
func atOldForm(t *testing.T, path string) (*running, *webtest.Browser) {
	t.Helper()
	var data string
	r := startSetUp(t, func(c *app.Config) { data = c.Data })
	b := atForm(t, r, "/desk")
	sql(t, data, `UPDATE session SET expires = expires - 3600000`)
	return r, b.Visit(path)
}

// back goes back in the window's history. The browser has kept the page there
// whole, so that its script goes on, or loads it again.
func back(b *webtest.Browser) {
	webtest.Eval[bool](b, `(setTimeout(() => history.back()), true)`)
	b.Eventually("the page before", `globalThis.pqWhole === true || (performance.getEntriesByType("navigation")[0]?.type === "back_forward" && document.readyState === "complete") || location.pathname.endsWith("/edit")`)
}

// kept lets the browser keep the page whole when it is left, which it does as a
// rule, or keeps it from that.
func kept(b *webtest.Browser, whole bool) {
	script := `(addEventListener("pageshow", ({ persisted }) => globalThis.pqWhole = persisted), true)`
	if !whole {
		script = `(navigator.locks.request("pq-test", () => new Promise(() => {})), true)`
	}
	webtest.Eval[bool](b, script)
}

func TestBackAfterPublishingLeadsToThePostsForm(t *testing.T) {
	for _, whole := range []bool{true, false} {
		t.Run(map[bool]string{true: "page kept by the browser", false: "page loaded again"}[whole], func(t *testing.T) {
			r, b := atOldForm(t, "/compose")
			b.Type("Title", "Once").Type("Commentary", "Words.")
			kept(b, whole)
			b.Press("Publish")
			back(b)
			b.Eventually("the form of the post", `location.pathname === "/posts/1/edit" && document.querySelector("[name=body]").value === "Words."`)
			offers(t, b)
			b.Type("Title", "Twice? ").Press("Update")
			if _, list, err := r.Store.Posts(t.Context(), sqlite.Of{}, blog.Cursor{}, 5); err != nil || len(list.Posts) != 1 || list.Posts[0].Title != "Twice? Once" {
				t.Errorf("published is %+v (%v)", list.Posts, err)
			}
			offers(t, b.Visit("/compose"))
		})
	}
}

// While a page of ours asks the other windows, Chromium keeps none of them whole:
// a page to which Back leads from a form is loaded again. Into that, Chromium puts
// the commentary as it was sent, after all scripts have begun.
func TestBackToAFormThatWasRefusedFindsAllThatWasTyped(t *testing.T) {
	r, b := atOldForm(t, "/compose?url=https://news.example/story&title=Once")
	b.Type("Tags", "!!!").Type("Commentary", "Words.")
	b.Press("Publish")
	b.Fill("Commentary", "Words, and what was typed below the fault.")
	back(b)
	b.Eventually("all that was typed", `document.querySelector("[name=body]").value === "Words, and what was typed below the fault." && document.querySelector("[name=tags]").value === "!!!"`)
	offers(t, b)
	b.Fill("Tags", "").Press("Publish")
	if got := b.Text(".e-content"); got != "Words, and what was typed below the fault." {
		t.Errorf("published is %q at %s", got, b.Address())
	}
	if _, list, err := r.Store.Posts(t.Context(), sqlite.Of{}, blog.Cursor{}, 5); err != nil || len(list.Posts) != 1 {
		t.Errorf("published is %+v (%v)", list.Posts, err)
	}
	offers(t, b.Visit("/compose"))
}

func TestWhatIsTypedIntoThePageBehindAPostMakesNoSecondOne(t *testing.T) {
	r, b := atOldForm(t, "/compose")
	posts := 0
	for whole := false; !whole; {
		if posts++; posts > 5 {
			t.Fatal("the browser keeps no page whole")
		}
		b.Visit("/compose").Type("Title", fmt.Sprint("Once ", posts)).Type("Commentary", "Words.")
		kept(b, true)
		b.Press("Publish")
		// Where nothing tells that page what it has become, the server does.
		webtest.Eval[bool](b, `(sessionStorage.clear(), true)`)
		back(b)
		whole = webtest.Eval[bool](b, `globalThis.pqWhole === true`) // as a rule, not under load
	}
	b.Type("Commentary", "More. ").Press("Publish")
	if got := b.Text("main"); !strings.Contains(got, "Two versions of this post") {
		t.Errorf("the page shows %s", got)
	}
	b.Press("Update")
	if _, list, err := r.Store.Posts(t.Context(), sqlite.Of{}, blog.Cursor{}, 10); err != nil || len(list.Posts) != posts {
		t.Errorf("published is %+v (%v)", list.Posts, err)
	}
}
