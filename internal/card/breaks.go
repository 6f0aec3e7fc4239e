package card

import (
	"strings"
	"unicode"

	"github.com/go-text/typesetting/segmenter"
)

// text is words that are measured, so that they can be broken into lines of any
// width.
type text struct {
	style    style
	rtl      bool
	runes    []rune
	upTo     []float32 // where each character begins, in ems from the first, and where the last ends
	breaks   []int     // where a line may end, in ascending order; the last is the end
	clusters []int     // where a word that is longer than a line may be cut
	ellipsis float32   // its width, in ems
	tall     bool      // has letters of scripts that need more room between lines
}

// span is a line: characters from, up to but without to, spaces at its end off.
type span struct{ from, to int }

// measure shapes words once.
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

// thaiSyllable reports whether a syllable of Thai begins at r: at a vowel that
// is written before its consonant. Thai has no spaces between words, and where
// they end is known from a dictionary only; this is the next best place.
func thaiSyllable(before, r rune) bool {
	return r >= 'เ' && r <= 'ไ' && before >= 'ก' && before <= '๛' && (before < 'เ' || before > 'ไ')
}

// width gives that of a line in ems.
func (t *text) width(l span) float32 { return t.upTo[l.to] - t.upTo[l.from] }

// line gives what stands from one place to another, without spaces around it.
func (t *text) line(from, to int) span {
	for to > from && unicode.IsSpace(t.runes[to-1]) {
		to--
	}
	return span{from, to}
}

// lines breaks a text into lines of a measure, in ems. Words that are longer
// than that are cut; whole reports whether there are none.
func (t *text) lines(measure float32) (out []span, whole bool) {
	whole = true
	from, last := 0, 0 // of the line that is being filled
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

// cutWord gives where a word that is too long is cut: as late as the measure
// allows, and after one sign at least.
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

// shorten gives the first lines of a text, and where the last of them ends so
// that an ellipsis has room after it.
func (t *text) shorten(all []span, most int, measure float32) []span {
	out := append([]span(nil), all[:most]...)
	last := &out[most-1]
	measure -= t.ellipsis
	end := t.lastBreak(t.breaks, *last, measure)
	// Where one word fills the line, or a long one stands at its end, the word
	// is cut: a line that is half empty looks as if nothing followed.
	if t.width(span{last.from, end}) < measure/2 {
		end = t.lastBreak(t.clusters, *last, measure)
	}
	last.to = end
	return out
}

// lastBreak gives the last of some places up to which a line has room.
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

// stem takes off what would stand oddly before an ellipsis.
func (t *text) stem(from, to int) int {
	for to > from && (unicode.IsSpace(t.runes[to-1]) || strings.ContainsRune(".,;:–—-…،؛«„“‘(¿¡", t.runes[to-1])) {
		to--
	}
	return to
}
