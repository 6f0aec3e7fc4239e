package tumblr

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"pullquote/internal/transfer/record"
)

// formatting is a range of a block's text: from the character at Start to the one
// before End, in Unicode code points. Ranges may overlap.
type formatting struct {
	Start int      `json:"start"`
	End   int      `json:"end"`
	Type  text     `json:"type"`
	URL   text     `json:"url"`
	Blog  blogInfo `json:"blog"`
}

var plainFormats = map[text]string{"bold": "strong", "italic": "em", "strikethrough": "s", "small": "small"}

// node makes the element of a range; nil for one that shows nothing.
func (f formatting) node() *html.Node {
	if name := plainFormats[f.Type]; name != "" {
		return element(name, nil)
	}
	address := ""
	switch f.Type {
	case "link":
		address = unwrapped(string(f.URL))
	case "mention":
		address = string(f.Blog.URL)
	}
	if u, err := record.URL(address, nil); err == nil {
		return element("a", map[string]string{"href": u})
	}
	return nil
}

// inline gives a text with its ranges as elements, which never overlap: one that
// would is parted.
func inline(s string, formats []formatting) []*html.Node {
	runes := []rune(s)
	root := element("span", nil)
	cuts := []int{0, len(runes)}
	var used []formatting
	for _, f := range formats {
		if f.Start, f.End = max(f.Start, 0), min(f.End, len(runes)); f.Start < f.End && f.node() != nil {
			used = append(used, f)
			cuts = append(cuts, f.Start, f.End)
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	slices.SortStableFunc(used, func(a, b formatting) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End))
	})
	type level struct {
		format int
		node   *html.Node
	}
	open := []level{{-1, root}}
	for i := 0; i+1 < len(cuts); i++ {
		var wanted []int
		for n, f := range used {
			if f.Start <= cuts[i] && f.End >= cuts[i+1] {
				wanted = append(wanted, n)
			}
		}
		same := 0
		for same < len(wanted) && same+1 < len(open) && open[same+1].format == wanted[same] {
			same++
		}
		open = open[:same+1]
		for _, n := range wanted[same:] {
			node := used[n].node()
			open[len(open)-1].node.AppendChild(node)
			open = append(open, level{n, node})
		}
		appendLines(open[len(open)-1].node, string(runes[cuts[i]:cuts[i+1]]))
	}
	return children(root)
}

// appendLines adds a text whose line ends break lines.
func appendLines(n *html.Node, s string) {
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			n.AppendChild(element("br", nil))
		}
		if line != "" {
			n.AppendChild(textNode(line))
		}
	}
}

// children takes the children off a node.
func children(n *html.Node) (out []*html.Node) {
	for c := n.FirstChild; c != nil; c = n.FirstChild {
		n.RemoveChild(c)
		out = append(out, c)
	}
	return out
}
