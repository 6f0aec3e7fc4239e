package blog

import (
	"slices"
	"strings"
)

// alike is the share of common words from which on an edited quote is taken to
// be what a captured passage became: authors cut and elide, they rarely rewrite.
const alike = 0.5

// PairQuotes gives each quote of a body the passage that it was captured from. The
// passages are taken in order of certainty: the words are the same; most of
// the words are. Passages that found no quote follow at the end, without a
// text: no captured word is ever lost.
func PairQuotes(quotes, captured []Quote) []Quote {
	used := make([]bool, len(captured))
	take := func(q *Quote, i int) {
		used[i] = true
		q.Captured, q.Prefix, q.Suffix, q.Place = captured[i].Captured, captured[i].Prefix, captured[i].Suffix, captured[i].Place
		if q.Source == "" {
			q.Source = captured[i].Source
		}
	}
	for i := range quotes {
		for j, c := range captured {
			if !used[j] && c.Captured != "" && (fold(c.Text) == fold(quotes[i].Text) || fold(c.Captured) == fold(quotes[i].Text)) {
				take(&quotes[i], j)
				break
			}
		}
	}
	for i := range quotes {
		if quotes[i].Captured != "" {
			continue
		}
		best, share := -1, alike
		for j, c := range captured {
			if s := common(quotes[i].Text, c.Captured); !used[j] && c.Captured != "" && s >= share {
				best, share = j, s
			}
		}
		if best >= 0 {
			take(&quotes[i], best)
		}
	}
	for j, c := range captured {
		if !used[j] && c.Captured != "" {
			c.Text = ""
			quotes = append(quotes, c)
		}
	}
	return quotes
}

// NewQuotes gives the captured passages that are not among the known ones: a form
// that is saved again may bring those of the first time along.
func NewQuotes(captured, known []Quote) []Quote {
	return slices.DeleteFunc(slices.Clone(captured), func(c Quote) bool {
		return slices.ContainsFunc(known, func(k Quote) bool { return k.Captured == c.Captured })
	})
}

// fold folds white space, which Markdown and browsers do not keep.
func fold(text string) string { return strings.Join(strings.Fields(text), " ") }

// common gives the share of a's words that stand in b, too; 0 if a has none.
func common(a, b string) float64 {
	have := map[string]int{}
	for _, w := range strings.Fields(b) {
		have[w]++
	}
	words := strings.Fields(a)
	n := 0
	for _, w := range words {
		if have[w] > 0 {
			have[w]--
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return float64(n) / float64(len(words))
}
