package search

import (
	"cmp"
	"math"
	"slices"
)

// Weights of matches by where they are.
const (
	titleWeight  = 5
	tagsWeight   = 3
	ownWeight    = 2
	quotedWeight = 1
)

// The usual parameters k1 and b of BM25, as FTS5 has them.
const (
	saturation = 1.2
	lengthPart = 0.75
)

// Ranking orders posts by how well they match a query, by BM25. The frequency of words
// and the average length of texts are those of the posts being ranked, so that the cost
// does not depend on how many others there are. Make it with Query.Ranking.
type Ranking struct {
	terms []term
	posts []weighed
	text  folded // reused for each text
}

// folded is a folded text, without a string for each word.
type folded struct {
	letters []byte
	ends    []int // the end of each word in letters, where the next begins
}

func (f *folded) fold(text string) {
	f.letters, f.ends = f.letters[:0], f.ends[:0]
	cut(text, func(word []byte, _ *cutter) bool {
		f.letters = append(f.letters, word...)
		f.ends = append(f.ends, len(f.letters))
		return true
	})
}

// has reports whether a term matches at the word with an index.
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

// weighed has the statistics of a post.
type weighed struct {
	length int       // in words
	counts []float64 // the number of matches of each term, times the weight of their texts
}

// Ranking returns a ranking by the query's words, to which posts can be added.
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

// Add adds a post with the plain texts given.
func (r *Ranking) Add(title, own, quoted, tags string) {
	w := weighed{counts: make([]float64, len(r.terms))}
	r.weigh(&w, title, string(Title), titleWeight)
	r.weigh(&w, own, string(Own), ownWeight)
	r.weigh(&w, quoted, string(Quoted), quotedWeight)
	r.weigh(&w, tags, "", tagsWeight)
	r.posts = append(r.posts, w)
}

// weigh counts the matches in one text of a post. column is empty for a text that terms
// can't be restricted to.
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

// Order returns the indexes of the posts, in the order in which they were added, the best
// match first. Posts that match equally well keep their order.
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

// rarity returns the inverse document frequency of a term. It is always above zero, since
// the term may be in all posts.
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
