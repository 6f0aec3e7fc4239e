package markup

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// leadToNotes makes the links to a text's footnotes, and back, lead there if Tumblr has
// taken the first part off them: it stores href="p123-1" for #fn:p123-1 and for
// #fnref:p123-1. It reports whether there were any.
func leadToNotes(tree *html.Node) (changed bool) {
	var ids map[string]bool
	for n := range tree.Descendants() {
		if n.Data != "a" || n.Type != html.ElementNode {
			continue
		}
		start := "fn:"
		if !hasWord(attribute(n, "rel"), "footnote") {
			if start = "fnref:"; !hasWord(attribute(n, "rev"), "footnote") {
				continue
			}
		}
		if ids == nil {
			ids = idsIn(tree)
		}
		if id := start + attribute(n, "href"); ids[id] {
			n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "target" }) // it is on this page
			setAttribute(n, "href", "#"+id)
			changed = true
		}
	}
	return changed
}

// idsIn returns the ids of all elements in a tree.
func idsIn(tree *html.Node) map[string]bool {
	ids := map[string]bool{}
	for n := range tree.Descendants() {
		if id := attribute(n, "id"); id != "" {
			ids[id] = true
		}
	}
	return ids
}

// hasWord reports whether a list separated by white space has a word.
func hasWord(list, word string) bool {
	return slices.ContainsFunc(strings.Fields(list), func(have string) bool { return strings.EqualFold(have, word) })
}
