package frontmatter

import (
	"regexp"
	"strings"
)

// kramdown's extensions (https://kramdown.gettalong.org/syntax.html). That of
// headings is Hugo's, too.
var (
	kramdownComment = regexp.MustCompile(`(?s)\{::comment\}.*?\{:/(?:comment)?\}`)
	kramdownPlain   = regexp.MustCompile(`(?s)\{::nomarkdown[^}\n]*\}(.*?)\{:/(?:nomarkdown)?\}`)
	kramdownOptions = regexp.MustCompile(`\{::options\b[^}\n]*/\}`)
	tableOfContents = regexp.MustCompile(`(?m)^ {0,3}(?:[*+-]|1\.)[ \t]+[^\n]*\n {0,3}\{:\s*toc[^}\n]*\}[ \t]*(?:\n|\z)`)
	attributeLine   = regexp.MustCompile(`(?m)^ {0,3}(?:>[ \t]?)*\{:[ \w.#][^{}\n]*\}[ \t]*(?:\n|\z)`)
	attributeSpan   = regexp.MustCompile("([)\\]*_`>" + asideMark + `])\{:[ \w.#][^{}\n]*\}`)
	headingID       = regexp.MustCompile(`(?m)^( {0,3}#{1,6}[ \t]+)(.*?)[ \t]*\{((?:[#.][\w:.-]+[ \t]*)+)\}[ \t]*#*[ \t]*$`)
)

// kramdown takes attributes off. A heading to which the body leads keeps its
// name.
func (t *translation) kramdown() {
	t.each(kramdownComment, func([]string) string { return "" })
	t.each(kramdownPlain, func(m []string) string { return m[1] })
	t.each(kramdownOptions, func([]string) string { return "" })
	t.each(tableOfContents, func([]string) string { return "" })
	t.each(attributeLine, func(m []string) string {
		if strings.HasPrefix(strings.TrimSpace(m[0]), ">") {
			return ">\n" // the quote goes on
		}
		return ""
	})
	t.each(attributeSpan, func(m []string) string { return m[1] })
	whole := t.text
	t.each(headingID, func(m []string) string {
		for name := range strings.FieldsSeq(m[3]) {
			if id, isID := strings.CutPrefix(name, "#"); isID && strings.Contains(whole, "(#"+id+")") {
				return m[1] + `<a id="` + escape(id) + `"></a>` + m[2]
			}
		}
		return m[1] + m[2]
	})
}
