package feed

import (
	"regexp"
	"slices"
	"strings"
)

// language matches language tags that feeds may use (RFC 5646): an ISO 639 code with
// subtags.
var language = regexp.MustCompile(`^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$`)

// known returns tag if it is a valid language tag, else "".
func known(tag string) string {
	if language.MatchString(tag) {
		return tag
	}
	return ""
}

// rightToLeft lists languages and scripts that are written from right to left.
var rightToLeft = strings.Fields("ar arc arz azb ckb dv fa he iw ji ks mzn nqo pnb ps sd syr ug ur yi arab hebr thaa syrc nkoo adlm rohg")

// isRightToLeft reports whether a language is written from right to left. A script in the
// tag takes precedence over the language's usual one.
func isRightToLeft(tag string) bool {
	parts := strings.Split(strings.ToLower(tag), "-")
	for _, part := range parts[1:] {
		if len(part) == 4 && part[0] > '9' {
			return slices.Contains(rightToLeft, part)
		}
	}
	return slices.Contains(rightToLeft, parts[0])
}
