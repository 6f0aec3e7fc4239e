package record

import (
	"regexp"
	"strings"

	"pullquote/internal/markup"
)

var (
	rawTag   = regexp.MustCompile(`</?([A-Za-z][A-Za-z0-9-]*)(?:[\s/][^<>]*)?>`)
	codeSpan = regexp.MustCompile("``.+?``|`[^`]+`")
)

// LiteralTags gives Markdown in which tags that no page shows stand as they are
// written, as programs show them that let no HTML through: who writes of a
// List<String> means words. Code stays as it is.
func LiteralTags(text string) string {
	if !strings.Contains(text, "<") {
		return text
	}
	lines := strings.Split(text, "\n")
	within := "" // the fence of the code that the line stands in
	for i, line := range lines {
		if m := fence.FindStringSubmatch(line); m != nil {
			switch {
			case within == "":
				within = m[1]
			case strings.HasPrefix(m[1], within):
				within = ""
			}
			continue
		}
		if within == "" && !indented.MatchString(line) {
			lines[i] = literalTags(line)
		}
	}
	return strings.Join(lines, "\n")
}

func literalTags(line string) string {
	var b strings.Builder
	escaped := func(words string) string {
		return rawTag.ReplaceAllStringFunc(words, func(tag string) string {
			if markup.MayStand(rawTag.FindStringSubmatch(tag)[1]) {
				return tag
			}
			return `\` + tag
		})
	}
	from := 0
	for _, code := range codeSpan.FindAllStringIndex(line, -1) {
		b.WriteString(escaped(line[from:code[0]]) + line[code[0]:code[1]])
		from = code[1]
	}
	return b.String() + escaped(line[from:])
}
