package markup_test

import (
	"slices"
	"strings"
	"testing"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
)

const wordsWithLinks = `<p><a href="/x/">x</a> <a href="../y/?a=1&amp;b=2#z">y</a> <a href="#note">n</a> <a href="mailto:a@b.example">m</a>` +
	` <img src="pic.png" srcset="pic.png 1x, big.png 2x" alt=""/> <a href="http://old.example/post/7">seven</a></p>`

func TestReferencesStartFromWhereTheWordsStood(t *testing.T) {
	var got []string
	for _, r := range markup.References(wordsWithLinks, "http://old.example/2012/heron/") {
		got = append(got, r.Address)
	}
	want := []string{
		"http://old.example/x/", "http://old.example/2012/y/?a=1&b=2#z", "http://old.example/2012/heron/pic.png", "http://old.example/2012/heron/big.png", "http://old.example/post/7",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if got := markup.References(wordsWithLinks, ""); len(got) != 1 || got[0].Address != "http://old.example/post/7" {
		t.Errorf("without a base: %v", got)
	}
}

func TestLinksLeadToWhatIsHere(t *testing.T) {
	local := map[string]string{"http://old.example/post/7": "/links/seven/", "http://old.example/2012/heron/pic.png": "/media/ab.png"}
	got := markup.Localize(wordsWithLinks, "http://old.example/2012/heron/", local)
	for _, want := range []string{`href="/links/seven/"`, `src="/media/ab.png"`, `srcset="/media/ab.png 1x, http://old.example/2012/heron/big.png 2x"`, `href="http://old.example/x/"`, `href="#note"`, `href="mailto:a@b.example"`, `href="http://old.example/2012/y/?a=1&amp;b=2#z"`} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is not in %s", want, got)
		}
	}
	if got := markup.Localize(wordsWithLinks, "", nil); got != wordsWithLinks {
		t.Errorf("words that were written here are changed: %s", got)
	}
	if got := markup.Localize(wordsWithLinks, "archive://3/_posts/a.md", nil); got != wordsWithLinks {
		t.Errorf("what lies in no archive any more is changed: %s", got)
	}
}

func TestFootnotesOfTumblrLeadToEachOther(t *testing.T) {
	const words = `<p>a<sup id="fnref:p1-1"><a href="p1-1" rel="footnote noopener" target="_blank">1</a></sup> <a href="p1-1">b</a> <a href="p2-1" rel="footnote">2</a></p>` +
		`<ol><li id="fn:p1-1">c <a href="p1-1" rel="noopener" rev="footnote" target="_blank">↩</a></li></ol>`
	got := markup.Localize(words, "http://old.example/heron/", nil)
	for _, want := range []string{
		`<a href="#fn:p1-1" rel="footnote noopener">1</a>`, `<a href="#fnref:p1-1" rel="noopener" rev="footnote">↩</a>`,
		`<a href="http://old.example/heron/p1-1">b</a>`, `<a href="http://old.example/heron/p2-1" rel="footnote">2</a>`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is not in %s", want, got)
		}
	}
	if again := markup.Localize(got, "http://old.example/heron/", nil); again != got {
		t.Errorf("the second time: %s", again)
	}
}

func TestTheLinksBelowQuotesComeOffAgain(t *testing.T) {
	rendered, _ := markup.Render("> It stood.\n\nMine.", blog.Markdown)
	cited := markup.Cite(rendered.HTML, []markup.Citation{{Address: "https://news.example/#:~:text=It"}})
	if cited == rendered.HTML {
		t.Fatal("nothing was cited")
	}
	if got := markup.Uncited(cited); markup.PlainText(got) != markup.PlainText(rendered.HTML) || !strings.Contains(got, "<blockquote cite=") {
		t.Errorf("got %s", got)
	}
	if got := markup.Uncited(rendered.HTML); got != rendered.HTML {
		t.Errorf("changed to %s", got)
	}
}

func FuzzLocalize(f *testing.F) {
	f.Add(`<p><a href="x">y</a> <img src="z" srcset="a 1x, b"></p>`, "http://old.example/a/")
	f.Add(`<p><a href="x" rel="footnote">1</a><sup id="fn:x"><a href="#fn:x">2</a></sup></p>`, "http://old.example/a/")
	f.Fuzz(func(t *testing.T, body, base string) {
		rendered, _ := markup.Render(body, blog.HTML)
		local := map[string]string{}
		for _, r := range markup.References(rendered.HTML, base) {
			local[r.Address] = "/here/"
		}
		got := markup.Localize(rendered.HTML, base, local)
		if markup.PlainText(got) != markup.PlainText(rendered.HTML) {
			t.Errorf("the words of %q changed: %q", rendered.HTML, got)
		}
		again, _ := markup.Render(got, blog.HTML)
		if markup.PlainText(again.HTML) != markup.PlainText(got) {
			t.Errorf("%q does not pass the policy", got)
		}
	})
}
