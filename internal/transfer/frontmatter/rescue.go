package frontmatter

import (
	"regexp"
	"strings"
)

// keyLine matches a line that begins a key: a word at its beginning, a colon, white
// space.
var keyLine = regexp.MustCompile(`^["']?([A-Za-z_][A-Za-z0-9_ .-]{0,79}?)["']?[ \t]*:(?:[ \t]+(.*)|[ \t]*)$`)

// rescue parses metadata that is not valid YAML by its lines: keys with a text after the
// colon, a list below, or a text that continues in indented lines. A colon or tab that is
// invalid in YAML does no harm here.
func rescue(matter string) []field {
	var pairs []field
	var below []string
	finish := func() {
		if len(pairs) > 0 {
			last := &pairs[len(pairs)-1]
			last.value = withBelow(last.value.text, below)
		}
		below = nil
	}
	for line := range strings.SplitSeq(matter, "\n") {
		if m := keyLine.FindStringSubmatch(line); m != nil {
			finish()
			pairs = append(pairs, field{key: m[1], value: value{text: strings.TrimSpace(m[2])}})
			continue
		}
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			below = append(below, line)
		}
	}
	finish()
	return pairs
}

// withBelow makes a value of the text after a key's colon and the lines below it: list
// items, or the rest of the text.
func withBelow(text string, below []string) value {
	lines := [][]string{{text}} // of the text, then of each item
	for _, line := range below {
		item, ok := strings.CutPrefix(line, "-")
		if ok && (item == "" || item[0] == ' ' || item[0] == '\t') {
			lines = append(lines, []string{item})
			continue
		}
		lines[len(lines)-1] = append(lines[len(lines)-1], line)
	}
	texts := make([]string, len(lines))
	for i := range lines {
		texts[i] = unquote(unfold(strings.Join(lines[i], " ")))
	}
	if inner, ok := strings.CutPrefix(texts[0], "["); ok && len(texts) == 1 && strings.HasSuffix(inner, "]") {
		texts = append([]string{""}, strings.Split(strings.TrimSuffix(inner, "]"), ",")...)
	}
	if len(texts) == 1 {
		return value{text: texts[0]}
	}
	v := value{kind: list}
	for _, text := range texts {
		if text = unquote(text); text != "" {
			v.list = append(v.list, value{text: text})
		}
	}
	return v
}

// foldMark matches the beginning of a block scalar: ">" and "|" with their variants.
var foldMark = regexp.MustCompile(`^[>|][-+0-9]{0,2}(?:[ \t]+|$)`)

// unfold removes the indicator of a block scalar.
func unfold(text string) string {
	text = strings.TrimSpace(text)
	return foldMark.ReplaceAllString(text, "")
}

// unquote removes quotation marks around a text.
func unquote(text string) string {
	text = strings.TrimSpace(text)
	if len(text) < 2 || text[0] != text[len(text)-1] {
		return text
	}
	switch inner := text[1 : len(text)-1]; text[0] {
	case '\'':
		return strings.ReplaceAll(inner, "''", "'")
	case '"':
		return strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(inner)
	}
	return text
}
