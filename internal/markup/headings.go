package markup

import (
	"bytes"
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// linkedHeadings gives an id to each heading that the text links to, as its table of
// contents does: [words](#a-heading). Other generators give one to every heading, made of
// its words in ways that differ in what is left out. So the words are compared by their
// letters and digits, and the id is what the link says.
type linkedHeadings struct{}

// withinLink matches in most texts with such links, and in few others.
var withinLink = regexp.MustCompile(`\]\(\s*<?#|\]:\s*<?#`)

// quotedValue matches the value of an attribute, whichever.
var quotedValue = regexp.MustCompile(`="([^"\s]+)"`)

// Transform implements parser.ASTTransformer.
func (linkedHeadings) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	if source := reader.Source(); bytes.IndexByte(source, '#') < 0 || !withinLink.Match(source) {
		return
	}
	taken := map[string]bool{} // ids that elements in the text have
	for _, m := range quotedValue.FindAllSubmatch(reader.Source(), -1) {
		taken[string(m[1])] = true
	}
	wanted := map[string]string{} // from letters and digits to id
	var headings []*ast.Heading
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			headings = append(headings, n)
		case *ast.Link:
			if fragment, within := strings.CutPrefix(string(n.Destination), "#"); within {
				id, err := url.PathUnescape(fragment)
				if key := lettersOf(id); err == nil && key != "" && wanted[key] == "" && !taken[id] {
					wanted[key] = id
				}
			}
		}
		return ast.WalkContinue, nil
	})
	for _, h := range headings {
		key := lettersOf(string(textIn(h, reader.Source())))
		if id := wanted[key]; id != "" {
			h.SetAttributeString("id", []byte(id))
			delete(wanted, key) // the first of several
		}
	}
}

// lettersOf returns the letters, in lower case, and digits of a text.
func lettersOf(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsNumber(c) || unicode.IsMark(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, s)
}

// textIn returns the text in a node as written.
func textIn(parent ast.Node, source []byte) (out []byte) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			out = append(out, n.Value(source)...)
		case *ast.String:
			out = append(out, n.Value...)
		default:
			out = append(out, textIn(n, source)...)
		}
	}
	return out
}
