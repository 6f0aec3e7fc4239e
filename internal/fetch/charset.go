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

// decode converts a page to UTF-8. It goes by the byte order mark, the Content-Type
// header and the page's <meta>, in the order of the HTML standard, but ignores a
// declaration that the bytes contradict. The result is always valid UTF-8, with U+FFFD
// for what can't be decoded.
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

// decodeMarked decodes text that begins with a byte order mark, which overrides all
// declarations.
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

// chance is the number of non-ASCII characters from which on a text is not valid UTF-8 by
// chance. One in six characters of GBK, and fewer of other charsets, happens to be.
const chance = 4

// decodeAs decodes the body in a declared charset, unless the bytes contradict the
// declaration. Servers declare ISO-8859-1 for everything, and templates that were saved
// in another charset still declare UTF-8. So valid UTF-8 is taken for UTF-8, unless it
// is so short that it may be valid by chance, and declared UTF-8 has to be valid.
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
		enc = simplifiedchinese.GB18030 // a superset of GBK and GB2312, as the Encoding Standard has it
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

// charsetIn finds the charset in a malformed header.
func charsetIn(contentType string) string {
	if m := charsetParameter.FindStringSubmatch(contentType); m != nil {
		return m[1]
	}
	return ""
}

// declarationWithin is how far into a page a <meta> is looked for. The standard says 1024
// bytes, but browsers find it later, too, and some pages have 30 KB of scripts before it.
const declarationWithin = 128 << 10

// metaCharset returns the charset that a page declares, in a <meta> or an XML
// declaration, or "" if it declares none that is known.
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

// asRead replaces UTF-16 by UTF-8, as the standard does: a declaration that could be read
// as ASCII can't be in UTF-16.
func asRead(label string) string {
	if _, name := charset.Lookup(label); name == "utf-16le" || name == "utf-16be" {
		return "utf-8"
	}
	return label
}

// looksLikeUTF16 reports whether text without a byte order mark begins with ASCII in
// UTF-16: every other byte is zero.
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

// utf16Of returns the variant of UTF-16. Without a byte order it is little endian by the
// standard, but some servers send big endian.
func utf16Of(body []byte, name string) encoding.Encoding {
	order := unicode.LittleEndian
	if name == "utf-16be" || len(body) >= 2 && body[0] == 0 && body[1] != 0 {
		order = unicode.BigEndian
	}
	return unicode.UTF16(order, unicode.IgnoreBOM)
}

// validUTF8 reports whether the body is valid UTF-8, apart from a character that is cut
// off at the end.
func validUTF8(body []byte) bool { return utf8.Valid(whole(body)) }

// whole returns body without a character that is cut off at the end.
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

// mostlyUTF8 reports whether at least four in five non-ASCII characters are valid UTF-8,
// so that the others are damage, such as text pasted from elsewhere.
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

// utf8Characters counts the non-ASCII characters of valid UTF-8.
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

// convert decodes the body. Decoders write U+FFFD for what they can't decode; if one
// fails altogether, the body is treated as UTF-8.
func convert(body []byte, enc encoding.Encoding) []byte {
	text, err := enc.NewDecoder().Bytes(body)
	if err != nil {
		text = body
	}
	return toUTF8(text)
}

// toUTF8 returns the body with U+FFFD for what is not valid UTF-8. It drops a character
// that is cut off at the end.
func toUTF8(body []byte) []byte {
	if utf8.Valid(body) {
		return body
	}
	return bytes.ToValidUTF8(whole(body), []byte(string(utf8.RuneError)))
}
