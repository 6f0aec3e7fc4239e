package search

import (
	"cmp"
	"math"
	"slices"
)

// Weights of the texts in which a word may stand.
const (
	titleWeight  = 5
	tagsWeight   = 3
	ownWeight    = 2
	quotedWeight = 1
)

// Parameters of BM25 as they are everywhere, FTS5's too: how soon more of a
// word adds no more, and how much a long text is marked down.
const (
	saturation = 1.2
	lengthPart = 0.75
)

// Ranking tells which of some posts match a query best, by BM25 over their
// texts. How rare a word is, and how long a text usually, is told by these
// posts alone: so the cost is that of comparing them, however many others there
// are. Make it with Query.Ranking.
type Ranking struct {
	terms []term
	posts []weighed
	text  folded // used again for each text
}

// folded is a text as it is compared, without a string for each word.
type folded struct {
	letters []byte
	ends    []int // where each word ends in letters; the next begins there
}

func (f *folded) fold(text string) {
	f.letters, f.ends = f.letters[:0], f.ends[:0]
	cut(text, func(word []byte, _ *cutter) bool {
		f.letters = append(f.letters, word...)
		f.ends = append(f.ends, len(f.letters))
		return true
	})
}

// has reports whether a term stands at the word of a number.
func (f *folded) has(t *term, number int) bool {
	if number+len(t.words) > len(f.ends) {
		return false
	}
	start := 0
	if number > 0 {
		start = f.ends[number-1]
	}
	for i, w := range t.words {
		end := f.ends[number+i]
		word := f.letters[start:end]
		if t.prefix && i == len(t.words)-1 {
			word = word[:min(len(word), len(w))]
		}
		if string(word) != w {
			return false
		}
		start = end
	}
	return true
}

// weighed is what a post's texts come to.
type weighed struct {
	length int       // in words
	counts []float64 // of each term, with the weight of the texts that it stands in
}

// Ranking begins a ranking by the query's words.
func (q *Query) Ranking() *Ranking {
	r := &Ranking{}
	for _, ways := range q.all {
		for _, t := range ways {
			if t.column != facetColumn {
				r.terms = append(r.terms, t)
			}
		}
	}
	return r
}

// Add adds a post.
func (r *Ranking) Add(title, own, quoted, tags string) {
	w := weighed{counts: make([]float64, len(r.terms))}
	r.weigh(&w, title, string(Title), titleWeight)
	r.weigh(&w, own, string(Own), ownWeight)
	r.weigh(&w, quoted, string(Quoted), quotedWeight)
	r.weigh(&w, tags, "", tagsWeight)
	r.posts = append(r.posts, w)
}

// weigh counts the terms in one text of a post; column is empty for a text that
// no term can be confined to.
func (r *Ranking) weigh(w *weighed, text, column string, weight float64) {
	r.text.fold(text)
	w.length += len(r.text.ends)
	for n := range r.terms {
		t := &r.terms[n]
		if t.column != "" && t.column != column {
			continue
		}
		for i := range r.text.ends {
			if r.text.has(t, i) {
				w.counts[n] += weight
			}
		}
	}
}

// Order returns the numbers of the posts in the order of how well they match; of
// those that match as well, the one that was added first comes first.
func (r *Ranking) Order() []int {
	scores, order := make([]float64, len(r.posts)), make([]int, len(r.posts))
	words := 0
	for _, w := range r.posts {
		words += w.length
	}
	usual := float64(max(words, 1)) / float64(max(len(r.posts), 1))
	for n := range r.terms {
		rarity := r.rarity(n)
		for i, w := range r.posts {
			count := w.counts[n]
			scores[i] += rarity * count * (saturation + 1) / (count + saturation*(1-lengthPart+lengthPart*float64(w.length)/usual))
		}
	}
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	return order
}

// rarity reports how much a term says: the less, the more posts it stands in. It
// stays above zero, since all may have been found by it.
func (r *Ranking) rarity(n int) float64 {
	having := 0
	for _, w := range r.posts {
		if w.counts[n] > 0 {
			having++
		}
	}
	all := float64(len(r.posts))
	return math.Log(1 + (all-float64(having)+0.5)/(float64(having)+0.5))
}
