package frontmatter

import (
	"slices"
	"strings"
)

// piece is a part of a body that is not plain text. What is between two pieces is text.
type piece struct {
	tag
	kind    pieceKind
	inner   string // of a program, its lines; of a verbatim piece, its text
	partner int    // index of the piece that ends the block which this one begins; else zero
	closing bool   // this is such a partner
}

type pieceKind int

const (
	wordTag  pieceKind = iota // a tag, known or not
	verbatim                  // {% raw %}, {{</* shortcode */>}}: inner is its text
	code                      // Markdown code: a fenced block, or a span
	program                   // a tag that contains code
	dropped                   // a comment
)

// Families of tags that begin a block. A block is ended by any tag of its family.
var (
	quoteTags   = []string{"quote", "blockquote"}
	pullTags    = []string{"pullquote"}
	programTags = []string{"highlight", "codeblock", "code"}
	detailsTags = []string{"details"}
	blockTags   = [][]string{quoteTags, pullTags, detailsTags}
)

// mostNested limits the nesting of blocks. Deeper tags are kept verbatim.
const mostNested = 8

// pieces returns the pieces of a text, in order. It recognises Markdown code unless
// the text is HTML.
func pieces(text string, isHTML bool) []piece {
	var out []piece
	r := &tagReader{text: text}
	m := &codeReader{text: text}
	for i := 0; i < len(text); {
		if !isHTML {
			if end := m.codeAt(i); end > 0 {
				out = append(out, piece{tag: tag{at: i, end: end}, kind: code})
				i = end
				continue
			}
		}
		next := strings.IndexAny(text[i:], "{`~\\\n")
		if next < 0 {
			break
		}
		if next > 0 {
			i += next
			continue
		}
		switch text[i] {
		case '{':
			if p, ok := r.piece(i); ok {
				out = append(out, p)
				i = p.end
				continue
			}
			i++
		case '`', '~':
			i += runLength(text[i:]) // it opens nothing
		case '\\':
			i += min(2, len(text)-i)
		default:
			i++
		}
	}
	pair(out)
	return out
}

// piece returns the piece that begins at an offset.
func (r *tagReader) piece(at int) (piece, bool) {
	if lang, _ := languageAt(r.text[at:]); lang.isHugo() && strings.HasPrefix(r.text[at+len(lang):], "/*") {
		from, mark := at+len(lang)+len("/*"), "*/"+lang.ending()
		if end := r.index(mark, from); end >= 0 {
			return piece{tag: tag{at: at, end: end + len(mark)}, kind: verbatim, inner: string(lang) + r.text[from:end] + lang.ending()}, true
		}
	}
	t, ok := r.read(at)
	if !ok {
		return piece{}, false
	}
	p := piece{tag: t}
	names := programTags
	switch {
	case t.closes || t.single || t.lang == liquidValue:
		return p, true
	case t.lang.isHugo():
		if t.name != "highlight" {
			return p, true
		}
		p.kind, names = program, programTags[:1]
	case t.name == "raw":
		p.kind, names = verbatim, []string{"raw"}
	case t.name == "comment":
		p.kind, names = dropped, []string{"comment"}
	case slices.Contains(programTags, t.name):
		p.kind = program
	default:
		return p, true
	}
	from, past := r.closing(names, t.lang.isHugo(), t.end)
	if from < 0 {
		return piece{tag: t}, true
	}
	p.inner, p.end = r.text[t.end:from], past
	return p, true
}

// pair matches the tags that end blocks with those that begin them.
func pair(all []piece) {
	var open []int
	waiting := map[string]int{}
	for i := range all {
		p := &all[i]
		key := keyOf(p.tag)
		if p.kind != wordTag || key == "" {
			continue
		}
		switch {
		case !p.closes && !p.single:
			if len(open) == mostNested {
				waiting[keyOf(all[open[0]].tag)]--
				open = open[1:]
			}
			open = append(open, i)
			waiting[key]++
		case p.closes && waiting[key] > 0:
			for waiting[key] > 0 {
				begin := open[len(open)-1]
				open = open[:len(open)-1]
				other := keyOf(all[begin].tag)
				waiting[other]--
				if other == key {
					all[begin].partner, p.closing = i, true
					break
				}
			}
		}
	}
}

// keyOf returns the kind of block that a tag begins or ends; "" if it does neither.
func keyOf(t tag) string {
	for _, names := range blockTags {
		if slices.Contains(names, t.name) && t.lang.isHugo() == (names[0] == "details") {
			return string(t.lang) + names[0]
		}
	}
	return ""
}
