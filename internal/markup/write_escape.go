package markup

import (
	"regexp"
	"strings"
)

// escape writes words so that they mean themselves, with as few backslashes as
// an author who edits them needs to see.
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

// bareAddress matches the beginning of what becomes a link without any sign, up
// to the character that makes it one.
var bareAddress = regexp.MustCompile(`(?:https?|ftp):|www\.|[0-9A-Za-z._+-]@`)

type escaper struct {
	*inlineWriter

	s         string
	at        int
	addresses [][]int
	b         strings.Builder
}

// marker escapes the beginning of a line that would make it another block.
func (e *escaper) marker() {
	digits := len(e.s) - len(strings.TrimLeft(e.s, "0123456789"))
	rest := e.s[digits:]
	if rest == "" {
		return
	}
	parts := len(rest) == 1 || rest[1] == ' ' // the sign stands for itself
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

// isSign reports whether the punctuation c at the place would be taken for a
// sign.
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

// near gives the byte before or after the place, 0 if there is none.
func (e *escaper) near(step int) byte {
	if i := e.at + step; i >= 0 && i < len(e.s) {
		return e.s[i]
	}
	return 0
}

// endsAddress reports whether the place is the end of what begins a bare
// address, and another character follows it that one goes on with.
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
