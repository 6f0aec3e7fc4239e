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

// guess returns the likely charset of a page that declares none and is not UTF-8: the one
// in which its text looks most like a language. Libraries for this run in goroutines of
// their own, where a panic caused by hostile bytes would end the program; decoding and
// looking at the letters is enough to tell apart the charsets still found on the web.
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

// escapesToJapanese reports whether the body is ISO-2022-JP: ASCII with escape sequences
// for double-byte characters.
func escapesToJapanese(body []byte) bool {
	return (bytes.Contains(body, []byte("\x1b$B")) || bytes.Contains(body, []byte("\x1b$@"))) && isASCII(body)
}

// sampleBytes is the size of the sample that a charset is guessed from.
const sampleBytes = 16 << 10

// foreign returns the words of a page with non-ASCII bytes, each followed by a space,
// since markup and scripts say nothing about a charset. It keeps ASCII bytes from 0x40,
// which may be second bytes of characters in Shift_JIS, Big5 and GBK.
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

// commonHan are the most common Chinese characters, simplified and traditional. They are
// a third of a text, and rare in one that was decoded with the wrong charset.
const commonHan = "的一是不了在人有我他这個这中大来上国為和地到以说時要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日" +
	"們來國說會對過發後裡種經麼學現當沒動還進樣開從實這與長關點業將兩間問重並應戰頭體見產話給門東聲員論處義幾認條題爾變總電數報結務場計資區隊決馬書"

// guessEastAsian returns the charset of a Japanese, Korean or Chinese text, or nil if it
// is none.
func guessEastAsian(sample []byte) encoding.Encoding {
	candidates := []struct {
		enc    encoding.Encoding
		common func(r rune) bool
		share  float64 // the least share of common characters in a text of the language
		high   bool    // nearly all characters have two non-ASCII bytes
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

// isKana reports whether a character is hiragana or fullwidth katakana. Other charsets
// that are decoded as Shift_JIS yield halfwidth katakana.
func isKana(r rune) bool { return r >= 0x3041 && r <= 0x30FC }

func isCommonHan(r rune) bool { return strings.ContainsRune(commonHan, r) }

// shareOf returns the share of common ones among the non-ASCII letters of a text. It is 0
// if more than one in fifty can't be decoded, or if most of them stand alone, as two
// accented letters do that are mistaken for one character.
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

// alphabet is a single-byte charset with the non-ASCII letters of its languages: the
// frequent ones, and the others.
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

// alphabets are tried in this order; if two have the same score, the first wins.
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

// score rates how much a text looks like one in the alphabet. Frequent letters count for
// it. Against it count letters that its languages don't have, symbols and controls,
// capitals after lower case letters, and adjacent letters of different scripts.
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

// worth returns the score of a non-ASCII character after another.
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
		n = min(n, 0) // a single one is more likely a © or a no-break space
	case unicode.IsLetter(r) && beside:
		n = min(n, -1) // accented letters stand among unaccented ones
	}
	return n
}

// foreignScript reports whether r is a letter of a script other than Latin.
func foreignScript(r rune) bool {
	return r >= utf8.RuneSelf && unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r)
}
