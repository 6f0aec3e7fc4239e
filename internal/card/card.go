package card

import "image"

// Post is the content of a card.
type Post struct {
	Blog   string // the blog's title
	Title  string // the headline; may be empty
	Domain string // of the source; empty for a note
	Quote  string // first quote as plain text; may be long or empty
	Words  string // the author's own text, shown if there is no quote
	Author string
	Date   string // formatted
	RTL    bool   // the post's language is written from right to left
}

// Version has to change whenever the design of cards changes. It is part of their
// addresses.
const Version = 1

// Layout, in pixels.
const (
	side     = 84             // left and right margin
	column   = Width - 2*side // between them
	top      = 74             // highest top of the first capitals
	limit    = 518            // lowest end of descenders or a box
	foot     = 546            // the rule above the blog's name
	footline = 594            // baseline of that name

	under = 20 // from the descenders to the domain's capitals
	apart = 32 // from the domain to what follows

	quoteRule   = 7  // the rule beside a quotation
	quoteIndent = 38 // from the edge of its box to its text
	quotePad    = 34 // above its capitals
	quoteFoot   = 25 // below its last descenders

	openingRule = 7 // the rule above the author's text
	openingLong = 72
	openingGap  = 38
	openingRoom = openingRule + openingGap

	// Minimum heights beside a headline: three lines for a long quotation, two for
	// the author's text.
	leastQuote = 33 + 2*49 + quotePad + quoteFoot
	leastWords = apart + 33 + 49
)

// Sizes of what does not vary in size.
const (
	domainSize = 31
	arrowSize  = 15
	arrowGap   = 9
	blogSize   = 32
	bySize     = 27
	byGap      = 10
	leastName  = 150 // an author's name is left out if there is less room
)

// room is the area in which glyphs may be drawn: accents and descenders extend into
// the margins.
var room = image.Rect(side-8, 24, Width-side+8, Height-16)

// Draw returns the card: a PNG of 1200×630 pixels, under 100 KB.
func Draw(p Post) ([]byte, error) {
	s, err := newSheet()
	if err != nil {
		return nil, err
	}
	for _, words := range []*string{&p.Blog, &p.Title, &p.Domain, &p.Quote, &p.Words, &p.Author, &p.Date} {
		*words = clean(*words, s.families[regular])
	}
	parts := s.parts(p)
	s.stack(parts, s.footer(onlyNew(p)))
	return s.png()
}

// onlyNew removes from the footer what the card shows already.
func onlyNew(p Post) Post {
	if p.Author == p.Blog {
		p.Author = ""
	}
	if p.Blog == p.Title || p.Title == "" && p.Quote == "" && p.Words == "" && p.Domain == "" {
		p.Blog = ""
	}
	return p
}

// stack draws parts below each other, slightly above the middle of the available
// room, where the eye rests.
func (s *sheet) stack(parts []part, end int) {
	high := 0
	parts[0].gap = 0
	for _, p := range parts {
		high += p.gap + p.height
	}
	y := top + max(0, end-top-high)*42/100
	for _, p := range parts {
		p.draw(y + p.gap)
		y += p.gap + p.height
	}
}
