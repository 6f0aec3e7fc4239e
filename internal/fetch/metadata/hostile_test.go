package metadata

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// hostilePages are made to take long, to take memory, or to break a parser.
func hostilePages() []string {
	const most = 1 << 20
	all := func(unit string) string { return strings.Repeat(unit, most/len(unit)) }
	times := func(n int, unit string) string { return strings.Repeat(unit, n) }
	ld := func(text string) string {
		return `<script type="application/ld+json">` + text + "</script><title>T</title>"
	}
	var attributes strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&attributes, " a%d=1", i)
	}
	return []string{
		all("<div>"), all("<b><p>"), all("<"), all("<!--"), all("&amp"), all("\x00"), all("<svg><title>"), all("<h1>x"),
		all("<span class=byline>"), all("<time pubdate>"), all("<template>"), all("<frameset>"), all("<meta name=og:title content=x>"),
		"<title>" + all("a - b: "), `<meta name=og:title content="` + all("&lt;i&gt; "), "<p class='" + all("byline ") + "'>x",
		times(480, "<div class=byline>") + times(20_000, "<p>some words, and some</p>"),
		times(400, "<div class=share>") + "<p>" + times(9_000, "word, "),
		"<p>" + all("word, "), times(19_000, "<p><b>x"), times(39_000, "<a href=x>x"), times(39_000, "x<br><br>"),
		times(12_000, "<table><tr><td>"), "<div>" + times(30_000, "<!---->x<i></i>"), times(30_000, "<div itemprop=author>"+times(100, "x")+"</div>"),
		"<div" + attributes.String() + ">x</div><p>x", "<html" + attributes.String(),
		ld(times(1<<20, "[")), ld(times(200_000, `{"a":`)), ld("[" + times(20_000, `{"@type":"Article","author":[{"name":"x"}]},`)),
		ld(times(100_000, `\"/*<!--`)), ld(times(250_000, "<!--")), ld(times(1_000_000, "/")), ld(times(300_000, "// ")), ld(times(50_000, `{"@type":"Article"} `)),
		ld(`{"@graph":[{"@id":"#a","@type":"Article","author":{"@id":"#a"},"image":{"@id":"#a"}}]}`), ld(`{"@type":["Article",1,null,{}],"author":[[[[[[[["x"]]]]]]]]}`),
		"", "\xff\xfe\xff", "<title>", "<title", "<meta content", "</script></title></h1>", "<h1><h1><h1></h1>", "<base href=':'><link rel=canonical href=x>",
		"<noscript><img></noscript><img><noscript><p><img src=x.jpg></p></noscript>", "<table><tbody><tr><td><br><br><p>x</table><form><form>",
	}
}

func TestHostilePagesTakeNoTimeAndBreakNothing(t *testing.T) {
	const limit = 15 * time.Second // they take a third of one at most, but fifty times as long with -race on a busy machine
	for i, page := range hostilePages() {
		start := time.Now()
		checkAbout(t, Of([]byte(page), "https://example.org/a"))
		if took := time.Since(start); took > limit {
			t.Errorf("page %d, %.60q…, took %v", i, page, took)
		}
	}
}

func TestWhatIsTooDeepOrTooLongIsWeighedByItsStatementsAlone(t *testing.T) {
	head := `<title>Still a title that is found</title><meta name=description content="Still described">`
	for name, body := range map[string]string{
		"deeper than a parser goes": strings.Repeat("<div>", 600),
		"many elements":             strings.Repeat("<i>x</i>", mostTags),
		"much text, deep":           strings.Repeat("<div>", 400) + strings.Repeat("word ", mostWork/400/5+1),
	} {
		t.Run(name, func(t *testing.T) {
			page := head + `<p class=byline>By Ada</p>` + body
			r := read([]byte(page), "https://example.org/a")
			if _, ok := r.words([]byte(page), Weigh(r.Hints)); ok {
				t.Error("Readability was run on it")
			}
			about := Of([]byte(page), "https://example.org/a")
			if about.Title != "Still a title that is found" || about.Description != "Still described" || about.Author != "By Ada" {
				t.Errorf("got %+v", about)
			}
		})
	}
}

func TestWhatMisleadsIsTakenOut(t *testing.T) {
	for name, c := range map[string]struct{ said, want string }{
		"characters that turn the words around": {"abc\u202Egnp.exe\u2066x\u2069", "abcgnp.exex"},
		"controls":                              {"a\x00b\x1b[31mc\x7f\u0085d", "ab[31mc d"},
		"characters of no width":                {"pay\u200Bpal\uFEFF \u2060s\u00ADoft", "paypal soft"},
		"joiners between Latin letters":         {"pay\u200Dpal\u200C", "paypal"},
		"joiners where they are needed":         {"می\u200Cخواهم 👩\u200D💻", "می\u200Cخواهم 👩\u200D💻"},
		"white space of all kinds":              {" a\u00a0\u2003\n\t b\u2028c ", "a b c"},
		"entities escaped twice":                {"Q&amp;amp;A &amp;#8211; &amp;hellip;", "Q&A – …"},
		"an address that looks like an entity":  {"/?a=1&copy=2&para=3", "/?a=1&copy=2&para=3"},
		"tags that are closed":                  {"The <i>Nature</i> of<br>things", "The Nature of things"},
		"a tag that is the matter":              {"How the <b> element became <strong>", "How the <b> element became <strong>"},
		"bytes that are no text":                {"a\xff\xfeb", "a\uFFFDb"},
		"what would run":                        {"<script>alert(1)</script>", "<script>alert(1)</script>"},
	} {
		t.Run(name, func(t *testing.T) {
			h := Hints{URL: "https://example.org/a", Meta: [][2]string{{"og:title", strings.ReplaceAll(c.said, "&amp;", "&")}}}
			if got := Weigh(h).Title; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestALongTitleIsCutAtAWordsEndAndMarked(t *testing.T) {
	about := Weigh(Hints{Title: strings.Repeat("words ", 2000)})
	if n := len([]rune(about.Title)); n > 1000 || n < 900 || !strings.HasSuffix(about.Title, "words…") {
		t.Errorf("%d characters, ending in %q", n, about.Title[len(about.Title)-20:])
	}
}
