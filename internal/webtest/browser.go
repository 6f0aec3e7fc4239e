package webtest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// patience is how long a test waits for a page to be as expected. It only matters
// if the test fails, so it is long enough for a busy machine.
const patience = time.Minute

// Browser is a tab of a headless Chromium with its own profile.
type Browser struct {
	t    testing.TB
	ctx  context.Context
	base string
}

// Open starts a browser for the site at base. Without a Chromium it skips the test,
// with a message.
func Open(t testing.TB, base string) *Browser {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("no Chromium is installed here, so what a person does in the browser is not tested; apt-get install chromium")
	}
	// Chromium writes to its profile for a moment after it was told to exit, which
	// makes the cleanup of t.TempDir fail.
	profile, err := os.MkdirTemp("", "pullquote-browser-")
	if err != nil {
		t.Fatal(err)
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.UserDataDir(profile), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
	)...)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(func() {
		cancel()
		stop()
		for range 50 {
			if os.RemoveAll(profile) == nil {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
	})
	return newTab(t, ctx, base)
}

// newTab opens a tab. ctx must not have a deadline: the tab ends with it.
func newTab(t testing.TB, ctx context.Context, base string) *Browser {
	t.Helper()
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatalf("browser: %v", err)
	}
	return &Browser{t: t, ctx: ctx, base: base}
}

// NewTab opens a second tab of the same browser: same cookies, same storage.
func (b *Browser) NewTab() *Browser {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx)
	b.t.Cleanup(cancel)
	return newTab(b.t, ctx, b.base)
}

// WithoutScript disables JavaScript for pages opened from now on.
func (b *Browser) WithoutScript() *Browser {
	b.t.Helper()
	b.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
	return b
}

func (b *Browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatalf("browser: %v", err)
	}
}

// Visit opens an address of the site.
func (b *Browser) Visit(path string) *Browser {
	b.t.Helper()
	if strings.HasPrefix(path, "/") {
		path = b.base + path
	}
	b.do(chromedp.Navigate(path))
	return b
}

// Eval returns the value of a script's expression.
func Eval[T any](b *Browser, expression string) T {
	b.t.Helper()
	value, err := evaluate[T](b, expression)
	if err != nil {
		b.t.Fatalf("browser: %s: %v", expression, err)
	}
	return value
}

func evaluate[T any](b *Browser, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](expression))
}

// Await returns the value of a script's promise.
func Await[T any](b *Browser, expression string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("browser: %s: %v", expression, err)
	}
	return value
}

// Scheme sets the preferred color scheme: light or dark.
func (b *Browser) Scheme(scheme string) *Browser {
	b.t.Helper()
	b.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return err
	}))
	return b
}

// find is a script that finds form fields by label, and buttons and links by text.
// It ignores hidden elements.
const find = `(() => {
	const shown = e => e.checkVisibility ? e.checkVisibility() : true;
	const text = e => (e.innerText || e.textContent || e.value || '').replace(/\s+/g, ' ').trim();
	return {
		field: label => {
			for (const l of document.querySelectorAll('label'))
				if (shown(l) && (text(l) === label || (l.firstChild && l.firstChild.textContent.trim() === label)) && l.control) return l.control;
			for (const e of document.querySelectorAll('[aria-label]'))
				if (shown(e) && e.getAttribute('aria-label') === label) return e;
			return null;
		},
		button: name => [...document.querySelectorAll('button, input[type=submit], a[href]')]
			.find(e => shown(e) && (text(e) === name || e.getAttribute('aria-label') === name)) || null,
	};
})()`

func quoted(s string) string {
	text, _ := json.Marshal(s)
	return string(text)
}

// Fill sets the value of the field with that label, with the events of typing.
func (b *Browser) Fill(label, text string) *Browser {
	b.t.Helper()
	ok := Eval[bool](b, fmt.Sprintf(`(() => {
		const e = %s.field(%s);
		if (!e) return false;
		e.focus();
		e.value = %s;
		e.dispatchEvent(new Event('input', {bubbles: true}));
		e.dispatchEvent(new Event('change', {bubbles: true}));
		return true;
	})()`, find, quoted(label), quoted(text)))
	if !ok {
		b.t.Fatalf("there is no field %q on %s:\n%s", label, b.Address(), b.Text("body"))
	}
	return b
}

// Value returns the value of the field with that label.
func (b *Browser) Value(label string) string {
	b.t.Helper()
	return Eval[string](b, fmt.Sprintf(`(%s.field(%s) || {value: 'NO FIELD'}).value`, find, quoted(label)))
}

// Press clicks the button or link with that name and waits for the page that it
// leads to.
func (b *Browser) Press(name string) *Browser {
	b.t.Helper()
	b.Eventually(fmt.Sprintf("a button %q", name), fmt.Sprintf(`!!%s.button(%s)`, find, quoted(name)))
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	_, err := chromedp.RunResponse(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := chromedp.Evaluate[bool](fmt.Sprintf(`(%s.button(%s).click(), true)`, find, quoted(name)))(ctx, t)
		return err
	}))
	if err != nil {
		b.t.Fatalf("pressing %q: %v", name, err)
	}
	return b
}

// Click clicks a button or link that does not lead to another page.
func (b *Browser) Click(name string) *Browser {
	b.t.Helper()
	b.Eventually(fmt.Sprintf("a button %q", name), fmt.Sprintf(`!!%s.button(%s)`, find, quoted(name)))
	Eval[bool](b, fmt.Sprintf(`(%s.button(%s).click(), true)`, find, quoted(name)))
	return b
}

// Check ticks the box with that label.
func (b *Browser) Check(label string) *Browser {
	b.t.Helper()
	if !Eval[bool](b, fmt.Sprintf(`(() => { const e = %s.field(%s); if (!e) return false; e.click(); return e.checked; })()`, find, quoted(label))) {
		b.t.Fatalf("no box %q can be ticked on %s", label, b.Address())
	}
	return b
}

// Mark selects the first occurrence of text in the field with that label.
func (b *Browser) Mark(label, text string) *Browser {
	b.t.Helper()
	ok := Eval[bool](b, fmt.Sprintf(`(() => {
		const e = %s.field(%s), at = e ? e.value.indexOf(%s) : -1;
		if (at < 0) return false;
		e.focus();
		e.setSelectionRange(at, at + %s.length);
		return true;
	})()`, find, quoted(label), quoted(text), quoted(text)))
	if !ok {
		b.t.Fatalf("%q does not stand in the field %q on %s", text, label, b.Address())
	}
	return b
}

// Eventually waits until a script's expression is true.
func (b *Browser) Eventually(what, expression string) {
	b.t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		// During navigation there is no page to evaluate it in.
		if there, err := evaluate[bool](b, expression); err == nil && there {
			return
		}
	}
	b.t.Fatalf("there never was %s on %s:\n%s", what, b.Address(), b.Text("body"))
}

// Address returns the path and query of the current page.
func (b *Browser) Address() string {
	b.t.Helper()
	return Eval[string](b, `location.pathname + location.search`)
}

// Text returns the visible text of the first element that matches a CSS selector,
// empty if there is none.
func (b *Browser) Text(selector string) string {
	b.t.Helper()
	return Eval[string](b, fmt.Sprintf(`((document.querySelector(%s) || {}).innerText || '').trim()`, quoted(selector)))
}

// HTML returns the inner HTML of the first element that matches a CSS selector.
func (b *Browser) HTML(selector string) string {
	b.t.Helper()
	return Eval[string](b, fmt.Sprintf(`(document.querySelector(%s) || {innerHTML: ''}).innerHTML`, quoted(selector)))
}

// Type sends keys to the field with that label, one by one, as a keyboard does.
func (b *Browser) Type(label, keys string, opts ...chromedp.KeyOption) *Browser {
	b.t.Helper()
	if !Eval[bool](b, fmt.Sprintf(`(() => { const e = %s.field(%s); if (!e) return false; e.focus(); return true; })()`, find, quoted(label))) {
		b.t.Fatalf("there is no field %q on %s", label, b.Address())
	}
	b.do(chromedp.KeyEvent(keys, opts...))
	return b
}
