package markup

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// settleInline normalises the contents of a paragraph to what is displayed: white
// space is folded, spaces and breaks are moved out of the elements that they begin
// or end, elements without visible text are unwrapped, code is reduced to
// characters, and adjacent emphasis or code is merged.
func settleInline(p *html.Node) {
	f := folder{start: true}
	f.fold(p)
	f.trim()
	hoistAll(p)
	plainCode(p)
	mergeAll(p)
	trimBreaks(p)
	if !isSeen(p) {
		removeChildren(p)
	}
}

// folder folds white space across the elements of a paragraph.
type folder struct {
	start bool       // the current line is still empty
	gap   *html.Node // the text that ends in a space, if that is the last character
}

func (f *folder) fold(n *html.Node) {
	for child := n.FirstChild; child != nil; {
		next := child.NextSibling
		switch {
		case child.Type == html.TextNode:
			if child.Data = f.text(child.Data); child.Data == "" {
				n.RemoveChild(child)
				break
			}
			f.gap = nil
			if strings.HasSuffix(child.Data, " ") {
				f.gap = child
			}
			f.start = false
		case child.DataAtom == atom.Br:
			f.trim()
			f.start = true
		default:
			f.fold(child)
		}
		child = next
	}
}

// text folds the white space of a text, depending on what was folded before.
func (f *folder) text(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := f.start || f.gap != nil
	for i := range len(s) {
		switch c := s[i]; c {
		case ' ', '\t', '\n', '\r', '\f':
			if !space {
				b.WriteByte(' ')
			}
			space = true
		default:
			b.WriteByte(c)
			space = false
		}
	}
	return b.String()
}

// trim removes the space at the end of a line.
func (f *folder) trim() {
	if f.gap == nil {
		return
	}
	if f.gap.Data = strings.TrimSuffix(f.gap.Data, " "); f.gap.Data == "" {
		f.gap.Parent.RemoveChild(f.gap)
	}
	f.gap = nil
}

// hoistAll moves spaces and breaks at the edges of inline elements out of them, and
// unwraps elements that have no visible text.
func hoistAll(parent *html.Node) {
	for n := parent.FirstChild; n != nil; {
		next := n.NextSibling
		if n.Type == html.ElementNode && n.DataAtom != atom.Br {
			hoistAll(n)
			hoist(n)
		}
		n = next
	}
}

func hoist(n *html.Node) {
	parent := n.Parent
	for first := n.FirstChild; first != nil; first = n.FirstChild {
		if first.DataAtom == atom.Br {
			n.RemoveChild(first)
			parent.InsertBefore(first, n)
			continue
		}
		if space := outerSpace(n, first, strings.TrimLeft); space != "" {
			parent.InsertBefore(textNode(space), n)
			if first.Data = first.Data[len(space):]; first.Data == "" {
				n.RemoveChild(first)
				continue
			}
		}
		break
	}
	for last := n.LastChild; last != nil; last = n.LastChild {
		if last.DataAtom == atom.Br {
			n.RemoveChild(last)
			parent.InsertBefore(last, n.NextSibling)
			continue
		}
		if space := outerSpace(n, last, strings.TrimRight); space != "" {
			parent.InsertBefore(textNode(space), n.NextSibling)
			if last.Data = last.Data[:len(last.Data)-len(space)]; last.Data == "" {
				n.RemoveChild(last)
				continue
			}
		}
		break
	}
	if !isSeen(n) {
		unwrap(n)
	}
}

// outerSpace returns the white space at an edge of an inline element that has to be
// moved out of it. That includes no-break spaces, since next to one a delimiter does
// not make emphasis.
func outerSpace(in, text *html.Node, trim func(s, cutset string) string) string {
	if text.Type != html.TextNode || !leavesSpaces[in.DataAtom] {
		return ""
	}
	rest := trim(text.Data, " \u00a0")
	if strings.HasPrefix(text.Data, rest) {
		return text.Data[len(rest):]
	}
	return text.Data[:len(text.Data)-len(rest)]
}

// leavesSpaces lists the elements that can't have white space at their edges:
// delimiters of emphasis have to touch words, and a link ends with its last word.
var leavesSpaces = map[atom.Atom]bool{atom.Em: true, atom.Strong: true, atom.Del: true, atom.A: true}

// isSeen reports whether n contains visible text.
func isSeen(n *html.Node) bool {
	for d := range n.Descendants() {
		if d.Type == html.TextNode && strings.ContainsFunc(d.Data, isVisible) {
			return true
		}
	}
	return false
}

// isVisible reports whether a character is visible, rather than a space, a joiner or
// the like.
func isVisible(r rune) bool {
	switch r {
	case '\u00ad', '\u180e', '\u2060', '\u3164':
		return false
	}
	return !unicode.IsSpace(r) && (r < '\u200b' || r > '\u200f')
}

// mergeAll merges adjacent texts, and adjacent emphasis or code of the same kind.
func mergeAll(parent *html.Node) {
	for n := parent.FirstChild; n != nil; n = n.NextSibling {
		if n.Type == html.TextNode {
			mergeText(n)
			continue
		}
		for next := n.NextSibling; next != nil && isSame(n, next); next = n.NextSibling {
			parent.RemoveChild(next)
			moveChildren(next, n)
		}
		mergeAll(n)
	}
}

func mergeText(n *html.Node) {
	if next := n.NextSibling; next == nil || next.Type != html.TextNode {
		return
	}
	var b strings.Builder
	b.WriteString(n.Data)
	for next := n.NextSibling; next != nil && next.Type == html.TextNode; next = n.NextSibling {
		b.WriteString(next.Data)
		n.Parent.RemoveChild(next)
	}
	n.Data = b.String()
}

func isSame(a, b *html.Node) bool {
	return a.DataAtom == b.DataAtom && (a.DataAtom == atom.Em || a.DataAtom == atom.Strong || a.DataAtom == atom.Del || a.DataAtom == atom.Code)
}

func moveChildren(from, to *html.Node) {
	for child := from.FirstChild; child != nil; child = from.FirstChild {
		from.RemoveChild(child)
		to.AppendChild(child)
	}
}

func removeChildren(n *html.Node) {
	for n.FirstChild != nil {
		n.RemoveChild(n.FirstChild)
	}
}

// trimBreaks removes the breaks at both ends of a paragraph.
func trimBreaks(p *html.Node) {
	for p.FirstChild != nil && p.FirstChild.DataAtom == atom.Br {
		p.RemoveChild(p.FirstChild)
	}
	for p.LastChild != nil && p.LastChild.DataAtom == atom.Br {
		p.RemoveChild(p.LastChild)
	}
}
