package markup

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// manner is how a block is written. If a block does not render correctly in one
// manner, the next one is tried.
type manner int

const (
	plainly manner = iota // Markdown as a person writes it
	safely                // Markdown with all punctuation escaped and with tags for emphasis
	asTags                // an HTML block
	asWords               // plain text in paragraphs
)

// writeBlock returns the lines of Markdown for a cleaned block, without blank lines
// at either end.
func writeBlock(n *html.Node, how manner) []string {
	switch how {
	case asTags:
		return tagLines(n)
	case asWords:
		return wordLines(n)
	}
	w := blockWriter{safe: how == safely}
	return w.block(n, false)
}

// blockWriter writes blocks as Markdown.
type blockWriter struct {
	safe bool
}

// block writes one block. other means that it is a list right after one of the same
// kind, so that it needs a different marker.
func (w blockWriter) block(n *html.Node, other bool) []string {
	switch n.DataAtom {
	case atom.Blockquote:
		return quoted(w.blocks(n, true))
	case atom.Ul, atom.Ol:
		return w.list(n, other)
	case atom.Pre:
		if code := n.FirstChild; code != nil && code.DataAtom == atom.Code && isText(code) {
			return fenced(code)
		}
	case atom.Table:
		if lines := w.table(n); lines != nil {
			return lines
		}
	case atom.Hr:
		return []string{"***"}
	case atom.P:
		return w.words(children(n))
	}
	return tagLines(n)
}

// blocks writes the children of a block, with or without blank lines between them.
// Bare text is written like a paragraph.
func (w blockWriter) blocks(parent *html.Node, apart bool) []string {
	var lines []string
	add := func(more []string) {
		if apart && len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, more...)
	}
	var before *html.Node
	other := false
	for n := parent.FirstChild; n != nil; {
		if !isBlock(n) {
			var run []*html.Node
			for ; n != nil && !isBlock(n); n = n.NextSibling {
				run = append(run, n)
			}
			add(w.words(run))
			before = nil
			continue
		}
		other = before != nil && before.DataAtom == n.DataAtom && !other
		add(w.block(n, other))
		before, n = n, n.NextSibling
	}
	return lines
}

func (w blockWriter) words(run []*html.Node) []string {
	return strings.Split(writeInline(run, inlineManner{safe: w.safe}), "\n")
}

func children(n *html.Node) []*html.Node {
	var all []*html.Node
	for child := range n.ChildNodes() {
		all = append(all, child)
	}
	return all
}

// isText reports whether n contains only text.
func isText(n *html.Node) bool {
	for child := range n.ChildNodes() {
		if child.Type != html.TextNode {
			return false
		}
	}
	return true
}

// quoted puts the marker of a quote before lines.
func quoted(lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		if out[i] = ">"; line != "" {
			out[i] += " " + line
		}
	}
	return out
}

// list writes a list; its items are separated by blank lines if they contain
// paragraphs. Markdown can't express a list in which only some do, or a single item
// with a single paragraph.
func (w blockWriter) list(list *html.Node, other bool) []string {
	loose, tight := false, false
	for item := range list.ChildNodes() {
		for n := range item.ChildNodes() {
			loose = loose || n.DataAtom == atom.P
			tight = tight || !isBlock(n)
		}
	}
	if loose && (tight || list.FirstChild == list.LastChild && list.FirstChild.FirstChild == list.FirstChild.LastChild) {
		return tagLines(list)
	}
	number, ordered := 1, list.DataAtom == atom.Ol
	if start, err := strconv.Atoi(attribute(list, "start")); err == nil {
		number = start
	}
	var lines []string
	for item := range list.ChildNodes() {
		marker := "- "
		switch {
		case ordered && other:
			marker = strconv.Itoa(number) + ") "
		case ordered:
			marker = strconv.Itoa(number) + ". "
		case other:
			marker = "* "
		}
		number++
		if loose && len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, indented(marker, w.blocks(item, loose))...)
	}
	return lines
}

// indented puts a marker before the first of the lines, and as many spaces before
// the others.
func indented(marker string, lines []string) []string {
	indent := strings.Repeat(" ", len(marker))
	out := make([]string, len(lines))
	for i, line := range lines {
		switch {
		case i == 0:
			out[i] = marker + line
		case line != "":
			out[i] = indent + line
		}
	}
	return out
}

// fenced writes preformatted text between fences that do not occur in it.
func fenced(code *html.Node) []string {
	text := strings.TrimSuffix(textOf(code), "\n")
	fence := strings.Repeat("`", max(3, longestRun(text, '`')+1))
	lines := []string{fence + strings.TrimPrefix(attribute(code, "class"), "language-")}
	lines = append(lines, strings.Split(text, "\n")...)
	return append(lines, fence)
}

// longestRun returns the length of the longest run of a character.
func longestRun(s string, c byte) int {
	longest, n := 0, 0
	for i := range len(s) {
		if n++; s[i] != c {
			n = 0
		}
		longest = max(longest, n)
	}
	return longest
}

// table writes a table whose rows are as long as its head. It returns nil for
// others.
func (w blockWriter) table(table *html.Node) []string {
	head := table.FirstChild
	if head.DataAtom != atom.Thead || head.FirstChild == nil || head.FirstChild.NextSibling != nil {
		return nil
	}
	columns := len(children(head.FirstChild))
	lines := []string{w.row(head.FirstChild, atom.Th, columns), "|" + strings.Repeat(" --- |", columns)}
	if body := head.NextSibling; body != nil {
		if body.DataAtom != atom.Tbody || body.NextSibling != nil {
			return nil
		}
		for row := range body.ChildNodes() {
			lines = append(lines, w.row(row, atom.Td, columns))
		}
	}
	for _, line := range lines {
		if line == "" {
			return nil
		}
	}
	return lines
}

// row writes a row. It returns "" if Markdown can't express it.
func (w blockWriter) row(row *html.Node, name atom.Atom, columns int) string {
	var b strings.Builder
	b.WriteByte('|')
	for cell := range row.ChildNodes() {
		if columns--; cell.DataAtom != name || len(cell.Attr) > 0 || anyBlock(cell) {
			return ""
		}
		if b.WriteByte(' '); cell.FirstChild != nil {
			b.WriteString(writeInline(children(cell), inlineManner{safe: w.safe, cell: true}))
			b.WriteByte(' ')
		}
		b.WriteByte('|')
	}
	if columns != 0 {
		return ""
	}
	return b.String()
}

func anyBlock(parent *html.Node) bool {
	for n := range parent.ChildNodes() {
		if isBlock(n) {
			return true
		}
	}
	return false
}
