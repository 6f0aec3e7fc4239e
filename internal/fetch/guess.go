package fetch

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// guess says what charset a page is in that doesn't say so and is not UTF-8:
// the one in which it reads like a language. The libraries that do this run
// tables over the bytes in goroutines of their own, where a fault that hostile
// bytes find would end the program; decoding and looking at the letters is
// enough to tell the charsets that are left on the web.
func guess(body []byte) encoding.Encoding {
	if escapesToJapanese(body) {
		return japanese.ISO2022JP
	}
	sample := foreign(body)
	if enc := guessEastAsian(sample); enc != nil {
		return enc
	}
	best, most := encoding.Encoding(charmap.Windows1252), 0
	for i, c := range alphabets {
		enc, _ := charset.Lookup(c.charset)
		if n := c.score(string(convert(sample, enc))); i == 0 || n > most {
			best, most = enc, n
		}
	}
	return best
}

// escapesToJapanese reports whether the body is ISO-2022-JP: ASCII in which
// escapes announce characters of two bytes.
func escapesToJapanese(body []byte) bool {
	return (bytes.Contains(body, []byte("\x1b$B")) || bytes.Contains(body, []byte("\x1b$@"))) && isASCII(body)
}

// sampleBytes is how much is looked at to guess a charset.
const sampleBytes = 16 << 10

// foreign returns the words of a page that have bytes beyond ASCII in them, each
// followed by a space: markup and scripts say nothing about a charset. ASCII
// bytes that are part of characters in Shift_JIS, Big5 and GBK (from 0x40) stay.
func foreign(body []byte) []byte {
	var out []byte
	for len(body) > 0 && len(out) < sampleBytes {
		end := bytes.IndexFunc(body, func(r rune) bool { return r < '@' })
		word := body
		if end >= 0 {
			word, body = body[:end], body[end+1:]
		} else {
			body = nil
		}
		if len(word) > 0 && !isASCII(word) {
			out = append(append(out, word...), ' ')
		}
	}
	return out[:min(len(out), sampleBytes)]
}

// commonHan are the characters that Chinese texts have most, simplified and
// traditional: a third of a text, and next to nothing of one that is read in
// the wrong charset.
const commonHan = "的一是不了在人有我他这個这中大来上国為和地到以说時要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日" +
	"們來國說會對過發後裡種經麼學現當沒動還進樣開從實這與長關點業將兩間問重並應戰頭體見產話給門東聲員論處義幾認條題爾變總電數報結務場計資區隊決馬書"

// guessEastAsian returns the charset of Japanese, Korean or Chinese; nil if the
// text is none of these.
func guessEastAsian(sample []byte) encoding.Encoding {
	candidates := []struct {
		enc    encoding.Encoding
		common func(r rune) bool
		share  float64 // of the characters beyond ASCII, in any text of the language
		high   bool    // both bytes of a character are beyond ASCII, but for rare ones
	}{
		{japanese.EUCJP, isKana, 0.2, true},
		{japanese.ShiftJIS, isKana, 0.2, false},
		{korean.EUCKR, func(r rune) bool { return unicode.Is(unicode.Hangul, r) }, 0.8, true},
		{simplifiedchinese.GB18030, isCommonHan, 0.15, true},
		{traditionalchinese.Big5, isCommonHan, 0.15, false},
	}
	high := 0
	for _, c := range sample {
		if c >= utf8.RuneSelf {
			high++
		}
	}
	var best encoding.Encoding
	var most float64
	for _, c := range candidates {
		text := string(convert(sample, c.enc))
		if c.high && high*10 < utf8Characters([]byte(text))*18 {
			continue
		}
		share := shareOf(text, c.common)
		if share >= c.share && share/c.share > most {
			best, most = c.enc, share/c.share
		}
	}
	return best
}

// isKana reports whether a character is hiragana or katakana of full width:
// bytes of other charsets read as Shift_JIS give the half-width ones.
func isKana(r rune) bool { return r >= 0x3041 && r <= 0x30FC }

func isCommonHan(r rune) bool { return strings.ContainsRune(commonHan, r) }

// shareOf returns the share of the letters beyond ASCII that are common ones; 0
// if more than one in fifty can't be read, or if most stand alone, as a pair of
// signs does that is taken for a syllable.
func shareOf(text string, common func(r rune) bool) float64 {
	var all, hits, bad, beside int
	var last rune
	for _, r := range text {
		switch {
		case r == utf8.RuneError:
			bad++
		case r < utf8.RuneSelf || !unicode.IsLetter(r) && !common(r):
		default:
			all++
			if common(r) {
				hits++
			}
			if last >= utf8.RuneSelf {
				beside++
			}
		}
		last = r
	}
	if all == 0 || bad*50 > all || beside*2 < all {
		return 0
	}
	return float64(hits) / float64(all)
}

// alphabet is a charset of one byte a character, with the letters beyond ASCII
// of the languages that are written in it: those that make up most of a text,
// and others.
type alphabet struct {
	charset     string
	often, also string
}

const (
	cyrillicOften = "оеаинтсрвлкмдпуяыь"
	cyrillicAlso  = "гзбчйжхшюцщэфъёіїєґ"
	centralOften  = "áéíóúöüőűěščřžąęłśů"
	centralAlso   = "ýťďňćńźżäăâîşţđČŠŽŁŚŻ"
	windowsSigns  = "«»„“”‘’–—…•·©®™°§€"
)

// alphabets are tried in this order; of two that read a text as well, the
// first is taken.
var alphabets = []alphabet{
	{"windows-1252", "éèêàçäöüóñáíúßåøæã", "ëâùûïîôõœÉÀÄÖÜÅØ¿¡£½²" + windowsSigns},
	{"windows-1250", centralOften, centralAlso + windowsSigns},
	{"windows-1251", cyrillicOften, cyrillicAlso + "ўџљњћђјѕ№" + windowsSigns},
	{"koi8-r", cyrillicOften, "гзбчйжхшюцщэфъё"},
	{"koi8-u", cyrillicOften, cyrillicAlso},
	{"iso-8859-5", cyrillicOften, cyrillicAlso},
	{"ibm866", cyrillicOften, "гзбчйжхшюцщэфъё"},
	{"iso-8859-2", centralOften, centralAlso},
	{"windows-1253", "αοιετσνηυρπκμλςάέίόύήώ", "δγωχθφβξζψϊΑΕΟΤΠΣΚΜΔ" + windowsSigns},
	{"windows-1254", "ıİşŞğĞçöüÇÖÜ", "âî" + windowsSigns},
	{"windows-1255", "יוהלאתרבמשנדפקעחסכגטצזםןךףץ", "״׳־" + windowsSigns},
	{"windows-1256", "اليمنوترعبدسفةهكقح", "أجشصطخىذئإءثغضظؤآپچژگ،؛؟" + windowsSigns},
	{"windows-1257", "ąčęėįšųūžāēģīķļņ", "õäöüŠŽ" + windowsSigns},
	{"windows-874", "ารนกอเงมยลวดทสตะปบคห่้ิีัุู", "แจพชขใไโผถธศฟซญณฉภำ์็"},
}

// score says how much a text reads like one of the alphabet: frequent letters
// count for it; against it count letters that its languages don't have,
// symbols and controls between letters, capitals after small letters, and
// letters of two scripts side by side.
func (a alphabet) score(text string) int {
	var n int
	var last rune = ' '
	for _, r := range text {
		if r >= utf8.RuneSelf {
			n += a.worth(r, last)
		} else if unicode.IsLetter(r) && foreignScript(last) {
			n -= 3
		}
		last = r
	}
	return n
}

func (a alphabet) worth(r, last rune) int {
	n := 0
	switch {
	case r == utf8.RuneError || unicode.IsControl(r):
		return -8
	case strings.ContainsRune(a.often, r):
		n = 3
	case strings.ContainsRune(a.also, r):
		n = 2
	case unicode.IsUpper(r) && strings.ContainsRune(a.often+a.also, unicode.ToLower(r)):
		n = 1
	case unicode.IsLetter(r):
		n = -1
	case unicode.IsSpace(r):
		return 0
	default:
		n = -2
	}
	if unicode.IsUpper(r) && unicode.IsLower(last) {
		n -= 4
	}
	beside := last >= utf8.RuneSelf && unicode.IsLetter(last)
	switch {
	case foreignScript(r) && beside:
	case foreignScript(r) && unicode.IsLetter(last):
		n -= 3
	case foreignScript(r):
		n = min(n, 0) // what stands alone is rather a © or a space that doesn't break
	case unicode.IsLetter(r) && beside:
		n = min(n, -1) // letters with accents are among others without
	}
	return n
}

// foreignScript reports whether r is a letter of another script than Latin.
func foreignScript(r rune) bool {
	return r >= utf8.RuneSelf && unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r)
}
