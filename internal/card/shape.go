package card

import (
	"slices"

	"github.com/go-text/typesetting/bidi"
	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// em is the size at which texts are shaped. Results are divided by it and apply to
// any size, since the outlines are not hinted.
const em = 1000

// shaper turns characters into positioned glyphs. It is for one card: faces can't be
// shared.
type shaper struct {
	families [len(typefaces)]family
	scales   map[*font.Face]float32
	engine   shaping.HarfbuzzShaper
	order    bidi.Paragraph
}

func newShaper() (*shaper, error) {
	families, scales, err := newFamilies()
	if err != nil {
		return nil, err
	}
	return &shaper{families: families, scales: scales}, nil
}

// rightToLeft reports whether a text runs from right to left: by its first letter
// with a direction, as in a paragraph with dir=auto, else by the direction of the
// card.
func rightToLeft(words string, otherwise bool) bool {
	for _, r := range words {
		switch language.LookupScript(r) {
		case language.Arabic, language.Hebrew:
			return true
		case language.Common, language.Inherited, language.Unknown:
			continue
		default:
			return false
		}
	}
	return otherwise
}

// passage is a shaped part of a text in one direction and one face.
type passage struct {
	shaping.Output
	level bidi.Level
}

// shape returns a text's passages in logical order.
func (s *shaper) shape(words []rune, st style, rtl bool) []passage {
	mark, way := '\u200e', bidi.LeftToRight
	if rtl {
		mark, way = '\u200f', bidi.RightToLeft
	}
	// A line has the direction of its text, whatever its own first letter is.
	marked := append([]rune{mark}, words...)
	runs := s.order.Segment(marked, way)
	var out []passage
	for i := range runs.NumRuns() {
		run := runs.Run(i)
		start, end := max(run.Start, 1), run.End
		if start >= end {
			continue
		}
		input := shaping.Input{Text: words, RunStart: start - 1, RunEnd: end - 1, Direction: di.DirectionRTL, Size: fixed.I(em)}
		if run.IsLeftToRight() {
			input.Direction = di.DirectionLTR
		}
		for _, part := range shaping.SplitByFace(input, s.families[st]) {
			part.Script = script(words[part.RunStart:part.RunEnd])
			part.Size = fixed.Int26_6(em * 64 * s.scales[part.Face])
			out = append(out, passage{s.engine.Shape(part), run.Level})
		}
	}
	return out
}

// script returns the script of the first letter that has one.
func script(words []rune) language.Script {
	for _, r := range words {
		if s := language.LookupScript(r); s != language.Common && s != language.Inherited && s != language.Unknown {
			return s
		}
	}
	return language.Common
}

// visual sorts a line's passages by their position from left to right: rule L2 of
// https://www.unicode.org/reports/tr9/.
func visual(line []passage) []passage {
	highest := bidi.Level(0)
	for _, p := range line {
		highest = max(highest, p.level)
	}
	for level := highest; level > 0; level-- {
		for i := 0; i < len(line); i++ {
			j := i
			for j < len(line) && line[j].level >= level {
				j++
			}
			slices.Reverse(line[i:j])
			i = max(i, j-1)
		}
	}
	return line
}

// width returns the length of a line, in ems.
func width(line []passage) float32 {
	var w fixed.Int26_6
	for _, p := range line {
		w += p.Advance
	}
	return float32(w) / 64 / em
}
