package fetch

import (
	"bytes"
	"mime"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// decode makes text of a page's bytes. It asks, in the order of the HTML
// standard, the byte order mark, the Content-Type header and the page's own
// <meta>, but believes none that the bytes belie. The result is valid UTF-8
// whatever comes in; what can't be read stands as U+FFFD.
func decode(body []byte, contentType string) []byte {
	if text, ok := decodeMarked(body); ok {
		return text
	}
	valid := validUTF8(body)
	declared := []string{headerCharset(contentType)}
	if declared[0] == "" && looksLikeUTF16(body) {
		declared[0] = "utf-16"
	}
	declared = append(declared, metaCharset(body))
	for _, label := range declared {
		if text, ok := decodeAs(body, label, valid); ok {
			return text
		}
	}
	if !escapesToJapanese(body) && (valid || mostlyUTF8(body)) {
		return toUTF8(body)
	}
	return convert(body, guess(body))
}

// decodeMarked reads text that begins with a byte order mark, which is
// stronger than every word about it.
func decodeMarked(body []byte) (text []byte, ok bool) {
	switch {
	case bytes.HasPrefix(body, []byte("\xEF\xBB\xBF")):
		return toUTF8(body[3:]), true
	case bytes.HasPrefix(body, []byte("\xFE\xFF")):
		return convert(body[2:], unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)), true
	case bytes.HasPrefix(body, []byte("\xFF\xFE")):
		return convert(body[2:], unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)), true
	}
	return nil, false
}

// chance is the number of characters beyond ASCII from which on a text is not
// valid UTF-8 by chance. One in six characters of GBK, and fewer of other
// charsets, happens to be.
const chance = 4

// decodeAs reads the body in a declared charset, unless the bytes say that the
// declaration is wrong. Servers declare ISO-8859-1 for all that they have, and
// templates that were saved in another charset still declare UTF-8: so what is
// valid UTF-8 is UTF-8, unless it is so short that it may be so by chance; and
// what is declared UTF-8 must be valid.
func decodeAs(body []byte, label string, valid bool) (text []byte, ok bool) {
	enc, name := charset.Lookup(label)
	switch {
	case enc == nil || name == "replacement" || name == "x-user-defined":
		return nil, false
	case name == "utf-8":
		return toUTF8(body), valid
	case name == "utf-16le" || name == "utf-16be":
		return convert(body, utf16Of(body, name)), true
	case name == "gbk" || name == "gb18030":
		enc = simplifiedchinese.GB18030 // what is called GBK or GB2312 is read so, URL standard's sister for encodings
	}
	text = convert(body, enc)
	if valid && (utf8Characters(body) >= chance || utf8Characters(body) > 0 && bytes.ContainsRune(text, utf8.RuneError)) {
		return nil, false
	}
	return text, true
}

// headerCharset returns the charset that a Content-Type header declares.
func headerCharset(contentType string) string {
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		return params["charset"]
	}
	return charsetIn(contentType)
}

var (
	charsetParameter = regexp.MustCompile(`(?i)charset\s*=\s*["']?\s*([^\s"';,]+)`)
	xmlEncoding      = regexp.MustCompile(`^\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']`)
)

// charsetIn finds the charset in a header that is not written by the rules.
func charsetIn(contentType string) string {
	if m := charsetParameter.FindStringSubmatch(contentType); m != nil {
		return m[1]
	}
	return ""
}

// declarationWithin is how far into a page its <meta> is looked for. Browsers
// promise 1024 bytes, but find it later, too; some pages have 30 KB of scripts
// before it.
const declarationWithin = 128 << 10

// metaCharset returns the charset that a page declares of itself, in <meta> or
// in an XML declaration; empty if it declares none that is known.
func metaCharset(body []byte) string {
	head := body[:min(len(body), declarationWithin)]
	if m := xmlEncoding.FindSubmatch(head[:min(len(head), 1024)]); m != nil && known(string(m[1])) {
		return asRead(string(m[1]))
	}
	z := html.NewTokenizer(bytes.NewReader(head))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			if name, attrs := z.TagName(); attrs && string(name) == "meta" {
				if label := charsetOfMeta(z); known(label) {
					return asRead(label)
				}
			}
		}
	}
}

// charsetOfMeta returns the charset of the <meta> at which z stands.
func charsetOfMeta(z *html.Tokenizer) string {
	attr := attributes(z)
	if label := attr["charset"]; label != "" {
		return label
	}
	if strings.EqualFold(strings.TrimSpace(attr["http-equiv"]), "content-type") {
		return charsetIn(attr["content"])
	}
	return ""
}

func known(label string) bool {
	enc, _ := charset.Lookup(label)
	return enc != nil
}

// asRead turns UTF-16 into UTF-8, as the standard does: a declaration that
// could be read byte by byte is none of UTF-16.
func asRead(label string) string {
	if _, name := charset.Lookup(label); name == "utf-16le" || name == "utf-16be" {
		return "utf-8"
	}
	return label
}

// looksLikeUTF16 reports whether text without a mark begins with a tag or a
// line in UTF-16: every other byte is zero.
func looksLikeUTF16(body []byte) bool {
	if len(body) < 8 {
		return false
	}
	var even, odd int
	for i := range 8 {
		if body[i] == 0 && i%2 == 0 {
			even++
		} else if body[i] == 0 {
			odd++
		}
	}
	return even == 4 && odd == 0 || odd == 4 && even == 0
}

// utf16Of returns the kind of UTF-16. Its name alone is little endian by the
// standard, but there are servers to which it is big.
func utf16Of(body []byte, name string) encoding.Encoding {
	order := unicode.LittleEndian
	if name == "utf-16be" || len(body) >= 2 && body[0] == 0 && body[1] != 0 {
		order = unicode.BigEndian
	}
	return unicode.UTF16(order, unicode.IgnoreBOM)
}

// validUTF8 reports whether the body is UTF-8. A character that is cut at the
// end by the limit of size does not count.
func validUTF8(body []byte) bool { return utf8.Valid(whole(body)) }

// whole drops the beginning of a character that is cut at the end.
func whole(body []byte) []byte {
	for n := 1; n < utf8.UTFMax && n <= len(body); n++ {
		if tail := body[len(body)-n:]; utf8.RuneStart(tail[0]) {
			if !utf8.FullRune(tail) {
				return body[:len(body)-n]
			}
			break
		}
	}
	return body
}

// mostlyUTF8 reports whether at least four in five characters beyond ASCII are
// UTF-8, so that the others are damage: a comment pasted from elsewhere, a text
// cut in the middle of a character.
func mostlyUTF8(body []byte) bool {
	var good, bad int
	damaged := false
	for len(body) > 0 {
		r, n := utf8.DecodeRune(body)
		body = body[n:]
		if r == utf8.RuneError && n == 1 {
			if !damaged {
				bad++
			}
			damaged = true
			continue
		}
		damaged = false
		if n > 1 {
			good++
		}
	}
	return good > 0 && good >= 4*bad
}

// utf8Characters counts the characters beyond ASCII of valid UTF-8.
func utf8Characters(body []byte) int {
	var n int
	for _, c := range body {
		if c >= utf8.RuneSelf && utf8.RuneStart(c) {
			n++
		}
	}
	return n
}

func isASCII(body []byte) bool {
	for _, c := range body {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// convert reads the body in an encoding. Decoders write U+FFFD for what they
// can't read; should one give up, what it wrote is dropped for the bytes as
// UTF-8.
func convert(body []byte, enc encoding.Encoding) []byte {
	text, err := enc.NewDecoder().Bytes(body)
	if err != nil {
		text = body
	}
	return toUTF8(text)
}

// toUTF8 returns the body itself if it is UTF-8, or with U+FFFD for what is not.
// A character that was cut at the end is dropped.
func toUTF8(body []byte) []byte {
	if utf8.Valid(body) {
		return body
	}
	return bytes.ToValidUTF8(whole(body), []byte(string(utf8.RuneError)))
}
