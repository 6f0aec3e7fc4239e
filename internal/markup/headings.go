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

// linkWithin matches in most texts with such links, and in few others.
var linkWithin = regexp.MustCompile(`\]\(\s*<?#|\]:\s*<?#`)

// Transform implements parser.ASTTransformer.
func (linkedHeadings) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	source := reader.Source()
	if bytes.IndexByte(source, '#') < 0 || !linkWithin.Match(source) {
		return
	}
	headings, targets := headingsAndTargets(doc)
	taken := quotedValues(source)
	ids := map[string]string{} // by their letters and digits
	for _, id := range targets {
		if key := lettersOf(id); key != "" && ids[key] == "" && !taken[id] {
			ids[key] = id
		}
	}
	for _, h := range headings {
		key := lettersOf(string(textIn(h, source)))
		if id := ids[key]; id != "" {
			h.SetAttributeString("id", []byte(id))
			delete(ids, key) // further headings of these words get none
		}
	}
}

// headingsAndTargets returns the headings of a document, and the ids that its links lead
// to, in order.
func headingsAndTargets(doc *ast.Document) (headings []*ast.Heading, targets []string) {
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			headings = append(headings, n)
		case *ast.Link:
			if fragment, within := strings.CutPrefix(string(n.Destination), "#"); within {
				if id, err := url.PathUnescape(fragment); err == nil {
					targets = append(targets, id)
				}
			}
		}
		return ast.WalkContinue, nil
	})
	return headings, targets
}

// quotedValue matches the value of an attribute, whichever.
var quotedValue = regexp.MustCompile(`="([^"\s]+)"`)

// quotedValues returns the values of attributes in a text: the ids that its elements
// have, and others, which do no harm.
func quotedValues(source []byte) map[string]bool {
	values := map[string]bool{}
	for _, m := range quotedValue.FindAllSubmatch(source, -1) {
		values[string(m[1])] = true
	}
	return values
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
