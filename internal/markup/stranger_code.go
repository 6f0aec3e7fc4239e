package markup

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// plainCode reduces each code element in a paragraph to what backticks can express:
// plain characters. A link that is all of a code element is put around it instead. A
// line break ends the code, and another begins after it.
func plainCode(parent *html.Node) {
	for n := parent.FirstChild; n != nil; {
		next := n.NextSibling
		switch {
		case n.Type == html.TextNode:
		case n.DataAtom == atom.Code && linkOnly(n) != nil:
			turnOut(n, linkOnly(n))
		case n.DataAtom == atom.Code:
			flatten(n)
		default:
			plainCode(n)
		}
		n = next
	}
}

// linkOnly returns the link that is the only visible content of a code element, or
// nil.
func linkOnly(code *html.Node) *html.Node {
	var link *html.Node
	for child := range code.ChildNodes() {
		switch {
		case child.Type == html.TextNode && strings.Trim(child.Data, spaces) == "":
		case child.DataAtom == atom.A && link == nil:
			link = child
		default:
			return nil
		}
	}
	return link
}

// turnOut moves a code element into the link that was in it.
func turnOut(code, link *html.Node) {
	code.RemoveChild(link)
	code.Parent.InsertBefore(link, code)
	code.Parent.RemoveChild(code)
	removeChildren(code)
	moveChildren(link, code)
	link.AppendChild(code)
	flatten(code)
}

// flatten reduces a code element to its characters, and the breaks between its
// lines.
func flatten(code *html.Node) {
	parent := code.Parent
	line := func(text string) {
		if !strings.ContainsFunc(text, isVisible) {
			return
		}
		n := element(atom.Code)
		n.AppendChild(textNode(text))
		parent.InsertBefore(n, code)
	}
	var b strings.Builder
	for d := range code.Descendants() {
		switch {
		case d.Type == html.TextNode:
			b.WriteString(d.Data)
		case d.DataAtom == atom.Br:
			line(b.String())
			b.Reset()
			parent.InsertBefore(element(atom.Br), code)
		}
	}
	line(b.String())
	parent.RemoveChild(code)
}
