package markup_test

import (
	"testing"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
)

// A body whose HTML the policy leaves unchanged is parsed only once; see sanitize.
func TestMarkdownOfTheUsualKindIsWrittenAsItStays(t *testing.T) {
	for _, body := range []string{
		"It's \"quoted\" & a < b, he said: 'so & so'.  \nA new line, *it's* **all** `\"a'b\" < c`.",
		"> A quote's words.\n>\n> Two \"paragraphs\".\n\nAnd [a link](https://example.org/?a=1&b=2 \"it's titled\"), or https://example.org/~x.",
		"## It's a heading\n\n1. one's\n2. two\n\n- a\n- b\n\n```go\nx := 'a' + \"b\"\n```\n\nEscaped \\' and \\\" and &quot; and &eacute;.",
	} {
		raw := markup.Markdown(body)
		if r, _ := markup.Render(body, blog.Markdown); r.HTML != raw {
			t.Errorf("%q is written\n%s\nand stays\n%s", body, raw, r.HTML)
		}
	}
}
