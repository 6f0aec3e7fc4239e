package webtest

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// Bookmarklet clicks a bookmark whose address is code, and returns the window that
// it opens. The code runs as that of a bookmark does: decoded, in the page, with a
// user gesture.
func (b *Browser) Bookmarklet(address string) *Browser {
	b.t.Helper()
	code, err := url.PathUnescape(strings.TrimPrefix(address, "javascript:"))
	if err != nil {
		b.t.Fatal(err)
	}
	return b.window(code)
}

// Double returns a second tab in the state that the browser's Duplicate Tab command
// produces: with a copy of the first tab's session storage and of the history
// state.
func (b *Browser) Double() *Browser {
	b.t.Helper()
	twin := b.window(`void open(location.href)`)
	twin.Eventually("the page", `document.readyState === "complete"`)
	state := Eval[string](b, `JSON.stringify(history.state)`)
	Eval[bool](twin, `(history.replaceState(JSON.parse(`+quoted(state)+`), ""), setTimeout(() => location.reload()), true)`)
	twin.Eventually("the page again", `performance.getEntriesByType("navigation")[0]?.type === "reload" && document.readyState === "complete"`)
	return twin
}

// window runs code in the page, with a user gesture, and returns the window that it
// opens.
func (b *Browser) window(code string) *Browser {
	b.t.Helper()
	opened := chromedp.WaitNewTarget(b.ctx, func(i *target.Info) bool { return i.Type == "page" })
	byHand := func(p *runtime.EvaluateParams) { p.UserGesture = new(true) }
	b.do(func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		return chromedp.Evaluate[chromedp.Void](code, byHand)(ctx, t)
	})
	select {
	case id := <-opened:
		ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithTargetID(id))
		b.t.Cleanup(cancel)
		if err := chromedp.Do(ctx); err != nil {
			b.t.Fatalf("browser: %v", err)
		}
		return &Browser{t: b.t, ctx: ctx, base: b.base}
	case <-time.After(patience):
		b.t.Fatalf("no window was opened on %s", b.Address())
		return nil
	}
}

// Select selects the page's content from the beginning of the first element that
// matches from to the end of the first that matches to, which are CSS selectors.
func (b *Browser) Select(from, to string) *Browser {
	b.t.Helper()
	Eval[bool](b, `(() => {
		const range = document.createRange();
		range.setStart(document.querySelector(`+quoted(from)+`), 0);
		const end = document.querySelector(`+quoted(to)+`);
		range.setEnd(end, end.childNodes.length);
		getSelection().removeAllRanges();
		getSelection().addRange(range);
		return true;
	})()`)
	return b
}

// Closed waits until the window is closed, and reports whether that happened in
// time.
func (b *Browser) Closed() bool {
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		infos, err := chromedp.Targets(b.ctx)
		if err != nil {
			return true
		}
		open := false
		for _, i := range infos {
			open = open || i.TargetID == chromedp.FromContext(b.ctx).Target.TargetID
		}
		if !open {
			return true
		}
	}
	return false
}
