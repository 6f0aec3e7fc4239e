package card

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	// longest limits how much of a text is considered, in characters. Less than that
	// fits on a card.
	longest = 700

	// mostMarks limits the combining marks of a letter: pointed Hebrew uses three,
	// but a tower of them would overlap the lines above.
	mostMarks = 3

	// mostMissing limits the letters without a glyph to one in so many. A text with
	// more of them is not worth showing.
	mostMissing = 5
)

// clean returns a text in a form that can be drawn: on one line, shortened, in
// composed form, without control characters and symbols that have no glyph. Letters
// without a glyph are replaced by an ellipsis. If there are too many of them, the
// result is empty.
func clean(words string, f family) string {
	c := cleaner{family: f}
	taken, cut := head(words)
	for _, r := range norm.NFC.String(taken) {
		c.add(r)
	}
	if c.letters == 0 && c.figures == 0 || c.missing*mostMissing > c.letters {
		return ""
	}
	out := strings.TrimRight(string(c.out), " \u00a0\u200c\u200d")
	if cut && !strings.HasSuffix(out, "…") {
		out += "…"
	}
	return out
}

// head returns the characters that are considered, and whether there are more.
func head(words string) (taken string, more bool) {
	n := 0
	for i := range words {
		if n++; n > longest {
			return words[:i], true
		}
	}
	return words, false
}

// cleaner builds a cleaned text.
type cleaner struct {
	family  family
	out     []rune
	letters int // all letters, shown or not
	figures int
	missing int // letters without a glyph
	marks   int // combining marks since the last letter
}

func (c *cleaner) add(r rune) {
	switch {
	case r == '\u00a0' || r == '\u202f':
		c.space('\u00a0')
	case unicode.IsSpace(r):
		c.space(' ')
	case r == '\u200c' || r == '\u200d':
		// They control the joining of letters in Arabic and Indian scripts; in an
		// emoji they join what is not drawn anyway.
		if last := c.last(); last > '\u0590' && (unicode.IsLetter(last) || unicode.Is(unicode.M, last)) {
			c.out = append(c.out, r)
		}
	case r == utf8.RuneError || unicode.Is(unicode.C, r):
	case unicode.Is(unicode.M, r):
		c.mark(r)
	case unicode.IsLetter(r):
		c.letter(r)
	case c.family.has(r):
		c.marks = 0
		if unicode.IsNumber(r) {
			c.figures++
		}
		c.out = append(c.out, r)
	}
}

func (c *cleaner) last() rune {
	if len(c.out) == 0 {
		return 0
	}
	return c.out[len(c.out)-1]
}

// space adds a space, but not at the beginning and not beside another.
func (c *cleaner) space(r rune) {
	c.marks = 0
	if last := c.last(); last != 0 && last != ' ' && last != '\u00a0' {
		c.out = append(c.out, r)
	}
}

func (c *cleaner) mark(r rune) {
	if last := c.last(); last == 0 || last == ' ' || last == '…' || !c.family.has(r) || c.marks == mostMarks {
		return
	}
	c.marks++
	c.out = append(c.out, r)
}

func (c *cleaner) letter(r rune) {
	c.letters++
	c.marks = 0
	if c.family.has(r) {
		c.out = append(c.out, r)
		return
	}
	c.missing++
	// Use one ellipsis for a whole passage, whatever spaces it had.
	n := len(c.out)
	for n > 0 && c.out[n-1] == ' ' {
		n--
	}
	if n > 0 && c.out[n-1] == '…' {
		c.out = c.out[:n]
		return
	}
	c.out = append(c.out, '…')
}
