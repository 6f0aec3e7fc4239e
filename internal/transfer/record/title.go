package record

import (
	"html"
	"regexp"
	"strings"
	"unicode"

	"pullquote/internal/blog"
)

// inlineTag matches end tags that people use in titles. Others ("Vec<T>", "the <canvas>
// element") are text.
var inlineTag = regexp.MustCompile(`(?i)</(em|i|b|strong|code|cite|q|span|small|sup|sub|abbr|a|del|ins|mark)>`)

// Title returns the plain text of a title that some generators take as text and others as
// HTML: entities are decoded once, and tags are removed if they are plainly meant as
// tags.
func Title(t string) string {
	if inlineTag.MatchString(t) {
		return TitleHTML(t)
	}
	return Plain(html.UnescapeString(t))
}

// TitleHTML returns the plain text of a title in HTML: WordPress exports titles as its
// pages show them. A title that consists of an unknown tag is kept.
func TitleHTML(title string) string {
	if plain := Line(title); plain != "" {
		return plain
	}
	return Plain(title)
}

// Slug returns a slug unchanged if it is valid in an address, and otherwise derives a
// valid one.
func Slug(s string) string {
	s = strings.Trim(s, "./ ")
	odd := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !strings.ContainsRune("-_.~", r)
	}
	if strings.ContainsFunc(s, odd) {
		s = blog.Slug(s)
	}
	if runes := []rune(s); len(runes) > blog.MaxSlug {
		s = string(runes[:blog.MaxSlug])
	}
	return s
}
