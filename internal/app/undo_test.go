package app_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"pullquote/assets"
	"pullquote/internal/webtest"
)

// undo presses the keys that take back what was done last, in a field.
func undo(b *webtest.Browser, label string) {
	b.Type(label, "z", chromedp.KeyModifiers(chromedp.ModifierCtrl))
}

// Text that HTML can't say is set at last, which no browser can undo.
const unsayable = "characters that HTML has no word for"

func TestUndoTakesOutAnyTextThatAScriptHasPutIn(t *testing.T) {
	r := startSetUp(t)
	b := atForm(t, r, "/compose")
	for name, text := range map[string]string{
		"a word":                 "word",
		"nothing":                "",
		"blank lines all around": "\n\n  one  \n\n\n\ttwo\n\n",
		"blank lines alone":      "\n\n\n",
		"what looks like HTML":   "<b>bold</b> &amp; &lt; <!-- > -->\n</textarea><script>\n<img src=x onerror=alert(1)>",
		"spaces of all kinds":    "a\u00a0b\u2003c\u200bd\n\u00a0\n   e   ",
		"many scripts":           "שלום \u202eabc\u202c عالم\n第二行\n👩‍🔬 e\u0301",
		unsayable:                "a\x00b\x01c\nd\u0085e\ufefff",
		"many lines":             strings.Repeat("> A line that is quoted.\n>\n", 2000),
	} {
		text, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		b.Fill("Commentary", "before, middle, after")
		got := webtest.Await[[]any](b, `import("`+assets.URL("js/put.js")+`").then(({ put }) => {
			const body = document.querySelector("[name=body]"), text = `+string(text)+`;
			let events = 0;
			const count = () => events++;
			body.addEventListener("input", count);
			put(body, text, "before, ".length, "before, middle".length);
			body.removeEventListener("input", count);
			const end = "before, " + text;
			return [body.value === end + ", after" && body.selectionStart === end.length && body.selectionEnd === end.length, events, body.value.slice(0, 200)];
		})`)
		if got[0] != true || got[1] != 1.0 && name != unsayable {
			t.Errorf("%s is put in with %v events: %q", name, got[1], got[2])
		}
		if undo(b, "Commentary"); name != unsayable && b.Value("Commentary") != "before, middle, after" {
			t.Errorf("%s: undo leaves %.200q", name, b.Value("Commentary"))
		}
	}
}

func TestUndoTakesOutWhatWasRestored(t *testing.T) {
	r := startSetUp(t)
	b := atForm(t, r, "/compose")
	b.Type("Title", "Kept").Type("Tags", "kept").Type("Commentary", "> Words\n\nof two paragraphs.").Visit("/compose")
	offers(t, b, "of two paragraphs.")
	b.Click("Restore")
	offers(t, b)
	if !webtest.Eval[bool](b, `(body => body === document.activeElement && body.selectionStart === body.value.length)(document.querySelector("[name=body]"))`) {
		t.Error("the cursor is not where the words end")
	}
	undo(b, "Commentary")
	offers(t, b, "of two paragraphs.")
	for _, field := range []string{"Commentary", "Title", "Tags"} {
		if got := b.Value(field); got != "" {
			t.Errorf("after undo %s is %q", field, got)
		}
	}

	// What was written meanwhile and before stays, and nothing is lost.
	b.Type("Commentary", "Typed before.").Click("Restore").Fill("Tags", "typed since")
	undo(b, "Commentary")
	if body, title, tags := b.Value("Commentary"), b.Value("Title"), b.Value("Tags"); body != "Typed before." || title != "" || tags != "typed since" {
		t.Errorf("after undo the form holds %q, %q, %q", body, title, tags)
	}
	offers(t, b, "of two paragraphs.")
	b.Visit("/compose")
	offers(t, b, "Typed before.", "of two paragraphs.")
	b.Click("Restore").Press("Publish").Visit("/compose").Click("Restore")
	if body, title, tags := b.Value("Commentary"), b.Value("Title"), b.Value("Tags"); body != "> Words\n\nof two paragraphs." || title != "Kept" || tags != "kept" {
		t.Errorf("restored is %q, %q, %q", body, title, tags)
	}
	b.Press("Publish").Visit("/compose")
	offers(t, b)
	if n := published(t, r); n != 2 {
		t.Errorf("there are %d posts", n)
	}
}

func TestUndoAfterRestoringGoesStepByStep(t *testing.T) {
	r := startSetUp(t)
	b := atForm(t, r, "/compose")
	b.Type("Title", "Kept").Type("Commentary", "Words.").Visit("/compose")
	offers(t, b, "Words.")
	b.Click("Restore")
	offers(t, b)
	holds := func(when, title, body string) {
		t.Helper()
		if gotTitle, gotBody := b.Value("Title"), b.Value("Commentary"); gotTitle != title || gotBody != body {
			t.Errorf("%s the form holds %q, %q, want %q, %q", when, gotTitle, gotBody, title, body)
		}
	}
	// What is typed right behind the restored words is a step of its own.
	b.Type("Commentary", " More.")
	holds("typed on,", "Kept", "Words. More.")
	undo(b, "Commentary")
	holds("after undo", "Kept", "Words.")

	// A field that was emptied, and written anew, is as empty as before.
	webtest.Eval[bool](b, `(f => (f.focus(), f.select(), document.execCommand("delete")))(document.querySelector("[name=title]"))`)
	b.Type("Title", "Mine")
	holds("with another title,", "Mine", "Words.")
	undo(b, "Title")
	if b.Value("Title") == "" {
		undo(b, "Title")
	}
	holds("with that taken back,", "Kept", "Words.")
	offers(t, b)
	undo(b, "Title")
	offers(t, b, "Words.")
	holds("at last", "", "")
}
