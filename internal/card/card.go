package card

import "image"

// Post is what a card shows.
type Post struct {
	Blog   string // the blog's title
	Title  string // the headline; may be empty
	Domain string // of the source, empty for a note
	Quote  string // the first quoted words as plain text, may be long or empty
	Words  string // the author's own words, shown where there is no quote
	Author string
	Date   string // as shown
	RTL    bool   // the post is in a language that is written from right to left
}

// Version changes when cards come to look otherwise; it is part of their
// addresses.
const Version = 1

// Where things stand, in pixels.
const (
	side     = 84             // margin left and right
	column   = Width - 2*side // between them
	top      = 74             // of the first capitals, at the highest
	limit    = 518            // of the lowest tails or box
	foot     = 546            // the rule above the blog's name
	footline = 594            // the baseline of that name

	under = 20 // from tails to the domain's capitals
	apart = 32 // from the domain to what follows

	quoteRule   = 7  // the rule beside a quotation
	quoteIndent = 38 // from the edge of its box to its words
	quotePad    = 34 // above its capitals
	quoteFoot   = 25 // below its last tails

	openingRule = 7 // the rule above words
	openingLong = 72
	openingGap  = 38
	openingRoom = openingRule + openingGap

	// What a long quotation, and the author's words, get beside a headline:
	// three lines, and two.
	leastQuote = 33 + 2*49 + quotePad + quoteFoot
	leastWords = apart + 33 + 49
)

// Sizes of what is always of one size.
const (
	domainSize = 31
	arrowSize  = 15
	arrowGap   = 9
	blogSize   = 32
	bySize     = 27
	byGap      = 10
	leastName  = 150 // an author's name in less room is left out
)

// room is where letters may be: their accents and tails reach into the margins.
var room = image.Rect(side-8, 24, Width-side+8, Height-16)

// Draw gives the card: a PNG of 1200×630 pixels, under 100 KB.
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

// onlyNew leaves out of the footer what the card says already, or says twice.
func onlyNew(p Post) Post {
	if p.Author == p.Blog {
		p.Author = ""
	}
	if p.Blog == p.Title || p.Title == "" && p.Quote == "" && p.Words == "" && p.Domain == "" {
		p.Blog = ""
	}
	return p
}

// stack sets parts below each other, where the eye rests: a little above the
// middle of the room there is.
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
