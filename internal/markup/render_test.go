package markup_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
)

func TestMarkdown(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"a paragraph, emphasis and a link", "Some *words* and a [link](https://example.org/ \"t\").", `<p>Some <em>words</em> and a <a href="https://example.org/" title="t">link</a>.</p>`},
		{"the author's characters", `"straight" 'quotes' -- dashes... “curly” ‘ones’ – —…`, `<p>&#34;straight&#34; &#39;quotes&#39; -- dashes... “curly” ‘ones’ – —…</p>`},
		{"several paragraphs in a quote, and a quote in it", "> One.\n>\n> Two.\n>\n> > Three.", "<blockquote>\n<p>One.</p>\n<p>Two.</p>\n<blockquote>\n<p>Three.</p>\n</blockquote>\n</blockquote>"},
		{"CRLF ends lines", "One\r\ntwo.\r\n\r\nThree.\r\n", "<p>One\ntwo.</p>\n<p>Three.</p>"},
		{"hard breaks", "One\\\ntwo  \nthree", "<p>One<br/>two<br/>three</p>"},
		{"a bare address with letters of other languages", "https://de.example.org/wiki/Köln#Straße, www.müller.example.org/ö.", `<p><a href="https://de.example.org/wiki/K%C3%B6ln#Stra%C3%9Fe">https://de.example.org/wiki/Köln#Straße</a>, <a href="http://www.m%C3%BCller.example.org/%C3%B6">www.müller.example.org/ö</a>.</p>`},
		{"one in a sentence of a script without spaces", "请看 https://example.org/a谢谢。", `<p>请看 <a href="https://example.org/a">https://example.org/a</a>谢谢。</p>`},
		{"one with stars and bars, and one between stars", "https://example.org/a*b|c *https://example.org/d* **https://example.org/e**", `<p><a href="https://example.org/a*b%7Cc">https://example.org/a*b|c</a> <em><a href="https://example.org/d">https://example.org/d</a></em> <strong><a href="https://example.org/e">https://example.org/e</a></strong></p>`},
		{"strikethrough and bare addresses", "~~no~~ https://example.org/a?b=1&c=2 www.example.org", `<p><del>no</del> <a href="https://example.org/a?b=1&amp;c=2">https://example.org/a?b=1&amp;c=2</a> <a href="http://www.example.org">www.example.org</a></p>`},
		{"tables are aligned without style", "|a|b|\n|:-|-:|\n|1|2|", "<table>\n<thead>\n<tr>\n<th class=\"align-left\">a</th>\n<th class=\"align-right\">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td class=\"align-left\">1</td>\n<td class=\"align-right\">2</td>\n</tr>\n</tbody>\n</table>"},
		{"task lists have boxes of characters", "- [ ] a\n- [x] b", "<ul>\n<li>☐ a</li>\n<li>☑ b</li>\n</ul>"},
		{"definition lists", "a\n: b", "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>"},
		{"headings have no ids", "## A heading", "<h2>A heading</h2>"},
		{"code keeps its language", "```go\na < b\n```", "<pre><code class=\"language-go\">a &lt; b\n</code></pre>"},
		{"raw HTML", "a <span lang=\"fr\">b</span>\n\n<div align=\"center\">\n\n*c*\n\n</div>", "<p>a <span lang=\"fr\">b</span></p>\n<div align=\"center\">\n<p><em>c</em></p>\n</div>"},
		{"a raw quote around paragraphs of Markdown", "<blockquote>a\nb\n\n*c*\n\nd</blockquote>", "<blockquote>a\nb\n<p><em>c</em></p>\n<p>d</p></blockquote><p></p>"},
		{"what the browser can't be given", "<script>x</script>\n\na <b onclick=x>b</b> [c](javascript:x)", "\n<p>a <b>b</b> <a>c</a></p>"},
		{"nothing", "", ""},
		{"white space", " \n\t\n", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, _ := markup.Render(tt.body, blog.Markdown)
			if diff := cmp.Diff(tt.want, strings.TrimSuffix(r.HTML, "\n")); diff != "" {
				t.Error(diff)
			}
			if r.Version != markup.Version {
				t.Errorf("version %d", r.Version)
			}
		})
	}
}

func TestFootnotesOfTwoPostsDiffer(t *testing.T) {
	first, _ := markup.Render("a[^1]\n\n[^1]: b", blog.Markdown)
	again, _ := markup.Render("a[^1]\n\n[^1]: b", blog.Markdown)
	second, _ := markup.Render("c[^1]\n\n[^1]: d", blog.Markdown)
	if first.HTML != again.HTML {
		t.Error("the same body came to two results")
	}
	want := `<p>a<sup id="nPREFIX-fnref:1"><a class="footnote-ref" href="#nPREFIX-fn:1" role="doc-noteref">1</a></sup></p>
<div class="footnotes" role="doc-endnotes">
<hr/>
<ol>
<li id="nPREFIX-fn:1">
<p>b` + "\u00a0" + `<a class="footnote-backref" href="#nPREFIX-fnref:1" role="doc-backlink">` + "↩\ufe0e" + `</a></p>
</li>
</ol>
</div>
`
	prefix := func(s string) string {
		_, after, _ := strings.Cut(s, `id="n`)
		return after[:8]
	}
	if diff := cmp.Diff(strings.ReplaceAll(want, "PREFIX", prefix(first.HTML)), first.HTML); diff != "" {
		t.Error(diff)
	}
	if prefix(first.HTML) == prefix(second.HTML) {
		t.Error("two posts have the same ids")
	}
	if first.Own != "a\nb" { // neither the number nor the arrow is text
		t.Errorf("own words %q", first.Own)
	}
}

func TestHTMLComesOutAsItStands(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"loose words are left loose", "a\n\nb <em>c</em>", "a\n\nb <em>c</em>"},
		{"characters by any name", "L&#8217;Express &eacute; &amp;amp; &lt;b&gt; &nbsp;", "L’Express é &amp;amp; &lt;b&gt; \u00a0"},
		{"comments go, what is around them stays", "<p><!-- more --></p>a<!--more-->b", "<p></p>ab"},
		{"control characters, by themselves and by reference", "a\x00\x01\x08\x0b\x0c\x0e\x1fb&#1;&#x1f;c&#13;d\x7f", "a  bc\nd\x7f"},
		{"invalid UTF-8", "a\xff\xfeb", "a\ufffdb"},
		{"a byte order mark", "\ufeff<p>a\ufeffb</p>", "<p>a\ufeffb</p>"},
		{"CRLF and CR end lines", "a\r\nb\rc", "a\nb\nc"},
		{"what is not closed ends with the post", "<div><article><p>a <b>b", "<div><article><p>a <b>b</b></p></article></div>"},
		{"ends without a beginning go", "a</div></article></body></html>b", "ab"},
		{"an unclosed comment swallows the rest", "a<!-- b <p>c", "a"},
		{"words of what may not stand there", "<form><label>a</label> <button>b</button><fieldset>c</fieldset></form><x-y>d</x-y><marquee>e</marquee><canvas>f</canvas><main>g</main>", "a bcdefg"},
		{"code goes with its words", "a<script>b</script><style>c</style><noscript>d</noscript><iframe>e</iframe><textarea>f</textarea><select><option>g</select><svg><text>h</text></svg><object>i</object><xmp>j</xmp>k", "ak"},
		{"words that look like the beginning of such an element", "the <title> of a <STYLE> in <svg>, <p>not <script src=\"a\"><object data=b><iframe src=c /> <b>d</b> <plaintext> e", "the &lt;title&gt; of a &lt;STYLE&gt; in &lt;svg&gt;, <p>not  <b>d</b> &lt;plaintext&gt; e</p>"},
		{"one that is ended, behind one that is not", "a <style> b <style>c</style>d", "a d"},
		{"old elements", "<center><font color=red face=x>a</font> <big>b</big> <tt>c</tt> <strike>d</strike> <acronym title=x>e</acronym></center>", `<center><font>a</font> <big>b</big> <tt>c</tt> <strike>d</strike> <acronym title="x">e</acronym></center>`},
		{"line ends at the head of preformatted text", "<pre>\n\n a</pre>", "<pre>\n\n a</pre>"},
		{"pictures", `<img src="a.png" alt="" width="10" height="50%" srcset="a.png 1x, https://example.org/b.png 2x" onload=x>`, `<img src="a.png" alt="" width="10" height="50%" srcset="a.png 1x, https://example.org/b.png 2x"/>`},
		{"a picture from nowhere", `a<img src="data:image/png;base64,AAAA" alt="x">b`, "ab"},
		{"a choice of pictures", `<picture><source srcset="a.webp" type="image/webp" media="(min-width: 2em)"/><img src="a.png"></picture>`, `<picture><source srcset="a.webp" type="image/webp" media="(min-width: 2em)"/><img src="a.png"/></picture>`},
		{"a film leaves its words", `<video src="a.mp4" controls><source src="a.webm"><track src="a.vtt">No film.</video>`, "No film."},
		{"nested links are parted", `<a href="/a">b<a href="/c">d</a></a>`, `<a href="/a">b</a><a href="/c">d</a>`},
		{"words in a table go before it", "<table>a<tr><td>b</table>", "a<table><tbody><tr><td>b</td></tr></tbody></table>"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, _ := markup.Render(tt.body, blog.HTML)
			if diff := cmp.Diff(tt.want, r.HTML); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWordPressParagraphs(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"blank lines part paragraphs", "a\n\nb\r\n \t\r\n\r\nc", "<p>a</p>\n<p>b</p>\n<p>c</p>"},
		{"line ends are breaks", "a\n b \nc", "<p>a<br/>\n b<br/>\nc</p>"},
		{"also within emphasis and between", "<em>a\nb</em>\n<a href=\"/\">c</a>", "<p><em>a<br/>\nb</em><br/>\n<a href=\"/\">c</a></p>"},
		{"a break that is there is not doubled", "a<br>\nb\n<br />c", "<p>a<br/>\nb\n<br/>c</p>"},
		{"not within code", "a <code>b\nc</code>\n<pre>d\n\ne</pre>", "<p>a <code>b\nc</code></p>\n<pre>d\n\ne</pre>"},
		{"not between the tags around a picture", "<a href=\"/\">\n<img src=\"a.png\"/>\n</a>", "<p><a href=\"/\">\n<img src=\"a.png\"/>\n</a></p>"},
		{"between blocks", "a\n<blockquote><p>b</p></blockquote>\nc\n\nd\n<ul>\n<li>e</li>\n</ul>\n", "<p>a</p>\n<blockquote><p>b</p></blockquote><p>c</p>\n<p>d</p>\n<ul>\n<li>e</li>\n</ul>\n"},
		{"within a quote, a box and an item that blank lines part", "<blockquote>a\n\nb\nc</blockquote><div>d\n\n<i>e</i></div><ol><li>f\n\ng</li></ol>", "<blockquote><p>a</p>\n<p>b<br/>\nc</p></blockquote><div><p>d</p>\n<p><i>e</i></p></div><ol><li><p>f</p>\n<p>g</p></li></ol>"},
		{"lines are broken in those that none parts", "<blockquote>\na\n<i>b</i>\n</blockquote><div>c</div><ul>\n<li>d\ne\n<ul>\n<li>f</li>\n</ul>\n</li>\n</ul>", "<blockquote>\na<br/>\n<i>b</i>\n</blockquote><div>c</div><ul>\n<li>d<br/>\ne\n<ul>\n<li>f</li>\n</ul>\n</li>\n</ul>"},
		{"an address in a line of its own leads there", "https://example.org/?a=1&amp;b\n\na\nhttps://example.org/\nb https://example.org/\n\n<i>c</i>https://example.org/", "<p><a href=\"https://example.org/?a=1&amp;b\">https://example.org/?a=1&amp;b</a></p>\n<p>a<br/>\n<a href=\"https://example.org/\">https://example.org/</a><br/>\nb https://example.org/</p>\n<p><i>c</i>https://example.org/</p>"},
		{"a body with paragraphs stays as it is", "<p>a\nb</p>\n\n<p>c</p>\n\n<hr />\n<em>d</em>\n<div>\n\n<p>e</p>\n\n</div>\n", "<p>a\nb</p>\n\n<p>c</p>\n\n<hr/>\n<em>d</em>\n<div>\n\n<p>e</p>\n\n</div>\n"},
		{"save for loose words that blank lines part", "<p>a</p>\nb\n\nc", "<p>a</p><p>b</p>\n<p>c</p>"},
		{"the mark of the rest", "a\n\n<!--more-->\n\nb\n<p><!-- more --></p>", "<p>a</p>\n<p>b</p>\n<p></p>"},
		{"the block editor sets its own", "<!-- wp:paragraph -->\n<p>a\nb</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:html -->\nc\n\nd\n<!-- /wp:html -->", "\n<p>a\nb</p>\n\n\n\nc\n\nd\n"},
		{"a link around a block is a block", "a\n<a href=\"/\"><h2>b</h2></a>\nc", "<p>a</p>\n<a href=\"/\"><h2>b</h2></a><p>c</p>"},
		{"a paragraph of a space", "a\n\n&nbsp;\n\nb", "<p>a</p>\n<p>\u00a0</p>\n<p>b</p>"},
		{"other shortcodes are words", "[caption id=\"x\"]a[/caption] [gallery ids=\"1\"] [[embed]https://example.org/[/embed]] [video] [1]", "<p>[caption id=&#34;x&#34;]a[/caption] [gallery ids=&#34;1&#34;] [[embed]https://example.org/[/embed]] [video] [1]</p>"},
		{"a picture with its caption", "a\n[caption id=\"x-1\" align=\"alignright\" width=\"300\"]<a href=\"/b\"><img src=\"b.png\"></a> <i>c</i>\nd[/caption]\n\ne", "<p>a</p>\n<figure id=\"x-1\" class=\"wp-caption alignright\"><a href=\"/b\"><img src=\"b.png\"/></a><figcaption class=\"wp-caption-text\"><i>c</i>\nd</figcaption></figure><p>e</p>"},
		{"one whose caption is an argument", "[caption width=\"30\" caption=\"a &quot;b&quot;\"]<img src=\"b.png\" />[/caption]", "<figure class=\"wp-caption alignnone\"><img src=\"b.png\"/><figcaption class=\"wp-caption-text\">a &#34;b&#34;</figcaption></figure>"},
		{"what is played or embedded", "[embed width=\"9\"]https://example.org/?a=1&amp;b=2[/embed]\n[audio mp3=\"https://example.org/a.mp3\"][/audio]\n[video width=\"9\" mp4='https://example.org/a.mp4']\n[youtube https://example.org/b]", "<p><a href=\"https://example.org/?a=1&amp;b=2\">https://example.org/?a=1&amp;b=2</a><br/>\n<a href=\"https://example.org/a.mp3\">https://example.org/a.mp3</a><br/>\n<a href=\"https://example.org/a.mp4\">https://example.org/a.mp4</a><br/>\n<a href=\"https://example.org/b\">https://example.org/b</a></p>"},
		{"programs as they are written", "[sourcecode language=\"php\"]\n<?php echo \"a < b\";\n\n$c;\n[/sourcecode]\n[code lang=go]d &lt; e[/code]", "<pre><code class=\"language-php\">&lt;?php echo &#34;a &lt; b&#34;;\n\n$c;</code></pre>\n<pre><code class=\"language-go\">d &lt; e</code></pre>"},
		{"less-than signs are no tags", "a < b\n\nb > a", "<p>a &lt; b</p>\n<p>b &gt; a</p>"},
		{"nothing", " \n\n ", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, _ := markup.Render(tt.body, blog.WordPress)
			if diff := cmp.Diff(tt.want, r.HTML); diff != "" {
				t.Error(diff)
			}
			again, _ := markup.Render(r.HTML, blog.HTML)
			if diff := cmp.Diff(r.HTML, again.HTML); diff != "" {
				t.Errorf("once more: %s", diff)
			}
		})
	}
}

func TestWhatNoParserCanReadIsShownAsText(t *testing.T) {
	tests := []struct{ name, body, has string }{
		{"quotes in quotes in quotes", strings.Repeat(">", 300) + " <b>deep</b>", "&lt;b&gt;deep&lt;/b&gt;</p>"},
		{"lists in lists in lists", strings.Repeat("- ", 300) + "deep", "- deep</p>"},
		{"boxes in boxes", strings.Repeat("<div>", 300) + "deep", "&lt;div&gt;deep</p>"},
		{"boxes beyond the parser's end", strings.Repeat("<div>", 3000) + "deep", "&lt;div&gt;deep</p>"},
		{"links without an end", strings.Repeat("[a](b", 20000), "[a](b</p>"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, _ := markup.Render(tt.body, blog.Markdown)
			if !strings.HasPrefix(r.HTML, "<p>") || !strings.Contains(r.HTML, tt.has) || r.Own == "" {
				t.Errorf("became %.200s", r.HTML)
			}
			if err := checkSafe(r.HTML); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestManyLevelsAreFine(t *testing.T) {
	r, quotes := markup.Render(strings.Repeat("> ", 100)+"deep", blog.Markdown)
	if n := strings.Count(r.HTML, "<blockquote>"); n != 100 || len(quotes) != 1 || quotes[0].Text != "deep" {
		t.Errorf("%d levels, quotes %v", n, quotes)
	}
}

func TestStoredHTMLIsWhatWasRendered(t *testing.T) {
	r, _ := markup.Render("*a*", blog.Markdown)
	if got := markup.Stored(r).String(); got != r.HTML {
		t.Errorf("%q", got)
	}
}

func BenchmarkRender(b *testing.B) {
	body := "The ministry, [answering](https://example.org/a?b=c) a report in *The Paper*:\n\n" +
		"> We deny what unnamed persons said of **us**, and we shall go on to do so.\n>\n> Our friendship is old.\n\n" +
		"I have no reason to doubt [that](https://example.com/), but it is worth a thought, if one has the time and `patience`, what they would have said had it been so.\n"
	b.ReportAllocs()
	for b.Loop() {
		markup.Render(body, blog.Markdown)
	}
}
