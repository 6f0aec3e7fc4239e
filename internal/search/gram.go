package search

import "unicode/utf8"

// Most posts contain any two frequent words, but few contain them side by side. FTS5
// finds a phrase of such words by reading all positions of each, which takes longer
// the more posts there are. So the index also has a word for each pair of adjacent
// frequent words in a text, and for each three in a row: a gram. A phrase is then
// looked for only in the posts that have its grams. Characters of scripts without
// spaces all count as frequent; of these only pairs are indexed.
//
// A gram is one character of the private use planes, chosen by a hash of its words. A
// word of one character is not part of FTS5's prefix indexes, which saves a quarter of
// the space and time that grams take. Collisions do no harm, since the phrase itself is
// part of the query, too.

// commonness says which grams a word may be part of.
type commonness int

const (
	rare       commonness = iota // none
	commonSign                   // pairs
	commonWord                   // pairs and threes
)

func commonnessOf(word []byte) commonness {
	if frequent()[string(word)] {
		return commonWord
	}
	if first, _ := utf8.DecodeRune(word); isSingle(first) {
		return commonSign
	}
	return rare
}

// isPair reports whether two adjacent words make a gram.
func isPair(a, b commonness) bool { return a != rare && b != rare }

// isThree reports whether three adjacent words make a gram.
func isThree(a, b, c commonness) bool { return a == commonWord && b == commonWord && c == commonWord }

// The private use planes. The last two code points of each are not characters.
const (
	firstGram  = 0xf0000
	planeSize  = 0x10000
	planeSigns = planeSize - 2
)

// gramOf returns the gram of adjacent words, by their FNV-1a hash
// (https://datatracker.ietf.org/doc/draft-eastlake-fnv/). Changing it means rebuilding
// the index.
func gramOf[word string | []byte](words ...word) rune {
	sum := uint32(2166136261)
	for _, word := range words {
		for i := range len(word) {
			sum = (sum ^ uint32(word[i])) * 16777619
		}
		sum = (sum ^ ' ') * 16777619
	}
	n := sum % (2 * planeSigns)
	return rune(firstGram + n/planeSigns*planeSize + n%planeSigns)
}

// gatherer folds the texts of a post and collects their grams.
type gatherer struct {
	seen  map[rune]bool
	grams []rune
}

// fold folds some texts as Fold does. It separates them by apart.
func (g *gatherer) fold(texts ...string) string {
	size := 0
	for _, text := range texts {
		size += len(text) + len(apart)
	}
	out := make([]byte, 0, size)
	for _, text := range texts {
		out = g.text(out, text)
	}
	return string(out)
}

// apart separates two texts of a column, so that no phrase spans both.
const apart = " " + facetMark + " "

// text appends the words of a text.
func (g *gatherer) text(out []byte, text string) []byte {
	between := apart
	var last, before []byte // the last word and the one before it, in out
	var common [2]commonness
	cut(text, func(word []byte, _ *cutter) bool {
		if len(out) > 0 {
			out = append(out, between...)
		}
		between = " "
		start := len(out)
		out = append(out, word...)
		word = out[start:]
		is := commonnessOf(word)
		if isPair(common[1], is) {
			g.add(gramOf(last, word))
			if isThree(common[0], common[1], is) {
				g.add(gramOf(before, last, word))
			}
		}
		before, last, common = last, word, [2]commonness{common[1], is}
		return true
	})
	return out
}

func (g *gatherer) add(gram rune) {
	if g.seen == nil {
		g.seen = map[rune]bool{}
	}
	if !g.seen[gram] {
		g.seen[gram] = true
		g.grams = append(g.grams, gram)
	}
}

// mostGrams is how many grams a query uses at most. A few are nearly as selective as
// all.
const mostGrams = 16

// grams returns the grams that every post has which contains a term's words as a
// phrase: threes, and the pairs that are in no three. If there is only one three, it
// includes the pairs within, to filter out posts that have a colliding one.
func (t *term) grams() []rune {
	words := t.words
	if t.prefix {
		words = words[:len(words)-1] // the last word is incomplete
	}
	common := make([]commonness, len(words))
	for i, word := range words {
		common[i] = commonnessOf([]byte(word))
	}
	three := func(first int) bool {
		return first >= 0 && first+2 < len(words) && isThree(common[first], common[first+1], common[first+2])
	}
	var threes, within, pairs []rune
	for i := range words {
		if three(i) {
			threes = append(threes, gramOf(words[i:i+3]...))
		}
		switch {
		case i+1 == len(words) || !isPair(common[i], common[i+1]):
		case three(i-1) || three(i):
			within = append(within, gramOf(words[i:i+2]...))
		default:
			pairs = append(pairs, gramOf(words[i:i+2]...))
		}
	}
	if len(threes) == 1 {
		pairs = append(pairs, within...)
	}
	return append(threes, pairs...)
}
