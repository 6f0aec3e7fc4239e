package markup

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// WordPress stores a post of the classic editor without its paragraphs and makes
// them when it shows the post (wpautop in wp-includes/formatting.php). Here that is
// done in the tree: loose text, which is in no paragraph, is split at blank lines,
// and the line ends within become breaks. What is in a paragraph, a heading or
// preformatted text already is left alone.

// partParagraphs makes the paragraphs of a WordPress body and reports whether it
// changed anything. Loose text becomes paragraphs if the body has no paragraph of
// its own. In a body that has some, and in a quote, a list item or another
// container, it does only if a blank line splits it: an author who writes paragraph
// tags leaves no blank line for that purpose.
func partParagraphs(body *html.Node) bool {
	runs := looseRuns(body)
	changed := len(runs) > 0 && (!hasParagraph(body) || anyParted(runs))
	if changed {
		partAll(runs)
	}
	return partContainers(body) || changed
}

func hasParagraph(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Data == "p" && c.Type == html.ElementNode {
			return true
		}
	}
	return false
}

// partContainers applies the rules of partParagraphs to the blocks below n.
func partContainers(n *html.Node) bool {
	changed := false
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if !isBlock(c) || keepsLines[c.Data] || hasOwnParagraphs[c.Data] {
			continue
		}
		switch runs := looseRuns(c); {
		case holdsProse[c.Data] && anyParted(runs):
			partAll(runs)
			changed = true
		case breaksLines[c.Data]:
			for _, run := range runs {
				changed = run.breakLines() || changed
			}
		}
		changed = partContainers(c) || changed
	}
	return changed
}

// holdsProse lists the blocks that may contain paragraphs.
var holdsProse = map[string]bool{
	"article": true, "aside": true, "blockquote": true, "center": true, "dd": true, "details": true, "div": true,
	"figcaption": true, "footer": true, "header": true, "li": true, "section": true,
}

// breaksLines lists the blocks in which line ends become breaks even outside of
// paragraphs.
var breaksLines = map[string]bool{
	"address": true, "blockquote": true, "center": true, "dd": true, "div": true, "dt": true, "li": true,
}

// hasOwnParagraphs lists the blocks whose text is not loose.
var hasOwnParagraphs = map[string]bool{
	"p": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true,
}

// keepsLines lists the elements whose line ends are left alone: they are displayed
// already, or don't mean lines.
var keepsLines = map[string]bool{
	"pre": true, "code": true, "kbd": true, "samp": true, "picture": true, "ruby": true,
}

// looseRun is a run of text and inline elements between blocks.
type looseRun struct {
	nodes []*html.Node
	next  *html.Node // the block after the run, nil at the end
}

// looseRuns returns the visible runs directly in n.
func looseRuns(n *html.Node) []looseRun {
	var runs []looseRun
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		var run looseRun
		seen := false
		for ; c != nil && !holdsBlock(c); c = c.NextSibling {
			run.nodes = append(run.nodes, c)
			seen = seen || c.Type == html.ElementNode || strings.TrimSpace(c.Data) != "" || strings.Contains(c.Data, "\u00a0")
		}
		run.next = c
		if seen {
			runs = append(runs, run)
		}
		if c == nil {
			break
		}
	}
	return runs
}

// holdsBlock reports whether n is a block or an inline element around one, neither
// of which can be in a paragraph.
func holdsBlock(n *html.Node) bool {
	if n.Type != html.ElementNode {
		return false
	}
	if isBlock(n) {
		return true
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if holdsBlock(c) {
			return true
		}
	}
	return false
}

var blankLine = regexp.MustCompile(`[ \t]*\n(?:[ \t]*\n)+[ \t]*`)

// anyParted reports whether a blank line splits one of the runs.
func anyParted(runs []looseRun) bool {
	for _, run := range runs {
		if len(run.pieces()) > 1 {
			return true
		}
	}
	return false
}

// pieces returns the nodes of each paragraph of a run. The texts at both ends are
// trimmed, as copies: the run's own text nodes are not changed.
func (r looseRun) pieces() [][]*html.Node {
	var pieces [][]*html.Node
	var piece []*html.Node
	flush := func() {
		if piece = trimmed(piece); len(piece) > 0 {
			pieces = append(pieces, piece)
		}
		piece = nil
	}
	for _, n := range r.nodes {
		if n.Type != html.TextNode {
			piece = append(piece, n)
			continue
		}
		for i, text := range blankLine.Split(n.Data, -1) {
			if i > 0 {
				flush()
			}
			if text != "" {
				piece = append(piece, textNode(text))
			}
		}
	}
	flush()
	return pieces
}

// trimmed removes white space from both ends of a future paragraph.
func trimmed(nodes []*html.Node) []*html.Node {
	for len(nodes) > 0 && nodes[0].Type == html.TextNode {
		if nodes[0].Data = strings.TrimLeft(nodes[0].Data, " \t\n"); nodes[0].Data != "" {
			break
		}
		nodes = nodes[1:]
	}
	for len(nodes) > 0 && nodes[len(nodes)-1].Type == html.TextNode {
		last := nodes[len(nodes)-1]
		if last.Data = strings.TrimRight(last.Data, " \t\n"); last.Data != "" {
			break
		}
		nodes = nodes[:len(nodes)-1]
	}
	return nodes
}

func partAll(runs []looseRun) {
	for _, run := range runs {
		run.part()
	}
}

// part replaces a run by paragraphs.
func (r looseRun) part() {
	parent := r.nodes[0].Parent
	pieces := r.pieces()
	for _, n := range r.nodes {
		parent.RemoveChild(n)
	}
	for i, piece := range pieces {
		p := &html.Node{Type: html.ElementNode, Data: "p", DataAtom: atom.P}
		for _, n := range piece {
			p.AppendChild(n)
		}
		linkAddresses(p)
		breakLines(p, true)
		parent.InsertBefore(p, r.next)
		if i < len(pieces)-1 || r.next != nil {
			parent.InsertBefore(textNode("\n"), r.next)
		}
	}
}

// breakLines breaks the lines of a run that does not become a paragraph, and reports
// whether there are several. White space around the run stays.
func (r looseRun) breakLines() bool {
	parent := r.nodes[0].Parent
	several := false
	line := &html.Node{Type: html.ElementNode, Data: "p"} // temporary parent
	for _, n := range r.nodes {
		parent.RemoveChild(n)
		line.AppendChild(n)
	}
	before, after := edge(line.FirstChild, strings.TrimLeft), edge(line.LastChild, strings.TrimRight)
	several = hasLineEnd(line)
	breakLines(line, true)
	insert := func(n *html.Node) { parent.InsertBefore(n, r.next) }
	if before != "" {
		insert(textNode(before))
	}
	for c := line.FirstChild; c != nil; c = line.FirstChild {
		line.RemoveChild(c)
		insert(c)
	}
	if after != "" {
		insert(textNode(after))
	}
	return several
}

// edge trims the white space off a text at the end of a run, and returns it.
func edge(n *html.Node, trim func(s, cutset string) string) string {
	if n == nil || n.Type != html.TextNode {
		return ""
	}
	whole := n.Data
	n.Data = trim(whole, " \t\n")
	if strings.HasPrefix(whole, n.Data) {
		return whole[len(n.Data):]
	}
	return whole[:len(whole)-len(n.Data)]
}

// hasLineEnd reports whether breakLines would break a line in n.
func hasLineEnd(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode && strings.Contains(c.Data, "\n") || c.Type == html.ElementNode && !keepsLines[c.Data] && hasLineEnd(c) {
			return true
		}
	}
	return false
}

var lineOfAddress = regexp.MustCompile(`(?m)^[ \t]*(https?://[^\s<>"]+)[ \t]*$`)

// linkAddresses links addresses that have a line of a paragraph to themselves.
// WordPress embeds their target there, or links to it if it can't.
func linkAddresses(p *html.Node) {
	for c := p.FirstChild; c != nil; {
		next := c.NextSibling
		if c.Type == html.TextNode && strings.Contains(c.Data, "://") {
			linkLines(c)
		}
		c = next
	}
}

// linkLines links the addresses in a text that have a line to themselves.
func linkLines(n *html.Node) {
	text, from := n.Data, 0
	insert := func(piece *html.Node) { n.Parent.InsertBefore(piece, n) }
	for _, at := range lineOfAddress.FindAllStringSubmatchIndex(text, -1) {
		if at[0] == 0 && n.PrevSibling != nil && !isBreak(n.PrevSibling) || at[1] == len(text) && n.NextSibling != nil && !isBreak(n.NextSibling) {
			continue
		}
		address := text[at[2]:at[3]]
		link := &html.Node{Type: html.ElementNode, Data: "a", DataAtom: atom.A, Attr: []html.Attribute{{Key: "href", Val: address}}}
		link.AppendChild(textNode(address))
		if at[2] > from {
			insert(textNode(text[from:at[2]]))
		}
		insert(link)
		from = at[3]
	}
	n.Data = text[from:]
}

// breakLines inserts a break before each line end in a paragraph, also within
// emphasis and links. White space that only formats the source, between the tags in
// a link for instance, stays.
func breakLines(n *html.Node, paragraph bool) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		switch {
		case c.Type == html.ElementNode && !keepsLines[c.Data]:
			breakLines(c, false)
		case c.Type == html.TextNode && strings.Contains(c.Data, "\n") && (paragraph || strings.TrimSpace(c.Data) != ""):
			breakText(c)
		}
		c = next
	}
}

// breakText is breakLines for one text. A line end beside an existing break counts
// as that break.
func breakText(text *html.Node) {
	parent, lines := text.Parent, strings.Split(text.Data, "\n")
	for i, line := range lines {
		first, last := i == 0, i == len(lines)-1
		if !last {
			line = strings.TrimRight(line, " \t")
		}
		if !first {
			broken := i == 1 && strings.TrimSpace(lines[0]) == "" && isBreak(text.PrevSibling) ||
				last && strings.TrimSpace(line) == "" && isBreak(text.NextSibling)
			if !broken {
				parent.InsertBefore(&html.Node{Type: html.ElementNode, Data: "br", DataAtom: atom.Br}, text)
			}
			line = "\n" + line
		}
		if line != "" {
			parent.InsertBefore(textNode(line), text)
		}
	}
	parent.RemoveChild(text)
}

func isBreak(n *html.Node) bool { return n != nil && n.Type == html.ElementNode && n.Data == "br" }

func textNode(text string) *html.Node { return &html.Node{Type: html.TextNode, Data: text} }
