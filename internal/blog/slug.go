package blog

import (
	"strings"

	"github.com/gosimple/slug"
)

// slugLength is where a slug made of a title is cut, at a word's end.
const slugLength = 80

// Slug makes the readable part of an address of a title: lower case ASCII,
// words parted by hyphens, other scripts transliterated. It is empty if the
// title holds nothing that can be transliterated.
func Slug(title string) string {
	s := slug.MakeLang(strings.NewReplacer("&", " ", "’", "", "'", "").Replace(title), "en")
	s = strings.Trim(strings.ReplaceAll(s, "_", "-"), "-")
	if len(s) <= slugLength {
		return s
	}
	cut := s[:slugLength+1]
	if i := strings.LastIndexByte(cut, '-'); i > slugLength/2 {
		return cut[:i]
	}
	return s[:slugLength]
}
