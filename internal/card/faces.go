package card

import (
	"bytes"
	"embed"
	"fmt"
	"sync"

	"github.com/go-text/typesetting/font"
)

//go:embed fonts/*.ttf
var files embed.FS

// style is a style of the typeface.
type style int

const (
	regular style = iota
	italic
	bold
)

// markaziScale makes Arabic look as large as the Latin letters beside it, which have
// a larger body at the same size.
const markaziScale = 1.3

// typefaces lists the font files of each style, most common first. A character is
// taken from the first one that has a glyph for it.
var typefaces = [...][]struct {
	file  string
	scale float32
}{
	regular: {{"literata-regular", 1}, {"markazi-regular", markaziScale}, {"hebrew-regular", 1}, {"devanagari-regular", 1}, {"thai-regular", 1}},
	italic:  {{"literata-italic", 1}, {"markazi-regular", markaziScale}, {"hebrew-regular", 1}, {"devanagari-regular", 1}, {"thai-regular", 1}},
	bold:    {{"literata-bold", 1}, {"markazi-bold", markaziScale}, {"hebrew-bold", 1}, {"devanagari-bold", 1}, {"thai-bold", 1}},
}

// parsed returns the fonts by file name, parsed once. Unlike the faces made from
// them, they can be shared by concurrent cards.
var parsed = sync.OnceValues(func() (map[string]*font.Font, error) {
	out := map[string]*font.Font{}
	for _, family := range typefaces {
		for _, t := range family {
			if out[t.file] != nil {
				continue
			}
			data, err := files.ReadFile("fonts/" + t.file + ".ttf")
			if err != nil {
				return nil, fmt.Errorf("card: typeface: %w", err)
			}
			face, err := font.ParseTTF(bytes.NewReader(data))
			if err != nil {
				return nil, fmt.Errorf("card: typeface %s: %w", t.file, err)
			}
			out[t.file] = face.Font
		}
	}
	return out, nil
})

// family holds the faces of a style.
type family []*font.Face

// ResolveFace implements shaping.Fontmap.
func (f family) ResolveFace(r rune) *font.Face {
	for _, face := range f {
		if _, ok := face.NominalGlyph(r); ok {
			return face
		}
	}
	return f[0]
}

// has reports whether any face has a glyph for r.
func (f family) has(r rune) bool {
	for _, face := range f {
		if _, ok := face.NominalGlyph(r); ok {
			return true
		}
	}
	return false
}

// newFamilies returns the faces for one card.
func newFamilies() (out [len(typefaces)]family, scales map[*font.Face]float32, err error) {
	fonts, err := parsed()
	if err != nil {
		return out, nil, err
	}
	scales = map[*font.Face]float32{}
	for s, family := range typefaces {
		for _, t := range family {
			face := font.NewFace(fonts[t.file])
			scales[face] = t.scale
			out[s] = append(out[s], face)
		}
	}
	return out, scales, nil
}
