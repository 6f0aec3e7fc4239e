package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
)

func TestSearchFindsAndMarks(t *testing.T) {
	h := newHouse(t)
	h.kinds()
	for query, want := range map[string][]string{
		"herons":              {"Herons"},
		"HÉRONS":              {"Herons"},
		"chalk OR wait":       {"Egrets", "Herons"},
		"mine:wait":           {"Herons"},
		"mine:chalk":          {},
		"quoted:chalk":        {"Egrets"},
		"tag:birds":           {"Herons"},
		"tag:\"small towns\"": {"Herons"},
		"from:news.example":   {"Egrets", "Herons"},
		"is:quote":            {"Egrets"},
		"year:2026 -egrets":   {"A note on bitterns.", "Herons"},
		"by:ada":              {"A note on bitterns.", "Egrets", "Herons"},
		"before:2026":         {},
		"\"white as":          {"Egrets"},
		"https://news.example/herons?utm_source=x": {"Herons"},
	} {
		r := h.reader().get("/search?q="+url.QueryEscape(query)).status(t, http.StatusOK)
		got := append([]string{}, r.texts(".pq-found h2")...)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", query, diff)
		}
		if len(r.all("h1")) != 1 || r.fields("form.pq-search").Get("q") != query {
			t.Errorf("%s: the field holds %q", query, r.fields("form.pq-search").Get("q"))
		}
	}
	r := h.reader().get("/search/?q=stood")
	if got := r.text(".pq-found-quote mark"); got != "stood" {
		t.Errorf("marked is %q", got)
	}
}

func TestSearchSaysWhatItGuessed(t *testing.T) {
	h := newHouse(t)
	h.kinds()
	r := h.reader().get("/search/?q="+url.QueryEscape(`"white as`)).status(t, http.StatusOK)
	if got := r.text(".pq-search-note"); !strings.Contains(got, "not closed") {
		t.Errorf("it says %q", got)
	}
	if got := h.reader().get("/search/?q=zzz").text("[role=status]"); got != "Nothing was found." {
		t.Errorf("of nothing it says %q", got)
	}
	if r := h.reader().get("/search/").status(t, http.StatusOK); r.has(".pq-answer") {
		t.Error("nothing was asked, and there is an answer")
	}
}

func TestOnlyTheAuthorSearchesDrafts(t *testing.T) {
	h := newHouse(t)
	h.save(publish.Save{Entry: publish.Entry{Title: "Secret herons", Body: "Words."}})
	for _, query := range []string{"herons", "is:draft", "herons is:draft", "is:trash", "herons OR is:draft"} {
		r := h.reader().get("/search/?q="+url.QueryEscape(query)).status(t, http.StatusOK)
		if strings.Contains(r.Body.String(), "Secret") {
			t.Errorf("a reader finds a draft with %s", query)
		}
		if h.reader().get("/search/feed.xml?q=" + url.QueryEscape(query)).has("item") {
			t.Errorf("a feed shows a draft with %s", query)
		}
	}
	r := h.ada().get("/search/?q=herons").status(t, http.StatusOK)
	if !strings.Contains(r.text(".pq-answer"), "1 draft, too") {
		t.Errorf("the author is told %q", r.text(".pq-answer"))
	}
	r = h.ada().get("/search/?q=herons+is:draft").status(t, http.StatusOK)
	if r.text(".pq-found h2") != "Secret herons" || r.attr(".pq-found h2 a", "href") != "/posts/1/edit" {
		t.Errorf("the author finds %q", r.text(".pq-found"))
	}
}

func TestAnAnswerIsPagedAndOrdered(t *testing.T) {
	h := newHouse(t)
	for range 45 {
		h.save(publish.Save{Publish: true, Entry: publish.Entry{Title: "A walk", Body: "By the water, where herons are."}})
	}
	best := h.save(publish.Save{Publish: true, Entry: publish.Entry{Title: "Herons", Body: "Herons, herons, herons."}})
	h.save(publish.Save{Publish: true, Entry: publish.Entry{Title: "Later", Body: "Some words about the river and the many things one sees there, and one of the herons."}})
	v := h.reader()
	found := 0
	for address, pages := "/search/?q=herons", 0; address != "" && pages < 9; pages++ {
		r := v.get(address).status(t, http.StatusOK)
		found += len(r.all(".pq-found li"))
		address = r.attr(".pq-pager [rel=next]", "href")
	}
	if found != 47 {
		t.Errorf("%d posts on all pages", found)
	}
	if got := v.get("/search/?q=herons&sort=best").status(t, http.StatusOK).attr(".pq-found h2 a", "href"); got != best.Path {
		t.Errorf("the best is %s", got)
	}
}

func TestAMissingPageHelpsToFindWhatWasMeant(t *testing.T) {
	h := newHouse(t)
	link, _, _ := h.kinds()
	r := h.reader().get("/blog/2009/the-herons.php").status(t, http.StatusNotFound)
	if r.fields("form.pq-search").Get("q") != "the herons" || r.attr(".pq-found h2 a", "href") != link.Path {
		t.Errorf("it asks for %q and proposes %q", r.fields("form.pq-search").Get("q"), r.text(".pq-found"))
	}
	if r = h.reader().get("/links/the-heronns/").status(t, http.StatusNotFound); r.attr(".pq-found h2 a", "href") != link.Path {
		t.Errorf("for a mistyped word it proposes %q", r.text(".pq-found"))
	}
	if r.attr("meta[name=robots]", "content") != "noindex" || len(r.all("h1")) != 1 {
		t.Error("a missing page may be indexed")
	}
	if _, err := h.gate.Trash(t.Context(), link.ID); err != nil {
		t.Fatal(err)
	}
	if r := h.reader().get(link.Path).status(t, http.StatusGone); r.text("h1") != "No longer here" || !r.has("form.pq-search") {
		t.Errorf("a deleted post answers %s", r.text("main"))
	}
}

func TestWhatReadersMissIsListedAndLedElsewhere(t *testing.T) {
	h := newHouse(t)
	link, _, _ := h.kinds()
	reader := h.reader()
	reader.header.Set("Referer", "https://forum.example/thread/1")
	for range 3 {
		reader.get("/old/herons-page").status(t, http.StatusNotFound)
	}
	reader.get("/wp-login.php").status(t, http.StatusNotFound)
	ada := h.ada()
	ada.get("/typed/by/the/author/").status(t, http.StatusNotFound)
	r := ada.get("/desk/missed").status(t, http.StatusOK)
	if got := r.texts(".pq-missed code"); len(got) != 1 || got[0] != "/old/herons-page" {
		t.Fatalf("listed are %q", got)
	}
	if row := r.text(".pq-missed tbody tr"); !strings.Contains(row, "3 times") || !strings.Contains(row, "forum.example") || r.fields(".pq-lead").Get("target") != link.Path {
		t.Errorf("the line is %q, proposed is %q", row, r.fields(".pq-lead").Get("target"))
	}
	lead := func(target string) reply {
		return ada.post("/desk/missed", url.Values{"key": {"/old/herons-page"}, "target": {target}, "action": {"lead"}})
	}
	for _, bad := range []string{"", "javascript:alert(1)", "//evil.example/", "/old/herons-page", "/old/herons-page/#x", "ftp://x.example/", "/a\\b"} {
		if r := lead(bad).status(t, http.StatusUnprocessableEntity); r.text(".pq-fault") == "" {
			t.Errorf("%q is refused without a word", bad)
		}
	}
	lead(link.Path).leads(t, http.StatusSeeOther, "/desk/missed?notice=led")
	reader.get("/old/herons-page").leads(t, http.StatusMovedPermanently, link.Path)
	reader.get("/old/herons-page/?utm_source=x").leads(t, http.StatusMovedPermanently, link.Path)
	if r := ada.get("/desk/missed"); r.has(".pq-missed") {
		t.Error("what leads somewhere is still listed as missed")
	}
	ada.post("/desk/missed", url.Values{"key": {"/old/herons-page"}, "action": {"remove"}}).status(t, http.StatusSeeOther)
	reader.get("/old/herons-page").status(t, http.StatusNotFound)
	if r := ada.post("/desk/missed", url.Values{"key": {blog.AddressKey(link.Path, "")}, "target": {"/"}, "action": {"lead"}}); r.Code != http.StatusConflict {
		t.Errorf("a post's address can be led elsewhere: %d", r.Code)
	}
	reader.post("/desk/missed", url.Values{"key": {"/x"}, "target": {"/"}, "action": {"lead"}}).status(t, http.StatusUnauthorized)
}

func TestWhatAnOldBlogKeptBelowAssetsLeadsOn(t *testing.T) {
	h := newHouse(t)
	ada, reader := h.ada(), h.reader()
	const old, ours = "/assets/img/heron.png", "/assets/css/site.aaaaaaaaaaaaaaaa.css"
	if r := reader.get(old).status(t, http.StatusNotFound); r.text("h1") != "Not found" {
		t.Errorf("the page of a missing file is headed %q", r.text("h1"))
	}
	reader.get(ours).status(t, http.StatusNotFound)
	r := ada.get("/desk/missed").status(t, http.StatusOK)
	if body := r.Body.String(); !strings.Contains(body, old) || strings.Contains(body, ours) {
		t.Errorf("asked for in vain is %s", r.text("main"))
	}
	ada.post("/desk/missed", url.Values{"key": {old}, "target": {"https://example.org/heron.png"}, "action": {"lead"}}).leads(t, http.StatusSeeOther, "/desk/missed?notice=led")
	reader.get(old).leads(t, http.StatusMovedPermanently, "https://example.org/heron.png")
}
