package markup

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A captured selection has a parser of its own. A browser has serialised it, so its
// tags match; but it may begin in the middle of a table or list, where an HTML
// parser would drop the tags and with them the borders of the cells. And it may be
// built to exhaust a parser: some kilobytes of unclosed emphasis before paragraphs
// become gigabytes of nodes. The resulting tree is only read, never shown, so it
// need not be the one that browsers would build.

// deepestFragment limits the depth of a fragment's tree. Elements below that stay as
// borders without contents; their contents follow them.
const deepestFragment = 200

// parseFragment parses HTML into a tree, in linear time.
func parseFragment(fragment string) *html.Node {
	p := fragmentParser{open: []*html.Node{{Type: html.DocumentNode}}, flat: map[string]int{}}
	z := html.NewTokenizer(strings.NewReader(fragment))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return p.open[0]
		case html.TextToken:
			p.text(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			p.start(z.Token())
		case html.EndTagToken:
			name, _ := z.TagName()
			p.end(string(name))
		}
	}
}

type fragmentParser struct {
	open []*html.Node   // the root and the open elements
	flat map[string]int // number of open elements, by name, that were too deep to hold anything
	drew bool           // the fragment contains SVG or MathML
}

func (p *fragmentParser) top() *html.Node { return p.open[len(p.open)-1] }

func (p *fragmentParser) text(s string) {
	if s = cleanCaptured(s); s != "" {
		p.top().AppendChild(textNode(s))
	}
}

func (p *fragmentParser) start(t html.Token) {
	if ends, within := endsOpen[t.Data], ""; ends != "" {
		ends, within, _ = strings.Cut(ends, "/")
		p.endWithin(strings.Fields(ends), strings.Fields(within))
	}
	n := &html.Node{Type: html.ElementNode, Data: t.Data, DataAtom: t.DataAtom, Attr: t.Attr}
	p.top().AppendChild(n)
	p.drew = p.drew || t.Data == "svg" || t.Data == "math"
	foreign := p.drew && (t.Data == "svg" || t.Data == "math" || p.inForeign())
	switch {
	case emptyElements[t.Data] && !foreign, t.Type == html.SelfClosingTagToken && foreign:
	case len(p.open) > deepestFragment:
		p.flat[t.Data]++
	default:
		p.open = append(p.open, n)
	}
}

// inForeign reports whether the parser is inside SVG or MathML, where a tag can be
// self-closing.
func (p *fragmentParser) inForeign() bool {
	for _, n := range p.open {
		if n.DataAtom == atom.Svg || n.DataAtom == atom.Math {
			return true
		}
	}
	return false
}

func (p *fragmentParser) end(name string) {
	if p.flat[name] > 0 {
		p.flat[name]--
		return
	}
	for i := len(p.open) - 1; i > 0; i-- {
		if p.open[i].Data == name {
			p.open = p.open[:i]
			return
		}
	}
	if isFragmentBlock(name) { // it began before the selection, and what follows is outside of it
		p.top().AppendChild(&html.Node{Type: html.ElementNode, Data: name, DataAtom: atom.Lookup([]byte(name))})
	}
}

// endWithin closes the outermost open element with one of the names that is not
// outside an element of within.
func (p *fragmentParser) endWithin(names, within []string) {
	at := 0
	for i := len(p.open) - 1; i > 0; i-- {
		n := p.open[i]
		if slices.Contains(within, n.Data) {
			break
		}
		if slices.Contains(names, n.Data) {
			at = i
		}
	}
	if at > 0 {
		p.open = p.open[:at]
	}
}

// endsOpen maps elements to those that they close implicitly, because their end tags
// may be left out. After the slash are the elements that limit the search.
// (https://html.spec.whatwg.org/#optional-tags)
var endsOpen = map[string]string{
	"p":  "p/ blockquote li td th dd div section article aside table ul ol figure",
	"li": "li/ ul ol menu dir table",
	"dt": "dt dd/ dl table", "dd": "dt dd/ dl table",
	"td": "td th/ table", "th": "td th/ table",
	"tr":    "tr td th caption colgroup/ table",
	"tbody": "thead tbody tfoot tr td th caption colgroup/ table", "thead": "thead tbody tfoot tr td th caption colgroup/ table",
	"tfoot": "thead tbody tfoot tr td th caption colgroup/ table",
}

// emptyElements lists the elements without contents and end tag.
var emptyElements = map[string]bool{
	"area": true, "base": true, "basefont": true, "bgsound": true, "br": true, "col": true, "embed": true, "frame": true,
	"hr": true, "image": true, "img": true, "input": true, "keygen": true, "link": true, "meta": true, "param": true,
	"source": true, "track": true, "wbr": true,
}

// isFragmentBlock reports whether an element of a captured fragment is a block.
func isFragmentBlock(name string) bool { return blocks[name] || foreignBlocks[name] }

// foreignBlocks lists the blocks that are not allowed in a body.
var foreignBlocks = map[string]bool{
	"body": true, "dialog": true, "fieldset": true, "form": true, "html": true, "legend": true, "listing": true, "main": true,
	"nav": true, "search": true, "td": true, "th": true, "optgroup": true, "option": true,
}

// cleanCaptured cleans captured text: it removes what clean removes, and characters
// that change the direction of everything after them. Other invisible characters are
// part of words.
func cleanCaptured(s string) string {
	s = clean(s)
	if !strings.ContainsAny(s, "\u202d\u202e\ufeff") {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r == '\u202d' || r == '\u202e' || r == '\ufeff' {
			return -1
		}
		return r
	}, s)
}
