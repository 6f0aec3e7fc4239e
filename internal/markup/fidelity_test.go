package markup_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
)

// FuzzHarmlessHTML generates harmless, well-formed HTML from the input, and checks
// that it comes out with the same nodes and the same text.
func FuzzHarmlessHTML(f *testing.F) {
	for i := range 40 {
		seed := make([]byte, 60)
		for j := range seed {
			seed[j] = byte(i*31 + j*(i*2+7))
		}
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed []byte) {
		g := &generator{choices: seed}
		g.blocks(0)
		for _, format := range []blog.Format{blog.HTML, blog.WordPress} {
			body := g.b.String()
			if format == blog.WordPress {
				body = strings.ReplaceAll(body, "a\nb", "a b") // there, a line end is a break
			}
			r, quotes := markup.Render(body, format)
			if diff := cmp.Diff(nodes(t, body), nodes(t, r.HTML)); diff != "" {
				t.Errorf("%s: %s\n%s", format, body, diff)
			}
			if diff := cmp.Diff(visible(t, body), strings.Fields(markup.PlainText(r.HTML))); diff != "" {
				t.Errorf("%s: plain text of %s\n%s", format, body, diff)
			}
			both := append(strings.Fields(r.Own), strings.Fields(r.Quoted)...)
			if diff := cmp.Diff(slices.Sorted(slices.Values(visible(t, body))), slices.Sorted(slices.Values(both))); diff != "" {
				t.Errorf("%s: words of %s\n%s", format, body, diff)
			}
			var quoted []string
			for _, q := range quotes {
				quoted = append(quoted, strings.Fields(q.Text)...)
			}
			if diff := cmp.Diff(quoted, strings.Fields(r.Quoted)); diff != "" && len(quoted) > 0 {
				t.Errorf("%s: quotes of %s\n%s", format, body, diff)
			}
		}
	})
}

// nodes returns a fragment's tree, one line per node. Comments are left out, and the
// texts around one are joined.
func nodes(t *testing.T, fragment string) []string {
	t.Helper()
	var lines []string
	var walk func(n *html.Node, depth int)
	walk = func(n *html.Node, depth int) {
		indent := strings.Repeat("  ", depth)
		switch n.Type {
		case html.TextNode:
			if last := len(lines) - 1; last >= 0 && strings.HasPrefix(lines[last], indent+"#") {
				lines[last] += n.Data
				return
			}
			lines = append(lines, indent+"#"+n.Data)
		case html.ElementNode:
			line := indent + "<" + n.Data
			for _, a := range n.Attr {
				line += fmt.Sprintf(" %s=%q", a.Key, a.Val)
			}
			lines = append(lines, line)
			for c := range n.ChildNodes() {
				walk(c, depth+1)
			}
		}
	}
	for _, n := range fragmentNodes(t, fragment) {
		walk(n, 0)
	}
	return lines
}

// visible returns the words of a fragment as a reader sees them.
func visible(t *testing.T, fragment string) []string {
	t.Helper()
	inline := strings.Fields("a abbr b cite code em i span strong sub sup")
	var b strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
			return
		}
		if !slices.Contains(inline, n.Data) {
			b.WriteByte(' ')
			defer b.WriteByte(' ')
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
	}
	for _, n := range fragmentNodes(t, fragment) {
		walk(n)
	}
	return strings.Fields(b.String())
}

func fragmentNodes(t *testing.T, fragment string) []*html.Node {
	t.Helper()
	all, err := html.ParseFragment(strings.NewReader(fragment), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(n *html.Node) bool { return n.Type == html.CommentNode })
}

// generator writes well-formed HTML, as determined by a string of choices.
type generator struct {
	choices []byte
	b       strings.Builder
}

func (g *generator) choose(n int) int {
	if len(g.choices) == 0 {
		return 0
	}
	c := int(g.choices[0])
	g.choices = g.choices[1:]
	return c % n
}

func (g *generator) element(tag string, inner func()) {
	name, _, _ := strings.Cut(tag, " ")
	g.b.WriteString("<" + tag + ">")
	inner()
	g.b.WriteString("</" + name + ">")
}

func (g *generator) blocks(depth int) {
	for range 1 + g.choose(4) {
		g.b.WriteString([]string{"\n\n", "", "\n", "<!-- more -->"}[g.choose(4)])
		if depth > 4 || len(g.choices) == 0 {
			g.element("p", func() { g.inlines(depth) })
			continue
		}
		switch g.choose(9) {
		case 0, 1:
			g.element("p", func() { g.inlines(depth) })
		case 2:
			g.element(`blockquote cite="https://example.org/?a=1&amp;b=%7E"`, func() { g.blocks(depth + 1) })
		case 3:
			g.element("ul", func() { g.element("li", func() { g.inlines(depth) }) })
		case 4:
			g.element(`ol start="3"`, func() { g.element(`li id="fn:1"`, func() { g.blocks(depth + 1) }) })
		case 5:
			g.element("pre", func() { g.element(`code class="language-go"`, func() { g.text() }) })
		case 6:
			g.element("h3", func() { g.inlines(depth) })
		case 7:
			g.element(`div class="wp-caption alignleft"`, func() { g.blocks(depth + 1) })
		case 8:
			g.element("table", func() {
				g.element("tbody", func() { g.element("tr", func() { g.element(`td align="right"`, func() { g.inlines(depth) }) }) })
			})
		}
	}
}

func (g *generator) inlines(depth int) {
	for range 1 + g.choose(5) {
		if depth > 6 || len(g.choices) == 0 {
			g.text()
			continue
		}
		switch g.choose(8) {
		case 0:
			g.element("em", func() { g.inlines(depth + 1) })
		case 1:
			g.element(`a href="http://example.org/%zz?a=b&amp;c=d é" title="&quot;x&quot;"`, func() { g.text() })
		case 2:
			g.element(`span lang="fr"`, func() { g.inlines(depth + 1) })
		case 3:
			g.b.WriteString("<br>")
		case 4:
			g.element(`sup id="fnref:p1-1"`, func() { g.element(`a href="#fn:1" rel="footnote"`, func() { g.text() }) })
		default:
			g.text()
		}
	}
}

func (g *generator) text() {
	g.b.WriteString([]string{
		"words", " and ", "&amp;amp;", "L&#8217;Express", "“curly” ‘quotes’", "a\nb", "  two  ", "&lt;b&gt;", "é—…", "日本語", "\tשלום ", "1 < 2", "&nbsp;", "", "'\"`", "\U0001f600",
	}[g.choose(16)])
}
