package search

import (
	"slices"
	"strings"
)

// conjunction returns an expression that finds posts in which of each of all one
// way is. FTS5 goes through what the first part of an AND has, and looks that up
// in the others, one after the other, each of which may send it on. To look for
// a phrase is dear, since every place of its words is read there: so phrases
// come last, where all else agrees.
func conjunction(all [][]term) string {
	var words, phrases []string
	var grams []rune
	for _, ways := range all {
		switch {
		case !slices.ContainsFunc(ways, func(t term) bool { return len(t.words) > 1 }):
			words = append(words, disjunction(ways, (*term).match))
		case len(ways) == 1:
			grams = append(grams, ways[0].grams()...)
			phrases = append(phrases, disjunction(ways, (*term).match))
		default:
			phrases = append(phrases, disjunction(ways, (*term).narrowed))
		}
	}
	if len(grams) > 0 {
		words = append(words, near(grams))
	}
	if len(words) > 1 && len(phrases) > 0 {
		// What is joined by AND within AND, FTS5 takes for one. NOT stays whole.
		words = []string{"((" + strings.Join(words, " AND ") + ") NOT " + disjunction([]term{property(nobody)}, (*term).match) + ")"}
	}
	return strings.Join(append(words, phrases...), " AND ")
}

// disjunction returns an expression that finds posts in which one of some terms
// is, each written by write.
func disjunction(ways []term, write func(*term) string) string {
	parts := make([]string, len(ways))
	for i := range ways {
		parts[i] = write(&ways[i])
	}
	return "(" + strings.Join(parts, " OR ") + ")"
}

// match returns an expression that finds a term.
func (t *term) match() string {
	expression := columns[t.column] + ` : "` + strings.Join(t.words, " ") + `"`
	if t.prefix {
		expression += "*"
	}
	return expression
}

// narrowed returns an expression that finds a term among the posts that have its
// grams.
func (t *term) narrowed() string {
	if grams := t.grams(); len(grams) > 0 {
		return "(" + near(grams) + " AND " + t.match() + ")"
	}
	return t.match()
}

// near returns an expression that finds posts that have grams, the most telling
// of which nobody knows. However far apart they are, FTS5 goes through those
// that are near one another as through one.
func near(grams []rune) string {
	var b strings.Builder
	b.WriteString(facetColumn + " : NEAR(")
	for i, gram := range grams[:min(len(grams), mostGrams)] {
		if slices.Contains(grams[:i], gram) {
			continue
		}
		b.WriteByte('"')
		b.WriteRune(gram)
		b.WriteString(`" `)
	}
	b.WriteString(", 16777216)")
	return b.String()
}
