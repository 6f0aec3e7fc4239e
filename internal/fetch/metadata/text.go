package metadata

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"pullquote/internal/blog"
)

// Limits of texts, in characters. A cut title, with its ellipsis, is still short enough
// for a post.
const (
	maxTitle       = blog.MaxTitle - 1
	maxName        = 300
	maxDescription = 1900
	maxLang        = 35 // RFC 5646, section 4.4.1
)

var entity = regexp.MustCompile(`&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});`)

// clean returns a text as one line of at most n characters, with an ellipsis if it was
// cut. It decodes HTML entities, since many pages escape their <meta> twice, but only
// those with a semicolon: "?a=1&copy=2" is an address.
func clean(text string, n int) string {
	text = head(text, 16*n)
	text = entity.ReplaceAllStringFunc(text, html.UnescapeString)
	text = withoutTags(strings.ToValidUTF8(text, "\uFFFD"))
	return blog.Line(seen(text), n)
}

// first returns the first of several texts that is not empty after clean.
func first(n int, texts ...string) string {
	for _, text := range texts {
		if text = clean(text, n); text != "" {
			return text
		}
	}
	return ""
}

// head returns at most n bytes of a text, without cutting a character, to bound the work
// on untrusted text.
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

// withoutTags removes HTML tags from a text, as titles of journals and descriptions of
// WordPress have them. A text with an unclosed tag is about HTML, and stays as it is.
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

// seen removes invisible characters that blog.Line leaves. It keeps joiners where Persian,
// Indic scripts and emoji need them.
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

// joins reports whether a joiner may follow r.
func joins(r rune) bool {
	if unicode.IsMark(r) || unicode.Is(unicode.So, r) || unicode.Is(unicode.Sk, r) {
		return true
	}
	return unicode.IsLetter(r) && !unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic)
}

// fold returns a text in lower case with single spaces, for comparison.
func fold(text string) string { return strings.ToLower(strings.Join(strings.Fields(text), " ")) }
