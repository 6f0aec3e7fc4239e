package shape

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Same reports whether two lines of text differ at most in typography: quotation
// marks, dashes, ellipses, white space, case, a full stop or an arrow at the end.
// WordPress makes such changes when it shows titles, and its exports contain them.
// Two lines without a letter or digit are the same only if they are equal.
func Same(a, b string) bool {
	x, y := bare(a), bare(b)
	if x == "" || y == "" {
		return strings.TrimSpace(a) == strings.TrimSpace(b)
	}
	return x == y
}

// typography replaces typographic characters with the plain ones. What it replaces with a
// space is ignored.
var typography = strings.NewReplacer(
	"‘", " ", "’", " ", "‚", " ", "‛", " ", "“", " ", "”", " ", "„", " ", "‟", " ", "«", " ", "»", " ", "‹", " ", "›", " ",
	"'", " ", `"`, " ", "`", " ", "´", " ", "′", " ", "″", " ",
	"‐", "-", "‑", "-", "‒", "-", "–", "-", "—", "-", "―", "-", "−", "-", "---", "-", "--", "-",
	"…", "...", "×", "x", "™", "tm",
	"\u200b", " ", "\u200c", " ", "\u200d", " ", "\u2060", " ", "\ufeff", " ", "\u00ad", " ",
)

// bare reduces a line to what is independent of typography.
func bare(s string) string {
	s = typography.Replace(norm.NFC.String(s))
	s = strings.TrimRightFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(".→»›∞☍★🔗⇒➔↗", r) || r == '\uFE0F'
	})
	if !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}
