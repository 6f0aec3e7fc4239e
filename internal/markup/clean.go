package markup

import (
	"strings"
	"unicode/utf8"
)

// received returns text from outside in clean form, and without the byte order mark
// that some editors put at its beginning.
func received(s string) string { return clean(strings.TrimPrefix(s, "\uFEFF")) }

// clean returns text as it is allowed on a page: valid UTF-8, with line ends as \n
// and without control characters. Form feed and vertical tab separate words, so they
// become spaces.
func clean(s string) string {
	if !unclean(s) {
		return s
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r == '\v', r == '\f':
			return ' '
		case r < ' ' && r != '\t' && r != '\n':
			return -1
		}
		return r
	}, s)
}

func unclean(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\t' && c != '\n' {
			return true
		}
	}
	return !utf8.ValidString(s)
}
