package app_test

import (
	"encoding/json"
	"net/http"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"pullquote/internal/webtest"
)

// paste pastes text into the commentary. It reports whether a script has done
// that: else the browser would.
func paste(t *testing.T, b *webtest.Browser, text string) bool {
	t.Helper()
	data, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	return webtest.Eval[bool](b, `(() => {
		const clipboardData = new DataTransfer();
		clipboardData.setData("text/plain", `+string(data)+`);
		return !document.querySelector("[name=body]").dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
	})()`)
}

func TestAnAddressThatIsPastedOverWordsLinksThem(t *testing.T) {
	r := startSetUp(t)
	b := atForm(t, r, "/compose")
	for _, tc := range []struct{ name, words, mark, text, want string }{
		{"words", "one two", "two", "https://news.example/", "one [two](https://news.example/)"},
		{"an address in parentheses that are closed", "one two", "two", "https://news.example/Mercury_(planet)", "one [two](https://news.example/Mercury_(planet))"},
		{"one with a parenthesis that is not", "one two", "two", "https://news.example/:)", "one [two](<https://news.example/:)>)"},
		{"and with what would end that", "one two", "two", "https://news.example/(a>b", "one [two](<https://news.example/(a%3Eb>)"},
		{"an address over an address", "https://old.example/", "https://old.example/", "https://news.example/", ""},
		{"an address over paragraphs", "one\n \ntwo", "one\n \ntwo", "https://news.example/", ""},
		{"words over words", "one two", "two", "three", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b.Fill("Commentary", tc.words).Mark("Commentary", tc.mark)
			done := paste(t, b, tc.text)
			if done != (tc.want != "") {
				t.Fatalf("pasted by a script: %v", done)
			}
			if got := b.Value("Commentary"); done && got != tc.want {
				t.Errorf("the field holds %q", got)
			}
			if undo(b, "Commentary"); done && b.Value("Commentary") != tc.words {
				t.Errorf("undo leaves %q", b.Value("Commentary"))
			}
		})
	}
}

func TestKeysThatWriteLettersAreNoShortcuts(t *testing.T) {
	r := startSetUp(t)
	b := atForm(t, r, "/compose")
	b.Fill("Commentary", "word").Type("Commentary", "q", chromedp.KeyModifiers(chromedp.ModifierAlt))
	if got := b.Value("Commentary"); got != "> word" {
		t.Errorf("Alt+Q makes it %q", got)
	}
	for _, with := range []string{"ctrlKey: true, altKey: true", "altKey: true, modifierAltGraph: true"} {
		if !webtest.Eval[bool](b, `document.querySelector("[name=body]").dispatchEvent(new KeyboardEvent("keydown", { key: "@", code: "KeyQ", `+with+`, bubbles: true, cancelable: true }))`) {
			t.Errorf("a key with %s does not write its letter", with)
		}
	}
	if got := b.Value("Commentary"); got != "> word" {
		t.Errorf("AltGr+Q makes it %q", got)
	}
	// With the Caps Lock, too.
	b.Fill("Title", "A draft").Type("Commentary", "S", chromedp.KeyModifiers(chromedp.ModifierCtrl))
	b.Eventually("the draft", `location.pathname === "/posts/1/edit"`)
}

func TestAFormThatIsSentSaysSoAtOnceAndWaitsForNoDeadLine(t *testing.T) {
	r := startSetUp(t)
	held := make(chan bool)
	through(t, r, func(q *http.Request) {
		if q.URL.Path == "/healthz" {
			<-held
		}
	})
	answer := sync.OnceFunc(func() { close(held) })
	t.Cleanup(answer)
	b := atForm(t, r, "/compose")
	webtest.Eval[bool](b, `(() => {
		const patience = new AbortController();
		globalThis.pqGiveUp = () => patience.abort();
		AbortSignal.timeout = () => patience.signal;
		return true;
	})()`)
	b.Fill("Title", "Slow").Fill("Commentary", "Words.").Click("Publish")
	if said := b.Text(".pq-state"); said != "Sending…" {
		t.Errorf("while the server keeps one waiting, the form says %q", said)
	}
	webtest.Eval[bool](b, `(pqGiveUp(), true)`)
	b.Eventually("a word about the server", `document.querySelector(".pq-state").textContent.includes("can’t be reached")`)
	webtest.Eval[bool](b, `(AbortSignal.timeout = () => undefined, true)`)
	answer()
	b.Eventually("the post", `location.pathname === "/links/slow/"`)
}
