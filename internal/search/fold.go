package search

import (
	"iter"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// token is a word, or a sign of a script without spaces, as it is compared, and
// where it stands in its text, in bytes.
type token struct {
	word       string
	start, end int
	single     bool // a sign of a script without spaces
}

// Fold returns the words of a text as the index keeps them: parted by spaces,
// without case, accents and punctuation.
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

// single are the scripts whose signs are words of their own here: those that
// part no words, and Korean, whose particles grow onto its words.
var single = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tibetan,
}

// bare are the scripts in which a mark upon a letter makes no other letter, to
// one who searches.
var bare = []*unicode.RangeTable{unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Hebrew, unicode.Arabic}

// kin are letters that no decomposition leads to the ones that people type for
// them, and Cyrillic ones that are letters of their own, whose marks stay.
var kin = map[rune]string{
	'ß': "ss", 'ẞ': "ss", 'æ': "ae", 'Æ': "ae", 'œ': "oe", 'Œ': "oe", 'ø': "o", 'Ø': "o", 'đ': "d", 'Đ': "d", 'ð': "d", 'Ð': "d",
	'þ': "th", 'Þ': "th", 'ł': "l", 'Ł': "l", 'ı': "i", 'ħ': "h", 'Ħ': "h", 'ς': "σ", 'ё': "е", 'Ё': "е", 'ـ': "",
	'й': "й", 'Й': "й", 'ї': "ї", 'Ї': "ї", 'ў': "ў", 'Ў': "ў",
}

// longestWord is how many bytes of a word count: what is longer is no word, but
// an encoded file.
const longestWord = 128

// cutter cuts a text into tokens.
type cutter struct {
	text       string
	word       []byte
	short      [64]byte // where word begins; most are shorter
	start, end int
	open       bool
	single     bool // the open token is a sign of a script without spaces
	marked     bool // marks stand in the open token, so that its letters may be spelled in several ways
}

// tokens returns the words of a text, in order.
func tokens(text string) iter.Seq[token] {
	return func(yield func(token) bool) {
		cut(text, func(word []byte, c *cutter) bool {
			return yield(token{string(word), c.start, c.end, c.single})
		})
	}
}

// cut returns the words of a text, in order, until yield wants no more of them. A
// word is good until the next is asked for; where it stands, the cutter tells.
func cut(text string, yield func(word []byte, c *cutter) bool) {
	c := cutter{text: text}
	c.word = c.short[:0]
	for at := 0; at < len(text); {
		if b := text[at]; b < utf8.RuneSelf { // most signs of most texts
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

// run takes letters and digits of ASCII into the open word, or opens one with
// them, and returns where they end.
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

// letter takes a letter that is known into the open word, or opens one with it.
func (c *cutter) letter(folded string, at, end int) {
	if !c.open {
		c.open, c.start, c.single, c.marked = true, at, false, false
	}
	c.word, c.end = append(c.word, folded...), end
}

// knownLetters are how many signs are looked up: Latin, Greek and Cyrillic ones.
const knownLetters = 0x530

// letters are the signs up to there that are letters or digits, as they are
// compared. The others are empty, and what does not come to a letter.
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

// known returns a letter as it is compared, if it is one that is looked up.
func known(r rune) string {
	if r < knownLetters {
		return letters()[r]
	}
	return ""
}

// ascii are the signs of ASCII as they are compared, 0 for those that part words.
var ascii = func() (table [utf8.RuneSelf]byte) {
	for r := range table {
		if isWord(rune(r)) {
			table[r] = byte(unicode.ToLower(rune(r)))
		}
	}
	return table
}()

// plus takes the signs behind the letter of "C++" and "C#", which are names of
// their own, and returns where they end; 0 if there are none.
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

// ends reports whether the open token ends before a sign.
func (c *cutter) ends(r rune) bool {
	switch {
	case !c.open, isWithin(r):
		return false
	case c.single:
		return !isTail(r)
	}
	return !isWord(r) || isSingle(r)
}

// add takes the next sign, which stands in the text from at to end.
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

// close returns the open token and reports whether more are wanted.
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

// shortened cuts a word that is none.
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

// isWithin reports whether a sign belongs to the letter before it: a mark, a
// joiner or a soft hyphen. The voicing marks of narrow Japanese are letters to
// Unicode.
func isWithin(r rune) bool {
	return r >= 0x80 && !isHan(r) && (unicode.Is(unicode.M, r) || isInvisible(r) || r == 'ﾞ' || r == 'ﾟ')
}

// isInvisible reports whether a sign only tells how its letter is drawn, or
// where a line may break.
func isInvisible(r rune) bool {
	switch r {
	case '\u00ad', '\u200c', '\u200d', '\u2060', '\ufeff':
		return true
	}
	return unicode.Is(unicode.Variation_Selector, r)
}

// isTail reports whether a sign is a part of the one before it: of a Korean
// syllable that is spelled in parts.
func isTail(r rune) bool { return r >= 0x1160 && r <= 0x11ff || r >= 0xd7b0 && r <= 0xd7fb }

func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	}
	// Two letters are apostrophes, which part words however they are typed. Signs
	// in circles and the like, made of whole words, are ornaments.
	return isHan(r) || (unicode.IsLetter(r) || unicode.IsNumber(r)) && r != 'ʻ' && r != 'ʼ' && (r < 0x3190 || r > 0x33ff || !unicode.Is(unicode.Common, r))
}

// isHan reports whether a sign is one of those that nearly all Chinese is written
// with.
func isHan(r rune) bool { return r >= 0x4e00 && r <= 0x9fff }

// isSingle reports whether a sign is a word of its own. The sign that lengthens
// a vowel in Japanese is of no script.
func isSingle(r rune) bool {
	return r >= 0x0e00 && (isHan(r) || r == 'ー' || r == 'ｰ' || unicode.In(r, single...) && !unicode.Is(unicode.Nd, r))
}

// fold appends a letter as it is compared, and tells whether marks upon it are
// dropped.
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
	drop = true // a mark on nothing is nothing
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

// foldMarked appends a word in which marks stand: of the ways to spell it, the
// one with the fewest marks counts.
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

// form returns how single signs are spelled: narrow and wide ones as the others.
// What looks like two signs stays one: the Thai vowel am, the Japanese yori.
func form(r rune) norm.Form {
	if r < 0xff00 {
		return norm.NFC
	}
	return norm.NFKC
}

// digit returns what a decimal digit of any script counts. Each script's ten
// stand in order, from a zero on.
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
