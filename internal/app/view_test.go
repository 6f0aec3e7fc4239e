package app_test

import (
	"strings"
	"testing"

	"pullquote/internal/publish"
	"pullquote/internal/webtest"
)

// popup opens an address of the site in a window of its own.
func popup(b *webtest.Browser, address, size string) *webtest.Browser {
	w := b.Bookmarklet(`javascript:void open('` + strings.ReplaceAll(address, "%", "%25") + `', '_blank', 'popup,` + size + `')`)
	w.Eventually("the page", `document.readyState === "complete" && location.href !== "about:blank"`)
	return w
}

func TestTheLineThatIsWrittenInTheSmallWindowIsSeen(t *testing.T) {
	r := startSetUp(t)
	for range 3 {
		save(t, r, publish.Save{Publish: true, Entry: publish.Entry{Title: "Egrets", URL: "https://news.example/herons"}})
	}
	b := atForm(t, r, "/desk")
	w := popup(b, "/compose?w=1&url=https://news.example/egrets&title=Egrets&text="+strings.Repeat("Words+of+it.%0A%0A", 30), "width=640,height=740")
	w.Type("Commentary", "Mine.")
	if at := webtest.Eval[string](w, `(() => {
		const field = document.querySelector("#pq-body").getBoundingClientRect(), buttons = document.querySelector(".pq-actions").getBoundingClientRect();
		return field.bottom <= buttons.top ? "" : "the field ends at " + field.bottom + ", below the buttons at " + buttons.top;
	})()`); at != "" {
		t.Error(at)
	}
}

func TestLargeTextStaysWithinTheWindow(t *testing.T) {
	r := startSetUp(t)
	p := save(t, r, publish.Save{Publish: true, Entry: publish.Entry{Title: "Egrets", URL: "https://news.example/egrets", Body: "Words."}})
	b := atForm(t, r, "/desk")
	year := p.Published.Format("/2006/")
	for _, address := range []string{"/", year, p.Published.Format("/2006/01/"), "/archive/", "/compose", "/desk", "/export", "/settings", "/posts/1/history"} {
		w := popup(b, address, "width=400,height=800")
		if over := webtest.Eval[float64](w, `(() => {
			const size = parseFloat(getComputedStyle(document.documentElement).fontSize);
			document.documentElement.style.fontSize = 2.1 * size + "px";
			return document.documentElement.scrollWidth - innerWidth;
		})()`); over > 0 {
			t.Errorf("with large text, %s is %g pixels wider than its window", address, over)
		}
	}
}
