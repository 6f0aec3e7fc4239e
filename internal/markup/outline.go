package markup

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// outline describes a tree so that two trees look the same to a reader if their
// outlines are equal: each element is on a line with its attributes, each text is as
// it is displayed. White space that browsers don't display is left out, and so are
// the line ends at the end of preformatted text.
func outline(nodes ...*html.Node) string {
	var o outliner
	for _, n := range nodes {
		o.node(n)
	}
	o.border()
	return o.b.String()
}

type outliner struct {
	b    strings.Builder
	text strings.Builder // of the current line
	gap  bool            // its last character is a space
	seen bool            // there was a character since the last border
	pre  bool
}

func (o *outliner) node(n *html.Node) {
	switch {
	case n.Type == html.TextNode && o.pre:
		o.text.WriteString(n.Data)
	case n.Type == html.TextNode:
		o.words(n.Data)
	case n.Type != html.ElementNode:
	case n.DataAtom == atom.Br && o.pre:
		o.text.WriteByte('\n')
	case n.DataAtom == atom.Pre:
		o.border()
		o.pre = true
		o.element(n)
		o.pre = false
	case n.DataAtom == atom.Br, isBlock(n), n.DataAtom == atom.Td, n.DataAtom == atom.Th:
		o.border()
		o.element(n)
		o.border()
	default:
		o.element(n)
	}
}

func (o *outliner) element(n *html.Node) {
	o.end()
	o.b.WriteString("<" + n.Data)
	for _, a := range slices.SortedFunc(slices.Values(n.Attr), func(a, b html.Attribute) int { return strings.Compare(a.Key, b.Key) }) {
		o.b.WriteString(" " + a.Key + "=\"" + a.Val + "\"")
	}
	o.b.WriteString(">\n")
	for child := range n.ChildNodes() {
		o.node(child)
	}
	if n.DataAtom == atom.Pre {
		text := strings.TrimRight(o.text.String(), "\n")
		o.text.Reset()
		o.text.WriteString(text)
	}
	o.end()
	o.b.WriteString("</" + n.Data + ">\n")
}

func (o *outliner) words(s string) {
	for i := range len(s) {
		switch c := s[i]; c {
		case ' ', '\t', '\n', '\r', '\f':
			if o.seen && !o.gap {
				o.text.WriteByte(' ')
				o.gap = true
			}
		default:
			o.text.WriteByte(c)
			o.gap, o.seen = false, true
		}
	}
}

// border ends a displayed line.
func (o *outliner) border() {
	if o.gap && !o.pre {
		text := strings.TrimSuffix(o.text.String(), " ")
		o.text.Reset()
		o.text.WriteString(text)
	}
	o.end()
	o.gap, o.seen = false, false
}

// end writes the collected text. The "#" before it and after its line ends
// distinguishes it from elements.
func (o *outliner) end() {
	if o.text.Len() == 0 {
		return
	}
	o.b.WriteString("#" + strings.ReplaceAll(o.text.String(), "\n", "\n#") + "\n")
	o.text.Reset()
}
