package markup

import (
	"errors"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// rounds is how often a fragment is sanitised until nothing changes any more.
// Two are the rule; what needs more than six was made to confuse parsers.
const rounds = 6

// deepest is how deep elements may nest. x/net/html stops at 512, browsers
// flatten there, and a page has some levels of its own.
const deepest = 200

var (
	errDeep      = errors.New("markup: elements are nested too deep")
	errTangled   = errors.New("markup: elements are begun far too often")
	errUnsettled = errors.New("markup: sanitising does not come to rest")
)

// sanitize gives a fragment as it may stand on a page, and its tree. What comes
// out is a fixed point: parsed, tidied, serialised and held to the policy again
// it stays the same, so that no parser sees something in it that the policy did
// not (https://html.spec.whatwg.org/#serialising-html-fragments warns that a
// round trip may change a tree). It fails if the fragment is nested too deep or
// comes to no rest.
func sanitize(fragment string) (string, *html.Node, error) {
	if hasManyTags(fragment) {
		return "", nil, errTangled
	}
	from := withoutUnended(fragment)
	tree, shaped, err := shape(from)
	if err != nil {
		return "", nil, err
	}
	for range rounds {
		allowed := policy().Sanitize(shaped)
		again := shaped
		if allowed != from {
			if tree, again, err = shape(allowed); err != nil {
				return "", nil, err
			}
		}
		if again == allowed && (allowed == shaped || policy().Sanitize(allowed) == allowed) {
			return allowed, tree, nil
		}
		from, shaped = allowed, again
	}
	return "", nil, errUnsettled
}

// shape parses a fragment and gives its tidied tree, and that as HTML.
func shape(fragment string) (*html.Node, string, error) {
	tree, err := parse(fragment)
	if err != nil {
		return nil, "", err
	}
	if err := tidy(tree, 0); err != nil {
		return nil, "", err
	}
	s, err := serialize(tree)
	return tree, s, err
}

// parse reads a fragment as the contents of a div. The tree's root is a
// document that holds it.
func parse(fragment string) (*html.Node, error) {
	if isTangledHTML(fragment) {
		return nil, errTangled
	}
	nodes, err := html.ParseFragment(strings.NewReader(fragment), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
	if err != nil {
		return nil, err
	}
	root := &html.Node{Type: html.DocumentNode}
	for _, n := range nodes {
		root.AppendChild(n)
	}
	return root, nil
}

func serialize(tree *html.Node) (string, error) {
	var b strings.Builder
	if err := html.Render(&b, tree); err != nil {
		return "", err
	}
	if strings.TrimSpace(b.String()) == "" {
		return "", nil
	}
	return b.String(), nil
}
