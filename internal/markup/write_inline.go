package markup

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/util"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// inlineManner is how inline content is written.
type inlineManner struct {
	safe bool // all punctuation escaped, tags for emphasis
	cell bool // in a table cell: on one line, with pipes escaped
	link bool // in the text of a link
}

// writeInline writes text and inline elements as Markdown. Lines are separated by
// hard breaks.
func writeInline(nodes []*html.Node, how inlineManner) string {
	w := inlineWriter{manner: how, fresh: true, tildes: hasTildes(nodes)}
	for _, n := range nodes {
		w.node(n)
	}
	w.settle()
	var b strings.Builder
	for _, p := range w.pieces {
		b.WriteString(p.s)
	}
	return b.String()
}

// hasTildes reports whether a tilde in the text could be a delimiter of
// strikethrough.
func hasTildes(nodes []*html.Node) bool {
	n := 0
	for _, node := range nodes {
		n += strings.Count(node.Data, "~")
		for d := range node.Descendants() {
			n += strings.Count(d.Data, "~")
			if d.DataAtom == atom.Del {
				return true
			}
		}
		if node.DataAtom == atom.Del {
			return true
		}
	}
	return n > 1
}

// piece is a piece of Markdown: finished text, or an emphasis delimiter.
type piece struct {
	s    string
	sign atom.Atom // element of the delimiter, 0 for text
	mate int       // index of the other delimiter
	ends bool      // it is the closing delimiter
}

type inlineWriter struct {
	manner inlineManner
	pieces []piece
	fresh  bool // at the beginning of a line
	second bool // and not of the first one
	tildes bool
}

func (w *inlineWriter) add(s string) {
	if s != "" {
		w.pieces = append(w.pieces, piece{s: s})
		w.fresh = false
	}
}

func (w *inlineWriter) last() string {
	if len(w.pieces) == 0 {
		return ""
	}
	return w.pieces[len(w.pieces)-1].s
}

func (w *inlineWriter) node(n *html.Node) {
	if n.Type == html.TextNode {
		w.add(w.escape(n.Data))
		return
	}
	switch n.DataAtom {
	case atom.Br:
		w.lineBreak()
	case atom.Em:
		w.emphasis(n, "*")
	case atom.Strong:
		w.emphasis(n, "**")
	case atom.Del:
		w.emphasis(n, "~~")
	case atom.Code:
		w.code(n)
	case atom.A:
		w.link(n)
	default:
		w.tags(n)
	}
}

func (w *inlineWriter) children(n *html.Node) {
	for child := range n.ChildNodes() {
		w.node(child)
	}
}

func (w *inlineWriter) lineBreak() {
	if w.manner.cell {
		w.add("<br>")
		return
	}
	w.add(hardBreak(w.last()) + "\n")
	w.fresh, w.second = true, true
}

// tags writes an element for which Markdown has no syntax.
func (w *inlineWriter) tags(n *html.Node) {
	open, end := tagsAround(n)
	if w.manner.cell {
		open = strings.ReplaceAll(open, "|", "&#124;")
	}
	w.add(open)
	w.children(n)
	w.add(end)
}

func (w *inlineWriter) emphasis(n *html.Node, sign string) {
	if w.manner.safe {
		w.tags(n)
		return
	}
	w.fresh = false
	at := len(w.pieces)
	w.pieces = append(w.pieces, piece{s: sign, sign: n.DataAtom})
	w.children(n)
	w.pieces[at].mate = len(w.pieces)
	w.pieces = append(w.pieces, piece{s: sign, sign: n.DataAtom, mate: at, ends: true})
}

// settle checks that each emphasis delimiter works in its position
// (https://spec.commonmark.org/0.31.2/#left-flanking-delimiter-run): after a Chinese
// full stop and before a letter, for instance, none does. Tags are used there.
// Adjacent delimiters are distinguished by their character.
func (w *inlineWriter) settle() {
	for i := range w.pieces {
		if p := &w.pieces[i]; p.sign == atom.Em && !p.ends && (w.touches(i) || w.touches(p.mate)) {
			p.s, w.pieces[p.mate].s = "_", "_"
		}
	}
	for i := range w.pieces {
		p := &w.pieces[i]
		if p.sign == 0 || p.ends {
			continue
		}
		if opens, _ := w.flanks(i); opens {
			if _, closes := w.flanks(p.mate); closes {
				continue
			}
		}
		p.s, w.pieces[p.mate].s = "<"+p.sign.String()+">", "</"+p.sign.String()+">"
	}
}

// touches reports whether the delimiter at i is next to another one with an
// asterisk.
func (w *inlineWriter) touches(i int) bool {
	return i > 0 && w.pieces[i-1].sign != 0 && strings.HasPrefix(w.pieces[i-1].s, "*") ||
		i+1 < len(w.pieces) && w.pieces[i+1].sign != 0 && strings.HasPrefix(w.pieces[i+1].s, "*")
}

// flanks reports whether the delimiter at i may open or close emphasis.
func (w *inlineWriter) flanks(i int) (opens, closes bool) {
	before, after := '\n', '\n'
	if i > 0 {
		before, _ = utf8.DecodeLastRuneInString(w.pieces[i-1].s)
	}
	if i+1 < len(w.pieces) {
		after, _ = utf8.DecodeRuneInString(w.pieces[i+1].s)
	}
	sign := rune(w.pieces[i].s[0])
	if before == sign || after == sign {
		return false, false
	}
	left := !util.IsSpaceRune(after) && (!util.IsPunctRune(after) || util.IsSpaceRune(before) || util.IsPunctRune(before))
	right := !util.IsSpaceRune(before) && (!util.IsPunctRune(before) || util.IsSpaceRune(after) || util.IsPunctRune(after))
	if sign == '_' {
		return left && (!right || util.IsPunctRune(before)), right && (!left || util.IsPunctRune(after))
	}
	return left, right
}

// code writes code between backticks, with a run that does not occur in it.
func (w *inlineWriter) code(n *html.Node) {
	if w.manner.safe || !isText(n) || strings.HasSuffix(w.last(), "`") {
		w.tags(n)
		return
	}
	text := textOf(n)
	fence := strings.Repeat("`", longestRun(text, '`')+1)
	if text[0] == '`' || text[len(text)-1] == '`' || text[0] == ' ' && text[len(text)-1] == ' ' {
		text = " " + text + " "
	}
	if w.manner.cell {
		text = strings.ReplaceAll(text, "|", `\|`)
	}
	w.add(fence + text + fence)
}

var mail = regexp.MustCompile(`^[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$`)

// link writes a link. One whose text is its address is written in angle brackets.
func (w *inlineWriter) link(n *html.Node) {
	href, title := attribute(n, "href"), attribute(n, "title")
	if w.manner.safe {
		w.tags(n)
		return
	}
	if strings.HasSuffix(w.last(), "!") { // it would be an image
		last := &w.pieces[len(w.pieces)-1]
		last.s = strings.TrimSuffix(last.s, "!") + `\!`
	}
	text := ""
	if isText(n) {
		text = textOf(n)
	}
	isWeb := strings.HasPrefix(href, "http://") || strings.HasPrefix(href, "https://")
	if title == "" && (text == href && isWeb && !(w.manner.cell && strings.Contains(href, "|")) || "mailto:"+text == href && mail.MatchString(text)) {
		w.add("<" + text + ">")
		return
	}
	w.add("[")
	w.manner.link = true
	w.children(n)
	w.manner.link = false
	w.add("](" + w.target(href, title) + ")")
}

// target writes the address and the title of a link.
func (w *inlineWriter) target(href, title string) string {
	href = escapeReferences(href)
	if !isBalanced(href) {
		href = "<" + href + ">"
	}
	if title != "" {
		href += ` "` + strings.ReplaceAll(escapeReferences(strings.ReplaceAll(title, `\`, `\\`)), `"`, `\"`) + `"`
	}
	if w.manner.cell {
		href = strings.ReplaceAll(href, "|", `\|`)
	}
	return href
}

// isBalanced reports whether the parentheses in an address match, as is required
// without angle brackets around it.
func isBalanced(href string) bool {
	depth := 0
	for i := range len(href) {
		switch href[i] {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth < 0 {
			return false
		}
	}
	return depth == 0
}

// escapeReferences escapes character references. A backslash does not suffice:
// goldmark removes it before it looks for them.
func escapeReferences(s string) string {
	return reference.ReplaceAllStringFunc(s, func(r string) string { return "&amp;" + r[1:] })
}
