package metadata

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"pullquote/internal/blog"
)

// How long what a page says may be, in characters. A title with the ellipsis of
// its cut is still one that a post may have.
const (
	maxTitle       = blog.MaxTitle - 1
	maxName        = 300
	maxDescription = 1900
	maxLang        = 35 // RFC 5646, section 4.4.1
)

var entity = regexp.MustCompile(`&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});`)

// clean makes a line of at most n characters of what a page says, the cut
// marked. Many pages escape their <meta> twice, so entities are decoded once
// more; but only whole ones: "?a=1&copy=2" is an address.
func clean(text string, n int) string {
	text = head(text, 16*n)
	text = entity.ReplaceAllStringFunc(text, html.UnescapeString)
	text = withoutTags(strings.ToValidUTF8(text, "\uFFFD"))
	return blog.Line(seen(text), n)
}

// first returns the first of several statements that says something, as clean
// does.
func first(n int, said ...string) string {
	for _, text := range said {
		if text = clean(text, n); text != "" {
			return text
		}
	}
	return ""
}

// head returns at most n bytes of a text, so that the length of what a stranger
// says is no work. It does not cut a character.
func head(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}

var (
	openingTag = regexp.MustCompile(`(?i)<(i|em|b|strong|sub|sup|span|p|br|a|cite|q)(?:\s[^<>]*)?/?>`)
	anyTag     = regexp.MustCompile(`(?i)</?(?:i|em|b|strong|sub|sup|span|p|br|a|cite|q)(?:\s[^<>]*)?/?>`)
)

// withoutTags takes tags out of a text that has HTML in it, as titles of
// journals and descriptions of WordPress do. One with a tag that nothing
// closes is about HTML, and stays.
func withoutTags(text string) string {
	for _, m := range openingTag.FindAllStringSubmatch(text, -1) {
		name := strings.ToLower(m[1])
		if name == "br" || strings.Contains(strings.ToLower(text), "</"+name+">") {
			return anyTag.ReplaceAllStringFunc(text, func(tag string) string {
				if t := strings.ToLower(tag); strings.HasPrefix(t, "<br") || strings.HasPrefix(t, "</p") {
					return " "
				}
				return ""
			})
		}
	}
	return text
}

// seen takes out what can't be seen and is not needed to write a language: what
// blog.Line leaves of it. The joiners stay where Persian, Indic scripts and
// emoji need them, and go where they only make two equal words differ.
func seen(text string) string {
	var last rune = ' '
	return strings.Map(func(r rune) rune {
		switch {
		case r == 0x200B, r == 0x2060, r == 0x00AD, r == 0xFFFC, r >= 0xFFF9 && r <= 0xFFFB, r >= 0x2061 && r <= 0x2064, r >= 0x206A && r <= 0x206F, r == 0x180E:
			return -1
		case (r == 0x200C || r == 0x200D) && !joins(last):
			return -1
		}
		last = r
		return r
	}, text)
}

// joins reports whether a joiner can stand behind r.
func joins(r rune) bool {
	if unicode.IsMark(r) || unicode.Is(unicode.So, r) || unicode.Is(unicode.Sk, r) {
		return true
	}
	return unicode.IsLetter(r) && !unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic)
}

// fold returns a text as two are compared: lower case, white space folded.
func fold(text string) string { return strings.ToLower(strings.Join(strings.Fields(text), " ")) }
