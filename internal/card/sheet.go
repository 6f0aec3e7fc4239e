package card

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"golang.org/x/image/vector"
)

// Size of a card in pixels.
const (
	Width  = 1200
	Height = 630
)

// tone is a pair of adjacent colours on a card: a foreground and its background.
type tone uint8

const (
	ink      tone = iota // on ground
	soft                 // on ground
	accent               // on ground
	said                 // on ground
	line                 // on ground
	quoted               // on the background of a quotation
	quoteBox             // that background, on ground
	tones
)

// shades is the number of colours from one of a tone to the other, for the edges of
// glyphs. All of them fit into one palette, which makes a card a third as large.
const shades = 32

// palette returns the colours of a card: those of the pages' light theme in
// assets/css/site.css.
func palette() color.Palette {
	ground, box := color.RGBA{0xfd, 0xfc, 0xf8, 0xff}, color.RGBA{0xf5, 0xf1, 0xe7, 0xff}
	pairs := [tones][2]color.RGBA{
		ink:      {ground, {0x21, 0x1e, 0x1a, 0xff}},
		soft:     {ground, {0x67, 0x60, 0x5a, 0xff}},
		accent:   {ground, {0x9c, 0x2f, 0x1b, 0xff}},
		said:     {ground, {0x40, 0x3a, 0x33, 0xff}},
		line:     {ground, {0xe4, 0xdf, 0xd4, 0xff}},
		quoted:   {box, {0x40, 0x3a, 0x33, 0xff}},
		quoteBox: {ground, box},
	}
	var out color.Palette
	for _, pair := range pairs {
		for i := range shades {
			mixed := func(a, b uint8) uint8 { return uint8((int(a)*(shades-1-i) + int(b)*i) / (shades - 1)) }
			out = append(out, color.RGBA{mixed(pair[0].R, pair[1].R), mixed(pair[0].G, pair[1].G), mixed(pair[0].B, pair[1].B), 0xff})
		}
	}
	return out
}

// sheet is the card being drawn.
type sheet struct {
	*shaper
	picture *image.Paletted
}

func newSheet() (*sheet, error) {
	s, err := newShaper()
	if err != nil {
		return nil, err
	}
	// The first colour of the palette is the background.
	return &sheet{shaper: s, picture: image.NewPaletted(image.Rect(0, 0, Width, Height), palette())}, nil
}

// fill fills a rectangle.
func (s *sheet) fill(r image.Rectangle, t tone) {
	r = r.Intersect(s.picture.Rect)
	full := uint8(t)*shades + shades - 1
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := s.picture.Pix[s.picture.PixOffset(r.Min.X, y):]
		for x := range r.Dx() {
			row[x] = full
		}
	}
}

// set draws a block: its column begins at x, and the top of its first capitals is at
// y. It returns where its first line begins and ends.
func (s *sheet) set(b block, x, y int, t tone) (from, to float32) {
	p := newPen(image.Rect(room.Min.X, y-b.size, room.Max.X, y+b.height()+b.size).Intersect(room))
	baseline := y + b.ascent()
	for i := range b.lines {
		passages := visual(s.shape(b.words(i), b.style, b.rtl))
		left, long := float32(x), width(passages)*float32(b.size)
		if b.right {
			left = float32(x+b.column) - long
		}
		if i == 0 {
			from, to = left, left+long
		}
		p.line(passages, left, float32(baseline), float32(b.size)/em)
		baseline += b.leading
	}
	s.stamp(p, t)
	return from, to
}

// stamp paints the outlines of a pen.
func (s *sheet) stamp(p *pen, t tone) {
	mask := image.NewAlpha(image.Rectangle{Max: p.room.Size()})
	p.Draw(mask, mask.Rect, image.Opaque, image.Point{})
	for y := range mask.Rect.Dy() {
		from := mask.Pix[y*mask.Stride:][:mask.Rect.Dx()]
		to := s.picture.Pix[s.picture.PixOffset(p.room.Min.X, p.room.Min.Y+y):]
		for x, a := range from {
			if shade := (int(a)*(shades-1) + 127) / 255; shade > 0 {
				to[x] = uint8(int(t)*shades + shade)
			}
		}
	}
}

// pen collects outlines.
type pen struct {
	*vector.Rasterizer
	room image.Rectangle
}

func newPen(room image.Rectangle) *pen {
	p := &pen{vector.NewRasterizer(room.Dx(), room.Dy()), room}
	p.DrawOp = draw.Src
	return p
}

// line adds glyphs from a position on a baseline on.
func (p *pen) line(passages []passage, x, baseline, scale float32) {
	for _, run := range passages {
		grown := float32(run.Size) / 64 / float32(run.Face.Upem()) * scale
		for _, g := range run.Glyphs {
			p.glyph(run.Face, g.GlyphID, x+float32(g.XOffset)/64*scale, baseline-float32(g.YOffset)/64*scale, grown)
			x += float32(g.Advance) / 64 * scale
		}
	}
}

// glyph adds the outline of a glyph, with its origin at x, y.
func (p *pen) glyph(face *font.Face, id font.GID, x, y, scale float32) {
	outline, ok := face.GlyphDataOutline(id)
	if !ok {
		return
	}
	x, y = x-float32(p.room.Min.X), y-float32(p.room.Min.Y)
	at := func(q opentype.SegmentPoint) (float32, float32) { return x + q.X*scale, y - q.Y*scale }
	for _, seg := range outline.Segments {
		ax, ay := at(seg.Args[0])
		bx, by := at(seg.Args[1])
		cx, cy := at(seg.Args[2])
		switch seg.Op {
		case opentype.SegmentOpMoveTo:
			p.ClosePath()
			p.MoveTo(ax, ay)
		case opentype.SegmentOpLineTo:
			p.LineTo(ax, ay)
		case opentype.SegmentOpQuadTo:
			p.QuadTo(ax, ay, bx, by)
		case opentype.SegmentOpCubeTo:
			p.CubeTo(ax, ay, bx, by, cx, cy)
		}
	}
	p.ClosePath()
}

// polygon adds a polygon.
func (p *pen) polygon(x, y float32, corners [][2]float32) {
	p.MoveTo(x+corners[0][0], y+corners[0][1])
	for _, c := range corners[1:] {
		p.LineTo(x+c[0], y+c[1])
	}
	p.ClosePath()
}

// png returns the encoded image.
func (s *sheet) png() ([]byte, error) {
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.DefaultCompression}
	if err := encoder.Encode(&out, s.picture); err != nil {
		return nil, fmt.Errorf("card: encode: %w", err)
	}
	return out.Bytes(), nil
}
