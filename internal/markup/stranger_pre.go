package markup

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// languages match the name of a programming language in the classes of preformatted
// text, as written by highlight.js and Prism, GitHub, Sphinx, Pandoc, Org and
// SyntaxHighlighter, in order of reliability.
var languages = []*regexp.Regexp{
	regexp.MustCompile(`(?:^|\s)lang(?:uage)?-(` + languageName + `)(?:\s|$)`),
	regexp.MustCompile(`(?:^|\s)highlight-(?:source-|text-)?(` + languageName + `)(?:\s|$)`),
	regexp.MustCompile(`(?:^|\s)(?:sourceCode|hljs)\s+(` + languageName + `)(?:\s|$)`),
	regexp.MustCompile(`(?:^|\s)src-(` + languageName + `)(?:\s|$)`),
	regexp.MustCompile(`(?:^|\s)brush:\s*(` + languageName + `)(?:[\s;]|$)`),
}

const languageName = `[0-9A-Za-z+#._-]{1,40}`

// languageOf returns the name of the language in classes, or "".
func languageOf(classes string) string {
	for _, shape := range languages {
		if m := shape.FindStringSubmatch(classes); m != nil && !noLanguage[m[1]] {
			return m[1]
		}
	}
	return ""
}

// noLanguage lists words that appear in place of a language and mean that there is
// none.
var noLanguage = map[string]bool{"none": true, "default": true, "copy": true, "wrapper": true, "nohighlight": true}

// pre cleans preformatted text: it keeps the characters, in a code element with the
// name of the language. Links and emphasis, which Markdown's code can't contain, are
// mostly syntax highlighting; their text stays.
func (c *cleaner) pre(n *html.Node) {
	f := preFiller{first: true}
	f.fill(n)
	text := strings.TrimRight(f.text.String(), "\n")
	if !strings.ContainsFunc(text, isVisible) {
		return
	}
	pre, code := element(atom.Pre), element(atom.Code)
	if f.language != "" {
		code.Attr = []html.Attribute{{Key: "class", Val: "language-" + f.language}}
	}
	code.AppendChild(textNode(text + "\n"))
	pre.AppendChild(code)
	c.into.AppendChild(pre)
}

// preFiller collects the characters of a pre.
type preFiller struct {
	text     strings.Builder
	first    bool // nothing was added yet
	newline  bool // the last character is a line end
	due      bool // a block began or ended: what follows starts a new line
	language string
}

func (f *preFiller) fill(n *html.Node) {
	if f.language == "" && (isPreformatted(n) || n.Data == "code") {
		f.language = languageOf(attribute(n, "class"))
	}
	for child := range n.ChildNodes() {
		switch {
		case child.Type == html.TextNode:
			f.add(child.Data)
		case child.Type != html.ElementNode || isDropped(child):
		case child.Data == "br":
			f.add("\n")
		case isFragmentBlock(child.Data):
			f.due = true
			f.fill(child)
			f.due = true
		default:
			f.fill(child)
		}
	}
}

func (f *preFiller) add(s string) {
	if f.first { // a line end right after the tag is not shown
		s = strings.TrimPrefix(s, "\n")
	}
	if s == "" {
		f.first = false
		return
	}
	if f.due && !f.first && !f.newline {
		s = "\n" + s
	}
	f.first, f.due = false, false
	f.newline = strings.HasSuffix(s, "\n")
	f.text.WriteString(s)
}

// isPreformatted reports whether an element preserves white space.
func isPreformatted(n *html.Node) bool {
	return n.Type == html.ElementNode && (n.Data == "pre" || n.Data == "listing" || n.Data == "xmp")
}

// listing returns the cell with the code in a table that only puts line numbers
// beside code, or nil for other tables.
func listing(table *html.Node) *html.Node {
	var found *html.Node
	rows, cells := 0, 0
	for n := range table.Descendants() {
		switch {
		case n.Type == html.TextNode && strings.Trim(n.Data, spaces) != "" && !within(n, table, isPreformatted):
			return nil
		case n.Type != html.ElementNode:
		case n.Data == "tr":
			rows++
		case n.Data == "td":
			cells++
			found = n
		case n.Data == "th":
			return nil
		}
	}
	if rows != 1 || cells != 2 || !lineNumbers.MatchString(textOf(firstCell(table))) {
		return nil
	}
	return found
}

var lineNumbers = regexp.MustCompile(`^\s*\d+(\s+\d+)*\s*$`)

func firstCell(table *html.Node) *html.Node {
	for n := range table.Descendants() {
		if n.Type == html.ElementNode && n.Data == "td" {
			return n
		}
	}
	return table
}

// within reports whether an element of a kind contains n, inside of root.
func within(n, root *html.Node, is func(*html.Node) bool) bool {
	for p := n.Parent; p != nil && p != root; p = p.Parent {
		if is(p) {
			return true
		}
	}
	return false
}

// textOf returns the text in n.
func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}
