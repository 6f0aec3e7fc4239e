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
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// The colours of the pages on light ground, see assets/css/site.css.
var (
	ground      = color.RGBA{0xfd, 0xfc, 0xf8, 0xff}
	ink         = color.RGBA{0x21, 0x1e, 0x1a, 0xff}
	soft        = color.RGBA{0x67, 0x60, 0x5a, 0xff}
	line        = color.RGBA{0xe4, 0xdf, 0xd4, 0xff}
	accent      = color.RGBA{0x9c, 0x2f, 0x1b, 0xff}
	quoteGround = color.RGBA{0xf5, 0xf1, 0xe7, 0xff}
	quoteInk    = color.RGBA{0x40, 0x3a, 0x33, 0xff}
)

// ramps are the colours that lie side by side on a card: between the two of a
// pair are those of the edges of letters.
var ramps = [][2]color.RGBA{{ground, ink}, {ground, soft}, {ground, accent}, {ground, quoteInk}, {ground, line}, {quoteGround, quoteInk}}

// rampSteps is how many shades of an edge are told apart.
const rampSteps = 32

// palette holds all colours of a card: with a palette it is half as large.
var palette = func() color.Palette {
	out := color.Palette{line, quoteGround}
	for _, ramp := range ramps {
		for i := range rampSteps {
			between := func(a, b uint8) uint8 { return uint8(int(a) + (int(b)-int(a))*i/(rampSteps-1)) }
			out = append(out, color.RGBA{between(ramp[0].R, ramp[1].R), between(ramp[0].G, ramp[1].G), between(ramp[0].B, ramp[1].B), 0xff})
		}
	}
	return out
}()

// sheet is a card that is being drawn.
type sheet struct {
	set   *set
	image *image.RGBA
}

func newSheet() (*sheet, error) {
	set, err := newSet()
	if err != nil {
		return nil, err
	}
	s := &sheet{set: set, image: image.NewRGBA(image.Rect(0, 0, Width, Height))}
	s.fill(s.image.Bounds(), ground)
	return s, nil
}

func (s *sheet) fill(r image.Rectangle, c color.RGBA) {
	draw.Draw(s.image, r, image.NewUniform(c), image.Point{}, draw.Src)
}

// lower moves what stands between two heights down.
func (s *sheet) lower(from, to, by int) {
	if by <= 0 {
		return
	}
	from -= 20 // an accent may stand above its line
	r := image.Rect(0, from+by, Width, to+20+by)
	draw.Draw(s.image, r, s.image, image.Pt(0, from), draw.Src)
	s.fill(image.Rect(0, from, Width, from+by), ground)
}

// draw puts a block onto the card, its upper edge at y, and gives its lower one.
// One that is written from right to left ends at its column's right side.
func (s *sheet) draw(b block, x, y int, c color.RGBA) int {
	if len(b.lines) == 0 {
		return y
	}
	r := vector.NewRasterizer(Width, Height)
	leading := b.size * b.leading / 100
	baseline := y + leading/2 + b.size*35/100
	for _, runs := range b.lines {
		dot := fixed.Point26_6{X: fixed.I(x), Y: fixed.I(baseline)}
		if b.rtl {
			dot.X = fixed.I(x + b.text.width - lineWidth(runs))
		}
		for _, run := range runs {
			for _, g := range run.Glyphs {
				outline(r, run.Face, g.GlyphID, b.size, fixed.Point26_6{X: dot.X + g.XOffset, Y: dot.Y - g.YOffset})
				dot.X += g.Advance
			}
		}
		baseline += leading
	}
	r.Draw(s.image, s.image.Bounds(), image.NewUniform(c), image.Point{})
	return y + b.height
}

// outline adds a letter's outline, with its origin at a dot.
func outline(r *vector.Rasterizer, face *font.Face, id font.GID, size int, dot fixed.Point26_6) {
	shape, ok := face.GlyphDataOutline(id)
	if !ok {
		return
	}
	scale := float32(size) / float32(face.Upem())
	x0, y0 := float32(dot.X)/64, float32(dot.Y)/64
	at := func(p opentype.SegmentPoint) (x, y float32) { return x0 + p.X*scale, y0 - p.Y*scale }
	for i, seg := range shape.Segments {
		ax, ay := at(seg.Args[0])
		bx, by := at(seg.Args[1])
		cx, cy := at(seg.Args[2])
		switch seg.Op {
		case opentype.SegmentOpMoveTo:
			if i > 0 {
				r.ClosePath()
			}
			r.MoveTo(ax, ay)
		case opentype.SegmentOpLineTo:
			r.LineTo(ax, ay)
		case opentype.SegmentOpQuadTo:
			r.QuadTo(ax, ay, bx, by)
		case opentype.SegmentOpCubeTo:
			r.CubeTo(ax, ay, bx, by, cx, cy)
		}
	}
	r.ClosePath()
}

// png gives the finished picture.
func (s *sheet) png() ([]byte, error) {
	out := image.NewPaletted(s.image.Bounds(), palette)
	known := map[[3]uint8]uint8{}
	for i := 0; i < len(s.image.Pix); i += 4 {
		c := [3]uint8(s.image.Pix[i : i+3])
		index, ok := known[c]
		if !ok {
			index = uint8(palette.Index(color.RGBA{c[0], c[1], c[2], 0xff}))
			known[c] = index
		}
		out.Pix[i/4] = index
	}
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.DefaultCompression}
	if err := encoder.Encode(&b, out); err != nil {
		return nil, fmt.Errorf("card: encode: %w", err)
	}
	return b.Bytes(), nil
}
