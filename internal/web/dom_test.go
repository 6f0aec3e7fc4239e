package web_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// page is a parsed document that tests query with selectors.
type page struct{ root *html.Node }

func parse(t *testing.T, document string) *page {
	t.Helper()
	root, err := html.Parse(strings.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	return &page{root}
}

// all returns the elements that match a selector: compounds of a tag, .classes,
// #ids and [attribute=value], separated by spaces for descendants.
func (p *page) all(selector string) []*html.Node {
	found := []*html.Node{p.root}
	for compound := range strings.FieldsSeq(selector) {
		var next []*html.Node
		for _, n := range found {
			for d := range n.Descendants() {
				if d.Type == html.ElementNode && matches(d, compound) && !slices.Contains(next, d) {
					next = append(next, d)
				}
			}
		}
		found = next
	}
	return found
}

func (p *page) first(selector string) *html.Node {
	if found := p.all(selector); len(found) > 0 {
		return found[0]
	}
	return nil
}

func (p *page) has(selector string) bool { return p.first(selector) != nil }

// text returns the text of the first element, with white space folded.
func (p *page) text(selector string) string {
	return strings.Join(strings.Fields(raw(p.first(selector))), " ")
}

// texts returns the text of each element.
func (p *page) texts(selector string) []string {
	var out []string
	for _, n := range p.all(selector) {
		out = append(out, strings.Join(strings.Fields(raw(n)), " "))
	}
	return out
}

// attr returns an attribute of the first element.
func (p *page) attr(selector, name string) string { return attr(p.first(selector), name) }

// fields returns what a browser would send for a form, without its buttons.
func (p *page) fields(form string) url.Values {
	values := url.Values{}
	for _, n := range p.all(form + " input") {
		values.Add(attr(n, "name"), attr(n, "value"))
	}
	for _, n := range p.all(form + " textarea") {
		text := strings.ReplaceAll(raw(n), "\n", "\r\n")
		values.Add(attr(n, "name"), text)
	}
	return values
}

func matches(n *html.Node, compound string) bool {
	rest, attribute, _ := strings.Cut(compound, "[")
	if attribute != "" {
		name, want, valued := strings.Cut(strings.TrimSuffix(attribute, "]"), "=")
		if got, ok := lookup(n, name); !ok || valued && got != want {
			return false
		}
	}
	rest, id, _ := strings.Cut(rest, "#")
	if id != "" && attr(n, "id") != id {
		return false
	}
	parts := strings.Split(rest, ".")
	if parts[0] != "" && parts[0] != n.Data {
		return false
	}
	classes := strings.Fields(attr(n, "class"))
	for _, class := range parts[1:] {
		if !slices.Contains(classes, class) {
			return false
		}
	}
	return true
}

func lookup(n *html.Node, name string) (string, bool) {
	if n != nil {
		for _, a := range n.Attr {
			if a.Key == name {
				return a.Val, true
			}
		}
	}
	return "", false
}

func attr(n *html.Node, name string) string {
	value, _ := lookup(n, name)
	return value
}

// raw returns the text of an element unchanged.
func raw(n *html.Node) string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}
