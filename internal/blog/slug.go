package blog

import (
	"strings"

	"github.com/gosimple/slug"
)

// slugLength is the maximum length of a slug made from a title. It is cut at the end
// of a word if possible.
const slugLength = 80

// Slug makes a slug from a title: lower-case ASCII words separated by hyphens, other
// scripts transliterated. It is empty if nothing in the title can be transliterated.
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
