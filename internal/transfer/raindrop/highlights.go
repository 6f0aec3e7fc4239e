package raindrop

import (
	"regexp"
	"strings"

	"pullquote/internal/transfer/record"
)

// highlight is a highlighted passage with its note.
type highlight struct{ text, note string }

// mark matches the beginning of a passage or a note in the cell that contains all of
// them.
var mark = regexp.MustCompile(`(?m)^(Highlight|Note):([ \t]*)`)

// highlights parses the cell: "Highlight:…", each optionally followed by "Note:…". A
// cell of another form is a single passage.
func highlights(cell string) (out []highlight) {
	cell = strings.TrimSpace(strings.ReplaceAll(cell, "\r\n", "\n"))
	marks := mark.FindAllStringSubmatchIndex(cell, -1)
	if cell == "" {
		return nil
	}
	if len(marks) == 0 || marks[0][0] != 0 {
		return []highlight{{text: cell}}
	}
	marks = alike(marks)
	for i, m := range marks {
		end := len(cell)
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		text := strings.TrimSpace(cell[m[1]:end])
		switch {
		case text == "":
		case cell[m[2]:m[3]] == "Highlight":
			out = append(out, highlight{text: text})
		case len(out) > 0:
			last := &out[len(out)-1]
			last.note = record.Paragraphs(last.note, text)
		default:
			out = append(out, highlight{note: text})
		}
	}
	return out
}

// alike drops marks that are followed by a space if the first is not: those are part of a
// passage. Raindrop writes no space.
func alike(marks [][]int) [][]int {
	spaced := func(m []int) bool { return m[5] > m[4] }
	if spaced(marks[0]) {
		return marks
	}
	var out [][]int
	for _, m := range marks {
		if !spaced(m) {
			out = append(out, m)
		}
	}
	return out
}
