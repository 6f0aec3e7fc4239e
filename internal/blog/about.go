package blog

import (
	"strings"
	"unicode"
)

// About is what a page says of itself: to its readers' programs in its head,
// to search engines, to whoever shares it. All of it is a stranger's word and
// plain text of one line; what is not known is empty.
type About struct {
	URL         string // the address that it was read at
	Canonical   string // the address that it says is its own
	Title       string
	Site        string // the name of the site, "The Verge"
	Author      string // names, parted by commas if there are several
	Published   string // ISO 8601, as exact as the page says: "2012-11-21" or with the time, RFC 3339
	Lang        string // BCP 47
	Description string
	Image       string // address of the picture that stands for the page
}

// maxAbout is how long what a page says of itself may be, each part, in
// characters.
const maxAbout = 2000

// Tidy gives a as it may be kept: one line each, none too long, addresses that
// are some, a language that is one.
func (a About) Tidy() About {
	line := func(text string) string { return Line(text, maxAbout) }
	link := func(address string) string {
		if address = strings.TrimSpace(address); CheckURL("", address) != nil {
			return ""
		}
		return address
	}
	out := About{
		Canonical: link(a.Canonical), Title: line(a.Title), Site: line(a.Site), Author: line(a.Author),
		Published: line(a.Published), Lang: line(a.Lang), Description: line(a.Description), Image: link(a.Image),
	}
	if CheckLang(out.Lang) != nil {
		out.Lang = ""
	}
	return out
}

// visible drops what can't be seen and would mislead: control characters other
// than white space, and those that turn the direction of the words around them
// (https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters).
func visible(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case unicode.IsControl(r), r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0xFEFF:
		return -1
	}
	return r
}

// Line gives text of a stranger's as a line of at most n characters: what can't
// be seen is taken out, white space is folded, and a cut is marked.
func Line(text string, n int) string {
	return Excerpt(strings.Map(visible, text), n)
}

// Source is what is known of the page that a post leads to.
type Source struct {
	Original string // the address as it was captured, if the post's is a cleaned one; else empty
	About    About  // what the page said of itself when it was last captured; one for all posts that lead to it
}
