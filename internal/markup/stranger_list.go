package markup

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// list cleans a list. A list directly within a list, which is common, is added to
// the item before it; other children become items.
func (c *cleaner) list(n *html.Node) {
	if c.deep+1 >= deepestBlock {
		c.children(n)
		return
	}
	list := element(atom.Ul)
	if n.Data == "ol" {
		list = element(atom.Ol)
		if start, err := strconv.Atoi(strings.TrimSpace(attribute(n, "start"))); err == nil && start != 1 && -99999 <= start && start <= 999999 {
			list.Attr = []html.Attribute{{Key: "start", Val: strconv.Itoa(start)}}
		}
	}
	c.deep++
	for child := range n.ChildNodes() {
		c.item(list, child)
	}
	c.deep--
	if even(list); list.FirstChild != nil {
		c.into.AppendChild(list)
	}
}

func (c *cleaner) item(list, n *html.Node) {
	if n.Type == html.TextNode && strings.Trim(n.Data, spaces) == "" || n.Type == html.ElementNode && isDropped(n) {
		return
	}
	isList := n.Type == html.ElementNode && (n.Data == "ul" || n.Data == "ol")
	item := element(atom.Li)
	if last := list.LastChild; isList && last != nil {
		item = last
	}
	c.fill(item, func() {
		if n.Type == html.ElementNode && n.Data == "li" {
			c.children(n)
		} else {
			c.node(n)
		}
	})
	c.strip(item)
	if item.Parent == nil && item.FirstChild != nil {
		list.AppendChild(item)
	}
}

// strip unwraps the paragraph at the beginning of an item or cell, if it was made
// from bare text and is the only one.
func (c *cleaner) strip(item *html.Node) {
	first := item.FirstChild
	if first == nil || !c.bare[first] {
		return
	}
	for n := first.NextSibling; n != nil; n = n.NextSibling {
		if n.DataAtom == atom.P {
			return
		}
	}
	unwrap(first)
}

// orphan cleans an item whose list is not part of the selection.
func (c *cleaner) orphan(n *html.Node) {
	if c.deep+1 >= deepestBlock {
		c.children(n)
		return
	}
	list := c.into.LastChild
	if list == nil || list.DataAtom != atom.Ul || !follows(n) {
		list = element(atom.Ul)
	}
	c.deep++
	c.item(list, n)
	c.deep--
	if list.Parent == nil && list.FirstChild != nil {
		c.into.AppendChild(list)
	}
	if next := besides(n, after); next == nil || next.Type != html.ElementNode || next.Data != n.Data {
		even(list)
	}
}

// follows reports whether an item follows another one.
func follows(n *html.Node) bool {
	for p := n.PrevSibling; p != nil; p = p.PrevSibling {
		if p.Type == html.ElementNode {
			return p.Data == n.Data
		}
		if p.Type == html.TextNode && strings.Trim(p.Data, spaces) != "" {
			return false
		}
	}
	return false
}

// even makes the items of a list uniform, as Markdown requires: all have paragraphs,
// or none has. Pages mix them without a meaning.
func even(list *html.Node) {
	loose, tight := false, false
	for item := range list.ChildNodes() {
		loose = loose || needsParagraphs(item)
		for n := range item.ChildNodes() {
			tight = tight || !isBlock(n)
		}
	}
	only := list.FirstChild
	switch {
	case only != nil && only.NextSibling == nil && only.FirstChild.NextSibling == nil && only.FirstChild.DataAtom == atom.P:
		unwrap(only.FirstChild)
	case loose:
		for item := range list.ChildNodes() {
			wrapRuns(item)
		}
	case tight:
		for item := range list.ChildNodes() {
			for n := item.FirstChild; n != nil; {
				next := n.NextSibling
				if n.DataAtom == atom.P {
					unwrap(n)
				}
				n = next
			}
		}
	}
}

// needsParagraphs reports whether the text of an item would run together without
// paragraphs: there are several, or one is where Markdown would take it as part of
// the block before.
func needsParagraphs(item *html.Node) bool {
	paragraphs, run := 0, false
	for n := range item.ChildNodes() {
		switch {
		case !isBlock(n) && run:
			continue
		case !isBlock(n) || n.DataAtom == atom.P:
			if paragraphs++; paragraphs > 1 || n.PrevSibling != nil && swallows(n.PrevSibling) {
				return true
			}
		case n.DataAtom == atom.Ol && attribute(n, "start") != "" && paragraphs > 0 && !swallows(n.PrevSibling):
			return true // its number would be taken for text
		}
		run = !isBlock(n)
	}
	return false
}

// swallows reports whether Markdown adds text right after a block to its last
// paragraph.
func swallows(n *html.Node) bool {
	return n.DataAtom == atom.Ul || n.DataAtom == atom.Ol || n.DataAtom == atom.Blockquote || n.DataAtom == atom.Table
}

// wrapRuns makes paragraphs of the bare text in an item.
func wrapRuns(item *html.Node) {
	for n := item.FirstChild; n != nil; n = n.NextSibling {
		if isBlock(n) {
			continue
		}
		p := element(atom.P)
		item.InsertBefore(p, n)
		for next := p.NextSibling; next != nil && !isBlock(next); next = p.NextSibling {
			item.RemoveChild(next)
			p.AppendChild(next)
		}
		n = p
	}
}
