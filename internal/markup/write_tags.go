package markup

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// tagLines writes a block as HTML that Markdown passes through unchanged: no line of
// it is blank, since that would end the HTML block
// (https://spec.commonmark.org/0.31.2/#html-blocks).
func tagLines(n *html.Node) []string {
	var b strings.Builder
	writeTags(&b, n)
	return untangled(strings.Split(strings.Trim(b.String(), "\n"), "\n"), "[")
}

// untangled writes the brackets of long lines as character references: many of them
// would count as unclosed links. bracket is how a bracket is written in lines.
func untangled(lines []string, bracket string) []string {
	for i, line := range lines {
		if len(line) > tangledLine {
			lines[i] = strings.ReplaceAll(line, bracket, "&#91;")
		}
	}
	return lines
}

// writeTags writes blocks on lines of their own.
func writeTags(b *strings.Builder, n *html.Node) {
	switch {
	case n.DataAtom == atom.Pre:
		newLine(b)
		b.WriteString(unblank(tagsOf(n)))
		b.WriteByte('\n')
	case n.Type == html.ElementNode && anyBlock(n) && isBlock(n), n.DataAtom == atom.Tr, isCell(n) && anyBlock(n):
		newLine(b)
		open, end := tagsAround(n)
		b.WriteString(open)
		for child := range n.ChildNodes() {
			writeTags(b, child)
		}
		if n.DataAtom != atom.Tr {
			newLine(b)
		}
		b.WriteString(end + "\n")
	case isBlock(n):
		newLine(b)
		b.WriteString(tagsOf(n) + "\n")
	default:
		b.WriteString(tagsOf(n))
	}
}

func isCell(n *html.Node) bool { return n.DataAtom == atom.Td || n.DataAtom == atom.Th }

// newLine begins a new line unless at the beginning of one.
func newLine(b *strings.Builder) {
	if s := b.String(); s != "" && s[len(s)-1] != '\n' {
		b.WriteByte('\n')
	}
}

func tagsOf(n *html.Node) string {
	var b strings.Builder
	_ = html.Render(&b, n) // writing to a strings.Builder does not fail
	return b.String()
}

// tagsAround returns the start tag and the end tag of an element.
func tagsAround(n *html.Node) (open, end string) {
	end = "</" + n.Data + ">"
	empty := &html.Node{Type: html.ElementNode, Data: n.Data, DataAtom: n.DataAtom, Attr: n.Attr}
	return strings.TrimSuffix(tagsOf(empty), end), end
}

// unblank replaces the line ends before blank lines by character references, so that
// Markdown sees no blank line.
func unblank(s string) string {
	lines := strings.Split(s, "\n")
	var b strings.Builder
	for i, line := range lines {
		switch {
		case i == 0:
		case strings.Trim(line, " \t") == "":
			b.WriteString("&#10;")
		default:
			b.WriteByte('\n')
		}
		b.WriteString(line)
	}
	return b.String()
}

// wordLines writes the text of a block as paragraphs, with all punctuation escaped.
func wordLines(n *html.Node) []string {
	var w words
	r := reader{into: &w, inQuote: true, marks: true}
	r.read(n)
	w.end()
	var lines []string
	for _, p := range w.paragraphs {
		for _, text := range paragraphsOf(p) {
			if len(lines) > 0 {
				lines = append(lines, "")
			}
			lines = append(lines, text.broken(escapeAll)...)
		}
	}
	return untangled(lines, `\[`)
}
