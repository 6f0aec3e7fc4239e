package markup

import (
	"strings"

	"golang.org/x/net/html"

	"pullquote/internal/blog"
)

// Render turns a body into what readers see of it and finds its quotes: the
// outermost blockquotes, in order. The same body always comes to the same. It
// never fails: what no parser can make sense of (elements nested hundreds deep)
// is shown as text.
//
// In the answer, Own is the text of everything outside blockquotes, a line for
// each paragraph, list item or table row, and Quoted is the text of the
// blockquotes, likewise. An attribution that stands after a blockquote is the
// author's own words; one within it, in a cite for instance, is not.
func Render(body string, format blog.Format) (blog.Rendered, []blog.Quote) {
	body = received(body)
	finished, tree, err := finish(body, format)
	if err != nil {
		// It may have any number of lines. The policy has nothing to say to them.
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

// finish gives the finished HTML of a body, and its tree.
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

// wordPress gives the finished HTML of a body as WordPress stores it. Paragraphs
// are made in a tree that is sane already, so that no broken tag gets in
// between.
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

// asText shows a body as the text it is.
func asText(body string) string {
	var b strings.Builder
	for _, p := range paragraphsOf(body) {
		b.WriteString("<p>")
		b.WriteString(strings.Join(p.escaped(html.EscapeString), "<br/>\n"))
		b.WriteString("</p>\n")
	}
	return b.String()
}
