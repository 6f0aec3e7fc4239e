package app_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"pullquote/internal/webtest"
)

// trapPage has passages, by their ids, that a link misses if it names too little of them, or words
// beside them that browsers do not look for there.
const trapPage = `<!doctype html><html lang="en"><head><title>Traps</title><style>p, li, table, pre { margin: 120vh 0 }</style></head><body>
<p>The river was high that day, and we went round by the old mill.</p>
<p>So: <i id="twice">The river was high that day, and we went round by the old mill.</i> That was all.</p>
<ul><li>up</li><li>on</li><li id="listed">off</li><li>in</li></ul>
<p hidden>Nobody sees this.</p><p><button>Share</button><i id="hidden">Not much</i><span hidden>at all</span>, they said.</p>
<p>It was extra<i id="within">ordinary weather for a day so late in the ye</i>ar.</p>
<p><i id="ends">Some went by boat, as they had always done, and were home by nightfall. Others went on foot, as they had always done, and were home by nightfall.</i> Not we.</p>
<table><tr><td>Heron</td><td>grey, tall</td></tr><tr id="cells"><td>Kingfisher</td><td>blue, quick</td></tr></table>
<pre>func wait() {
	stand(still)
}
<i id="line">func wait() {
	sleep(hour)</i>
}</pre>
<pre>The Mill          Page 1
Of water.
<i id="head">The Mill          Page 2
Of wheels, and of what they drive when the river is high.</i></pre>
</body></html>`

func TestTheLinkOfAQuoteLeadsToItsPassage(t *testing.T) {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(trapPage))
	}))
	defer site.Close()
	r := startSetUp(t)
	b := webtest.Open(t, r.URL)
	code := bookmarklet(t, b)
	for i, id := range []string{"twice", "listed", "hidden", "within", "ends", "cells", "line", "head"} {
		address := fmt.Sprintf("%s/%d", site.URL, i)
		form := b.NewTab().Visit(address).Select("#"+id, "#"+id).Bookmarklet(code)
		form.Eventually("a quote", `document.querySelector("#pq-body")?.value.startsWith("> ")`)
		form.Click("Publish").Closed()
		link := webtest.Eval[string](b.Visit("/"), `document.querySelector(".e-content blockquote").cite`)
		reader := b.NewTab().Visit(link)
		reader.Eventually("the passage #"+id+" in view", `(r => scrollY > 0 && r.top >= 0 && r.bottom <= innerHeight)(document.querySelector("#`+id+`").getBoundingClientRect())`)
	}
}
