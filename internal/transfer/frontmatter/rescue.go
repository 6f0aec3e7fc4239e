package frontmatter

import (
	"regexp"
	"strings"
)

// keyLine is a line that begins a key: at the line's beginning, a word, a
// colon, white space.
var keyLine = regexp.MustCompile(`^["']?([A-Za-z_][A-Za-z0-9_ .-]{0,79}?)["']?[ \t]*:(?:[ \t]+(.*)|[ \t]*)$`)

// rescue reads metadata that is not valid YAML as far as lines go: keys with a
// text behind the colon, a list below, or a text that goes on in indented
// lines. A colon or a tab where YAML wants none does no harm here.
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

// withBelow makes a value of the text behind a key's colon and the lines below
// it: list items, or the rest of the text.
func withBelow(text string, below []string) value {
	v := value{kind: list}
	for _, line := range below {
		item, ok := strings.CutPrefix(line, "-")
		if !ok || item != "" && item[0] != ' ' && item[0] != '\t' {
			if n := len(v.list); n > 0 {
				v.list[n-1].text = strings.TrimSpace(v.list[n-1].text + " " + line)
			} else {
				text += " " + line
			}
			continue
		}
		v.list = append(v.list, value{text: unquote(item)})
	}
	if len(v.list) > 0 {
		for i := range v.list {
			v.list[i].text = unquote(unfold(v.list[i].text))
		}
		if text = unfold(text); text != "" {
			v.list = append([]value{{text: unquote(text)}}, v.list...)
		}
		return v
	}
	text = unfold(text)
	if inner, ok := strings.CutPrefix(text, "["); ok && strings.HasSuffix(inner, "]") {
		for e := range strings.SplitSeq(strings.TrimSuffix(inner, "]"), ",") {
			v.list = append(v.list, value{text: unquote(e)})
		}
		if len(v.list) > 0 {
			return v
		}
	}
	return value{text: unquote(text)}
}

// foldMark begins a text that goes on below: ">" and "|" with their variants.
var foldMark = regexp.MustCompile(`^[>|][-+0-9]{0,2}(?:[ \t]+|$)`)

// unfold takes the mark of a text that goes on below from its beginning.
func unfold(text string) string {
	text = strings.TrimSpace(text)
	return foldMark.ReplaceAllString(text, "")
}

// unquote takes quotation marks off that stand around a text.
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
