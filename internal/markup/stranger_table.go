package markup

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// tableParts lists the elements that occur only in tables.
var tableParts = map[string]bool{
	"caption": true, "tbody": true, "td": true, "tfoot": true, "th": true, "thead": true, "tr": true,
}

// isTablePart reports whether n is one of those elements.
func isTablePart(n *html.Node) bool { return n.Type == html.ElementNode && tableParts[n.Data] }

// table cleans a table. A layout table is replaced by the blocks in its cells.
func (c *cleaner) table(n *html.Node) {
	if role := strings.ToLower(attribute(n, "role")); role == "presentation" || role == "none" || holds(n, "table") {
		c.children(n)
		return
	}
	if code := listing(n); code != nil {
		c.children(code)
		return
	}
	c.tableOf(elementsIn(n))
}

// strayTable cleans parts of a table whose beginning is not part of the selection.
func (c *cleaner) strayTable(n *html.Node) {
	if prev := besides(n, before); prev != nil && isTablePart(prev) {
		return // it was handled together with the first part
	}
	var parts []*html.Node
	for part := n; part != nil && isTablePart(part); part = besides(part, after) {
		parts = append(parts, part)
	}
	c.tableOf(parts)
}

// tableOf cleans a table with these parts.
func (c *cleaner) tableOf(parts []*html.Node) {
	if c.deep+1 >= deepestBlock || !isTabular(parts) {
		for _, n := range parts {
			c.flush()
			c.children(n)
		}
		return
	}
	table := element(atom.Table)
	for _, n := range parts {
		switch n.Data {
		case "thead", "tbody", "tfoot":
			c.rows(table, n.DataAtom, elementsIn(n))
		case "caption":
			caption := element(atom.Caption)
			if c.cell(caption, n); caption.FirstChild != nil {
				table.AppendChild(caption)
			}
		default:
			c.rows(table, atom.Tbody, []*html.Node{n})
		}
	}
	markHead(table)
	if table.FirstChild == nil {
		return
	}
	c.into.AppendChild(table)
	if isSimple(table) {
		simplify(table)
	}
}

// isTabular reports whether the parts of a table contain a heading or at least two
// cells.
func isTabular(parts []*html.Node) bool {
	cells := 0
	for _, n := range parts {
		switch n.Data {
		case "th":
			return true
		case "td":
			if cells++; cells > 1 {
				return true
			}
		case "caption":
		default:
			if isTabular(elementsIn(n)) {
				return true
			}
		}
	}
	return false
}

// rows adds rows to the table's last group if that has the name, else to a new
// group. Loose cells form a row.
func (c *cleaner) rows(table *html.Node, name atom.Atom, rows []*html.Node) {
	group := table.LastChild
	if group == nil || group.DataAtom != name {
		group = element(name)
	}
	var loose *html.Node
	for _, n := range rows {
		switch n.Data {
		case "tr":
			loose = nil
			row := element(atom.Tr)
			for _, cell := range elementsIn(n) {
				c.addCell(row, cell)
			}
			if isSeen(row) {
				group.AppendChild(row)
			}
		case "td", "th":
			if last := group.LastChild; loose == nil && besides(n, before) != nil && last != nil {
				loose = last
			}
			if loose == nil {
				loose = element(atom.Tr)
				group.AppendChild(loose)
			}
			c.addCell(loose, n)
		}
	}
	if group.Parent == nil && isSeen(group) {
		table.AppendChild(group)
	}
}

func (c *cleaner) addCell(row, n *html.Node) {
	if n.Data != "td" && n.Data != "th" {
		return
	}
	cell := element(n.DataAtom)
	for _, key := range []string{"colspan", "rowspan"} {
		if span, err := strconv.Atoi(strings.TrimSpace(attribute(n, key))); err == nil && span > 1 && span <= 1000 {
			cell.Attr = append(cell.Attr, html.Attribute{Key: key, Val: strconv.Itoa(span)})
		}
	}
	c.cell(cell, n)
	row.AppendChild(cell)
}

// cell fills a cell. A single paragraph in it is unwrapped.
func (c *cleaner) cell(cell, n *html.Node) {
	c.fill(cell, func() { c.children(n) })
	if only := cell.FirstChild; only != nil && only.NextSibling == nil && only.DataAtom == atom.P {
		unwrap(only)
	}
	c.strip(cell)
}

// markHead moves a table's first row into a head if there is none and the row
// consists of headings: a browser shows the same, and Markdown can express it.
func markHead(table *html.Node) {
	body := table.FirstChild
	if body == nil || body.DataAtom != atom.Tbody || body.FirstChild == nil {
		return
	}
	row := body.FirstChild
	for cell := range row.ChildNodes() {
		if cell.DataAtom != atom.Th || attribute(cell, "rowspan") != "" {
			return
		}
	}
	head := element(atom.Thead)
	table.InsertBefore(head, body)
	body.RemoveChild(row)
	head.AppendChild(row)
	if body.FirstChild == nil {
		table.RemoveChild(body)
	}
}

// elementsIn returns the child elements of n that are not dropped.
func elementsIn(n *html.Node) []*html.Node {
	var all []*html.Node
	for child := range n.ChildNodes() {
		if child.Type == html.ElementNode && !isDropped(child) {
			all = append(all, child)
		}
	}
	return all
}

func before(n *html.Node) *html.Node { return n.PrevSibling }
func after(n *html.Node) *html.Node  { return n.NextSibling }

// besides returns the next sibling in a direction that is not white space.
func besides(n *html.Node, step func(*html.Node) *html.Node) *html.Node {
	for n = step(n); n != nil; n = step(n) {
		if n.Type != html.TextNode || strings.Trim(n.Data, spaces) != "" {
			return n
		}
	}
	return nil
}
