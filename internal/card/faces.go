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

// style is a cut of the type.
type style int

const (
	regular style = iota
	italic
	bold
)

// markaziScale makes Arabic as large to the eye as the Latin letters beside it,
// which have the larger body at the same size.
const markaziScale = 1.3

// typefaces are the files of each style, those for most texts first. A sign is
// taken from the first that has it.
var typefaces = [...][]struct {
	file  string
	scale float32
}{
	regular: {{"literata-regular", 1}, {"markazi-regular", markaziScale}, {"hebrew-regular", 1}, {"devanagari-regular", 1}, {"thai-regular", 1}},
	italic:  {{"literata-italic", 1}, {"markazi-regular", markaziScale}, {"hebrew-regular", 1}, {"devanagari-regular", 1}, {"thai-regular", 1}},
	bold:    {{"literata-bold", 1}, {"markazi-bold", markaziScale}, {"hebrew-bold", 1}, {"devanagari-bold", 1}, {"thai-bold", 1}},
}

// parsed holds the typefaces by file name, read once. Unlike the faces made of
// them, they can be used by several cards at a time.
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

// family is the faces of a style.
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

// has reports whether a face has a sign for r.
func (f family) has(r rune) bool {
	for _, face := range f {
		if _, ok := face.NominalGlyph(r); ok {
			return true
		}
	}
	return false
}

// newFamilies makes the faces for one card.
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
