package markup

import (
	"regexp"
	"strings"
)

// escape escapes text so that it is literal, with as few backslashes as possible,
// for the author who will edit it.
func (w *inlineWriter) escape(s string) string {
	if w.manner.safe {
		return escapeAll(s)
	}
	e := escaper{inlineWriter: w, s: s}
	e.b.Grow(len(s) + len(s)/16)
	if w.fresh {
		e.marker()
	}
	if !w.manner.link {
		e.addresses = bareAddress.FindAllStringIndex(s, -1)
	}
	for ; e.at < len(s); e.at++ {
		c := s[e.at]
		if c < 0x80 && isPunctuation(c) && e.isSign(c) {
			e.b.WriteByte('\\')
		}
		e.b.WriteByte(c)
	}
	return e.b.String()
}

// bareAddress matches the beginning of an address that is linked without any markup,
// up to the character that makes it a link.
var bareAddress = regexp.MustCompile(`(?:https?|ftp):|www\.|[0-9A-Za-z._+-]@`)

type escaper struct {
	*inlineWriter

	s         string
	at        int
	addresses [][]int
	b         strings.Builder
}

// marker escapes the beginning of a line that would begin another kind of block.
func (e *escaper) marker() {
	digits := len(e.s) - len(strings.TrimLeft(e.s, "0123456789"))
	rest := e.s[digits:]
	if rest == "" {
		return
	}
	parts := len(rest) == 1 || rest[1] == ' ' // the character is followed by a space or nothing
	escaped := false
	switch c := rest[0]; {
	case digits > 0:
		escaped = (c == '.' || c == ')') && parts && digits < 10
	case c == '>':
		escaped = true
	case c == '+', c == '*', c == ':' && parts:
		escaped = parts
	case c == '-', c == ':':
		escaped = parts || strings.IndexByte("-:|", rest[1]) >= 0
	case c == '=':
		escaped = e.second
	case c == '|':
		escaped = e.second && !e.manner.cell
	case c == '~':
		escaped = !parts && rest[1] == '~' && !e.tildes
	case c == '#':
		signs := len(rest) - len(strings.TrimLeft(rest, "#"))
		escaped = signs < 7 && (signs == len(rest) || rest[signs] == ' ')
	}
	if escaped {
		e.b.WriteString(e.s[:digits] + `\` + rest[:1])
		e.at = digits + 1
	}
}

// isSign reports whether the punctuation c at the current position has to be
// escaped.
func (e *escaper) isSign(c byte) bool {
	before, after := e.near(-1), e.near(1)
	switch c {
	case '`', '[':
		return true
	case ']':
		return e.manner.link
	case '|':
		return e.manner.cell
	case '~':
		return e.tildes
	case '\\':
		return after == 0 || isPunctuation(after)
	case '*':
		return before != ' ' || after != ' '
	case '_':
		return !isWordByte(before) || !isWordByte(after)
	case '<':
		return isLetter(after) || after == '/' || after == '!' || after == '?' || after == 0
	case '&':
		at := reference.FindStringIndex(e.s[e.at:min(e.at+maxReference, len(e.s))])
		return at != nil && at[0] == 0
	case ':', '.', '@':
		return e.endsAddress()
	}
	return false
}

// near returns the byte before or after the current position, 0 if there is none.
func (e *escaper) near(step int) byte {
	if i := e.at + step; i >= 0 && i < len(e.s) {
		return e.s[i]
	}
	return 0
}

// endsAddress reports whether the current position is the last character of a match
// of bareAddress, and the text after it continues the address.
func (e *escaper) endsAddress() bool {
	for len(e.addresses) > 0 && e.addresses[0][1] <= e.at {
		e.addresses = e.addresses[1:]
	}
	if len(e.addresses) == 0 || e.addresses[0][1] != e.at+1 {
		return false
	}
	rest := e.s[e.at+1:]
	if e.s[e.at] == ':' {
		return strings.HasPrefix(rest, "//")
	}
	return rest != "" && isWordByte(rest[0])
}
