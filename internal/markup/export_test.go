package markup

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// OutlineOf returns the outline of an HTML fragment, by which NewPassage compares
// nodes.
func OutlineOf(fragment string) string {
	tree, err := parse(fragment)
	if err != nil {
		return ""
	}
	return outline(slices.Collect(tree.ChildNodes())...)
}

// StrangersHTML returns what cleanFragment leaves of a selection.
func StrangersHTML(fragment, base string) string {
	var b strings.Builder
	for n := range cleanFragment(fragment, base).ChildNodes() {
		_ = html.Render(&b, n) // writing to a strings.Builder does not fail
	}
	return b.String()
}

// Manners returns how the blocks of a passage are written, in order: Markdown,
// escaped Markdown, tags or words.
func Manners(fragment, base string) []string {
	_, blocks := newPassage(fragment, base)
	var names []string
	for _, b := range blocks {
		names = append(names, [...]string{"Markdown", "escaped", "tags", "words"}[b.how])
	}
	return names
}

// FragmentWords returns the text of a fragment as the parser of captured selections
// reads it.
func FragmentWords(fragment string) string { return textOf(parseFragment(fragment)) }

// Markdown returns the HTML of a body before the policy is applied.
func Markdown(body string) string { return markdown(body) }

// IsTangled reports whether a Markdown body is shown as plain text.
func IsTangled(body string) bool { return isTangled(body) || isTangledHTML(body) || hasManyTags(body) }
