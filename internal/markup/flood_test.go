package markup_test

import (
	"strings"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
)

// floods are pieces that may fill a body: each one is cheap, but there may be a
// million.
var floods = []struct{ name, piece string }{
	{"paragraphs", "a\n\n"},
	{"lines", "a\n"},
	{"lines that end with a backslash", "a\\\n"},
	{"emphasis", "*a* "},
	{"links", "[a](b)"},
	{"pictures", "![](x)"},
	{"addresses", "http://a.b "},
	{"addresses in lines", "http://a.b/\n"},
	{"shortcodes", "[video http://a.b/]"},
	{"shortcodes that nothing ends", "[code][caption][embed]"},
	{"shortcodes whose arguments nothing ends", "[video\" c=\""},
	{"programs in shortcodes", "\n[code]&[/code]\n"},
	{"names of elements as words", "<title><a title='</title>'>"},
	{"code", "`a`"},
	{"fenced code", "```\na\n```\n"},
	{"headings", "# a\n"},
	{"headings that are linked to", "# a\n[a](#a)\n\n"},
	{"marks of footnotes", "<sup><a href=#fn>1</a></sup>"},
	{"headings that are underlined", "a\n-\n"},
	{"items", "- a\n"},
	{"items a level down", "   - a\n"},
	{"tasks", "- [ ] a\n"},
	{"items below another", filled("  - ", 100) + "a\n"},
	{"quotes", "> a\n\n"},
	{"quotes in quotes", filled("> ", 100) + "a\n"},
	{"definitions", "a\n: b\n\n"},
	{"definitions of links", "[a#]: b\n\n"},
	{"tables", "|a|\n|-|\n|b|\n\n"},
	{"cells", "|x|y|z|\n"},
	{"references to characters", "&amp;"},
	{"signs that open tags", "<"},
	{"halves of tags", "<a "},
	{"comments", "<!---->"},
	{"tags of paragraphs", "<p>"},
	{"paragraphs in HTML", "<p>x"},
	{"ends of paragraphs", "</p>"},
	{"ends of anything", "</x>"},
	{"bold that nothing ends", "<b>"},
	{"links that nothing ends", "<a href=x>"},
	{"italics", "<i></i>"},
	{"bold around paragraphs", "<b><p></b>"},
	{"fonts", "<font color=#>"},
	{"boxes", "<div></div>"},
	{"breaks", "<br>"},
	{"rules", "<hr>\n"},
	{"items in HTML", "<ul><li>a</ul>"},
	{"rows", "<tr><td>a"},
	{"text that belongs in no table", "<table>a"},
	{"annotations", "<ruby>a<rt>b</ruby>"},
	{"pictures in drawings", "<svg><p>"},
	{"scripts", "<script></script>"},
	{"a page's own elements", "<html a#=b>"},
	{"a page's own elements, in capitals", "<HTML a#=b><BODY b#=c>"},
}

// flood returns a body that is full of a piece.
func flood(name, piece string, n int) string {
	switch name {
	case "cells":
		return "|a|b|c|\n|-|-|-|\n" + filled(piece, 300_000) // 100,000 of them
	case "rows":
		return "<table>" + filled(piece, n)
	}
	return filled(piece, n)
}

// Two megabytes of each take about a second on an idle machine. They took three, or
// hours where the cost was quadratic.
func TestAFloodIsRenderedInTime(t *testing.T) {
	n := blog.MaxBody / 2
	if testing.Short() {
		n /= 4
	}
	for _, tc := range floods {
		for _, format := range []blog.Format{blog.Markdown, blog.HTML, blog.WordPress} {
			if format == blog.HTML && !strings.Contains(tc.piece, "<") || format == blog.WordPress && !strings.Contains(tc.name, "shortcodes") {
				continue
			}
			t.Run(tc.name+" as "+string(format), func(t *testing.T) {
				body := flood(tc.name, tc.piece, n)
				done := make(chan blog.Rendered, 1)
				go func() {
					r, _ := markup.Render(body, format)
					done <- r
				}()
				select {
				case r := <-done:
					if strings.Contains(tc.piece, "b") && strings.HasPrefix(r.HTML, "<p>&lt;") && strings.Count(r.HTML, "b") < strings.Count(body, "b") {
						t.Errorf("words are lost: %.100q", r.HTML)
					}
				case <-time.After(time.Minute):
					t.Fatal("it takes far too long")
				}
			})
		}
	}
}

// A body that is shown as plain text is not sanitised, but must not contain more
// than the policy allows.
func TestWhatIsShownAsTextKeepsToThePolicy(t *testing.T) {
	const body = "A \"word\" & 'another' <b>bold</b> <script>alert(1)</script>&amp;\u00a0é\n  and\tmore\n\n<p>"
	r, _ := markup.Render(body+filled("<i></i>", blog.MaxBody-2000), blog.HTML)
	if !strings.HasPrefix(r.HTML, "<p>A &#34;word&#34; &amp; &#39;another&#39; &lt;b&gt;bold&lt;/b&gt; &lt;script&gt;") {
		t.Errorf("it is shown as %.200q", r.HTML)
	}
	if again, _ := markup.Render(r.HTML[:strings.LastIndex(r.HTML, "&lt;/i")], blog.HTML); !strings.HasPrefix(r.HTML, strings.TrimSuffix(again.HTML, "</p>")) {
		t.Errorf("the policy would change it")
	}
}

func BenchmarkFlood(b *testing.B) {
	for _, tc := range floods {
		b.Run(strings.ReplaceAll(tc.name, " ", "_"), func(b *testing.B) {
			body := flood(tc.name, tc.piece, blog.MaxBody-1000)
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				markup.Render(body, blog.Markdown)
			}
		})
	}
}
