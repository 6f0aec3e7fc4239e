package app_test

import (
	"encoding/json"
	"testing"

	"pullquote/internal/webtest"
)

// pasteFormatted pastes what another program brings: words, and the same as HTML.
// It reports whether a script has done that: else the browser would.
func pasteFormatted(t *testing.T, b *webtest.Browser, plain, html string) bool {
	t.Helper()
	data, err := json.Marshal([]string{plain, html})
	if err != nil {
		t.Fatal(err)
	}
	return webtest.Eval[bool](b, `(([plain, html]) => {
		const clipboardData = new DataTransfer();
		clipboardData.setData("text/plain", plain);
		if (html) clipboardData.setData("text/html", html);
		return !document.querySelector("[name=body]").dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
	})(`+string(data)+`)`)
}

func TestFormattedWordsArePastedAsMarkdown(t *testing.T) {
	r := startSetUp(t)
	b := atForm(t, r, "/compose")
	for _, tc := range []struct{ name, html, want string }{
		{"links and emphasis", `<meta charset="utf-8"><p>One <a href="https://e.org/a_(b)">link</a>, <b>bold </b>and <i>it</i>.</p>`, "One [link](https://e.org/a_(b)), **bold** and *it*."},
		{"paragraphs and breaks", `<p>a<br>b <em>c</em></p><p>d</p>`, "a\\\nb *c*\n\nd"},
		{"lists", `<ul><li>a</li><li><p>b</p><ol start="3"><li>c</li></ol></li></ul><ul><ul><li>d</li></ul></ul>`, "- a\n- b\n  3. c\n\n- d"},
		{"items of paragraphs", `<ol><li><p>a</p><p>b</p></li><li>c</li></ol>`, "1. a\n\n   b\n\n2. c"},
		{"quotes", `<blockquote><p>a</p><blockquote>b</blockquote></blockquote><p>c</p>`, "> a\n>\n> > b\n\nc"},
		{"headings", `<h2>A <b>b</b></h2><p>c</p>`, "## A **b**\n\nc"},
		{"code", "<p>A <code>b`c &lt;d></code> e</p><pre class=\"language-go\"><code>x &lt;b>\n\n\t```\n</code></pre>", "A ``b`c <d>`` e\n\n````go\nx <b>\n\n\t```\n````"},
		{"tables", `<table><tr><th>A</th><th>B</th></tr><tr><td>1|2</td><td>x<br>y</td></tr></table>`, "| A | B |\n| --- | --- |\n| 1\\|2 | x<br>y |"},
		{"tables with lists in cells", `<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>x<ul><li>y</li><li><b>z</b></li></ul></td></tr></table>`, "| A | B |\n| --- | --- |\n| 1 | x<br>y<br>**z** |"},
		{"tables whose cells span others", `<table><tr><th colspan="2">A</th><th>B</th></tr><tr><td rowspan="2">1</td><td>2</td><td>3</td></tr><tr><td>4</td><td>5</td></tr></table>`, "| A | | B |\n| --- | --- | --- |\n| 1 | 2 | 3 |\n| | 4 | 5 |"},
		{"tables without a head", `<table><tr><td>a</td><td>b</td></tr></table>`, "| | |\n| --- | --- |\n| a | b |"},
		{"emphasis by style, in a bold element that is none", `<b style="font-weight:normal;" id="docs-internal-guid"><p><span style="font-weight:400">a </span><span style="font-weight:700;font-style:italic">b</span></p></b>`, "a ***b***"},
		{"emphasis in the same", `<p><b>a <span style="font-weight:bold">b</span> <strong>c</strong></b> d</p>`, "**a b c** d"},
		{"words about styles", `<p>a style="color:red" <b title="a > b" style="font-weight:400">b</b> <i>c</i></p>`, "a style=\"color:red\" **b** *c*"},
		{"signs that mean themselves", `<p>1. *a* [b] <i>c</i> _d_ e_f &lt;g> &amp;amp; 2 * 3</p>`, "1\\. \\*a\\* \\[b\\] *c* \\_d\\_ e_f \\<g> \\&amp; 2 * 3"},
		{"what runs, and what is hidden", `<p>a<script>x()</script><span style="display:none">y</span> <a href="javascript:z()">b</a> <a href="https://e.org/">c</a><img src="https://e.org/p.png" onerror="w()"></p>`, "a b [c](https://e.org/)"},
		{"what is hidden from screen readers only, behind a dialog", `<div aria-hidden="true"><p>a <i aria-hidden="true">icon</i><b>b</b></p></div>`, "a **b**"},
		{"an address that shows itself", `<p><b>see</b> <a href="https://e.org/a">https://e.org/a</a></p>`, "**see** <https://e.org/a>"},
		{"plain words in boxes", `<div style="color:red"><span style="font-size:12px">a</span><br><p>b</p></div>`, ""},
		{"addresses that a program has made links", `<span>a <a href="https://e.org/a">https://e.org/a</a> b</span>`, ""},
		{"words of which all are bold", `<span style="font-weight: 700;">a headline</span>`, ""},
		{"a program's lines, from an editor", `<meta charset='utf-8'><div style="color: #ccc;font-family: Menlo, monospace;white-space: pre;"><div><span style="font-weight: bold;">if</span> x</div></div>`, ""},
		{"from another", `<html><body><pre style="font-family:'JetBrains Mono',monospace"><b>if</b> x</pre></body></html>`, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b.Fill("Commentary", "Before. after").Mark("Commentary", "after")
			webtest.Eval[bool](b, `(f => (f.setSelectionRange(f.value.length, f.value.length), f.value = "", true))(document.querySelector("[name=body]"))`)
			done := pasteFormatted(t, b, "the plain words", tc.html)
			if done != (tc.want != "") {
				t.Fatalf("pasted by a script: %v, %q", done, b.Value("Commentary"))
			}
			if !done {
				return
			}
			if got := b.Value("Commentary"); got != tc.want {
				t.Errorf("it comes in as\n%q, want\n%q", got, tc.want)
			}
			if undo(b, "Commentary"); b.Value("Commentary") != "the plain words" {
				t.Errorf("undo leaves %q", b.Value("Commentary"))
			}
			if undo(b, "Commentary"); b.Value("Commentary") != "" {
				t.Errorf("undone again, it leaves %q", b.Value("Commentary"))
			}
		})
	}
}

func TestWhatIsPastedStandsWhereItBelongs(t *testing.T) {
	r := startSetUp(t)
	b := atForm(t, r, "/compose")
	const two = `<p>a <b>b</b></p><p>c</p>`
	for _, tc := range []struct{ name, before, html, after, want string }{
		{"within a line", "One ", `<span>a <b>b</b></span>`, " two.", "One a **b** two."},
		{"paragraphs within a line", "One", two, "two", "One\n\na **b**\n\nc\n\ntwo"},
		{"in a quote", "> ", two, "", "> a **b**\n>\n> c"},
		{"behind words of a quote", "> One", two, "\n\ntwo", "> One\n>\n> a **b**\n>\n> c\n\ntwo"},
		{"after a line", "One\n", two, "\n\ntwo", "One\n\na **b**\n\nc\n\ntwo"},
		{"in a fence", "```\n", two, "\n```", ""},
		{"in a fence of a quote", "> ~~~ go\n> x\n> ", two, "", ""},
		{"behind a fence", "```\nx\n```\n\n", two, "", "```\nx\n```\n\na **b**\n\nc"},
		{"between backticks", "the `", `<b>a</b> b`, "`", ""},
		{"an address", "", `<a href="https://e.org/a">A page</a> <b>x</b>`, "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b.Fill("Commentary", tc.before+"|"+tc.after).Mark("Commentary", "|")
			plain := "plain"
			if tc.name == "an address" {
				plain = "https://e.org/a"
				b.Fill("Commentary", "")
			}
			done := pasteFormatted(t, b, plain, tc.html)
			if done != (tc.want != "") {
				t.Fatalf("pasted by a script: %v, %q", done, b.Value("Commentary"))
			}
			if got := b.Value("Commentary"); done && got != tc.want {
				t.Errorf("the field holds\n%q, want\n%q", got, tc.want)
			}
		})
	}
	if pasteFormatted(t, b, "plain alone", "") {
		t.Error("plain words are pasted by a script")
	}
}
