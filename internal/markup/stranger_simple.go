package markup

import (
	"strconv"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// mostPadding limits the cells added to make all rows equally long: a padded table
// may have at most so many times the cells of the original.
const mostPadding = 4

// isSimple reports whether Markdown can express a table: no cell spans several rows or
// contains blocks other than paragraphs and plain lists.
func isSimple(table *html.Node) bool {
	cells, rows, columns := 0, 0, 0
	for n := range table.Descendants() {
		switch {
		case n.DataAtom == atom.Tr:
			rows++
			columns = max(columns, widthOf(n))
		case isCell(n):
			cells++
			if attribute(n, "rowspan") != "" || !isLines(n) {
				return false
			}
		case n.DataAtom == atom.Caption && !isLines(n):
			return false
		}
	}
	return rows > 0 && rows*columns <= cells*mostPadding
}

// widthOf returns the number of columns that a row takes up.
func widthOf(row *html.Node) (columns int) {
	for cell := range row.ChildNodes() {
		columns += spanOf(cell)
	}
	return columns
}

// spanOf returns the number of columns that a cleaned cell takes up.
func spanOf(cell *html.Node) int {
	span, err := strconv.Atoi(attribute(cell, "colspan"))
	if err != nil {
		return 1
	}
	return span
}

// isLines reports whether a cell contains only text, paragraphs, and lists without
// numbers whose items are such text.
func isLines(cell *html.Node) bool {
	for n := range cell.ChildNodes() {
		if n.DataAtom == atom.Ul {
			for item := range n.ChildNodes() {
				if !isWords(item) {
					return false
				}
			}
		} else if isBlock(n) && n.DataAtom != atom.P {
			return false
		}
	}
	return true
}

// isWords reports whether an element contains only text and paragraphs.
func isWords(parent *html.Node) bool {
	for n := range parent.ChildNodes() {
		if isBlock(n) && n.DataAtom != atom.P {
			return false
		}
	}
	return true
}

// simplify converts a table to the form of Markdown's: the first row is the head, an
// empty one if the page's table has none, all rows are equally long, and headings in
// other rows become strong text. A caption becomes a paragraph before the table.
func simplify(table *html.Node) {
	var rows []*html.Node
	headed := false
	for group := table.FirstChild; group != nil; group = table.FirstChild {
		table.RemoveChild(group)
		switch {
		case group.DataAtom == atom.Caption:
			p := element(atom.P)
			joinLines(group)
			moveChildren(group, p)
			table.Parent.InsertBefore(p, table)
		case group.DataAtom == atom.Thead && len(rows) == 0:
			headed = true
			fallthrough
		default:
			for row := range group.ChildNodes() {
				rows = append(rows, row)
			}
		}
	}
	columns := 0
	for _, row := range rows {
		columns = max(columns, widthOf(row))
	}
	if !headed {
		rows = append([]*html.Node{element(atom.Tr)}, rows...)
	}
	head, body := element(atom.Thead), element(atom.Tbody)
	table.AppendChild(head)
	for i, row := range rows {
		into, name := body, atom.Td
		if i == 0 {
			into, name = head, atom.Th
		}
		into.AppendChild(simpleRow(row, name, columns))
	}
	if body.FirstChild != nil {
		table.AppendChild(body)
	}
}

// simpleRow returns a row of cells with that name, padded to the number of columns.
func simpleRow(row *html.Node, name atom.Atom, columns int) *html.Node {
	out := element(atom.Tr)
	for _, cell := range children(row) {
		span := spanOf(cell)
		columns -= span
		joinLines(cell)
		heading := cell.DataAtom == atom.Th && name == atom.Td && cell.FirstChild != nil && !holds(cell, "strong")
		simple := element(name)
		if heading {
			simple.AppendChild(element(atom.Strong))
			moveChildren(cell, simple.FirstChild)
		} else {
			moveChildren(cell, simple)
		}
		out.AppendChild(simple)
		for range span - 1 {
			out.AppendChild(element(name))
		}
	}
	for range columns {
		out.AppendChild(element(name))
	}
	return out
}

// joinLines replaces the paragraphs and the items of the lists in a cell by text with
// breaks between them.
func joinLines(cell *html.Node) {
	for n := cell.FirstChild; n != nil; {
		next := n.NextSibling
		if n.DataAtom == atom.Ul {
			for item := n.FirstChild; item != nil; item = n.FirstChild {
				n.RemoveChild(item)
				joinParagraphs(item)
				p := element(atom.P)
				moveChildren(item, p)
				cell.InsertBefore(p, n)
			}
			cell.RemoveChild(n)
		}
		n = next
	}
	joinParagraphs(cell)
}

// joinParagraphs replaces the paragraphs of a cell by text with breaks between them.
func joinParagraphs(cell *html.Node) {
	for n := cell.FirstChild; n != nil; {
		next := n.NextSibling
		if n.PrevSibling != nil && (n.DataAtom == atom.P || n.PrevSibling.DataAtom == atom.P) {
			cell.InsertBefore(element(atom.Br), n)
		}
		n = next
	}
	for n := cell.FirstChild; n != nil; {
		next := n.NextSibling
		if n.DataAtom == atom.P {
			unwrap(n)
		}
		n = next
	}
}
