package markup

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var language = regexp.MustCompile(`(?:^|\s)lang(?:uage)?-([0-9A-Za-z+#._-]{1,40})(?:\s|$)`)

// pre cleans preformatted text: its characters as they are, in a code with the
// name of its language. With links or emphasis in it, which Markdown's code
// can't have, it is what it was.
func (c *cleaner) pre(n *html.Node) {
	pre := element(atom.Pre)
	f := preFiller{cleaner: c, tip: pre, first: true}
	for _, like := range c.open {
		f.enterLike(like)
	}
	f.fill(n)
	mergeAll(pre)
	if !isSeen(pre) {
		return
	}
	if !f.rich {
		text := strings.TrimRight(textOf(pre), "\n") + "\n"
		code := element(atom.Code)
		if f.language != "" {
			code.Attr = []html.Attribute{{Key: "class", Val: "language-" + f.language}}
		}
		removeChildren(pre)
		pre.AppendChild(code)
		code.AppendChild(textNode(text))
	}
	c.into.AppendChild(pre)
}

// preFiller copies what may stand in a pre.
type preFiller struct {
	*cleaner

	tip      *html.Node
	first    bool // no character has come
	newline  bool // the last character is a line end
	due      bool // a block ended: what comes stands on a line of its own
	rich     bool // there is more than characters
	language string
}

func (f *preFiller) enterLike(like *html.Node) {
	child := &html.Node{Type: html.ElementNode, Data: like.Data, DataAtom: like.DataAtom, Attr: like.Attr}
	f.tip.AppendChild(child)
	f.tip = child
	f.rich = f.rich || like.DataAtom != atom.Code
}

func (f *preFiller) fill(n *html.Node) {
	if m := language.FindStringSubmatch(attribute(n, "class")); m != nil && f.language == "" && (n.Data == "pre" || n.Data == "code") {
		f.language = m[1]
	}
	for child := range n.ChildNodes() {
		switch {
		case child.Type == html.TextNode:
			f.text(child.Data)
		case child.Type != html.ElementNode || isDropped(child):
		case child.Data == "br":
			f.text("\n")
		case isFragmentBlock(child.Data):
			f.due = true
			f.fill(child)
			f.due = true
		default:
			f.inline(child)
		}
	}
}

func (f *preFiller) inline(n *html.Node) {
	like := f.inlineLike(n)
	if like == nil || !isSeen(n) {
		f.fill(n)
		return
	}
	outer := f.tip
	f.enterLike(like)
	f.cleaner.open = append(f.cleaner.open, like)
	f.fill(n)
	f.cleaner.open = f.cleaner.open[:len(f.cleaner.open)-1]
	f.tip = outer
}

func (f *preFiller) text(s string) {
	if f.first { // the line end after the tag is not shown
		s = strings.TrimPrefix(s, "\n")
	}
	if s == "" {
		f.first = false
		return
	}
	if f.due && !f.first && !f.newline {
		s = "\n" + s
	}
	f.first, f.due = false, false
	f.newline = strings.HasSuffix(s, "\n")
	f.tip.AppendChild(textNode(s))
}

// textOf gives the characters in n.
func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}
