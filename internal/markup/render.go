package markup

import (
	"strings"

	"golang.org/x/net/html"

	"pullquote/internal/blog"
)

// Render renders a body to HTML and plain text, and finds its quotes: the outermost
// blockquotes, in order. It is deterministic, and never fails: what can't be parsed
// safely (elements nested hundreds deep) is shown as text.
//
// In the result, Own is the text of everything outside blockquotes, one line per
// paragraph, list item or table row, and Quoted is that of the blockquotes,
// likewise. An attribution after a blockquote counts as the author's own text; one
// within it, in a cite for instance, does not.
func Render(body string, format blog.Format) (blog.Rendered, []blog.Quote) {
	body = received(body)
	finished, tree, err := finish(body, format)
	if err != nil {
		// The text may have any number of lines. It needs no policy, since it is
		// escaped.
		tree, finished, err = shape(asText(body))
	}
	if err != nil { // not reached: paragraphs of text can be parsed
		return blog.Rendered{Version: Version}, nil
	}
	w := read(tree)
	return blog.Rendered{
		HTML:    finished,
		Own:     strings.Join(w.own.paragraphs, "\n"),
		Quoted:  w.quoted(),
		Version: Version,
	}, w.quotes
}

// finish returns the sanitised HTML of a body, and its tree.
func finish(body string, format blog.Format) (string, *html.Node, error) {
	switch format {
	case blog.HTML:
		return sanitize(body)
	case blog.WordPress:
		return wordPress(body)
	default:
		if isTangled(body) || hasManyTags(body) {
			return "", nil, errTangled
		}
		return sanitize(markdown(body))
	}
}

// wordPress returns the sanitised HTML of a body as WordPress stores it. The
// paragraphs are made in a tree that is sanitised already, so that no broken tag
// gets in the way.
func wordPress(body string) (string, *html.Node, error) {
	finished, tree, err := sanitize(WithoutShortcodes(body))
	if err != nil || strings.Contains(body, "<!-- wp:") {
		return finished, tree, err // the block editor stores its paragraphs
	}
	if !partParagraphs(tree) {
		return finished, tree, nil
	}
	s, err := serialize(tree)
	if err != nil {
		return "", nil, err
	}
	return sanitize(s)
}

// asText returns HTML that shows a body as plain text.
func asText(body string) string {
	var b strings.Builder
	for _, p := range paragraphsOf(body) {
		b.WriteString("<p>")
		b.WriteString(strings.Join(p.escaped(html.EscapeString), "<br/>\n"))
		b.WriteString("</p>\n")
	}
	return b.String()
}
