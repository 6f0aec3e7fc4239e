package blog

import (
	"strings"
	"unicode"
)

// About is the metadata of a page, as declared in its head for browsers, search
// engines and link previews. All of it is untrusted plain text of one line each;
// unknown fields are empty.
type About struct {
	URL         string // the address that it was read from
	Canonical   string // the address that it declares as canonical
	Title       string
	Site        string // the name of the site, "The Verge"
	Author      string // names, separated by commas
	Published   string // ISO 8601, as exact as the page states it: "2012-11-21", or RFC 3339 if there is a time
	Lang        string // BCP 47
	Description string
	Image       string // address of the preview image
}

// maxAbout is the maximum length of each field of About, in characters.
const maxAbout = 2000

// Tidy returns a in the form to store: each field is a single line of limited
// length, and invalid addresses and an invalid language are dropped.
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

// visible maps white space to a space and drops invisible characters that could
// mislead: control characters, and those that change the direction of the text
// around them
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

// Line returns untrusted text as one line of at most n characters: invisible
// characters are removed, white space is folded, and an ellipsis marks a cut.
func Line(text string, n int) string {
	return Excerpt(strings.Map(visible, text), n)
}

// Source holds what is known of the page that a post links to.
type Source struct {
	Original string // the address as it was captured, if the post's is a cleaned one; else empty
	About    About  // metadata of the page at its last capture, shared by all posts that link to it
}
