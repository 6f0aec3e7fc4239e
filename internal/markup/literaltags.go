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

// literal is the replacement of a "<" by an escape.
type literal struct {
	at int
	as string
}

// LiteralTags escapes the tags in Markdown that are not allowed in a body, so that
// they are shown literally: an author who mentions a List<String> means text, and so
// it is shown by programs that allow no HTML. What is not a tag in Markdown stays as
// it is: code, addresses in angle brackets, what is escaped already.
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
		case *ast.RawHTML: // a single tag
			at := n.Segments.At(0).Start
			if m := tagName.FindSubmatch(source[at:]); m != nil && !MayStand(string(m[1])) {
				signs = append(signs, literal{at, `\<`})
			}
		case *ast.HTMLBlock: // where a backslash would be visible
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
