package card

import "image"

// part is an element of the column of elements on a card.
type part struct {
	gap    int // above it
	height int
	draw   func(y int)
}

// headline, prose, quotation and single return the settings of texts. The first
// three take the available height.
func headline(height int, sizes ...int) setting {
	return setting{sizes: sizes, leading: 1.13, width: column, height: height, lines: 4, balanced: true}
}

func prose(height int, sizes ...int) setting {
	return setting{sizes: sizes, leading: 1.36, width: column, height: height, lines: 8}
}

func quotation(height int, sizes ...int) setting {
	how := prose(height-quotePad-quoteFoot, sizes...)
	how.width = column - 2*quoteIndent
	return how
}

func single(size, width int) setting {
	return setting{sizes: []int{size}, leading: 1, width: width, height: 2 * size, lines: 1}
}

// parts returns the main content of a card, depending on what there is to show.
func (s *sheet) parts(p Post) []part {
	switch {
	case p.Title != "" && p.Quote != "":
		return s.linkWithQuote(p)
	case p.Title != "":
		return s.linkWithWords(p)
	case p.Quote != "":
		b := s.measure(p.Quote, regular, p.RTL).fit(quotation(limit-top-domainRoom(p), 74, 68, 62, 56, 52, 48, 44, 40))
		return append([]part{s.quote(b)}, s.domain(p, 30, b.right)...)
	case p.Words != "":
		b := s.measure(p.Words, regular, p.RTL).fit(prose(limit-top-domainRoom(p)-openingRoom, 76, 70, 64, 58, 54, 50, 46, 42))
		return append([]part{s.opening(b.right), s.plain(b, ink, openingGap)}, s.domain(p, under, b.right)...)
	}
	return s.nothing(p)
}

// linkWithQuote lays out a headline and a quotation. The headline is as large as
// possible with all of the quotation shown; a long quotation is cut, and the
// headline is as large as the rest of the room allows.
func (s *sheet) linkWithQuote(p Post) []part {
	title, words := s.measure(p.Title, bold, p.RTL), s.measure(p.Quote, regular, p.RTL)
	height := limit - top - domainRoom(p) - apart
	beside := []int{44, 41, 38, 36}
	b := title.fit(headline(height-leastQuote, 84, 76, 70, 64, 58, 52, 48, 44))
	quote := words.fit(quotation(height-b.height(), beside...))
	for _, size := range []int{90, 82, 76, 70, 64} {
		larger := title.fit(headline(height, size))
		whole := words.fit(quotation(height-larger.height(), beside...))
		if larger.fits() && whole.fits() {
			b, quote = larger, whole
			break
		}
	}
	parts := append([]part{s.plain(b, ink, 0)}, s.domain(p, under, b.right)...)
	return append(parts, s.quote(quote))
}

// linkWithWords lays out a headline, and the author's text below it.
func (s *sheet) linkWithWords(p Post) []part {
	if p.Words == p.Title {
		p.Words = ""
	}
	height := limit - top - domainRoom(p) - openingRoom
	if p.Words != "" {
		height -= leastWords
	}
	b := s.measure(p.Title, bold, p.RTL).fit(headline(height, 108, 98, 90, 82, 76, 70, 64, 58, 52, 48, 44))
	parts := append([]part{s.opening(b.right), s.plain(b, ink, openingGap)}, s.domain(p, under, b.right)...)
	if p.Words == "" {
		return parts
	}
	how := prose(height+leastWords-b.height()-apart, 44, 41, 38, 36)
	how.lines = 4
	return append(parts, s.plain(s.measure(p.Words, regular, p.RTL).fit(how), said, apart))
}

// nothing is the content for a post without text that can be drawn: a quotation
// mark, with the source's domain or else the blog's title.
func (s *sheet) nothing(p Post) []part {
	const size = 400
	mark := s.measure("“", bold, p.RTL).fit(single(size, column))
	mark.right = p.RTL
	// The glyph is in the upper part of its body, with a small side bearing.
	indent, x := size*6/100, side-size*6/100
	if p.RTL {
		x = side + indent
	}
	parts := []part{{height: size * 30 / 100, draw: func(y int) { s.set(mark, x, y, accent) }}}
	words := p.Domain
	if words == "" {
		words = p.Blog
	}
	how := headline(limit-top-parts[0].height-apart, 82, 76, 70, 64, 58, 52, 48, 44)
	how.lines = 2
	name := s.measure(words, bold, p.RTL).fit(how)
	if name.empty() {
		x = (Width - mark.long()) / 2 // alone, in the middle
		mark.right = false
		return parts
	}
	name.right = p.RTL
	return append(parts, s.plain(name, ink, apart+10))
}

// opening is a short rule above text that has no other colour beside it.
func (s *sheet) opening(right bool) part {
	return part{height: openingRule, draw: func(y int) {
		x := side
		if right {
			x += column - openingLong
		}
		s.fill(image.Rect(x, y, x+openingLong, y+openingRule), accent)
	}}
}

// plain is a block on the background.
func (s *sheet) plain(b block, t tone, gap int) part {
	return part{gap: gap, height: b.height(), draw: func(y int) { s.set(b, side, y, t) }}
}

// quote is a block in the box that quotations have on the pages.
func (s *sheet) quote(b block) part {
	height := b.height() + quotePad + quoteFoot
	return part{gap: apart, height: height, draw: func(y int) {
		box := image.Rect(side, y, side+column, y+height)
		rule := image.Rect(side, y, side+quoteRule, y+height)
		if b.right {
			rule = rule.Add(image.Pt(column-quoteRule, 0))
		}
		s.fill(box, quoteBox)
		s.fill(rule, accent)
		s.set(b, side+quoteIndent, y+quotePad, quoted)
	}}
}

// domain shows the source's domain, on the side where the text above begins, with
// the arrow as on the pages.
func (s *sheet) domain(p Post, gap int, right bool) []part {
	b := s.measure(p.Domain, regular, false).fit(single(domainSize, column-arrowGap-arrowSize))
	if b.empty() {
		return nil
	}
	b.right = right
	return []part{{gap: gap, height: b.height(), draw: func(y int) {
		if right {
			from, _ := s.set(b, side+arrowGap+arrowSize, y, soft)
			s.arrow(from-arrowGap-arrowSize, float32(y+b.ascent()))
			return
		}
		_, to := s.set(b, side, y, soft)
		s.arrow(to+arrowGap, float32(y+b.ascent()))
	}}}
}

// domainRoom returns the height of the domain, including the gap above it.
func domainRoom(p Post) int {
	if p.Domain == "" {
		return 0
	}
	return under + domainSize*(capital+tail)/100
}

// arrow draws ↗, which the typeface lacks, with its lower left corner at x, y.
func (s *sheet) arrow(x, y float32) {
	const size, stroke, barb = arrowSize, 2.6, 0.66 * arrowSize
	p := newPen(room)
	x, y = x-float32(room.Min.X), y-float32(room.Min.Y)
	p.polygon(x, y, [][2]float32{{0, -stroke * 0.7}, {size - stroke*1.4, -size + stroke*0.7}, {size - stroke*0.7, -size + stroke*1.4}, {stroke * 0.7, 0}})
	p.polygon(x, y, [][2]float32{{size - barb, -size}, {size, -size}, {size, -size + stroke}, {size - barb, -size + stroke}})
	p.polygon(x, y, [][2]float32{{size - stroke, -size}, {size, -size}, {size, -size + barb}, {size - stroke, -size + barb}})
	s.stamp(p, accent)
}

// footer draws the blog's name, and the author and the date on the other side, below
// a rule. It returns the lower end of the room above.
func (s *sheet) footer(p Post) int {
	blog := s.measure(p.Blog, bold, p.RTL).fit(single(blogSize, column*11/20))
	left := column - blog.long() - 2*blogSize
	date := s.measure(p.Date, italic, p.RTL).fit(single(bySize, left))
	left -= date.long() + 3*byGap
	author := s.measure(p.Author, regular, p.RTL).fit(single(bySize, left))
	by := []block{date, s.measure("·", regular, p.RTL).fit(single(bySize, column)), author}
	if date.empty() || author.empty() || left < leastName {
		by = []block{date, author}[:1+min(1, max(0, left-leastName))]
	}
	if blog.empty() && date.empty() && author.empty() {
		return Height - top
	}
	s.fill(image.Rect(side, foot, side+column, foot+2), line)
	blog.right, blog.column = p.RTL, column
	s.set(blog, side, footline-blog.ascent(), ink)
	s.byline(by, p.RTL != blog.empty())
	return limit
}

// byline draws one-line blocks in reverse order, from the right end of the footer
// inwards, or in order from the left end if left is true.
func (s *sheet) byline(by []block, left bool) {
	x := side
	if !left {
		x += column
	}
	for _, b := range by {
		if b.empty() {
			continue
		}
		if !left {
			x -= b.long()
		}
		b.column = b.long()
		s.set(b, x, footline-b.ascent(), soft)
		if left {
			x += b.long() + byGap
		} else {
			x -= byGap
		}
	}
}
