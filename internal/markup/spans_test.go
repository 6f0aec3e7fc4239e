package markup_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
)

func TestBlockquotesAreFoundInTheSource(t *testing.T) {
	tests := []struct {
		name   string
		format blog.Format
		body   string
		want   []string // the source of each quote, and its text
	}{
		{"none", blog.Markdown, "a\n\n    > code", nil},
		{"one between words", blog.Markdown, "a\n\n> b\n> c\n\nd\n", []string{"> b\n> c", "b c"}},
		{"two", blog.Markdown, "> a\n\n> b", []string{"> a", "a", "> b", "b"}},
		{"a line without its sign belongs to it", blog.Markdown, "> a\nb\n\nc", []string{"> a\nb", "a b"}},
		{"so do fences and blank lines", blog.Markdown, "> ```\n> a\n> ```\n>\n\nb", []string{"> ```\n> a\n> ```\n>", "a"}},
		{"quotes in a quote are one", blog.Markdown, "> > a\n>\n> b", []string{"> > a\n>\n> b", "a\n\nb"}},
		{"in a list", blog.Markdown, "- a\n\n  > b\n  > c\n- d", []string{"  > b\n  > c", "b c"}},
		{"right after one in a list", blog.Markdown, "- > a\n> b", []string{"- > a", "a", "> b", "b"}},
		{"an empty one", blog.Markdown, "a\n\n>\n\nb", []string{">", ""}},
		{"with line ends of another system", blog.Markdown, "> a\r\n> b\r\n\r\nc", []string{"> a\r\n> b", "a b"}},
		{"of tags", blog.Markdown, "a\n\n<blockquote>\n\n**b**\n\n> c\n\n</blockquote>\n\n> d", []string{
			"<blockquote>\n\n**b**\n\n> c\n\n</blockquote>", "b\n\nc", "> d", "d",
		}},
		{"that tags leave open", blog.Markdown, "> <blockquote>a\n\n> b", []string{"> <blockquote>a", "a", "> b", "b"}},
		{"after words of another script", blog.Markdown, "字字\n\n> 引\n\n字", []string{"> 引", "引"}},
		{"of HTML", blog.HTML, "<p>a</p><blockquote cite=x>b<blockquote>c</blockquote></blockquote>d<BLOCKQUOTE>e", []string{
			"<blockquote cite=x>b<blockquote>c</blockquote></blockquote>", "b\n\nc", "<BLOCKQUOTE>e", "e",
		}},
		{"not in comments", blog.WordPress, "<!-- <blockquote>a</blockquote> --><blockquote>b</blockquote>", []string{"<blockquote>b</blockquote>", "b"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, s := range markup.Blockquotes(tt.body, tt.format) {
				got = append(got, tt.body[s.Start:s.End], s.Text)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%q\n%s", tt.body, diff)
			}
		})
	}
}

// FuzzBlockquotes checks that spans are in order, don't overlap, and are within the
// body.
func FuzzBlockquotes(f *testing.F) {
	for _, body := range []string{"> a\n\n> b\nc", "- > a\n> b", "<blockquote>\n\n> a\n\n</blockquote>", "> <blockquote>\n", ">\n\t> x\n\n> [a]: b", "1. > ~~~\r\n   > a\n\n> b <blockquote>c"} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		for _, format := range []blog.Format{blog.Markdown, blog.HTML} {
			at := 0
			for _, s := range markup.Blockquotes(body, format) {
				if s.Start < at || s.End < s.Start || s.End > len(body) {
					t.Fatalf("%s %q: %d to %d after %d", format, body, s.Start, s.End, at)
				}
				at = s.End
			}
		}
		if strings.ContainsRune(body, '<') || !isPlain(body) || !utf8.ValidString(body) || strings.HasPrefix(body, "\ufeff") {
			return // a tag may be dropped, a character may be replaced
		}
		if _, quotes := markup.Render(body, blog.Markdown); len(quotes) != len(markup.Blockquotes(body, blog.Markdown)) {
			t.Errorf("%q: %d quotes, %d spans", body, len(quotes), len(markup.Blockquotes(body, blog.Markdown)))
		}
	})
}
