package search

import "unicode/utf8"

// Two frequent words stand in most posts, but seldom beside one another. FTS5
// finds a phrase of them by reading every place of each, which takes the longer
// the more posts there are. So the index also has a word for each two frequent
// words that stand beside one another in a text, and for three in a row: a gram.
// A phrase is then looked for only among the posts that have its grams. The
// signs of scripts without spaces are all frequent; of them pairs are kept.
//
// A gram is one sign of the private use planes, told by a sum of its words.
// Words of one sign have no place in FTS5's indexes of beginnings, which saves a
// quarter of the room and time that grams take. That two grams may share a sign
// does no harm: the phrase itself is asked for, too.

// commonness tells of which grams a word may be a part.
type commonness int

const (
	rare       commonness = iota // of none
	commonSign                   // of pairs
	commonWord                   // of pairs and of threes
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

// isPair reports whether two words that follow one another are a gram.
func isPair(a, b commonness) bool { return a != rare && b != rare }

// isThree reports whether three words that follow one another are a gram.
func isThree(a, b, c commonness) bool { return a == commonWord && b == commonWord && c == commonWord }

// The private use planes, of which the last two signs are none.
const (
	firstGram  = 0xf0000
	planeSize  = 0x10000
	planeSigns = planeSize - 2
)

// gramOf returns the sign of words in a row, by FNV-1a
// (https://datatracker.ietf.org/doc/draft-eastlake-fnv/). Another sum would need
// the index made again.
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

// gatherer folds the texts of a post and gathers their grams.
type gatherer struct {
	seen  map[rune]bool
	grams []rune
}

// fold returns the words of some texts as Fold does. No phrase reaches from one
// text into the next.
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

// apart is what stands between two texts of a column.
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

// mostGrams is how many grams are asked for. A few of them say nearly all that
// there is to say.
const mostGrams = 16

// grams returns the grams that each post has in which a term's words follow one
// another: threes, and the pairs that are in none. Where there is but one three,
// its pairs are given, too: posts that have it only because another shares its
// sign would be looked through in vain.
func (t *term) grams() []rune {
	words := t.words
	if t.prefix {
		words = words[:len(words)-1] // of which word it is the beginning, nobody knows
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
