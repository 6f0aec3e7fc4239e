package markup

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"pullquote/internal/blog"
)

// passageClass marks the caption with the link to a passage.
const passageClass = "pq-passage"

// Citation describes the origin of a quote.
type Citation struct {
	Address string // address of the passage; empty if unknown
	Lang    string // BCP 47 language of its page; empty if unknown
}

// Cite adds the origins of a post's quotes. finished is the result of Render;
// citations has one entry for each outermost blockquote, in order. A quote with an
// address gets it as its cite attribute, and a link below it, both in a figure, as
// HTML's specification proposes
// (https://html.spec.whatwg.org/#the-blockquote-element), which is an h-cite for
// microformats parsers (https://microformats.org/wiki/h-cite). A quote in a known
// language gets a lang attribute. The contents of the blockquote stay as they are.
//
// The text of the link is the site's name. Further text depends on the reader's
// language and comes from the style sheet.
//
// Cite runs after the policy: it adds only elements and text of its own, and
// addresses that a post may link to.
func Cite(finished string, citations []Citation) string {
	if !slices.ContainsFunc(citations, func(c Citation) bool { return c != Citation{} }) {
		return finished
	}
	tree, err := parse(finished)
	if err != nil {
		return finished
	}
	cited := false
	for i, quote := range outermostQuotes(tree) {
		if i >= len(citations) {
			break
		}
		c := citations[i]
		if c.Lang != "" && attribute(quote, "lang") == "" && blog.CheckLang(c.Lang) == nil {
			setAttribute(quote, "lang", c.Lang)
			setAttribute(quote, "dir", "auto")
			cited = true
		}
		if c.Address == "" || blog.CheckURL("cite", c.Address) != nil {
			continue
		}
		cite(quote, c.Address)
		cited = true
	}
	if !cited {
		return finished
	}
	if s, err := serialize(tree); err == nil {
		return s
	}
	return finished
}

func outermostQuotes(tree *html.Node) []*html.Node {
	var out []*html.Node
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for c := range n.ChildNodes() {
			if c.Type == html.ElementNode && c.DataAtom == atom.Blockquote {
				out = append(out, c)
				continue
			}
			walk(c)
		}
	}
	walk(tree)
	return out
}

// cite wraps a quote and the link to its passage in a figure. A quote in a figure of
// the author's own gets no link: that figure has its own caption.
func cite(quote *html.Node, address string) {
	setAttribute(quote, "cite", address)
	if quote.Parent.DataAtom == atom.Figure {
		return
	}
	figure := element(atom.Figure)
	figure.Attr = []html.Attribute{{Key: "class", Val: "h-cite"}}
	setAttribute(quote, "class", strings.TrimSpace(attribute(quote, "class")+" p-content"))
	quote.Parent.InsertBefore(figure, quote)
	quote.Parent.RemoveChild(quote)
	figure.AppendChild(quote)

	caption, link := element(atom.Figcaption), element(atom.A)
	caption.Attr = []html.Attribute{{Key: "class", Val: passageClass}}
	link.Attr = []html.Attribute{{Key: "class", Val: "u-url"}, {Key: "href", Val: address}}
	link.AppendChild(&html.Node{Type: html.TextNode, Data: blog.HostOf(address)})
	caption.AppendChild(link)
	figure.AppendChild(caption)
}

// Uncited removes the links that Cite added below quotes, for showing a post's text
// elsewhere.
func Uncited(finished string) string {
	if !strings.Contains(finished, passageClass) {
		return finished
	}
	tree, err := parse(finished)
	if err != nil {
		return finished
	}
	var captions []*html.Node
	for n := range tree.Descendants() {
		if n.DataAtom == atom.Figcaption && len(n.Attr) == 1 && n.Attr[0].Val == passageClass {
			captions = append(captions, n)
		}
	}
	for _, n := range captions {
		n.Parent.RemoveChild(n)
	}
	if s, err := serialize(tree); err == nil {
		return s
	}
	return finished
}

func element(name atom.Atom) *html.Node {
	return &html.Node{Type: html.ElementNode, Data: name.String(), DataAtom: name}
}

func setAttribute(n *html.Node, key, value string) {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			n.Attr[i].Val = value
			return
		}
	}
	n.Attr = append(n.Attr, html.Attribute{Key: key, Val: value})
}
