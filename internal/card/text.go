package card

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

//go:embed fonts/*.ttf
var files embed.FS

// style is how a text looks.
type style int

const (
	regular style = iota
	bold
)

// names are the files of each style, the script that is met most first.
var names = [...][]string{
	regular: {"literata-latin-400-normal", "literata-latin-ext-400-normal", "literata-cyrillic-400-normal", "literata-greek-400-normal", "literata-vietnamese-400-normal", "hebrew-400", "scheherazade-400"},
	bold:    {"literata-latin-700-normal", "literata-latin-ext-700-normal", "literata-cyrillic-700-normal", "literata-greek-700-normal", "literata-vietnamese-700-normal", "hebrew-700", "scheherazade-700"},
}

// fonts are all typefaces, read once. They can be used by several at a time; the
// faces made of them can't.
var fonts = sync.OnceValues(func() (out [len(names)][]*font.Font, err error) {
	for style, files := range names {
		for _, name := range files {
			f, err := parse(name)
			if err != nil {
				return out, fmt.Errorf("card: typeface %s: %w", name, err)
			}
			out[style] = append(out[style], f)
		}
	}
	return out, nil
})

func parse(name string) (*font.Font, error) {
	data, err := files.ReadFile("fonts/" + name + ".ttf")
	if err != nil {
		return nil, err
	}
	face, err := font.ParseTTF(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return face.Font, nil
}

// set is what sets text: typefaces, and what shapes and breaks lines. It is for
// one card.
type set struct {
	faces   [len(names)][]*font.Face
	shaper  shaping.HarfbuzzShaper
	parts   shaping.Segmenter
	wrapper shaping.LineWrapper
}

func newSet() (*set, error) {
	all, err := fonts()
	if err != nil {
		return nil, err
	}
	s := &set{}
	for style := range all {
		for _, f := range all[style] {
			s.faces[style] = append(s.faces[style], font.NewFace(f))
		}
	}
	return s, nil
}

// chosen finds the face that has a letter.
type chosen []*font.Face

// ResolveFace implements shaping.Fontmap.
func (c chosen) ResolveFace(r rune) *font.Face {
	for _, f := range c {
		if _, ok := f.NominalGlyph(r); ok {
			return f
		}
	}
	return c[0]
}

// has reports whether there is a face with the sign.
func (s *set) has(r rune) bool {
	for _, f := range s.faces[regular] {
		if _, ok := f.NominalGlyph(r); ok {
			return true
		}
	}
	return false
}

// mostMarks is how many marks a letter bears at most: no language needs more, and
// a tower of them leaves its line.
const mostMarks = 3

// drawable gives a text on one line, cut, without signs that no face has. It is
// empty if a letter is among those: words with holes in them are none.
func (s *set) drawable(words string) string {
	var b strings.Builder
	n, marks, space := 0, 0, false
	for i, r := range words {
		if n++; n > longest || i > 8*longest {
			return b.String() + "…"
		}
		if marks++; !unicode.Is(unicode.M, r) {
			marks = 0
		}
		switch {
		case marks > mostMarks:
			continue
		case unicode.IsSpace(r) || unicode.IsControl(r):
			space = b.Len() > 0
			continue
		case r == utf8.RuneError:
			continue
		case unicode.Is(unicode.M, r) && !s.has(r), !unicode.IsLetter(r) && !unicode.IsNumber(r) && !s.has(r):
			continue
		case !s.has(r):
			return ""
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// text is words and how they are set. Lengths are in pixels.
type text struct {
	words    string
	style    style
	rtl      bool
	size     int
	width    int  // of the column
	lines    int  // at most; what is more is cut, with an ellipsis
	leading  int  // from line to line, in hundredths of the size
	balanced bool // lines are of about one length
}

// block is a text that is set.
type block struct {
	text
	lines  [][]shaping.Output // runs from left to right
	width  int                // of the longest line
	height int
	whole  bool // nothing is cut
	broken bool // a word is longer than a line
}

// block sets a text.
func (s *set) block(t text) block {
	b := s.wrap(t)
	if !b.whole {
		return s.shorten(t, b)
	}
	if !t.balanced || len(b.lines) < 2 || b.broken {
		return b
	}
	// The narrowest column that needs no more lines.
	low, high := t.width/2, t.width
	for high-low > 8 {
		narrow := t
		narrow.width = (low + high) / 2
		if n := s.wrap(narrow); n.whole == b.whole && len(n.lines) == len(b.lines) {
			high = narrow.width
		} else {
			low = narrow.width
		}
	}
	column := t.width
	t.width = high
	b = s.wrap(t)
	b.text.width = column
	return b
}

// shorten cuts a text that does not fit at the end of a word, where it has some.
func (s *set) shorten(t text, b block) block {
	words := strings.Split(t.words, " ")
	for low, high := 1, len(words); low < high; {
		n := (low + high) / 2
		cut := t
		cut.words = strings.TrimRightFunc(strings.Join(words[:n], " "), func(r rune) bool { return unicode.IsPunct(r) && r != ')' }) + "…"
		if c := s.wrap(cut); c.whole {
			b, low = c, n+1
			b.whole = false
		} else {
			high = n
		}
	}
	return b
}

// wrap breaks a text into lines.
func (s *set) wrap(t text) block {
	b := block{text: t, whole: true}
	runes := []rune(t.words)
	if len(runes) == 0 {
		return b
	}
	input := shaping.Input{Text: runes, RunEnd: len(runes), Direction: di.DirectionLTR, Size: fixed.I(t.size), Language: language.NewLanguage("en")}
	if t.rtl {
		input.Direction = di.DirectionRTL
	}
	input.FontFeatures = []shaping.FontFeature{{Tag: opentype.MustNewTag("lnum"), Value: 1}}
	var shaped []shaping.Output
	for _, part := range s.parts.Split(input, chosen(s.faces[t.style])) {
		shaped = append(shaped, s.shaper.Shape(part))
	}
	config := shaping.WrapConfig{Direction: input.Direction, TruncateAfterLines: t.lines}
	ellipsis := input
	ellipsis.Text, ellipsis.RunStart, ellipsis.RunEnd, ellipsis.Face = []rune("…"), 0, 1, s.faces[t.style][0]
	config = config.WithTruncator(&s.shaper, ellipsis)
	lines, cut := s.wrapper.WrapParagraph(config, t.width, runes, shaping.NewSliceIterator(shaped))
	b.whole = cut == 0
	for _, l := range lines[:max(0, len(lines)-1)] {
		last := l[len(l)-1].Runes // in the order of the text, whichever way it runs
		for _, run := range l {
			if run.Runes.Offset > last.Offset {
				last = run.Runes
			}
		}
		if end := last.Offset + last.Count; end > 0 && end < len(runes) && unicode.IsLetter(runes[end-1]) && unicode.IsLetter(runes[end]) {
			b.broken = true
		}
	}
	for _, l := range lines {
		runs := slices.Clone(l)
		slices.SortFunc(runs, func(a, b shaping.Output) int { return cmp.Compare(a.VisualIndex, b.VisualIndex) })
		b.lines = append(b.lines, runs)
		b.width = max(b.width, lineWidth(runs))
	}
	b.height = len(b.lines) * t.size * t.leading / 100
	return b
}

func lineWidth(runs []shaping.Output) int {
	var w fixed.Int26_6
	for _, r := range runs {
		w += r.Advance
	}
	return w.Ceil()
}

// fit sets a text in the largest of the sizes in which all of it is shown in
// the height there is, else in the smallest, with as many lines as there is
// room for.
func (s *sheet) fit(t text, sizes []int, height int) block {
	most := t.lines
	var b block
	for _, t.size = range sizes {
		t.lines = min(most, height*100/(t.size*t.leading))
		if t.lines < 1 {
			b = block{text: t}
			continue
		}
		if b = s.set.block(t); b.whole {
			break
		}
	}
	return b
}
