package blog

import (
	"slices"
	"strings"
)

// alike is the share of common words from which on a quote is considered an edited
// version of a captured passage: authors cut and elide, they rarely rewrite.
const alike = 0.5

// PairQuotes assigns to each quote of a body the passage that it was captured from:
// first passages with the same words, then those that share most of the words.
// Passages without a quote are appended with an empty Text, so that no captured text
// is ever lost.
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

// NewQuotes returns the captured passages that are not among the known ones: a form
// that is saved again may submit those of the first save, too.
func NewQuotes(captured, known []Quote) []Quote {
	return slices.DeleteFunc(slices.Clone(captured), func(c Quote) bool {
		return slices.ContainsFunc(known, func(k Quote) bool { return k.Captured == c.Captured })
	})
}

// fold folds white space, which Markdown and browsers don't preserve.
func fold(text string) string { return strings.Join(strings.Fields(text), " ") }

// common returns the share of a's words that also occur in b; 0 if a has none.
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
