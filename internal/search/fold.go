package search

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// token is a word, or a sign of a script without spaces, as it is compared, and
// where it stands in its text, in bytes.
type token struct {
	word       string
	start, end int
}

// Fold gives the words of a text as the index keeps them: parted by spaces,
// without case, accents and punctuation.
func Fold(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for t := range tokens(text) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(t.word)
	}
	return b.String()
}

// single are the scripts whose signs are words of their own here: those that
// part no words, and Korean, whose particles grow onto its words.
var single = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tibetan,
}

// bare are the scripts in which a mark upon a letter makes no other letter, to
// one who searches.
var bare = []*unicode.RangeTable{unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Hebrew, unicode.Arabic}

// kin are letters that no decomposition leads back to the ones that people type
// for them.
var kin = map[rune]string{
	'ß': "ss", 'ẞ': "ss", 'æ': "ae", 'Æ': "ae", 'œ': "oe", 'Œ': "oe", 'ø': "o", 'Ø': "o", 'đ': "d", 'Đ': "d", 'ð': "d", 'Ð': "d",
	'þ': "th", 'Þ': "th", 'ł': "l", 'Ł': "l", 'ı': "i", 'ħ': "h", 'Ħ': "h", 'ς': "σ", 'ё': "е", 'Ё': "е", 'ـ': "",
}

// cutter cuts a text into tokens.
type cutter struct {
	word       []byte
	start, end int
	open       bool
	single     bool // the open token is a sign of a script without spaces
	bare       bool // the marks upon its last letter are dropped
}

// tokens gives the words of a text, in order.
func tokens(text string) iter.Seq[token] {
	return func(yield func(token) bool) {
		var c cutter
		for at, r := range text {
			end := at + 1
			if r >= utf8.RuneSelf {
				_, size := utf8.DecodeRuneInString(text[at:])
				end = at + size
			}
			if c.ends(r) && !c.close(yield) {
				return
			}
			c.add(r, at, end)
		}
		c.close(yield)
	}
}

// ends reports whether the open token ends before a sign.
func (c *cutter) ends(r rune) bool {
	switch {
	case !c.open:
		return false
	case isWithin(r):
		return false
	case c.single, !isWord(r):
		return true
	}
	return isSingle(r)
}

// add takes the next sign, which stands in the text from at to end.
func (c *cutter) add(r rune, at, end int) {
	switch {
	case isWithin(r):
		if c.open {
			c.end = end
			if !c.bare && unicode.Is(unicode.M, r) {
				c.word = utf8.AppendRune(c.word, r)
			}
		}
		return
	case !isWord(r):
		return
	}
	if !c.open {
		c.open, c.start, c.single = true, at, isSingle(r)
	}
	c.end = end
	c.word, c.bare = fold(c.word, r)
}

// close gives the open token and reports whether more are wanted.
func (c *cutter) close(yield func(token) bool) bool {
	more := true
	if c.open && len(c.word) > 0 {
		more = yield(token{string(c.word), c.start, c.end})
	}
	c.word, c.open = c.word[:0], false
	return more
}

// isWithin reports whether a sign belongs to the letter before it: a mark, a
// joiner or a soft hyphen.
func isWithin(r rune) bool {
	return r >= 0x80 && (unicode.Is(unicode.M, r) || r == '\u200c' || r == '\u200d' || r == '\u00ad')
}

func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r)
}

// longVowel is the sign that lengthens a vowel in Japanese; it is of no script.
const longVowel = 'ー'

func isSingle(r rune) bool { return r >= 0x0e00 && (unicode.In(r, single...) || r == longVowel) }

// fold appends a letter as it is compared, and tells whether marks upon it are
// dropped.
func fold(word []byte, r rune) ([]byte, bool) {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return append(word, byte(r)), true
	}
	if s, ok := kin[r]; ok {
		return append(word, s...), true
	}
	if isSingle(r) {
		return norm.NFKC.AppendString(word, string(r)), false
	}
	drop := unicode.In(r, bare...)
	for _, part := range norm.NFKD.String(string(r)) {
		switch part = unicode.ToLower(part); {
		case unicode.Is(unicode.M, part) && drop:
		case kin[part] != "":
			word = append(word, kin[part]...)
		case unicode.IsLetter(part) || unicode.IsNumber(part) || unicode.Is(unicode.M, part):
			word = utf8.AppendRune(word, part)
		}
	}
	return word, drop || r < 0x0250
}
