package markup

import (
	"fmt"
	"hash/fnv"
	"regexp"
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extensionast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// markdown converts Markdown to HTML that is not safe yet: CommonMark, GFM
// (https://github.github.com/gfm/), footnotes and definition lists as in PHP
// Markdown Extra. There is no typographer: the author's characters stay. Headings
// get no ids, except those that the text links to: twenty posts on one page would all
// have an "update". The caller has to exclude bodies that would take minutes to parse
// (tangle.go).
func markdown(body string) string {
	source := []byte(body)
	md := converter()
	doc := md.Parser().Parse(text.NewReader(source))
	if d := doc.OwnerDocument(); d != nil && strings.Contains(body, "[^") {
		d.AddMeta(prefixKey, notePrefix(source))
	}
	var b strings.Builder
	b.Grow(len(body) + len(body)/4)
	if err := md.Renderer().Render(&b, source, doc); err != nil {
		return asText(body) // can't happen: writing to a strings.Builder does not fail
	}
	return b.String()
}

// Bare addresses become links (GFM, 6.9). goldmark's own patterns end before the
// first non-ASCII letter, and a link to half an address is wrong. Letters of scripts
// that don't separate words still end an address: there, the sentence goes on.
const (
	addressLetters = `\p{Latin}\p{Greek}\p{Cyrillic}\p{Armenian}\p{Georgian}\p{Hebrew}\p{Arabic}\p{Devanagari}\p{M}`
	addressHost    = `[-a-zA-Z0-9@:%._+~#=` + addressLetters + `]{1,256}\.[a-z]+(?::\d+)?`
	addressRest    = `(?:[/#?][-a-zA-Z0-9@:%_+.~#$!?&/=();,'">^{}\[\]*|` + "`" + addressLetters + `]*)?`
)

var (
	linkedAddress = regexp.MustCompile(`^(?:https?|ftp)://` + addressHost + addressRest)
	linkedWWW     = regexp.MustCompile(`^www\.` + addressHost + addressRest)
)

var converter = sync.OnceValue(func() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(
			extension.Table,
			extension.Strikethrough,
			extension.NewLinkify(extension.WithLinkifyURLRegexp(linkedAddress), extension.WithLinkifyWWWRegexp(linkedWWW)),
			extension.DefinitionList,
			extension.NewFootnote(extension.WithFootnoteIDPrefixFunction(prefixOf)),
		),
		goldmark.WithParserOptions(
			parser.WithInlineParsers(util.Prioritized(extension.NewTaskCheckBoxParser(), 0)),
			parser.WithASTTransformers(util.Prioritized(cellClasses{}, 500), util.Prioritized(linkedHeadings{}, 500)),
		),
		goldmark.WithRendererOptions(
			html.WithUnsafe(), // the policy is applied later
			html.WithWriter(bodyText),
			renderer.WithNodeRenderers(util.Prioritized(taskBoxes{}, 500), util.Prioritized(breaks{}, 500)),
		),
	)
})

// cellClasses marks the alignment of a table's cells by a class: the attribute that
// GFM uses is obsolete in HTML, and a style would be removed.
type cellClasses struct{}

// Transform implements parser.ASTTransformer.
func (cellClasses) Transform(doc *ast.Document, _ text.Reader, _ parser.Context) {
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if cell, ok := n.(*extensionast.TableCell); ok && entering && cell.Alignment != extensionast.AlignNone {
			cell.SetAttributeString("class", []byte("align-"+cell.Alignment.String()))
			cell.Alignment = extensionast.AlignNone
		}
		return ast.WalkContinue, nil
	})
}

const prefixKey = "footnotes"

// notePrefix returns the prefix of the ids of a body's footnotes, which keeps those
// of two posts on one page apart.
func notePrefix(source []byte) []byte {
	h := fnv.New32a()
	_, _ = h.Write(source) // writing to a hash does not fail
	return fmt.Appendf(nil, "n%08x-", h.Sum32())
}

func prefixOf(n ast.Node) []byte {
	if doc := n.OwnerDocument(); doc != nil {
		if prefix, ok := doc.Meta()[prefixKey].([]byte); ok {
			return prefix
		}
	}
	return nil
}

// taskBoxes renders the boxes of task lists as characters: an input belongs to a
// form, and feed readers drop it.
type taskBoxes struct{}

// RegisterFuncs implements renderer.NodeRenderer.
func (taskBoxes) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(extensionast.KindTaskCheckBox, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		box := "☐ "
		if n.(*extensionast.TaskCheckBox).IsChecked {
			box = "☑ "
		}
		_, err := w.WriteString(box)
		return ast.WalkContinue, err
	})
}

// breaks renders a hard line break without the line end that goldmark adds: a quote
// must have exactly the characters of its source.
type breaks struct{}

// RegisterFuncs implements renderer.NodeRenderer.
func (breaks) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	others := standard{}
	html.NewRenderer(html.WithWriter(bodyText)).RegisterFuncs(others)
	r.Register(ast.KindText, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		piece := n.(*ast.Text)
		if !entering || !piece.HardLineBreak() || piece.IsRaw() {
			return others[ast.KindText](w, source, n, entering)
		}
		bodyText.Write(w, piece.Value(source))
		_, err := w.WriteString("<br/>")
		return ast.WalkContinue, err
	})
}

// standard holds goldmark's own functions for rendering nodes, by kind.
type standard map[ast.NodeKind]renderer.NodeRendererFunc

// Register implements renderer.NodeRendererFuncRegisterer.
func (s standard) Register(kind ast.NodeKind, f renderer.NodeRendererFunc) { s[kind] = f }
