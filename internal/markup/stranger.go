package markup

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// deepestBlock and deepestInline limit how deep blocks and inline elements nest in a
// cleaned passage. Deeper elements are replaced by their contents.
const (
	deepestBlock  = 16
	deepestInline = 16
)

// cleanFragment sanitises a selection that a browser serialised: it is the policy
// for text from other sites. base is the address of the page.
//
// The result contains what Markdown and the inline elements allowed in it can
// express: p, blockquote, ul, ol, li, pre with one code, hr, simple tables; em,
// strong, del, code, a, br, abbr, cite, ins, kbd, mark, q, small, sub, sup and ruby.
// Other blocks become the paragraphs that a browser shows, other inline elements are
// replaced by their text. A heading becomes a paragraph in strong. What is hidden,
// runs code or takes input is removed.
//
// NewPassage writes the same as Markdown; the blockquote that it renders to has
// these contents.
func cleanFragment(fragment, base string) *html.Node {
	c := cleaner{bare: map[*html.Node]bool{}}
	if u, err := url.Parse(base); err == nil && u.Host != "" {
		c.base = u
	}
	c.into = &html.Node{Type: html.DocumentNode}
	root := c.into
	c.children(parseFragment(received(fragment)))
	c.flush()
	return root
}

// cleaner walks the tree of a fragment and builds the cleaned tree.
type cleaner struct {
	base *url.URL
	into *html.Node          // the block that is being filled
	deep int                 // nesting depth of that block
	bare map[*html.Node]bool // paragraphs made from text outside of any paragraph

	open []*html.Node // the open inline elements, as they will be written
	run  *html.Node   // the paragraph that is being filled, or nil
	tip  *html.Node   // where in it the next inline node goes
	isP  bool         // the walk is directly in a paragraph element
}

func (c *cleaner) children(n *html.Node) {
	for child := range n.ChildNodes() {
		c.node(child)
	}
}

func (c *cleaner) node(n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		c.text(n.Data)
	case n.Type != html.ElementNode || isDropped(n):
	case n.Data == "math":
		c.text(mathText(n))
	case n.Data == "img" || n.Data == "image":
		if alt := attribute(n, "alt"); isEmoji(alt) {
			c.text(cleanCaptured(alt))
		}
	case n.Data == "br":
		c.ready().AppendChild(element(atom.Br))
	case isFragmentBlock(n.Data):
		c.block(n)
	default:
		c.inline(n)
	}
}

// text adds text to the paragraph. White space alone does not begin one.
func (c *cleaner) text(s string) {
	if c.run == nil && strings.Trim(s, spaces) == "" {
		return
	}
	c.ready().AppendChild(textNode(s))
}

// ready returns the node that the next inline node is added to.
func (c *cleaner) ready() *html.Node {
	if c.run == nil {
		c.run = element(atom.P)
		c.bare[c.run] = !c.isP
		c.tip = c.run
		for _, open := range c.open {
			c.enter(open)
		}
	}
	return c.tip
}

// enter begins an inline element in the open paragraph.
func (c *cleaner) enter(like *html.Node) {
	n := &html.Node{Type: html.ElementNode, Data: like.Data, DataAtom: like.DataAtom, Attr: like.Attr}
	c.tip.AppendChild(n)
	c.tip = n
}

// inline walks through an inline element. If it contains blocks, it is repeated in
// each of their paragraphs.
func (c *cleaner) inline(n *html.Node) {
	like := c.inlineLike(n)
	if like == nil {
		c.children(n)
		return
	}
	c.open = append(c.open, like)
	if c.run != nil {
		c.enter(like)
	}
	c.children(n)
	c.open = c.open[:len(c.open)-1]
	if c.run != nil {
		c.tip = c.tip.Parent
	}
}

// flush ends the open paragraph, and drops it if nothing in it is visible.
func (c *cleaner) flush() {
	p := c.run
	c.run, c.tip = nil, nil
	if p == nil {
		return
	}
	if settleInline(p); p.FirstChild == nil {
		delete(c.bare, p)
		return
	}
	c.into.AppendChild(p)
}

// block cleans a block. What is before and after it goes into other paragraphs.
func (c *cleaner) block(n *html.Node) {
	c.flush()
	wasP := c.isP
	c.isP = n.Data == "p"
	switch n.Data {
	case "blockquote":
		c.nested(n, element(atom.Blockquote))
	case "ul", "ol", "menu", "dir":
		c.list(n)
	case "li":
		c.orphan(n)
	case "pre", "listing", "xmp":
		c.pre(n)
	case "hr":
		c.into.AppendChild(element(atom.Hr))
	case "table":
		c.table(n)
	case "thead", "tbody", "tfoot", "tr", "td", "th", "caption":
		c.strayTable(n)
	case "h1", "h2", "h3", "h4", "h5", "h6":
		c.isP = true
		c.within(element(atom.Strong), func() { c.children(n) })
	default:
		c.children(n)
	}
	c.flush()
	c.isP = wasP
}

// within calls do as if inside of an inline element, unless one of its name is open.
func (c *cleaner) within(like *html.Node, do func()) {
	if c.isOpen(like.Data) {
		do()
		return
	}
	c.open = append(c.open, like)
	do()
	c.flush()
	c.open = c.open[:len(c.open)-1]
}

func (c *cleaner) isOpen(name string) bool {
	return slices.ContainsFunc(c.open, func(n *html.Node) bool { return n.Data == name })
}

// nested fills a block with the children of n, and adds it unless it stays empty.
func (c *cleaner) nested(n, block *html.Node) {
	if c.deep >= deepestBlock {
		c.children(n)
		return
	}
	c.fill(block, func() { c.children(n) })
	if block.FirstChild != nil {
		c.into.AppendChild(block)
	}
}

// fill calls do with block as the block to be filled.
func (c *cleaner) fill(block *html.Node, do func()) {
	outer, wasP := c.into, c.isP
	c.into, c.isP = block, false
	c.deep++
	do()
	c.flush()
	c.deep--
	c.into, c.isP = outer, wasP
}
