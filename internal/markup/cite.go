package markup

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"pullquote/internal/blog"
)

// passageClass marks the caption in which the link to a passage stands.
const passageClass = "pq-passage"

// Citation is where a quote is from.
type Citation struct {
	Address string // of the passage; empty if it is not known
	Lang    string // BCP 47 of the page it stands on; empty if that is not known
}

// Cite names the passages that a post's quotes stand on. finished is what
// Render made; citations has one for each outermost blockquote, in order. A
// quote with an address gets it as its cite, and a link
// below it, both in a figure, as HTML's specification proposes
// (https://html.spec.whatwg.org/#the-blockquote-element), which is an h-cite to
// programs that read microformats (https://microformats.org/wiki/h-cite). One in
// a known language says so. What stands in the blockquote stays as it is.
//
// The link's words are the site's name: what else is said of it depends on the
// reader's language, and stands in the style sheet.
//
// It comes after the policy: nothing is added but elements and words of ours
// and addresses that a post may lead to.
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

// cite puts a quote into a figure with the link to its passage. One that stands
// in a figure of the author's has its caption.
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

// Uncited takes the links off that Cite put below quotes, for who shows a post's
// words elsewhere.
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
