package markup_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
)

func TestQuoteMarkdownStaysReadable(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"a sentence", "It's “plain” text, isn't it? (Yes: 100 % of it!)", "> It's “plain” text, isn't it? (Yes: 100 % of it!)"},
		{"paragraphs", "One.\n\n\nTwo.\n", "> One.\n>\n> Two."},
		{"line ends are kept as breaks", "Roses are red,\r\nviolets are blue", "> Roses are red,\\\n> violets are blue"},
		{"white space is folded", "  a \t b\u00a0c  ", "> a b\u00a0c"},
		{"signs of Markdown", "*a* _b_ `c` [d](e) ~~f~~ \\g <b> &amp; AT&T", "> \\*a\\* \\_b\\_ \\`c\\` \\[d\\](e) \\~\\~f\\~\\~ \\\\g \\<b> \\&amp; AT&T"},
		{"signs that mean nothing there", "snake_case 2 < 3 > 1 & so on | a - b + c # d = e: f!", "> snake_case 2 \\< 3 > 1 & so on | a - b + c # d = e: f!"},
		{"beginnings of lines", "# a\n- b\n+ c\n> d\n1. e\n2) f\n=== g\n: h\n| i\n2012 j", "> \\# a\\\n> \\- b\\\n> \\+ c\\\n> \\> d\\\n> 1\\. e\\\n> 2\\) f\\\n> \\=== g\\\n> \\: h\\\n> \\| i\\\n> 2012 j"},
		{"an address becomes a link", "See http://example.org/a_b_(c)?d=e.", "> See http://example.org/a_b_(c)?d=e."},
		{"a footnote's sign", "as noted[^1]\n\n[^1]: there", "> as noted\\[^1\\]\n>\n> \\[^1\\]: there"},
		{"nothing to see", " \n\n\u00a0\n", ""},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := markup.QuoteMarkdown(tt.text)
			if got != tt.want {
				t.Errorf("QuoteMarkdown(%q) =\n%s\nwant\n%s", tt.text, got, tt.want)
			}
			if err := checkQuote(tt.text); err != "" {
				t.Error(err)
			}
		})
	}
}

var literal = []string{
	"[x](y)", "![x](y)", "[x]: http://example.org/", "[^1]: note", "<b>bold</b>", "<http://example.org/>", "<!-- x -->", "<script>alert(1)</script>",
	"&amp; &#8217; &copy &nbsp; &", "`code` ``co`de``", "```\ncode\n```", "~~~\ncode\n~~~", "    four spaces", "\ttab", "a  \nb", "a\\\nb", "a\\",
	"a\\\\", "# h", "#h", "####### h", "a\n===", "a\n---", "---", "***", "* * *", "- a\n- b", "1. a\n1) b", "0123456789) a", "> a", ">a", "> > a",
	"a | b\n--|--\nc | d", "| a |\n|:-:|\n| b |", "term\n: definition", "- [ ] task\n- [x] done", "*a* **b** _c_ __d__ a*b*c a_b_c *a_ _b*",
	"~a~ ~~b~~", "http://example.org/a_b*c*d", "https://example.org/?a=1&copy=2&amp=3", "http://example.org/`x`", "http://example.org/[x](y)",
	"http://example.org/\"x\"", "http://example.org/<b>", "www.example.org/_x_", "www.example.org.", "(www.example.org)", "a@example.org", "_a@example.org_",
	"_http://example.org/_", "*http://example.org/*", "~http://example.org/~", "http://example.org/x;", "http://example.org/&amp;", "http://example.org/a\\_b",
	"ftp://example.org/a_b_", "mailto:a_b_@example.org", "xmpp:a@example.org", "日本語の*文章*です。", "これは**「強調」**です", "שלום *עולם* #1", "مرحبا _بالعالم_",
	"“curly” ‘quotes’ — dashes … 'straight' -- \"x\" ...", "a\u00a0b\n\u00a0c", "a\u2028b\u0085c", "\u200bzero", "e\u0301 \U0001f600", "\ufeffbom",
	"\x00\x01a\x1fb", "a\x0bb\x0cc", "\xff\xfe", "a\rb\r\nc", "{#id .class}", "a^2^ H~2~O", "$x_1$", "==mark==", ":smile:", "@name #tag", "\\(x\\) \\[y\\]",
	"*\n*\n*", "_", "[", "]", "\\", "`", "<", "&", "~", "|", "!", "-", "+", "=", "1.", "1)", ">", "#", ":", "[]", "[^", "<a", "</", "&#", "&a;", "\u00a0- a", "\u3000# a",
}

func TestQuotedTextIsLiteral(t *testing.T) {
	for _, text := range literal {
		for _, around := range []string{text, "before " + text + " after", "before\n" + text + "\nafter", "before\n\n" + text + "\n\nafter"} {
			if err := checkQuote(around); err != "" {
				t.Error(err)
			}
		}
	}
}

func FuzzQuoteMarkdown(f *testing.F) {
	for _, text := range literal {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if err := checkQuote(text); err != "" {
			t.Error(err)
		}
	})
}

// checkQuote describes how the text differs from the single quote that it should
// become.
func checkQuote(text string) string {
	md := markup.QuoteMarkdown(text)
	r, quotes := markup.Render(md, blog.Markdown)
	want := plainly(text)
	if want == "" {
		if md != "" {
			return "of nothing came " + md
		}
		return ""
	}
	if len(quotes) != 1 || r.Own != "" {
		return "of " + text + "\ncame more than one quote:\n" + md + "\n" + r.HTML
	}
	if diff := cmp.Diff(want, quotes[0].Text); diff != "" {
		return "of " + text + "\ncame\n" + md + "\n" + r.HTML + "\n" + diff
	}
	return ""
}

// plainly folds a text as QuoteMarkdown does.
func plainly(text string) string {
	text = strings.TrimPrefix(strings.ToValidUTF8(text, "\ufffd"), "\ufeff")
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", " ", "\f", " ", "\t", " ").Replace(text)
	text = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' {
			return -1
		}
		return r
	}, text)
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		lines = append(lines, strings.Join(strings.FieldsFunc(line, func(r rune) bool { return r == ' ' }), " "))
	}
	var paragraphs []string
	for p := range strings.SplitSeq(strings.Join(lines, "\n"), "\n\n") {
		if strings.TrimSpace(p) != "" {
			paragraphs = append(paragraphs, strings.Trim(p, "\n"))
		}
	}
	return strings.Join(paragraphs, "\n\n")
}
