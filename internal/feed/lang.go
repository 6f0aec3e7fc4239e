package feed

import (
	"regexp"
	"slices"
	"strings"
)

// language is the shape of the tags that feeds may say (RFC 5646): a code of
// ISO 639 and what narrows it.
var language = regexp.MustCompile(`^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$`)

// known returns a tag that has the shape, of others none.
func known(tag string) string {
	if language.MatchString(tag) {
		return tag
	}
	return ""
}

// rightToLeft are the languages and scripts that are written so.
var rightToLeft = strings.Fields("ar arc arz azb ckb dv fa he iw ji ks mzn nqo pnb ps sd syr ug ur yi arab hebr thaa syrc nkoo adlm rohg")

// leftwards reports whether a language is written from right to left. A script
// that the tag names goes before the language's own.
func leftwards(tag string) bool {
	parts := strings.Split(strings.ToLower(tag), "-")
	for _, part := range parts[1:] {
		if len(part) == 4 && part[0] > '9' {
			return slices.Contains(rightToLeft, part)
		}
	}
	return slices.Contains(rightToLeft, parts[0])
}
