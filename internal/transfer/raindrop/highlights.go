package raindrop

import (
	"regexp"
	"strings"

	"pullquote/internal/transfer/record"
)

// highlight is a passage that was marked in the page, and what was written
// beside it.
type highlight struct{ text, note string }

// mark begins a passage or a note in the cell that holds all of them.
var mark = regexp.MustCompile(`(?m)^(Highlight|Note):([ \t]*)`)

// highlights reads the cell: "Highlight:…", each perhaps followed by "Note:…". A
// cell of another shape is one passage.
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

// alike leaves out marks that a space follows, where none follows the first: they
// are words of a passage. Raindrop writes no space.
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
