package markup_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
)

func TestWordsAndQuotesAreToldApart(t *testing.T) {
	tests := []struct {
		name, body  string
		own, quoted string
		quotes      []blog.Quote
	}{
		{
			"words, a quote, words", "Before *this*:\n\n> One\n> one.\n>\n> Two.\n\nAfter.", "Before this:\nAfter.", "One one.\nTwo.",
			[]blog.Quote{{Text: "One one.\n\nTwo."}},
		},
		{
			"two quotes and one in the second", "> One.\n\nBetween.\n\n> Two.\n>\n> > Three.\n>\n> Four.", "Between.", "One.\nTwo.\nThree.\nFour.",
			[]blog.Quote{{Text: "One."}, {Text: "Two.\n\nThree.\n\nFour."}},
		},
		{"nothing but a quote", "> One.", "", "One.", []blog.Quote{{Text: "One."}}},
		{
			"an attribution after the quote is a word of the author's", "> One.\n\n— [A paper](https://example.org/)", "— A paper", "One.",
			[]blog.Quote{{Text: "One."}},
		},
		{
			"one within the quote is not", "<blockquote><p>One.</p><footer>— <cite>A paper</cite></footer></blockquote>", "", "One.\n— A paper",
			[]blog.Quote{{Text: "One.\n\n— A paper"}},
		},
		{
			"a quote says where it is from", `<blockquote cite=" https://example.org/a?b=c ">One.</blockquote>`, "", "One.",
			[]blog.Quote{{Text: "One.", Source: "https://example.org/a?b=c"}},
		},
		{
			"or says it badly", `<blockquote cite="/a">One.</blockquote><blockquote cite="mailto:a@example.org">Two.</blockquote><blockquote cite="urn:isbn:0">Three.</blockquote>`, "", "One.\nTwo.\nThree.",
			[]blog.Quote{{Text: "One."}, {Text: "Two."}, {Text: "Three."}},
		},
		{"lines and breaks", "> Roses\\\n> violets<br><br>sugar", "", "Roses\nviolets\nsugar", []blog.Quote{{Text: "Roses\nviolets\n\nsugar"}}},
		{"code keeps its lines", "> a\n>\n>     if x {\n>       y\n>\n>     }", "", "a\nif x {\n  y\n\n}", []blog.Quote{{Text: "a\n\nif x {\n  y\n\n}"}}},
		{"a quote of a picture", "> ![x](a.png)\n\nLook.", "Look.", "", []blog.Quote{{}}},
		{"lists and tables", "- a\n- b\n\n|c|d|\n|-|-|\n|e|f|", "a\nb\nc d\ne f", "", nil},
		{"spaces that nobody sees are no words", "> One.\n\n<p>&nbsp;</p>", "", "One.", []blog.Quote{{Text: "One."}}},
		{"a no-break space is a character", "a&nbsp;b  c", "a\u00a0b c", "", nil},
		{"a q is in the author's sentence", "He said <q>yes</q>.", "He said yes.", "", nil},
		{"a quote in a list", "- a\n\n  > b\n\n- c", "a\nc", "b", []blog.Quote{{Text: "b"}}},
		{"a footnote's words are words, its number and its arrow are not", "Minors.[^1] They read.\n\n[^1]: A note.", "Minors. They read.\nA note.", "", nil},
		{
			"nor are Tumblr's", `Minors.<sup id="fnref:p1-1"><a href="p1-1" rel="footnote" target="_blank">1</a></sup> They<div class="footnotes"><ol><li id="fn:p1-1"><p>A note. <a href="#fnref:p1-1" rev="footnote">&#8617;</a></p></li></ol></div>`,
			"Minors. They\nA note.", "", nil,
		},
		{
			"WordPress's, and those of others", `A<sup data-fn="x" class="fn"><a href="#x" id="x-link">1</a></sup> b<a href="#_ftn1" name="_ftnref1">[1]</a> c<a href="#fn2"><sup>2</sup></a> d<sup><a class="footnote-ref" href="http://old.example/d/#fn:d">†</a></sup><p>X <a href="#x-link" aria-label="back">↩︎</a></p><p><a href="#_ftnref1">[1]</a> Y <a class="footnote-return" href="#fnref:1"><sup>[return]</sup></a></p><p><a href="#cite_ref-1">^</a> Z</p>`,
			"A b c d\nX\nY\nZ", "", nil,
		},
		{"a number may be all that keeps two words apart", `Heron<sup><a href="#fn1">1</a></sup>stork<sup><a href="#fn2">2</a></sup>, ibis`, "Heron stork, ibis", "", nil},
		{
			"what is no footnote stays", `x<sup>2</sup> [1](http://a.example/) [2](http://a.example/#part) <sup><a href="http://a.example/">3</a></sup> [a note](#note) ↩ <sup>[4](#x) 5</sup>`,
			"x2 1 2 3 a note ↩ 4 5", "", nil,
		},
		{
			"a quote keeps the number that its page has", "> Minors.<sup><a href=\"#cite_note-1\">[1]</a></sup> They.\n\nMine.", "Mine.", "Minors. They.",
			[]blog.Quote{{Text: "Minors.[1] They."}},
		},
		{"nothing", "", "", "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, quotes := markup.Render(tt.body, blog.Markdown)
			if r.Own != tt.own || r.Quoted != tt.quoted {
				t.Errorf("own %q, quoted %q; want %q, %q", r.Own, r.Quoted, tt.own, tt.quoted)
			}
			if diff := cmp.Diff(tt.quotes, quotes); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPlainText(t *testing.T) {
	tests := []struct{ name, fragment, want string }{
		{"a title", "US accused of launching cyberattack", "US accused of launching cyberattack"},
		{"references are decoded once", "AT&amp;T &#8217;s &amp;#8217; &amp;amp; &lt;b&gt; &eacute; &hearts;", "AT&T ’s &#8217; &amp; <b> é ♥"},
		{"tags go", "A <em>new</em> <a href=x>title</a><br>of <b>lines", "A new title\nof lines"},
		{"white space is folded", " \n a \t\r\n b&nbsp;c ", "a b\u00a0c"},
		{"paragraphs are lines", "<p>a</p><blockquote>b<p>c</blockquote>d", "a\nb\nc\nd"},
		{"code goes", "a<script>b</script><style>c</style><!-- d -->e", "ae"},
		{"signs that are no tags", "a < b && c > d <3", "a < b && c > d <3"},
		{"control characters and bytes that are no text", "\ufeffa\x00b\xff&#1;", "ab\ufffd"},
		{"too deep for anybody", strings.Repeat("<b>", 300) + "a", strings.Repeat("<b>", 300) + "a"},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := markup.PlainText(tt.fragment); got != tt.want {
				t.Errorf("PlainText(%q) = %q, want %q", tt.fragment, got, tt.want)
			}
		})
	}
}
