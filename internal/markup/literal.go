package markup

import (
	"strings"

	"pullquote/internal/blog"
)

// Literal returns Markdown that renders to a line of text literally, for use within
// a paragraph: for a title in a link, say. White space is folded.
func Literal(text string) string {
	text = strings.Join(strings.Fields(received(text)), " ")
	md := escapeSigns(text)
	if rendered, _ := Render("x "+md, blog.Markdown); rendered.Own == "x "+text {
		return md
	}
	return escapeAll(text)
}
