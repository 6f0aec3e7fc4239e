package markup_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
)

const page = "https://example.org/notes/today?x=1"

// quoteOf puts the marker of a quote before lines.
func quoteOf(lines ...string) string {
	for i, line := range lines {
		if lines[i] = ">"; line != "" {
			lines[i] += " " + line
		}
	}
	return strings.Join(lines, "\n")
}

func TestPassages(t *testing.T) {
	tests := []struct {
		name, fragment string
		want           []string // lines, without the marker of the quote
	}{
		{"words without a paragraph", `ten words`, []string{"ten words"}},
		{"paragraphs", `<p>One.</p>  <p>Two.</p>`, []string{"One.", "", "Two."}},
		{"a paragraph stays on a line", "<p>One\n  two\tthree</p>", []string{"One two three"}},
		{"a no-break space is a character", "<p>10\u00a0km</p>", []string{"10\u00a0km"}},
		{"the space before a Chinese paragraph too", "<p>\u3000\u3000天气很好。</p>", []string{"\u3000\u3000天气很好。"}},
		{"boxes part paragraphs", `<div>a<div>b</div>c</div><figure><figcaption>d</figcaption></figure>`, []string{"a", "", "b", "", "c", "", "d"}},
		{"headings are strong", `<h2>The <b>end</b></h2><p>x</p>`, []string{"**The end**", "", "x"}},
		{"definitions are paragraphs", `<dl><dt>Word</dt><dd>meaning</dd></dl>`, []string{"Word", "", "meaning"}},

		{"emphasis by any name", `<p><i>a</i> <em>b</em> <b>c</b> <strong>d</strong> <s>e</s></p>`, []string{"*a* *b* **c** **d** ~~e~~"}},
		{"spaces stand outside emphasis", `<p>a<b> b </b>c<i> d</i></p>`, []string{"a **b** c *d*"}},
		{"no-break spaces too", "<p>a<b>\u00a0b\u00a0</b>c<i>\u00a0</i>d</p>", []string{"a\u00a0**b**\u00a0c\u00a0d"}},
		{"emphasis that goes on is one", `<p><b>a</b><b>b</b> <i>c <em>d</em></i></p>`, []string{"**ab** *c d*"}},
		{"emphasis in emphasis", `<p><b><i>a</i></b> <i><b>b</b> c</i></p>`, []string{"**_a_** _**b** c_"}},
		{"emphasis beside emphasis", `<p><i>a</i><b>b</b></p>`, []string{"_a_**b**"}},
		{"where no sign of emphasis is one", `<p><b>「强调」</b>字，a<i>b.</i>c</p>`, []string{"<strong>「强调」</strong>字，a<em>b.</em>c"}},
		{"emphasis around paragraphs is in each", `<b><p>a</p><p>b</p></b>`, []string{"**a**", "", "**b**"}},
		{"a style is no emphasis", `<p><span style="font-weight:bold">a</span> <b style="font-weight: normal">b</b></p>`, []string{"a b"}},
		{"empty elements go", `<p></p><p><b> </b></p><div><br></div><p>&nbsp;</p><p>a<i></i>b</p>`, []string{"ab"}},

		{"breaks", `<p>a<br>b <br/> c</p>`, []string{`a\`, `b\`, `c`}},
		{"breaks in a row", `<p>a<br><br>b<br></p>`, []string{`a\`, `\`, `b`}},
		{"a break at the end of emphasis", `<p><b>a<br></b>b</p>`, []string{`**a**\`, `b`}},
		{"a break after a backslash", `<p>a\<br>b</p>`, []string{`a\\  `, `b`}},

		{"links", `<p><a href="https://example.com/a?b=1&amp;c=2">x</a></p>`, []string{"[x](https://example.com/a?b=1&c=2)"}},
		{"relative ones lead to the page's site", `<p><a href="/a">x</a> <a href="b">y</a> <a href="#n">z</a></p>`, []string{
			"[x](https://example.org/a) [y](https://example.org/notes/b) [z](https://example.org/notes/today?x=1#n)",
		}},
		{"with a title", `<p><a href="https://e.org/" title='say "hi"'>x</a></p>`, []string{`[x](https://e.org/ "say \"hi\"")`}},
		{"with one that says what is there already", `<p><a href="/wiki/Sovereign_state#Now" title="Sovereign state">sovereign</a> <a href="https://e.org/" title="The  Mill">the mill</a> <a href="/wiki/Caf%C3%A9" title="Café">a</a></p>`, []string{
			"[sovereign](https://example.org/wiki/Sovereign_state#Now) [the mill](https://e.org/) [a](https://example.org/wiki/Caf%C3%A9)",
		}},
		{"with parentheses", `<p><a href="https://e.org/a_(b)">x</a> <a href="https://e.org/a(b">y</a></p>`, []string{"[x](https://e.org/a_(b)) [y](<https://e.org/a(b>)"}},
		{"with what looks like a reference", `<p><a href="https://e.org/?a&amp;copy;">x</a></p>`, []string{"[x](https://e.org/?a&amp;copy;)"}},
		{"with brackets in their words", `<p><a href="https://e.org/">a[1]</a></p>`, []string{`[a\[1\]](https://e.org/)`}},
		{"after an exclamation mark", `<p>Hey!<a href="https://e.org/">x</a></p>`, []string{`Hey\![x](https://e.org/)`}},
		{"that show their address", `<p><a href="https://e.org/a">https://e.org/a</a> <a href="mailto:a@e.org">a@e.org</a></p>`, []string{"<https://e.org/a> <a@e.org>"}},
		{"that lead nowhere", `<p><a href="javascript:x()">a</a> <a>b</a> <a href="data:text/html,x">c</a> <a href="java&#10;script:x">d</a></p>`, []string{"a b c d"}},
		{"around blocks", `<a href="https://e.org/"><h3>a</h3><p>b</p></a>`, []string{"[**a**](https://e.org/)", "", "[b](https://e.org/)"}},
		{"around a picture", `<p>x <a href="https://e.org/"><img src="a.png" alt="A view"></a></p>`, []string{"x"}},

		{"code", "<p><code>a_b</code> <tt>c</tt> <code>`</code> <code> </code></p>", []string{"`a_b` `c` `` ` ``"}},
		{"code beside code is one", `<p><code>a</code><code>b</code></p>`, []string{"`ab`"}},
		{"code that is a link", `<p><code><a href="https://e.org/"><b>c</b>&lt;d></a></code> <a href="https://e.org/"><code>e</code></a></p>`, []string{
			"[`c<d>`](https://e.org/) [`e`](https://e.org/)",
		}},
		{"code with more than characters in it", `<p><code>Map&lt;<a href="https://e.org/">K</a>, <i>V</i>></code></p>`, []string{"`Map<K, V>`"}},
		{"code whose lines break", `<p>So: <code>a<br>b</code></p>`, []string{"So: `a`\\", "`b`"}},
		{"code with an entity", `<p><code>&amp;amp; &lt;b></code></p>`, []string{"`&amp; <b>`"}},
		{"what Markdown has no sign for", `<p>H<sub>2</sub>O <kbd>x</kbd> <mark>y</mark> <q>z</q> <abbr title="A &amp; B">AB</abbr></p>`, []string{
			`H<sub>2</sub>O <kbd>x</kbd> <mark>y</mark> <q>z</q> <abbr title="A &amp; B">AB</abbr>`,
		}},
		{"readings", `<p><ruby>字<rp>(</rp><rt>zì</rt><rp>)</rp></ruby></p>`, []string{"<ruby>字<rp>(</rp><rt>zì</rt><rp>)</rp></ruby>"}},

		{"lists", `<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>`, []string{"- a", "- b", "  1. c"}},
		{"whose number can't stand after words", `<ul><li>a<ol start="3"><li>b</li></ol></li></ul>`, []string{
			"- a", "", "  3. b",
		}},
		{"lists in lists", `<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>`, []string{"- a", "  - b", "- c"}},
		{"lists beside items", `<ul><li>a</li><ul><li>b</li></ul></ul>`, []string{"- a", "  - b"}},
		{"a number to begin with", `<ol start="9"><li>a</li><li>b</li></ol>`, []string{"9. a", "10. b"}},
		{"items with paragraphs", `<ol><li><p>a</p><p>b</p></li><li><p>c</p></li></ol>`, []string{"1. a", "", "   b", "", "2. c"}},
		{"some with and some without", `<ul><li>a</li><li><p>b</p></li></ul>`, []string{"- a", "- b"}},
		{"one of which has two", `<ul><li><p>a</p><p>b</p></li><li>c <i>d</i></li></ul>`, []string{"- a", "", "  b", "", "- c *d*"}},
		{"words after a list in an item", `<ul><li>a<ul><li>b</li></ul>c</li></ul>`, []string{"- a", "", "  - b", "", "  c"}},
		{"one item with a paragraph", `<ul><li><p>a</p></li></ul>`, []string{"- a"}},
		{"items alone, some with paragraphs", `<li><p>a</p></li><li>b</li>`, []string{"- a", "- b"}},
		{"two lists", `<ul><li>a</li></ul><ul><li>b</li></ul><ul><li>c</li></ul>`, []string{"- a", "", "* b", "", "- c"}},
		{"items alone", `<li>a</li> <li>b</li>`, []string{"- a", "- b"}},

		{"quotes", `<p>a</p><blockquote><p>b</p><blockquote>c</blockquote></blockquote>`, []string{"a", "", "> b", ">", "> > c"}},
		{"code in lines", "<pre><code class=\"hl language-go\">a\n\n\tb ```\n</code></pre>", []string{"````go", "a", "", "\tb ```", "````"}},
		{"with the lines in boxes", "<pre><div>a</div><div>b</div></pre>", []string{"```", "a", "b", "```"}},
		{"with links and colours in it", "<pre>a &lt;b>\n\n<a href=\"https://e.org/\">c</a> &amp;amp;\n  <b>d</b></pre>", []string{"```", "a <b>", "", "c &amp;", "  d", "```"}},
		{"within emphasis", "<strong><pre>a *b*</pre></strong>", []string{"```", "a *b*", "```"}},
		{"in an item", "<ul><li>a<pre>b\n\nc</pre></li></ul>", []string{"- a", "  ```", "  b", "", "  c", "  ```"}},
		{"in a language by GitHub's name", "<pre class=\"highlight highlight-source-js\">a</pre>", []string{"```js", "a", "```"}},
		{"by Pandoc's", "<pre class=\"sourceCode python\"><code class=\"sourceCode python\">a</code></pre>", []string{"```python", "a", "```"}},
		{"by Org's", "<pre class=\"src src-c++\">a</pre>", []string{"```c++", "a", "```"}},
		{"by SyntaxHighlighter's", "<pre class=\"brush: php; title: x\">a</pre>", []string{"```php", "a", "```"}},
		{"in none", "<pre class=\"language-none highlight\">a</pre>", []string{"```", "a", "```"}},
		{"with the numbers of its lines beside it", "<table><tr><td><pre>1\n2</pre></td><td><pre><code class=\"language-go\">a\n\tb</code></pre></td></tr></table>", []string{"```go", "a", "\tb", "```"}},
		{"a rule", `<p>a</p><hr><p>b</p>`, []string{"a", "", "***", "", "b"}},

		{"tables", `<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1|2</td><td></td></tr></tbody></table>`, []string{
			"| A | B |", "| --- | --- |", `| 1\|2 | |`,
		}},
		{"with breaks and paragraphs in cells", `<table><tr><th>A</th><th>B</th></tr><tr><td>1<br>2</td><td><p>x</p></td></tr></table>`, []string{
			"| A | B |", "| --- | --- |", `| 1<br>2 | x |`,
		}},
		{"without a head", `<table><tr><td>a</td><td rowspan="2">b</td></tr><tr><td>c</td></tr></table>`, []string{
			"<table>", "<tbody>", `<tr><td>a</td><td rowspan="2">b</td></tr>`, "<tr><td>c</td></tr>", "</tbody>", "</table>",
		}},
		{"with a cell that spans columns", `<table><tr><th colspan="2">A</th></tr><tr><td>1</td><td>2</td></tr></table>`, []string{"| A | |", "| --- | --- |", "| 1 | 2 |"}},
		{"without a head, of words", `<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>`, []string{"| | |", "| --- | --- |", "| a | b |", "| c | |"}},
		{"with headings beside", `<table><tr><th></th><th>A</th></tr><tr><th>1</th><td>2</td></tr></table>`, []string{"| | A |", "| --- | --- |", "| **1** | 2 |"}},
		{"with a caption, a foot, and paragraphs", `<table><caption>C</caption><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td><p>1</p><p>2</p></td><td>x</td></tr></tbody><tfoot><tr><td>3</td><td>4</td></tr></tfoot></table>`, []string{
			"C", "", "| A | B |", "| --- | --- |", "| 1<br>2 | x |", "| 3 | 4 |",
		}},
		{"with lists in cells", `<table><tr><th>A</th><th>B</th></tr><tr><td><ul><li>a</li><li><p>b</p><p>c</p></li></ul></td><td>d <ul><li><b>e</b></li></ul> f</td></tr></table>`, []string{
			"| A | B |", "| --- | --- |", "| a<br>b<br>c | d<br>**e**<br>f |",
		}},
		{"with a list of steps in a cell", `<table><tr><th>A</th></tr><tr><td><ol><li>a</li></ol></td></tr></table>`, []string{
			"<table>", "<thead>", "<tr><th>A</th></tr>", "</thead>", "<tbody>", "<tr>", "<td>", "<ol>", "<li>a</li>", "</ol>", "</td>", "</tr>", "</tbody>", "</table>",
		}},
		{"for layout", `<table><tr><td><p>a</p><p>b</p></td></tr></table>`, []string{"a", "", "b"}},
		{"rows alone", `<tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr>`, []string{"| A | B |", "| --- | --- |", "| 1 | 2 |"}},

		{"words named like elements", `<ul><li>a</li>ul</ul><tr><td>b</td>td</tr>`, []string{"- a", "- ul", "", "b", "", "td"}},

		{"what runs or takes input goes", `<p>a<script>x</script><style>y</style><button>z</button><svg><text>s</text></svg><input value="v"><iframe>f</iframe></p>`, []string{"a"}},
		{"what is hidden goes", `<p>a<span hidden>b</span><span aria-hidden="true">c</span><span style="display: none">d</span></p>`, []string{"a"}},
		{"what is hidden from screen readers only, behind a dialog, stays", `<div aria-hidden="true"><h2>a <a aria-hidden="true" href="#a">#</a></h2><p>b</p></div>`, []string{"**a**", "", "b"}},
		{"signs that are pictures stay", `<p>a <img alt="🎉" src="x.png"><img alt="A cat"> <img alt=":)"></p>`, []string{"a 🎉 :)"}},
		{"formulas are their source", `<p><math alttext="x^2"><mi>x</mi></math> <math><mi>y</mi><mo>=</mo><mn>1</mn></math></p>`, []string{"x^2 y=1"}},
		{"signs that turn what follows go", "<p>a\u202eb\ufeffc\u200dd</p>", []string{"abc\u200dd"}},
		{"nothing", ` <p> </p><img src="x">`, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := markup.NewPassage(tt.fragment, page)
			if diff := cmp.Diff(quoteOf(tt.want...), p.Markdown); diff != "" {
				t.Errorf("%s\n%s", tt.fragment, diff)
			}
			checkPassage(t, tt.fragment)
		})
	}
}

func TestTheCellsOfACapturedRowStayApart(t *testing.T) {
	p := markup.NewPassage(`<p>a b</p><table><tr><td>one two</td><td>three</td></tr><tr><td>four</td></tr></table><pre>x y</pre>`, page)
	if want := "a b\n\none two\tthree\n\nfour\n\nx y"; p.Captured != want {
		t.Errorf("captured is %q", p.Captured)
	}
	if want := "a b\n\none two three\n\nfour\n\nx y"; p.Text != want {
		t.Errorf("the text is %q", p.Text)
	}
}

func TestWordsOfPassagesMeanThemselves(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"a number at the beginning", "1. a", `1\. a`},
		{"a sign of a list", "- a", `\- a`},
		{"one that is none", "-5 and 3.5", "-5 and 3.5"},
		{"a rule", "---", `\---`},
		{"a heading", "# a", `\# a`},
		{"a tag of another sort", "#a", "#a"},
		{"a quote", "> a", `\> a`},
		{"a definition", ": a", `\: a`},
		{"a fence", "~~~", `\~\~\~`},
		{"stars", "a*b* 2 * 3", `a\*b\* 2 * 3`},
		{"underscores", "snake_case _a_", `snake_case \_a\_`},
		{"a tilde", "~5", "~5"},
		{"two", "~5 ~6", `\~5 \~6`},
		{"backticks", "`a`", "\\`a\\`"},
		{"brackets", "a [1] [x](y)", `a \[1] \[x](y)`},
		{"a box to tick", "[ ] a", `\[ ] a`},
		{"a footnote", "[^1]: a", `\[^1]: a`},
		{"a tag", "a <b> 1 < 2", `a \<b> 1 < 2`},
		{"a reference", "&amp; AT&T &copy", `\&amp; AT&T &copy`},
		{"a backslash", `a\b \*`, `a\b \\\*`},
		{"an address that is no link", "see http://e.org/a or www.e.org, a@e.org", `see http\://e.org/a or www\.e.org, a\@e.org`},
		{"a pipe", "a | b", "a | b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fragment := "<p>" + strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(tt.text) + "</p>"
			p := markup.NewPassage(fragment, page)
			if p.Markdown != "> "+tt.want {
				t.Errorf("Markdown of %q: %s, want %s", tt.text, p.Markdown, tt.want)
			}
			if p.Text != tt.text {
				t.Errorf("Text = %q, want %q", p.Text, tt.text)
			}
			checkPassage(t, fragment)
		})
	}
}

func TestTheTextOfAPassageIsThatOfItsQuote(t *testing.T) {
	p := markup.NewPassage(`<p>a <b>b</b></p><ul><li>c</li><li>d</li></ul>`, page)
	if want := "a b\n\nc\n\nd"; p.Text != want {
		t.Errorf("Text = %q, want %q", p.Text, want)
	}
	if _, quotes := markup.Render(p.Markdown, blog.Markdown); len(quotes) != 1 || quotes[0].Text != p.Text {
		t.Errorf("quotes of %s: %v", p.Markdown, quotes)
	}
}

func TestLongPassagesOfAnyScript(t *testing.T) {
	for name, sentence := range map[string]string{
		"Chinese":  "每年有许多游客，从世界<b>各地</b>来到这里；他们<a href=\"https://example.org/zh\">参观故宫</a>。",
		"Cyrillic": "Каждый год сюда <i>приезжают</i> гости, и <a href=\"/ru\">многие</a> остаются. ",
	} {
		t.Run(name, func(t *testing.T) {
			fragment := strings.Repeat("<p>"+strings.Repeat(sentence, 6)+"</p>", 500)
			start := time.Now()
			p := markup.NewPassage(fragment, page)
			if took := time.Since(start); took > 15*time.Second { // 40 ms on a slow machine; with the race detector, and others beside it, fifty times as long
				t.Errorf("it took %v", took)
			}
			if n := strings.Count(p.Markdown, "\n>\n"); n != 499 {
				t.Errorf("%d borders of paragraphs, want 499", n)
			}
			checkPassage(t, fragment)
		})
	}
}

func TestHostilePassagesEndSoon(t *testing.T) {
	for name, fragment := range map[string]string{
		"a megabyte of unclosed emphasis": strings.Repeat("<b>", 350_000),
		"boxes in boxes":                  strings.Repeat("<div>", 10_000) + "x" + strings.Repeat("</div>", 10_000),
		"quotes in quotes":                strings.Repeat("<blockquote>x", 10_000),
		"lists in lists":                  strings.Repeat("<ul><li>x", 10_000),
		"tables in tables":                strings.Repeat("<table><tr><td>x", 10_000),
		"emphasis before paragraphs":      strings.Repeat("<i id=x>", 400) + strings.Repeat("<p>x", 10_000),
		"emphasis that crosses":           strings.Repeat("<em>a<strong>b</em></strong>", 5_000),
		"lists that Markdown can't say":   strings.Repeat("<ul><li>x<li><p>y</ul>", 2_000),
		"links that never end":            "<p>" + strings.Repeat("[a", 50_000),
		"a paragraph of links":            strings.Repeat("!<a href='(x'>y</a>", 4_000),
		"blank lines":                     "<pre>" + strings.Repeat("\n", 50_000) + "x",
		"signs of quotes":                 "<p>" + strings.Repeat("> ", 50_000),
		"empty elements between letters":  strings.Repeat("a<span></span>", 50_000),
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			p := markup.NewPassage(fragment, page)
			if took := time.Since(start); took > 30*time.Second { // usually a tenth of that, but the race detector is slow
				t.Errorf("it took %v", took)
			}
			if _, quotes := markup.Render(p.Markdown, blog.Markdown); p.Markdown != "" && (len(quotes) != 1 || quotes[0].Text != p.Text) {
				t.Errorf("%d quotes of %.200s", len(quotes), p.Markdown)
			}
		})
	}
}
