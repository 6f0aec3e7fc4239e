package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pullquote/internal/publish"
)

func TestAnArchiveTakesNoLinksAwayFromSitesThatPostsLeadTo(t *testing.T) {
	h := withTransfer(t)
	v := h.ada()
	h.save(publish.Save{Publish: true, Entry: publish.Entry{Title: "A story", URL: "https://news.example/story"}})
	address := v.upload(
		"site/a.md", "---\ntitle: A heron\npermalink: https://news.example/2020/heron/\ndate: 2012-11-21\n---\nSee [the stork](https://news.example/2020/stork/) and [the egret](https://old.example/egret/).\n",
		"site/b.md", "---\ntitle: A stork\npermalink: https://news.example/2020/stork/\ndate: 2012-11-22\n---\nWords.\n",
		"site/c.md", "---\ntitle: An egret\npermalink: https://old.example/egret/\ndate: 2012-11-23\n---\nWords.\n",
	).Header().Get("Location")
	doubt, led := "stood at news.example, where posts of yours lead", "Links to old.example will lead here."
	if r := v.settled(address); !strings.Contains(r.text("main"), doubt) || !strings.Contains(r.text("main"), led) || strings.Contains(r.text("main"), "It was:") {
		t.Errorf("the rehearsal says %s", r.text("main"))
	}
	v.post(address+"/go", nil).status(t, http.StatusSeeOther)
	r := v.settled(address)
	if !strings.Contains(r.text("main"), doubt) || !strings.Contains(r.text("main"), "Links to old.example lead here.") {
		t.Errorf("the report says %s", r.text("main"))
	}
	// Where the links of a post lead, in their order.
	leads := func(path string, want ...string) {
		t.Helper()
		body, from := h.reader().get(path).status(t, http.StatusOK).Body.String(), 0
		for _, address := range want {
			i := strings.Index(body[from:], `href="`+address+`"`)
			if i < 0 {
				t.Errorf("%s does not lead to %s: %s", path, address, body)
				return
			}
			from += i
		}
	}
	leads("/2020/heron/", "https://news.example/2020/stork/", "/egret/")
	note := publish.Save{Publish: true, Entry: publish.Entry{Title: "A note", Body: "[One](https://news.example/2020/heron/), [two](https://old.example/egret/)."}}
	h.save(note)
	leads("/links/a-note/", "https://news.example/2020/heron/", "/egret/")
	v.post(address+"/host", url.Values{"host": {"bank.example"}}).status(t, http.StatusNotFound)

	// The author knows better.
	v.post(r.attr(".pq-notice form", "action"), r.fields(".pq-notice form")).leads(t, http.StatusSeeOther, address)
	if got := v.get(address).text("main"); strings.Contains(got, doubt) || !strings.Contains(got, "Links to news.example, old.example lead here.") {
		t.Errorf("the report says %s", got)
	}
	leads("/2020/heron/", "/2020/stork/", "/egret/")
	v.post(address+"/undo", nil).status(t, http.StatusSeeOther)
	v.settled(address)
	note.Title = "Another note"
	h.save(note)
	leads("/links/another-note/", "https://news.example/2020/heron/", "https://old.example/egret/")
}
