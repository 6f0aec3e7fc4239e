package record

import (
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
)

// Quoted turns a passage that, according to the archive, was taken from a page into a
// Markdown blockquote for the body and into the captured quote. For a passage without
// words it returns neither.
func Quoted(text string) (md string, captured []blog.Quote) {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	if md = markup.QuoteMarkdown(text); md == "" {
		return "", nil
	}
	return md, []blog.Quote{{Text: text, Captured: text}}
}

// Paragraphs joins parts of a body with blank lines, omitting empty ones.
func Paragraphs(parts ...string) string {
	var full []string
	for _, part := range parts {
		if strings.TrimSpace(part) != "" {
			full = append(full, strings.Trim(part, "\n"))
		}
	}
	return strings.Join(full, "\n\n")
}
