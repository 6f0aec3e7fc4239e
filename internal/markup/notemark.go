package markup

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// isNoteMark reports whether n is the number in a text that leads to a footnote, or the
// arrow after the footnote that leads back. Neither is a word: read with the text, the
// number sticks to the word before it. Markdown's have a role
// (https://www.w3.org/TR/dpub-aria-1.1/); those of other programs are known by what they
// say and where they lead.
func isNoteMark(n *html.Node) bool {
	switch n.Data {
	case "sup":
		a := onlyChild(n)
		return a != nil && a.Data == "a" && (isNoteLink(a) || strings.HasPrefix(attribute(a, "href"), "#") && noteNumber.MatchString(textOf(a)))
	case "a":
		return isNoteLink(n)
	}
	return false
}

var (
	noteNumber = regexp.MustCompile(`^\s*[\[(]?(?:[0-9]{1,4}|[a-z]|[ivxl]{1,5}|[*†‡§¶]{1,4})[\])]?\s*$`)
	noteArrow  = regexp.MustCompile(`^[\s^↩↑⤴⏎↵⇑▲⬆↥⬑⤶\x{FE0E}\x{FE0F}]+[0-9]{0,4}\s*$`)

	// noteAddress matches what leads to a footnote, or back: #fn1, #fnref:1, #_ftn1,
	// #easy-footnote-1, #cite_note-1.
	noteAddress = regexp.MustCompile(`(?i)#_?(?:[a-z]+[-_])?(?:fn|ftn|edn|foot-?note|note|cite_)`)
	noteClass   = regexp.MustCompile(`(?i)\b(?:footnote|fnref|fn-?ref|noteref)`)
)

// isNoteLink reports whether a link leads to a footnote or back, and has no words.
func isNoteLink(a *html.Node) bool {
	switch attribute(a, "role") {
	case "doc-noteref", "doc-backlink":
		return true
	}
	switch {
	case isNamedForNotes(a):
		text := textOf(a)
		return noteArrow.MatchString(text) || noteNumber.MatchString(text) || strings.EqualFold(strings.TrimSpace(text), "[return]")
	case strings.Contains(attribute(a, "href"), "#"):
		return noteArrow.MatchString(textOf(a))
	}
	return false
}

// isNamedForNotes reports whether a link says by its address, class or relation that it
// leads to a footnote or back.
func isNamedForNotes(a *html.Node) bool {
	return noteAddress.MatchString(attribute(a, "href")) || noteClass.MatchString(attribute(a, "class")) ||
		hasWord(attribute(a, "rel"), "footnote") || hasWord(attribute(a, "rev"), "footnote")
}

// onlyChild returns the child of n if it has just one, apart from white space.
func onlyChild(n *html.Node) (only *html.Node) {
	for c := range n.ChildNodes() {
		switch {
		case c.Type == html.TextNode && strings.TrimSpace(c.Data) == "":
		case only != nil:
			return nil
		default:
			only = c
		}
	}
	return only
}
