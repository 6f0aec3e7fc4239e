package app_test

import (
	"encoding/json"
	"strings"
	"testing"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
	"pullquote/internal/webtest"
)

// atForm signs in, and opens a page with a form.
func atForm(t *testing.T, r *running, path string) *webtest.Browser {
	t.Helper()
	return webtest.Open(t, r.URL).Visit("/login?next="+path).Fill("Username", "ada").Fill("Password", password).Press("Sign in")
}

// save stores a post, as from another place.
func save(t *testing.T, r *running, s publish.Save) blog.Post {
	t.Helper()
	by, err := r.Store.Owner(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p, err := r.Gate.Save(t.Context(), by, s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// offers waits until a page offers words, from the first to the last, and
// nothing else.
func offers(t *testing.T, b *webtest.Browser, words ...string) {
	t.Helper()
	list, err := json.Marshal(append([]string{}, words...))
	if err != nil {
		t.Fatal(err)
	}
	b.Eventually("an offer of "+strings.Join(words, ", "), `((words, offers) => offers.length === words.length && words.every((w, i) => offers[i].textContent.includes(w)))(`+string(list)+`, document.querySelectorAll(".pq-kept p"))`)
}

func TestTwoFormsKeepTheirWordsApart(t *testing.T) {
	r := startSetUp(t)
	essay := atForm(t, r, "/compose")
	essay.Type("Commentary", "A long essay.")
	note := essay.NewTab().Visit("/compose").Type("Commentary", "A quick note.")
	offers(t, note) // the essay is being written in the first window
	essay.Visit("about:blank")
	third := note.NewTab().Visit("/compose").Type("Commentary", "A third thought.")
	third.Visit("about:blank")

	note.Press("Publish").Visit("/desk")
	offers(t, note, "A third thought.", "A long essay.")
	note.Visit("/compose")
	offers(t, note, "A third thought.", "A long essay.")

	// What is typed here is not lost by restoring, nor what is not chosen.
	note.Type("Commentary", "New here.").Click("Restore")
	if got := note.Value("Commentary"); got != "A third thought." {
		t.Errorf("restored is %q", got)
	}
	offers(t, note, "New here.", "A long essay.")
	note.Click("Discard")
	offers(t, note, "A long essay.")
	note.Press("Publish").Visit("/compose")
	offers(t, note, "A long essay.")

	// Who goes on in another window writes in that alone.
	note.Click("Restore")
	third.Visit("/compose")
	offers(t, third)
	third.Visit("/desk?shelf=drafts")
	note.Visit("about:blank")
	third.Visit("/desk?shelf=drafts")
	offers(t, third, "A long essay.")
	third.Press("Restore").Type("Commentary", " It ends.").Press("Publish")
	if got := third.Text(".e-content"); !strings.Contains(got, "A long essay.") || !strings.Contains(got, "It ends.") {
		t.Errorf("published is %q", got)
	}
	third.Visit("/compose")
	offers(t, third)
}

func TestTwoWindowsOfOnePostKeepTheirWordsApart(t *testing.T) {
	r := startSetUp(t)
	p := save(t, r, publish.Save{Publish: true, Entry: publish.Entry{Title: "Shared", Body: "Version one."}})
	first := atForm(t, r, "/posts/1/edit")
	first.Type("Commentary", " Typed in the first.")
	second := first.NewTab().Visit("/posts/1/edit").Type("Commentary", " Typed in the second.")
	first.Visit("about:blank")
	second.Press("Update").Press("Edit")
	offers(t, second, "Typed in the first.")

	// The words are of the former version: laying them over the new one is a
	// choice that the page shows.
	second.Click("Restore").Press("Update")
	shown := second.Text("main")
	if got, err := r.Store.Post(t.Context(), p.ID); err != nil || !strings.Contains(got.Body, "Typed in the second.") {
		t.Errorf("stored is %q without a question (%v)", got.Body, err)
	}
	if !strings.Contains(shown, "Two versions") || !strings.Contains(second.Value("Commentary"), "Typed in the first.") {
		t.Errorf("the page shows %s", shown)
	}
	// That is so until the choice is made.
	second.Visit("/posts/1/edit").Click("Restore").Press("Update")
	if got := second.Text("main"); !strings.Contains(got, "Two versions") {
		t.Errorf("the page shows %s", got)
	}
	second.Press("Update").Press("Edit")
	offers(t, second)

	// Of a post that was deleted for good its words are left.
	second.Type("Commentary", " Never sent.").Visit("about:blank")
	if _, err := r.Gate.Trash(t.Context(), p.ID); err != nil {
		t.Fatal(err)
	}
	if err := r.Gate.Purge(t.Context(), p.ID); err != nil {
		t.Fatal(err)
	}
	second.Visit("/desk").Press("Restore")
	second.Eventually("the words, in a new post", `location.pathname === "/compose" && document.querySelector("[name=body]").value.includes("Never sent.")`)
	second.Press("Publish")
	if got := second.Text(".e-content"); !strings.Contains(got, "Never sent.") {
		t.Errorf("published is %q at %s", got, second.Address())
	}
}

func TestCopiesOfFormerVersionsAreFound(t *testing.T) {
	r := startSetUp(t)
	p := save(t, r, publish.Save{Publish: true, Entry: publish.Entry{Title: "Stored", Body: "Version one."}})
	b := atForm(t, r, "/desk")
	webtest.Eval[bool](b, `(() => {
		localStorage.setItem("pullquote:1", JSON.stringify({at: 3, text: JSON.stringify([["title", "Stored"], ["body", "Of the post."]]), payload: ""}));
		localStorage.setItem("pullquote:new:", JSON.stringify({at: 2, text: JSON.stringify([["key", "K1"], ["body", "Of a blank form."]]), payload: ""}));
		localStorage.setItem("pullquote:new:https://news.example/", JSON.stringify({at: 1, text: JSON.stringify({url: "https://news.example/", body: "Of the oldest kind."}), payload: ""}));
		return true;
	})()`)
	b.Visit("/desk")
	offers(t, b, "Stored", "Of a blank form.", "https://news.example/")
	b.Visit("/compose")
	offers(t, b, "Of a blank form.", "Stored", "https://news.example/")
	b.Click("Restore").Press("Publish").Visit("/compose?url=https://news.example/")
	b.Click("Restore")
	if got := b.Value("Commentary"); got != "Of the oldest kind." {
		t.Errorf("restored is %q", got)
	}
	b.Fill("URL", "").Press("Publish").Visit("/posts/1/edit").Click("Restore").Press("Update")
	if got := b.Text("main"); !strings.Contains(got, "Two versions") {
		t.Errorf("words of a version that is not known were laid over the stored one: %s", got)
	}
	b.Press("Update").Visit("/compose")
	offers(t, b)
	if got, err := r.Store.Post(t.Context(), p.ID); err != nil || got.Body != "Of the post." {
		t.Errorf("stored is %q (%v)", got.Body, err)
	}
}

func TestWhatIsTypedWhileTheFormIsOnItsWayIsOffered(t *testing.T) {
	r := startSetUp(t)
	b := atForm(t, r, "/compose")
	b.Fill("Title", "Slow").Fill("Commentary", "Sent.")
	webtest.Eval[bool](b, `(() => {
		const body = document.querySelector("[name=body]");
		const typeOn = () => {
			body.value += " Typed after that.";
			body.dispatchEvent(new Event("input", {bubbles: true}));
		};
		// The form is sent by a script: once that is through, what goes is gathered.
		addEventListener("submit", (event) => event.defaultPrevented || queueMicrotask(typeOn));
		return true;
	})()`)
	b.Press("Publish")
	if got := b.Text(".e-content"); got != "Sent." {
		t.Fatalf("published is %q", got)
	}
	b.Press("Edit")
	offers(t, b, "Sent. Typed after that.")
	b.Click("Restore").Press("Update")
	if got := b.Text(".e-content"); got != "Sent. Typed after that." {
		t.Errorf("the update led to %s: %s", b.Address(), b.Text("main"))
	}

	// An old page that is loaded again knows less than the copy: it gets that.
	b.Visit("/compose").Fill("Commentary", "Previewed.").Press("Preview").Type("Commentary", "Typed after that. ")
	webtest.Eval[bool](b, `(setTimeout(() => location.reload()), true)`)
	b.Eventually("the words in the page that is loaded again", `performance.getEntriesByType("navigation")[0].type === "reload" && document.querySelector("[name=body]").value === "Typed after that. Previewed."`) // the cursor is where the field begins
	offers(t, b)
}

func TestWhereNothingIsKeptWordsGoAllTheSame(t *testing.T) {
	r := startSetUp(t)
	b := atForm(t, r, "/compose")
	webtest.Eval[bool](b, `(Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); }, true)`)
	b.Fill("Title", "Kept by nobody").Fill("Commentary", "Words.")
	b.Eventually("a word about that", `document.querySelector(".pq-state").textContent.includes("does not keep")`)
	if !webtest.Eval[bool](b, `!dispatchEvent(new Event("beforeunload", {cancelable: true}))`) {
		t.Error("nobody is asked before the words go")
	}
	webtest.Eval[bool](b, `(globalThis.online = fetch, globalThis.fetch = () => Promise.reject(new TypeError("away")), true)`)
	b.Click("Publish")
	b.Eventually("advice to leave the window open", `document.querySelector(".pq-state").textContent.includes("Leave this window open")`)
	webtest.Eval[bool](b, `(globalThis.fetch = online, dispatchEvent(new Event("online")))`)
	b.Eventually("the post", `location.pathname === "/links/kept-by-nobody/"`)
}

func TestWhatIsNotSavedIsOneListOnTheDesk(t *testing.T) {
	r := startSetUp(t)
	b := atForm(t, r, "/compose")
	pieces := []string{"First piece.", "Second piece.", "Third piece.", "Fourth piece.", "Fifth piece."}
	for _, words := range pieces {
		b.Visit("/compose").Type("Commentary", words)
	}
	b.Visit("/compose").Type("Title", "A title").Type("Commentary", "Sixth piece.").Visit("/desk")
	offers(t, b, "A title Sixth piece.", "Fifth piece.", "Fourth piece.", "Third piece.", "Second piece.", "First piece.")
	if n := webtest.Eval[int](b, `document.querySelectorAll(".pq-notice").length`); n != 1 {
		t.Errorf("they are in %d notices", n)
	}
	if got := webtest.Eval[string](b, `[document.querySelector(".pq-offers summary").textContent, document.querySelector(".pq-kept time").textContent, document.querySelectorAll(".pq-offers > ul > li").length].join(", ")`); got != "Older ones: 3, now, 3" {
		t.Errorf("the list says %q", got)
	}

	// What was discarded can be had back as long as the list is here.
	b.Click("Discard")
	offers(t, b, "Fifth piece.", "Fourth piece.", "Third piece.", "Second piece.", "First piece.")
	if said := b.Text(".pq-gone"); !strings.HasPrefix(said, "Discarded: A title") {
		t.Errorf("the list says %q of what is gone", said)
	}
	b.Click("Undo")
	offers(t, b, "A title Sixth piece.", "Fifth piece.", "Fourth piece.", "Third piece.", "Second piece.", "First piece.")
	b.Click("Discard").Visit("/desk")
	offers(t, b, "Fifth piece.", "Fourth piece.", "Third piece.", "Second piece.", "First piece.")
	b.Press("Restore")
	b.Eventually("the words", `document.querySelector("[name=body]")?.value === "Fifth piece."`)
	b.Press("Publish").Visit("/desk")
	offers(t, b, "Fourth piece.", "Third piece.", "Second piece.", "First piece.")
}
