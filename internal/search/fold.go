package search

import (
	"iter"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// token is a word in its folded form, or a character of a script without spaces, with
// its position in the text, in bytes.
type token struct {
	word       string
	start, end int
	single     bool // a character of a script without spaces
}

// Fold returns the words of a text as they are indexed: separated by spaces, without
// case, accents and punctuation.
func Fold(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	cut(text, func(word []byte, _ *cutter) bool {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.Write(word)
		return true
	})
	return b.String()
}

// single lists the scripts whose characters are tokens of their own: those that don't
// separate words by spaces, and Korean, whose particles are attached to words.
var single = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tibetan,
}

// bare lists the scripts in which diacritics are ignored.
var bare = []*unicode.RangeTable{unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Hebrew, unicode.Arabic}

// kin maps letters to what people type for them where Unicode's decomposition does not.
// It also protects Cyrillic letters whose mark must not be ignored.
var kin = map[rune]string{
	'ß': "ss", 'ẞ': "ss", 'æ': "ae", 'Æ': "ae", 'œ': "oe", 'Œ': "oe", 'ø': "o", 'Ø': "o", 'đ': "d", 'Đ': "d", 'ð': "d", 'Ð': "d",
	'þ': "th", 'Þ': "th", 'ł': "l", 'Ł': "l", 'ı': "i", 'ħ': "h", 'Ħ': "h", 'ς': "σ", 'ё': "е", 'Ё': "е", 'ـ': "",
	'й': "й", 'Й': "й", 'ї': "ї", 'Ї': "ї", 'ў': "ў", 'Ў': "ў",
}

// longestWord is how many bytes of a word are compared. Longer "words" are encoded
// files and the like.
const longestWord = 128

// cutter splits a text into tokens.
type cutter struct {
	text       string
	word       []byte   // the folded form of the open token
	short      [64]byte // the initial buffer of word, which most words fit in
	start, end int      // the position of the open token
	open       bool     // a token has begun
	single     bool     // the open token is a character of a script without spaces
	marked     bool     // the open token has combining marks, so that its spelling has to be normalized
}

// tokens returns the tokens of a text, in order.
func tokens(text string) iter.Seq[token] {
	return func(yield func(token) bool) {
		cut(text, func(word []byte, c *cutter) bool {
			return yield(token{string(word), c.start, c.end, c.single})
		})
	}
}

// cut calls yield for each token of a text, in order, until it returns false. The word
// is valid only during the call; the cutter has the token's position.
func cut(text string, yield func(word []byte, c *cutter) bool) {
	c := cutter{text: text}
	c.word = c.short[:0]
	for at := 0; at < len(text); {
		if b := text[at]; b < utf8.RuneSelf { // the common case
			switch letter := ascii[b] != 0; {
			case letter && !(c.open && c.single):
				at = c.run(at)
				continue
			case !letter && !c.open:
				at++
				continue
			case !letter && b != '+' && b != '#':
				if !c.close(yield) {
					return
				}
				at++
				continue
			}
		}
		r, size := utf8.DecodeRuneInString(text[at:])
		if letter := known(r); letter != "" && (!c.open || !c.single) {
			c.letter(letter, at, at+size)
			at += size
			continue
		}
		if r == '+' || r == '#' {
			if behind := c.plus(at); behind > at {
				at = behind
				continue
			}
		}
		if c.ends(r) && !c.close(yield) {
			return
		}
		c.add(r, at, at+size)
		at += size
	}
	c.close(yield)
}

// run adds a run of ASCII letters and digits to the open token, or opens one, and
// returns the end of the run.
func (c *cutter) run(at int) int {
	if !c.open {
		c.open, c.start, c.single, c.marked = true, at, false, false
	}
	for at < len(c.text) && c.text[at] < utf8.RuneSelf && ascii[c.text[at]] != 0 {
		c.word = append(c.word, ascii[c.text[at]])
		at++
	}
	c.end = at
	return at
}

// letter adds a letter, already folded, to the open token, or opens one.
func (c *cutter) letter(folded string, at, end int) {
	if !c.open {
		c.open, c.start, c.single, c.marked = true, at, false, false
	}
	c.word, c.end = append(c.word, folded...), end
}

// knownLetters is the size of the table letters: it covers Latin, Greek and Cyrillic.
const knownLetters = 0x530

// letters returns a table of the folded forms of letters and digits, by code point. It
// is empty for other characters, and for those whose folded form is.
var letters = sync.OnceValue(func() *[knownLetters]string {
	var table [knownLetters]string
	for r := range rune(knownLetters) {
		if isWord(r) && !isWithin(r) {
			word, _ := fold(nil, r)
			table[r] = string(word)
		}
	}
	return &table
})

// known returns the folded form of a letter from the table, or "".
func known(r rune) string {
	if r < knownLetters {
		return letters()[r]
	}
	return ""
}

// ascii holds the folded forms of ASCII characters, 0 for those that separate words.
var ascii = func() (table [utf8.RuneSelf]byte) {
	for r := range table {
		if isWord(rune(r)) {
			table[r] = byte(unicode.ToLower(rune(r)))
		}
	}
	return table
}()

// plus adds the characters after the letter of "C++" and "C#", which are names of their
// own, and returns where they end, or 0 if there are none.
func (c *cutter) plus(at int) int {
	if !c.open || c.marked || len(c.word) != 1 || c.end != at {
		return 0
	}
	for _, sign := range []string{"++", "#"} {
		rest, is := strings.CutPrefix(c.text[at:], sign)
		if next, _ := utf8.DecodeRuneInString(rest); is && !isWord(next) && !isWithin(next) && next != '+' && next != '#' {
			for _, r := range sign {
				c.word = utf8.AppendRune(c.word, r+shifted)
			}
			c.end = at + len(sign)
			return c.end
		}
	}
	return 0
}

// ends reports whether the open token ends before a character.
func (c *cutter) ends(r rune) bool {
	switch {
	case !c.open, isWithin(r):
		return false
	case c.single:
		return !isTail(r)
	}
	return !isWord(r) || isSingle(r)
}

// add processes a character at a position of the text.
func (c *cutter) add(r rune, at, end int) {
	switch {
	case isWithin(r) || isTail(r) && c.open && c.single:
		if c.open {
			c.end = end
			c.marked = c.marked || !isInvisible(r)
		}
		return
	case !isWord(r):
		return
	}
	if !c.open {
		c.open, c.start, c.single, c.marked = true, at, isSingle(r), false
	}
	c.end = end
	c.word, _ = fold(c.word, r)
}

// close yields the open token, if any, and reports whether to go on.
func (c *cutter) close(yield func([]byte, *cutter) bool) bool {
	if c.open && c.marked {
		c.word = foldMarked(c.word[:0], c.text[c.start:c.end], c.single)
	}
	more := true
	if c.open && len(c.word) > 0 {
		more = yield(shortened(c.word), c)
	}
	c.word, c.open = c.word[:0], false
	return more
}

// shortened cuts a word to longestWord.
func shortened(word []byte) []byte {
	if len(word) <= longestWord {
		return word
	}
	n := longestWord
	for !utf8.RuneStart(word[n]) {
		n--
	}
	return word[:n]
}

// isWithin reports whether a character belongs to the letter before it: a combining
// mark, a joiner or a soft hyphen. That includes the halfwidth voicing marks of
// Japanese, which are letters by Unicode's categories.
func isWithin(r rune) bool {
	return r >= 0x80 && !isHan(r) && (unicode.Is(unicode.M, r) || isInvisible(r) || r == 'ﾞ' || r == 'ﾟ')
}

// isInvisible reports whether a character only affects how a letter is drawn, or where
// a line may break.
func isInvisible(r rune) bool {
	switch r {
	case '\u00ad', '\u200c', '\u200d', '\u2060', '\ufeff':
		return true
	}
	return unicode.Is(unicode.Variation_Selector, r)
}

// isTail reports whether a character continues a Korean syllable that is written as a
// sequence of jamo.
func isTail(r rune) bool { return r >= 0x1160 && r <= 0x11ff || r >= 0xd7b0 && r <= 0xd7fb }

// isWord reports whether a character is part of words.
func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	}
	// Two letters are apostrophes, which always separate words. Enclosed characters
	// and the like, which may stand for whole words, are ornaments.
	return isHan(r) || (unicode.IsLetter(r) || unicode.IsNumber(r)) && r != 'ʻ' && r != 'ʼ' && (r < 0x3190 || r > 0x33ff || !unicode.Is(unicode.Common, r))
}

// isHan reports whether a character is in the main block of Chinese characters.
func isHan(r rune) bool { return r >= 0x4e00 && r <= 0x9fff }

// isSingle reports whether a character is a token of its own. The prolonged sound mark
// of Japanese, which belongs to no script, is.
func isSingle(r rune) bool {
	return r >= 0x0e00 && (isHan(r) || r == 'ー' || r == 'ｰ' || unicode.In(r, single...) && !unicode.Is(unicode.Nd, r))
}

// fold appends the folded form of a letter to word, and reports whether combining marks
// that follow are ignored.
func fold(word []byte, r rune) (out []byte, drop bool) {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return append(word, byte(r)), true
	}
	if s, ok := kin[r]; ok {
		return append(word, s...), true
	}
	if isHan(r) {
		return utf8.AppendRune(word, r), false // Chinese signs have one form
	}
	if isSingle(r) {
		return form(r).AppendString(word, string(r)), false
	}
	if unicode.Is(unicode.Nd, r) {
		return append(word, '0'+digit(r)), true
	}
	drop = true // ignore marks without a letter
	plain := norm.NFKD.String(string(r))
	if strings.ContainsRune(plain, '\u2044') {
		return utf8.AppendRune(word, r), true // ½ is not 12
	}
	for _, part := range plain {
		part = unicode.ToLower(part)
		if unicode.Is(unicode.M, part) {
			if !drop {
				word = utf8.AppendRune(word, part)
			}
			continue
		}
		same, known := kin[part]
		if known {
			word = append(word, same...)
		} else if isWord(part) {
			word = utf8.AppendRune(word, part)
		}
		drop = known || part < 0x0250 || unicode.IsNumber(part) || unicode.In(part, bare...)
	}
	return word, drop
}

// foldMarked appends the folded form of a text with combining marks, which it composes
// first, since composed letters may fold to others than their parts.
func foldMarked(word []byte, text string, single bool) []byte {
	text = strings.Map(func(r rune) rune {
		switch {
		case isInvisible(r):
			return -1
		case r == 'ﾞ':
			return '\u3099'
		case r == 'ﾟ':
			return '\u309a'
		}
		return r
	}, text)
	if first, _ := utf8.DecodeRuneInString(text); single {
		return form(first).AppendString(word, text)
	}
	drop := false
	for _, r := range norm.NFC.String(text) {
		if !isWithin(r) {
			word, drop = fold(word, r)
		} else if !drop {
			word = utf8.AppendRune(word, r)
		}
	}
	return word
}

// form returns the normal form for a single character: NFKC for halfwidth and fullwidth
// ones; NFC for others, so that Thai sara am and Japanese yori stay one character.
func form(r rune) norm.Form {
	if r < 0xff00 {
		return norm.NFC
	}
	return norm.NFKC
}

// digit returns the value of a decimal digit of any script. Unicode has the ten digits
// of a script in a row.
func digit(r rune) byte {
	for _, t := range unicode.Nd.R16 {
		if r >= rune(t.Lo) && r <= rune(t.Hi) {
			return byte((r - rune(t.Lo)) % 10)
		}
	}
	for _, t := range unicode.Nd.R32 {
		if r >= rune(t.Lo) && r <= rune(t.Hi) {
			return byte((r - rune(t.Lo)) % 10)
		}
	}
	return 0
}
