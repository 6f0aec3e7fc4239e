package record

import (
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
)

// Quoted makes a blockquote of a passage that an archive says was taken from a
// page: as Markdown for the body, and as the passage as it was captured. A
// passage without words gives neither.
func Quoted(text string) (md string, captured []blog.Quote) {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	if md = markup.QuoteMarkdown(text); md == "" {
		return "", nil
	}
	return md, []blog.Quote{{Text: text, Captured: text}}
}

// Paragraphs puts parts of a body below one another, leaving out empty ones.
func Paragraphs(parts ...string) string {
	var full []string
	for _, part := range parts {
		if strings.TrimSpace(part) != "" {
			full = append(full, strings.Trim(part, "\n"))
		}
	}
	return strings.Join(full, "\n\n")
}
