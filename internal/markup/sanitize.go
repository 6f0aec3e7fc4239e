package markup

import (
	"errors"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// rounds limits how often a fragment is sanitised until nothing changes any more.
// Two rounds are usual; a fragment that needs more than six was made to confuse
// parsers.
const rounds = 6

// deepest is how deep elements may nest. x/net/html stops at 512, browsers flatten
// there, and a page adds some levels of its own.
const deepest = 200

var (
	errDeep      = errors.New("markup: elements are nested too deep")
	errTangled   = errors.New("markup: elements are begun far too often")
	errUnsettled = errors.New("markup: sanitising does not come to rest")
)

// sanitize returns the sanitised HTML of a fragment, and its tree. The result is a
// fixed point: parsing, tidying, serialising and filtering it again does not change
// it, so that no parser sees anything in it that the policy did not see
// (https://html.spec.whatwg.org/#serialising-html-fragments warns that a round trip
// may change a tree). sanitize fails if the fragment is nested too deep, begins too
// many elements, or reaches no fixed point.
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

// shape parses and tidies a fragment, and returns the tree and its HTML.
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

// parse parses a fragment as the contents of a div. The root of the tree is a
// document node that holds the fragment.
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
