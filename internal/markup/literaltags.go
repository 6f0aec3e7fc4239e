package markup

import (
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

var (
	tagName = regexp.MustCompile(`^</?([A-Za-z][A-Za-z0-9-]*)`)
	rawTag  = regexp.MustCompile(`</?([A-Za-z][A-Za-z0-9-]*)(?:[\s/][^<>]*)?>`)
)

// literal is a sign that is to stand for itself.
type literal struct {
	at int
	as string
}

// LiteralTags gives Markdown in which tags that no page shows stand as they are
// written, as programs show them that let no HTML through: who writes of a
// List<String> means words. What is no tag to Markdown stays as it is: code,
// addresses in angle brackets, what is escaped already.
func LiteralTags(body string) string {
	if !strings.Contains(body, "<") || isTangled(body) {
		return body
	}
	source := []byte(body)
	var signs []literal
	_ = ast.Walk(converter().Parser().Parse(text.NewReader(source)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.RawHTML: // one tag
			at := n.Segments.At(0).Start
			if m := tagName.FindSubmatch(source[at:]); m != nil && !MayStand(string(m[1])) {
				signs = append(signs, literal{at, `\<`})
			}
		case *ast.HTMLBlock: // where a backslash would be seen
			lines := n.Lines().Sliced(0, n.Lines().Len())
			if n.HasClosure() {
				lines = append(lines, n.ClosureLine)
			}
			for _, line := range lines {
				for _, m := range rawTag.FindAllSubmatchIndex(source[line.Start:line.Stop], -1) {
					if !MayStand(string(source[line.Start+m[2] : line.Start+m[3]])) {
						signs = append(signs, literal{line.Start + m[0], "&lt;"})
					}
				}
			}
		}
		return ast.WalkContinue, nil
	})
	slices.SortFunc(signs, func(a, b literal) int { return a.at - b.at })
	var b strings.Builder
	from := 0
	for _, sign := range signs {
		b.WriteString(body[from:sign.at] + sign.as)
		from = sign.at + len("<")
	}
	return b.String() + body[from:]
}
