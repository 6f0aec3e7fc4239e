package tumblr

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"pullquote/internal/transfer/record"
)

// formatting is a range of a block's text, from Start up to but not including End, in
// Unicode code points. Ranges may overlap.
type formatting struct {
	Start number   `json:"start"`
	End   number   `json:"end"`
	Type  text     `json:"type"`
	URL   text     `json:"url"`
	Blog  blogInfo `json:"blog"`
}

var plainFormats = map[text]string{"bold": "strong", "italic": "em", "strikethrough": "s", "small": "small"}

// element returns the name of a range's element, and the address if it is a link; an
// empty name if it has no effect.
func (f formatting) element() (name, href string) {
	if name := plainFormats[f.Type]; name != "" {
		return name, ""
	}
	address := ""
	switch f.Type {
	case "link":
		address = unwrapped(string(f.URL))
	case "mention":
		if address = string(f.Blog.URL); address == "" && blogName.MatchString(string(f.Blog.Name)) {
			address = "https://" + string(f.Blog.Name) + ".tumblr.com/"
		}
	}
	if u, err := record.URL(address, nil); err == nil {
		return "a", u
	}
	return "", ""
}

// span is a range that overlaps no other of the same element.
type span struct {
	start, end int
	name, href string
}

// node returns a new element for a span.
func (s span) node() *html.Node {
	if s.href != "" {
		return element(s.name, map[string]string{"href": s.href})
	}
	return element(s.name, nil)
}

// inline renders a text with its ranges as properly nested elements. Elements that would
// overlap others are split, except links.
func inline(s string, formats []formatting) []*html.Node {
	runes := []rune(s)
	root := element("span", nil)
	spans := spansOf(formats, len(runes))
	cuts := []int{0, len(runes)}
	for _, sp := range spans {
		cuts = append(cuts, sp.start, sp.end)
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)

	type level struct {
		span
		node *html.Node
	}
	open := []level{{span{0, len(runes) + 1, "", ""}, root}}
	for i := 0; i+1 < len(cuts); i++ {
		at := cuts[i]
		// Close what ends here, and reopen what was inside of it.
		var wanted []span
		for n := 1; n < len(open); n++ {
			if open[n].end > at {
				wanted = append(wanted, open[n].span)
			}
		}
		kept := 1
		for kept < len(open) && open[kept].end > at {
			kept++
		}
		open, wanted = open[:kept], wanted[kept-1:]
		for len(spans) > 0 && spans[0].start == at {
			wanted, spans = append(wanted, spans[0]), spans[1:]
		}
		for _, sp := range wanted {
			node := sp.node()
			open[len(open)-1].node.AppendChild(node)
			open = append(open, level{sp, node})
		}
		appendLines(open[len(open)-1].node, string(runes[at:cuts[i+1]]))
	}
	return children(root)
}

// spansOf returns the ranges within a text of that many characters, by where they open.
// Ranges of one kind are merged, links follow each other, and what crosses the border of
// a link is split there.
func spansOf(formats []formatting, length int) []span {
	kinds := map[string][]span{}
	for _, f := range formats {
		s := span{start: max(int(f.Start), 0), end: min(int(f.End), length)}
		if s.name, s.href = f.element(); s.name != "" && s.start < s.end {
			kinds[s.name] = append(kinds[s.name], s)
		}
	}
	links := united(kinds["a"])
	all := slices.Clone(links)
	for name, spans := range kinds {
		if name == "a" {
			continue
		}
		for _, s := range united(spans) {
			all = append(all, parted(s, links)...)
		}
	}
	slices.SortFunc(all, func(a, b span) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end), cmp.Compare(a.name, b.name))
	})
	return all
}

// united makes spans of one kind disjoint: overlapping ones with the same target are
// merged; of others the first is kept and the second shortened.
func united(spans []span) (out []span) {
	slices.SortStableFunc(spans, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	for _, s := range spans {
		if n := len(out); n > 0 && s.start < out[n-1].end {
			if s.href == out[n-1].href {
				out[n-1].end = max(out[n-1].end, s.end)
				continue
			}
			s.start = out[n-1].end
		}
		if s.start < s.end {
			out = append(out, s)
		}
	}
	return out
}

// parted splits a span that begins or ends inside of a link that it does not lie within.
func parted(s span, links []span) (out []span) {
	within := func(at int) (span, bool) {
		i, _ := slices.BinarySearchFunc(links, at, func(l span, at int) int { return cmp.Compare(l.end, at+1) })
		if i < len(links) && links[i].start < at && at < links[i].end {
			return links[i], true
		}
		return span{}, false
	}
	if l, ok := within(s.start); ok && l.end < s.end {
		first := s
		first.end, s.start = l.end, l.end
		out = append(out, first)
	}
	if l, ok := within(s.end); ok && l.start > s.start {
		first := s
		first.end, s.start = l.start, l.start
		out = append(out, first)
	}
	return append(out, s)
}

// appendLines appends a text with line breaks for its line ends.
func appendLines(n *html.Node, s string) {
	for i, line := range strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n") {
		if i > 0 {
			n.AppendChild(element("br", nil))
		}
		if line != "" {
			n.AppendChild(textNode(line))
		}
	}
}

// children removes the children of a node and returns them.
func children(n *html.Node) (out []*html.Node) {
	for c := n.FirstChild; c != nil; c = n.FirstChild {
		n.RemoveChild(c)
		out = append(out, c)
	}
	return out
}
