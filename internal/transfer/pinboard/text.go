package pinboard

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/internal/transfer/record"
)

// extendedOf returns a post's text as commentary for Pinboard: the body if that reads
// back as what the post shows, else a conversion of what it shows.
func extendedOf(b record.Blog, p *blog.Post) string {
	if strings.TrimSpace(p.Body) == "" {
		return ""
	}
	if p.Format == blog.WordPress && !strings.Contains(p.Body, `="/`) && !strings.Contains(p.Body, `='/`) {
		if text, same := unmended(p.Body, p.Rendered); same {
			return text
		}
	}
	nodes, err := html.ParseFragment(strings.NewReader(p.Rendered.HTML), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
	if err != nil { // too deeply nested, so it is shown as text, without nested tags
		return p.Rendered.HTML
	}
	t := &typist{base: b.Base}
	for _, n := range nodes {
		t.node(n)
	}
	t.end()
	if text := strings.Join(t.blocks, "\n\n"); readsAs(text, p.Rendered) {
		return text
	}
	return p.Rendered.HTML
}

// unmended returns commentary that results in a body, and reports whether it reads
// back as what the body shows. It omits the escapes and breaks that meant adds,
// provided that meant would add all of them again.
func unmended(body string, want blog.Rendered) (text string, same bool) {
	for _, plainer := range []*strings.Replacer{
		strings.NewReplacer("&amp;", "&", "&lt;", "<", "<br>\n", "\n"),
		strings.NewReplacer("&amp;", "&", "&lt;", "<"),
	} {
		if text = plainer.Replace(body); asHTML(text) == body {
			return text, true
		}
	}
	return body, readsAs(body, want)
}

// readsAs reports whether commentary, read back, shows the same text.
func readsAs(text string, want blog.Rendered) bool {
	got, _ := markup.Render(asHTML(text), blog.WordPress)
	return got.Own == want.Own && got.Quoted == want.Quoted
}

// escapedPath escapes a path.
func escapedPath(path string) string { return (&url.URL{Path: path}).EscapedPath() }

// typist converts rendered HTML to what a person would type at Pinboard: blank lines
// between paragraphs, line ends for breaks, tags only where they have an effect.
type typist struct {
	base   string          // of the blog, for links to its own pages
	blocks []string        // separated by blank lines
	open   strings.Builder // the current paragraph
}

// end ends a paragraph.
func (t *typist) end() {
	if text := strings.TrimSpace(t.open.String()); text != "" {
		t.blocks = append(t.blocks, text)
	}
	t.open.Reset()
}

func (t *typist) node(n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		t.open.WriteString(typed(n.Data))
	case n.Type != html.ElementNode:
	case n.DataAtom == atom.Br:
		t.open.WriteString("\n")
	case n.DataAtom == atom.P || n.DataAtom == atom.Div || n.DataAtom == atom.Section || n.DataAtom == atom.Article:
		t.end()
		t.children(n)
		t.end()
	case n.DataAtom == atom.Blockquote:
		t.quote(n)
	case asTyped[n.DataAtom]:
		t.open.WriteString(t.begin(n))
		t.children(n)
		t.open.WriteString("</" + n.Data + ">")
	default:
		t.asItStands(n)
	}
}

// asTyped are the inline elements that are written as tags around their text.
var asTyped = map[atom.Atom]bool{
	atom.A: true, atom.Abbr: true, atom.B: true, atom.Cite: true, atom.Code: true, atom.Del: true, atom.Em: true, atom.I: true,
	atom.Ins: true, atom.Kbd: true, atom.Mark: true, atom.Q: true, atom.S: true, atom.Small: true, atom.Span: true,
	atom.Strong: true, atom.Sub: true, atom.Sup: true, atom.U: true, atom.Var: true,
}

// inLine are other inline elements.
var inLine = map[atom.Atom]bool{atom.Img: true, atom.Wbr: true, atom.Ruby: true, atom.Samp: true, atom.Picture: true}

func (t *typist) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		t.node(c)
	}
}

// quote writes a blockquote as a block of its own.
func (t *typist) quote(n *html.Node) {
	t.end()
	inner := &typist{base: t.base}
	inner.children(n)
	inner.end()
	t.blocks = append(t.blocks, t.begin(n)+strings.Join(inner.blocks, "\n\n")+"</blockquote>")
}

// asItStands writes an element as HTML: lists, tables, pictures, code.
func (t *typist) asItStands(n *html.Node) {
	var b strings.Builder
	t.lead(n)
	if err := html.Render(&b, n); err != nil { // can't happen with a strings.Builder
		return
	}
	if inLine[n.DataAtom] {
		t.open.WriteString(b.String())
		return
	}
	t.end()
	t.blocks = append(t.blocks, b.String())
}

// begin returns an element's start tag.
func (t *typist) begin(n *html.Node) string {
	t.leadOne(n)
	var b strings.Builder
	b.WriteString("<" + n.Data)
	for _, a := range n.Attr {
		b.WriteString(" " + a.Key + `="` + html.EscapeString(a.Val) + `"`)
	}
	b.WriteString(">")
	return b.String()
}

// lead makes addresses on the blog absolute in an element and its descendants, since
// elsewhere relative ones would be broken.
func (t *typist) lead(n *html.Node) {
	t.leadOne(n)
	for c := range n.Descendants() {
		t.leadOne(c)
	}
}

func (t *typist) leadOne(n *html.Node) {
	for i, a := range n.Attr {
		if (a.Key == "href" || a.Key == "src") && strings.HasPrefix(a.Val, "/") && !strings.HasPrefix(a.Val, "//") {
			n.Attr[i].Val = t.base + a.Val
		}
	}
}

// typed returns text as it is typed: on one line, with "<" and "&" unescaped unless
// they would be taken for HTML.
func typed(text string) string {
	text = strings.NewReplacer("\n", " ", "\t", " ", "\r", " ").Replace(text)
	return replaced(text, "&<", func(rest string) (string, int) {
		whole, _ := referenceAt(rest)
		switch {
		case whole != "":
			return "&amp;", 1
		case rest[0] == '<' && len(rest) > 1 && strings.ContainsRune("/!?", rune(rest[1])), len(rest) > 1 && rest[0] == '<' && isLetter(rest[1]):
			return "&lt;", 1
		}
		return "", 0
	})
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
