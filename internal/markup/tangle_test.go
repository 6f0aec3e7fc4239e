package markup_test

import (
	"fmt"
	"html"
	"strings"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
)

// filled repeats a piece until there are about n bytes. A # is replaced by a
// counter.
func filled(piece string, n int) string {
	if !strings.Contains(piece, "#") {
		return strings.Repeat(piece, n/len(piece))
	}
	var b strings.Builder
	for i := 1; b.Len() < n; i++ {
		b.WriteString(strings.ReplaceAll(piece, "#", fmt.Sprint(i)))
	}
	return b.String()
}

// knots are bodies for which goldmark, or the HTML parser after it, needs quadratic
// time or creates far more nodes than they contain.
var knots = []struct {
	name string
	body func(n int) string
}{
	{"emphasis that finds no partner", func(n int) string { return filled("*a_ ", n) }},
	{"emphasis and strikes", func(n int) string { return filled("~a*b_ ", n) }},
	{"emphasis in lines", func(n int) string { return filled("*a\n_ b_\n", n) }},
	{"emphasis in a quote", func(n int) string { return filled("> *a_ _b\n", n) }},
	{"emphasis behind what only looks like the end of a quote", func(n int) string { return filled("*a_\n     >\n", n) }},
	{"links without an end", func(n int) string { return filled("[a](b", n) }},
	{"links without an end, in long lines", func(n int) string { return filled(filled("[a](b", 60_000)+"\n", n) }},
	{"links without an end, in angle brackets", func(n int) string { return filled("[x](<\n", n) }},
	{"titles of links without an end", func(n int) string { return filled("[a](b (\n", n) }},
	{"titles of links over lines", func(n int) string { return filled("[a](b\n\"", n) }},
	{"brackets in lines", func(n int) string { return filled("a[ ]\n", n) }},
	{"definitions of links", func(n int) string { return filled("[#]: b\n", n) }},
	{"definitions of links over lines", func(n int) string { return filled("[\n#]: b\n", n) }},
	{"a long address, often", func(n int) string { return "[a]: /" + filled("b", n/2) + "\n\n" + filled("[a]", n/2) }},
	{"a long title over lines, often", func(n int) string { return "[a]: b '" + filled("b\n", n/2) + "'\n\n" + filled("[a]", n/2) }},
	{"footnotes", func(n int) string { return filled("[^#]\n", n/2) + "\n" + filled("[^#]: b\n", n/2) }},
	{"ever more backticks", func(n int) string {
		var b strings.Builder
		for i := 1; b.Len() < n/2; i++ {
			b.WriteString(strings.Repeat("`", i) + "a")
		}
		return b.String() + filled("\na", n/2)
	}},
	{"code that begins behind an escaped backtick", func(n int) string { return filled("``a\\", n) }},
	{"a wide table with short rows", func(n int) string { return filled("|a", n/4) + "\n" + filled("|-", n/4) + "\n" + filled("a\n", n/2) }},
	{"a table of a hundred columns with short rows", func(n int) string { return filled("|a", 200) + "\n" + filled("|-", 200) + "\n" + filled("a\n", n) }},
	{"a table in a list", func(n int) string {
		return "1. " + filled("|a", 2000) + "\n   " + filled("|-", 2000) + "\n" + filled("   a\n", n)
	}},
	{"escaped pipes in cells", func(n int) string { return "|a|\n|-|\n" + filled("|`\\|`|\n", n) }},
	{"blank lines in a deep list", func(n int) string { return filled("- ", 380) + "a" + filled("\n", n) + "b" }},
	{"blank lines in a list of ever deeper items", func(n int) string {
		var b strings.Builder
		for i := 0; b.Len() < n/2; i++ {
			b.WriteString(strings.Repeat("  ", i) + "- a\n")
		}
		return b.String() + filled("\n", n/2) + "b"
	}},
	{"deep lists", func(n int) string { return filled(filled("* ", 300)+"a\n", n) }},
	{"paragraphs behind formatting that nothing ends", func(n int) string { return "<p>" + filled("<b id=#>", 1500) + "</p>" + filled("<p>x", n) }},
}

func TestAKnotIsShownAsText(t *testing.T) {
	for _, tc := range knots {
		t.Run(tc.name, func(t *testing.T) {
			if !markup.IsTangled(tc.body(blog.MaxBody - 1000)) {
				t.Fatal("it is not told")
			}
			n := blog.MaxBody / 4
			if testing.Short() {
				n /= 4
			}
			body := tc.body(n)
			done := make(chan string, 1)
			go func() {
				r, _ := markup.Render(body, blog.Markdown)
				done <- r.HTML
			}()
			select {
			case got := <-done:
				if markup.IsTangled(body) && (!strings.HasPrefix(got, "<p>") || strings.Contains(got, "<b ")) {
					t.Errorf("it is shown as %.200q", got)
				}
			case <-time.After(2 * time.Minute):
				t.Fatal("it takes minutes")
			}
		})
	}
}

// What people write is far from a knot, even if it is as long as a body can be.
func TestLongBodiesAreNoKnots(t *testing.T) {
	const n = blog.MaxBody - 1000
	for _, tc := range []struct{ name, body string }{
		{"paragraphs", filled("It is *not* so, [he wrote](https://example.org/a_b_c \"A title\"), and **never** `was`.[^1]\n\n", n/100)},
		{"a list of links", filled("- [A page](https://example.org/wiki/Some_page_of_#_(film)) with *a* word\n", n/4)},
		{"a list of addresses", filled("* https://example.org/some_page_with_underscores_#\n", n)},
		{"definitions of links", filled("Words [a#] and [b#].\n\n", 40_000) + filled("[a#]: https://example.org/# \"Title\"\n", 40_000)},
		{"footnotes", filled("Words.[^#] ", 15_000) + "\n\n" + filled("[^#]: A note of some words.\n\n", 30_000)},
		{"a table", "|a|b|c|d|\n|---|:-:|--:|---|\n" + filled("| words | *more* | 1.23 | a\\|b |\n", 200_000)},
		{"code", "```c\n" + filled("char *a_name = *b; /* it's a ** */\n\n", n/2) + "```\n"},
		{"code without blank lines", "```c\n" + filled("char *a_name = *b; /* it's ** */\n", 80_000) + "```\n"},
		{"HTML", filled("<p>Some <b>bold</b> and <i><a href=\"#\">linked</a></i> words.</p>\n", n)},
		{"HTML with formatting that is left open", filled("<p><font color=#>Some <b>bold <i>words.</p>\n", 1000)},
		{"a nested list", filled("- a\n  - b\n    - c\n      - d\n", n/4)},
		{"a letter that was answered often", filled(">>>>>>>> words\n>>>>>>>>\n", n)},
		{"links on lines of their own", filled("[A page](https://example.org/some_page_#)\n", n/2)},
		{"a log", filled("[info]: a line with_some_words *and* more\n", 100_000)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if markup.IsTangled(tc.body) {
				t.Error("it would be shown as text")
			}
			if r, _ := markup.Render(tc.body, blog.Markdown); !strings.Contains(r.HTML, "<") || strings.HasPrefix(r.HTML, "<p>"+html.EscapeString(tc.body[:9])) && tc.name != "a log" {
				t.Errorf("it is shown as text: %.100q", r.HTML)
			}
		})
	}
}
