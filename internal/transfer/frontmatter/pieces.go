package frontmatter

import (
	"slices"
	"strings"
)

// piece is a part of a body that says something else than it reads. What lies
// between two pieces are words.
type piece struct {
	tag
	kind    pieceKind
	inner   string // of a program: its lines; of what is meant as it stands: that
	partner int    // of a tag that begins a block: the piece that ends it; else zero
	closing bool   // it is such a partner
}

type pieceKind int

const (
	wordTag  pieceKind = iota // a tag, known or not
	verbatim                  // {% raw %}, {{</* shortcode */>}}: inner is what is meant
	code                      // of Markdown's: a fence, or a span in a line
	program                   // a tag with a program in it
	dropped                   // a comment
)

// Families of tags that begin a block. A tag is ended by any of its family.
var (
	quoteTags   = []string{"quote", "blockquote"}
	pullTags    = []string{"pullquote"}
	programTags = []string{"highlight", "codeblock", "code"}
	detailsTags = []string{"details"}
	blockTags   = [][]string{quoteTags, pullTags, detailsTags}
)

// mostNested is how deep blocks are read that stand in one another. What is
// deeper stays as it stands.
const mostNested = 8

// pieces finds the pieces of a text, in order. Markdown's code is looked for
// unless the text is HTML.
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

// piece gives the piece that begins at a place.
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

// pair finds the tags that end those that begin blocks.
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

// keyOf names the blocks of which a tag begins or ends one; empty if it does
// neither.
func keyOf(t tag) string {
	for _, names := range blockTags {
		if slices.Contains(names, t.name) && t.lang.isHugo() == (names[0] == "details") {
			return string(t.lang) + names[0]
		}
	}
	return ""
}
