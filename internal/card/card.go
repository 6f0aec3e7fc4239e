package card

import (
	"image"
	"strings"
)

// Post is what a card shows.
type Post struct {
	Blog   string // the blog's title
	Title  string // the headline; may be empty
	Domain string // of the source, empty for a note
	Quote  string // the first quoted words as plain text, may be long or empty
	Words  string // the author's own words, shown where there is room for them
	Author string
	Date   string // as shown
	RTL    bool   // the post is written from right to left
}

// Version changes when cards come to look otherwise; it is part of their
// addresses.
const Version = 1

// Size of a card, and its margins, in pixels.
const (
	Width  = 1200
	Height = 630

	side   = 84 // margin left and right
	top    = 70 // above the headline
	foot   = 546
	bottom = 516 // where the words end at the latest
)

// longest is how much of a text is looked at, in characters: more never fits.
const longest = 800

// Draw gives the card: a PNG of 1200×630 pixels, under 100 KB.
func Draw(p Post) ([]byte, error) {
	s, err := newSheet()
	if err != nil {
		return nil, err
	}
	p.clean(s.set)
	s.fill(image.Rect(0, 0, Width, 12), accent)
	end := s.body(p)
	// A little above the middle, where the eye looks for it.
	s.lower(top, end, (bottom-end)*2/5)
	s.footer(p)
	return s.png()
}

// body sets what the card is about, from the top on, and gives where it ends.
func (s *sheet) body(p Post) int {
	switch {
	case p.Title != "":
		y := s.headline(p)
		if p.Quote != "" {
			return s.quote(p, y+26, []int{35, 32})
		}
		if p.Words != "" && p.Words != p.Title {
			return s.words(p, y+22, []int{34})
		}
		return y
	case p.Quote != "":
		return s.domain(p, s.quote(p, top, []int{72, 62, 54, 48, 42, 37})+30)
	case p.Words != "":
		return s.words(p, top, []int{72, 64, 56, 50, 44, 38})
	}
	return s.domain(p, s.ornament())
}

// clean cuts the texts and leaves out what can't be drawn.
func (p *Post) clean(set *set) {
	for _, text := range []*string{&p.Blog, &p.Title, &p.Domain, &p.Quote, &p.Words, &p.Author, &p.Date} {
		*text = set.drawable(*text)
	}
}

// headline sets the title and, below it, the domain, and gives where they end.
func (s *sheet) headline(p Post) int {
	room, sizes := bottom-top, []int{88, 78, 70, 62, 54, 48}
	lines := 4
	switch {
	case p.Quote != "":
		room, sizes, lines = 236, []int{70, 62, 54, 48, 44}, 3
	case p.Words != "":
		room, sizes = 330, []int{80, 72, 64, 56, 48}
	}
	if p.Domain != "" {
		room -= 46
	}
	b := s.fit(text{words: p.Title, style: bold, rtl: p.RTL, width: Width - 2*side, lines: lines, balanced: true, leading: 118}, sizes, room)
	y := s.draw(b, side, top, ink)
	return s.domain(p, y+20)
}

// domain names the source's site below y and gives where that ends.
func (s *sheet) domain(p Post, y int) int {
	if p.Domain == "" {
		return y
	}
	b := s.set.block(text{words: p.Domain, style: regular, rtl: p.RTL, size: 29, width: Width - 2*side, lines: 1, leading: 120})
	return s.draw(b, side, y, soft)
}

// quote sets the quoted words in their block below y and gives where it ends.
func (s *sheet) quote(p Post, y int, sizes []int) int {
	const pad, rule = 26, 8
	b := s.fit(text{words: p.Quote, style: regular, rtl: p.RTL, width: Width - 2*side - 2*pad - rule, lines: 9, leading: 134}, sizes, bottom-y-2*pad+8)
	if len(b.lines) == 0 {
		return y
	}
	end := y + b.height + 2*pad - 8
	s.fill(image.Rect(side, y, Width-side, end), quoteGround)
	x := side + rule + pad
	if p.RTL {
		s.fill(image.Rect(Width-side-rule, y, Width-side, end), accent)
		x = side + pad
	} else {
		s.fill(image.Rect(side, y, side+rule, end), accent)
	}
	s.draw(b, x, y+pad-6, quoteInk)
	return end
}

// words sets the author's own words below y and gives where they end.
func (s *sheet) words(p Post, y int, sizes []int) int {
	b := s.fit(text{words: p.Words, style: regular, rtl: p.RTL, width: Width - 2*side, lines: 8, leading: 136}, sizes, bottom-y)
	return s.draw(b, side, y, quoteInk)
}

// ornament is a quotation mark, for posts whose words can't be drawn. It gives
// where it ends.
func (s *sheet) ornament() int {
	b := s.set.block(text{words: "“", style: bold, size: 420, width: Width, lines: 1, leading: 100})
	s.draw(b, side-14, top-24, accent)
	return top + 190 // the mark stands in the upper half of its line
}

// footer names the blog, the author and the day.
func (s *sheet) footer(p Post) {
	s.fill(image.Rect(side, foot, Width-side, foot+2), line)
	by := strings.Join(nonEmpty(p.Author, p.Date), " · ")
	const column = 560
	right := s.set.block(text{words: by, style: regular, rtl: p.RTL, size: 25, width: column, lines: 1, leading: 120})
	left := s.set.block(text{words: p.Blog, style: bold, size: 29, width: Width - 2*side - right.width - 40, lines: 1, leading: 120})
	s.draw(left, side, foot+21, ink)
	x := Width - side - right.width
	if p.RTL {
		x = Width - side - column // it ends there by itself
	}
	s.draw(right, x, foot+24, soft)
}

func nonEmpty(parts ...string) (out []string) {
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return out
}
