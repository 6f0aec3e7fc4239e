package record

import (
	"html"
	"regexp"
	"strings"
	"unicode"

	"pullquote/internal/blog"
)

// inlineTag is a tag that people write in titles. Others ("Vec<T>", "the
// <canvas> element") are words.
var inlineTag = regexp.MustCompile(`(?i)</(em|i|b|strong|code|cite|q|span|small|sup|sub|abbr|a|del|ins|mark)>`)

// Title makes plain text of a title that is text in some generators and
// HTML in others: entities are decoded once, tags that are plainly meant as
// such are taken off.
func Title(t string) string {
	if inlineTag.MatchString(t) {
		return TitleHTML(t)
	}
	return Plain(html.UnescapeString(t))
}

// TitleHTML makes plain text of a title in HTML: WordPress exports titles as
// its pages show them. One that is nothing but an unknown tag stays as it is.
func TitleHTML(title string) string {
	if plain := Line(title); plain != "" {
		return plain
	}
	return Plain(title)
}

// Slug leaves a slug as it is if it can stand in an address, and makes
// one of it otherwise.
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
