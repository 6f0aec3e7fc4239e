package markup

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"pullquote/internal/blog"
)

// Passage is a captured selection, cleaned by the policy for captured text (see
// cleanFragment).
type Passage struct {
	Markdown string // a blockquote: every line begins with ">", without a final line end; empty if nothing is left
	Text     string // plain text, paragraphs separated by a blank line, like blog.Quote.Text
	Captured string // the same, but with the cells of tables separated by tabs, as browsers copy them, so that no term of a text fragment spans two cells
}

// NewPassage makes a blockquote from a selection. fragment is HTML as a browser
// serialised it, base the address of its page, against which relative links are
// resolved. It never fails: of a fragment made to confuse parsers, at least the text
// stays.
//
// The rendered blockquote has exactly the nodes of cleanFragment. That is verified
// for each block, and a block that Markdown would change is written as HTML. If even
// that renders differently, the block's text is written as paragraphs.
func NewPassage(fragment, base string) Passage {
	p, _ := newPassage(fragment, base)
	return p
}

// newPassage returns a passage and its blocks.
func newPassage(fragment, base string) (Passage, []*writtenBlock) {
	var blocks []*writtenBlock
	for n := range cleanFragment(fragment, base).ChildNodes() {
		blocks = append(blocks, newBlock(n))
	}
	if len(blocks) == 0 {
		return Passage{}, nil
	}
	for range proofs {
		if p, ok := assemble(blocks); ok {
			return p, blocks
		}
	}
	for _, how := range []manner{asTags, asWords} { // blocks that are true by themselves change each other
		for _, b := range blocks {
			b.write(max(b.how, how))
		}
		if p, ok := assemble(blocks); ok {
			return p, blocks
		}
	}
	p, _ := assemble(blocks)
	return p, blocks
}

// proofs limits how often a passage is rendered to find the blocks that need another
// manner. The first time finds all blocks that are not true by themselves.
const proofs = 4

// writtenBlock is a top-level block of a passage and how it is written.
type writtenBlock struct {
	node    *html.Node
	outline string
	how     manner
	lines   []string
	text    bool // written as plain text: its rendering is not compared
}

func newBlock(n *html.Node) *writtenBlock {
	b := &writtenBlock{node: n, outline: outline(n)}
	b.lines = writeBlock(n, b.how)
	return b
}

// write writes the block again in another manner.
func (b *writtenBlock) write(how manner) {
	if b.how == how {
		return
	}
	b.how = how
	b.lines = writeBlock(b.node, how)
	if b.text = how == asWords; b.text {
		b.outline = ""
	}
}

// settle finds the first manner in which the block renders to its outline.
func (b *writtenBlock) settle() {
	for !b.text {
		quotes := renderQuote(quoted(b.lines))
		if len(quotes) == 1 && outline(children(quotes[0])...) == b.outline {
			return
		}
		b.write(b.how + 1)
	}
}

// renderQuote renders lines as a post and returns the top-level nodes, or nil if any
// is not a blockquote.
func renderQuote(lines []string) []*html.Node {
	body := strings.Join(lines, "\n")
	if isTangled(body) {
		return nil // it would be rendered as plain text
	}
	_, tree, err := finish(received(body), blog.Markdown)
	if err != nil {
		return nil
	}
	var quotes []*html.Node
	for n := range tree.ChildNodes() {
		switch {
		case n.Type == html.TextNode && strings.Trim(n.Data, spaces) == "":
		case n.DataAtom != atom.Blockquote:
			return nil
		default:
			quotes = append(quotes, n)
		}
	}
	return quotes
}

// assemble joins the blocks and verifies that the result renders to them. If not, it
// writes the blocks at fault in another manner and reports false.
func assemble(blocks []*writtenBlock) (Passage, bool) {
	var lines, want []string
	exact := true
	lists := 0
	for i, b := range blocks {
		if i > 0 {
			lines = append(lines, "")
		}
		if i > 0 && isList(b.node) && blocks[i-1].node.DataAtom == b.node.DataAtom {
			lists++
		} else {
			lists = 0
		}
		if lists%2 == 1 && b.how <= safely {
			lines = append(lines, blockWriter{safe: b.how == safely}.list(b.node, true)...)
		} else {
			lines = append(lines, b.lines...)
		}
		want = append(want, b.outline)
		exact = exact && !b.text
	}
	p := Passage{Markdown: strings.Join(quoted(lines), "\n")}
	quotes := renderQuote(strings.Split(p.Markdown, "\n"))
	if len(quotes) == 1 {
		p.Text, p.Captured = textOfQuote(quotes[0], false), textOfQuote(quotes[0], true)
		if got := outline(children(quotes[0])...); exact && got == strings.Join(want, "") || !exact && isWholeApart(blocks, quotes[0]) {
			return p, true
		}
	}
	var got []*html.Node
	if len(quotes) > 0 {
		got = slices.DeleteFunc(children(quotes[0]), func(n *html.Node) bool { return n.Type == html.TextNode })
	}
	if !settleMissing(blocks, got) {
		bumpFirst(blocks, got)
	}
	return p, false
}

func isList(n *html.Node) bool { return n.DataAtom == atom.Ul || n.DataAtom == atom.Ol }

func textOfQuote(quote *html.Node, tabs bool) string {
	var w words
	r := reader{into: &w, inQuote: true, tabs: tabs, marks: true}
	r.readChildren(quote)
	w.end()
	return strings.Join(w.paragraphs, "\n\n")
}

// mostSettled limits how many blocks are settled one by one. A passage with more
// blocks that Markdown would change was made for that; the rest of them becomes HTML
// untried.
const mostSettled = 1000

// settleMissing settles each block that is missing from the rendered passage, and
// reports whether any changed.
func settleMissing(blocks []*writtenBlock, got []*html.Node) bool {
	there := map[string]bool{}
	for _, n := range got {
		there[outline(n)] = true
	}
	changed, tried := false, 0
	for _, b := range blocks {
		if b.text || there[b.outline] {
			continue
		}
		how := b.how
		if tried++; tried <= mostSettled {
			b.settle()
		} else if b.how < asTags {
			b.write(asTags)
		} else {
			b.write(asWords)
		}
		changed = changed || b.how != how
	}
	return changed
}

// bumpFirst finds the first block that renders differently among the others, and
// writes it and the one before it as HTML.
func bumpFirst(blocks []*writtenBlock, got []*html.Node) {
	for i, b := range blocks {
		if i < len(got) && outline(got[i]) == b.outline {
			continue
		}
		for _, b := range blocks[max(0, i-1) : i+1] {
			b.write(max(b.how, asTags))
		}
		return
	}
}

// isWholeApart reports whether the blocks that are not written as plain text render
// to their outlines, in order.
func isWholeApart(blocks []*writtenBlock, quote *html.Node) bool {
	got := outline(children(quote)...)
	for _, b := range blocks {
		if b.text {
			continue
		}
		at := strings.Index(got, b.outline)
		if at < 0 {
			return false
		}
		got = got[at+len(b.outline):]
	}
	return true
}
