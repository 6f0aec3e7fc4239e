package card

import (
	"strings"
	"unicode"

	"github.com/go-text/typesetting/segmenter"
)

// text is a measured text, which can be broken into lines of any width.
type text struct {
	style    style
	rtl      bool
	runes    []rune
	upTo     []float32 // position of each character, in ems from the first, and the end of the last
	breaks   []int     // possible ends of lines, in ascending order; the last is the end of the text
	clusters []int     // positions at which a word longer than a line may be split
	ellipsis float32   // width of an ellipsis, in ems
	tall     bool      // contains letters of scripts that need more room between lines
}

// span is a line: the characters from from up to but excluding to, without trailing
// spaces.
type span struct{ from, to int }

// measure shapes a text once.
func (s *shaper) measure(words string, st style, otherwiseRTL bool) *text {
	t := &text{style: st, rtl: rightToLeft(words, otherwiseRTL), runes: []rune(words)}
	advances := make([]float32, len(t.runes)+1)
	for _, p := range s.shape(t.runes, st, t.rtl) {
		for _, g := range p.Glyphs {
			advances[g.TextIndex()] += float32(g.Advance) / 64 / em
		}
		t.tall = t.tall || p.Face != s.families[st][0]
	}
	t.upTo = make([]float32, len(t.runes)+1)
	for i := range t.runes {
		t.upTo[i+1] = t.upTo[i] + advances[i]
	}
	t.ellipsis = width(s.shape([]rune("…"), st, t.rtl))
	t.findBreaks()
	return t
}

func (t *text) findBreaks() {
	var seg segmenter.Segmenter
	seg.Init(t.runes)
	for lines := seg.LineIterator(); lines.Next(); {
		l := lines.Line()
		for i := l.Offset + 1; i < l.Offset+len(l.Text); i++ {
			if thaiSyllable(t.runes[i-1], t.runes[i]) {
				t.breaks = append(t.breaks, i)
			}
		}
		t.breaks = append(t.breaks, l.Offset+len(l.Text))
	}
	for clusters := seg.GraphemeIterator(); clusters.Next(); {
		g := clusters.Grapheme()
		t.clusters = append(t.clusters, g.Offset+len(g.Text))
	}
}

// thaiSyllable reports whether a Thai syllable begins at r: at a vowel that is
// written before its consonant. Thai has no spaces between words, and word
// boundaries are known from a dictionary only; this is the next best position for a
// break.
func thaiSyllable(before, r rune) bool {
	return r >= 'เ' && r <= 'ไ' && before >= 'ก' && before <= '๛' && (before < 'เ' || before > 'ไ')
}

// width returns the width of a line in ems.
func (t *text) width(l span) float32 { return t.upTo[l.to] - t.upTo[l.from] }

// line returns the span between two positions, without trailing spaces.
func (t *text) line(from, to int) span {
	for to > from && unicode.IsSpace(t.runes[to-1]) {
		to--
	}
	return span{from, to}
}

// lines breaks a text into lines of a measure in ems. Longer words are split; whole
// reports that there were none.
func (t *text) lines(measure float32) (out []span, whole bool) {
	whole = true
	from, last := 0, 0 // start of the current line, and the last break in it
	for _, next := range t.breaks {
		for t.width(t.line(from, next)) > measure {
			if last == from {
				last = t.cutWord(from, next, measure)
				whole = false
			}
			out = append(out, t.line(from, last))
			from = last
		}
		last = next
	}
	if l := t.line(from, len(t.runes)); l.to > l.from {
		out = append(out, l)
	}
	return out, whole
}

// cutWord returns the position at which a word that is too long is split: as late as
// the measure allows, but after at least one character.
func (t *text) cutWord(from, to int, measure float32) int {
	at := to
	for _, c := range t.clusters {
		if c <= from {
			continue
		}
		if c >= to || at != to && t.upTo[c]-t.upTo[from] > measure {
			break
		}
		at = c
	}
	return at
}

// shorten returns the first lines of a text, and ends the last of them so that an
// ellipsis fits after it.
func (t *text) shorten(all []span, most int, measure float32) []span {
	out := append([]span(nil), all[:most]...)
	last := &out[most-1]
	measure -= t.ellipsis
	end := t.lastBreak(t.breaks, *last, measure)
	// If one word fills the line, or a long one is at its end, that word is split: a
	// half-empty line would look like the end of the text.
	if t.width(span{last.from, end}) < measure/2 {
		end = t.lastBreak(t.clusters, *last, measure)
	}
	last.to = end
	return out
}

// lastBreak returns the last of the places up to which a line fits.
func (t *text) lastBreak(places []int, l span, measure float32) int {
	end := l.from
	for _, b := range places {
		if b <= l.from {
			continue
		}
		if b > l.to && t.line(l.from, b).to > l.to {
			break
		}
		cut := t.stem(l.from, b)
		if t.width(span{l.from, cut}) > measure {
			break
		}
		end = cut
	}
	return end
}

// stem removes white space and punctuation that would look odd before an ellipsis.
func (t *text) stem(from, to int) int {
	for to > from && (unicode.IsSpace(t.runes[to-1]) || strings.ContainsRune(".,;:–—-…،؛«„“‘(¿¡", t.runes[to-1])) {
		to--
	}
	return to
}
