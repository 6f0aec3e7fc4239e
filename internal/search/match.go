package search

import (
	"slices"
	"strings"
)

// conjunction returns an expression that matches posts with at least one term of each
// element of all. FTS5 iterates over the matches of the first operand of an AND, and
// advances the others in order. Phrases are expensive, since all positions of their
// words are read, so they come last, when everything else matches.
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
		// FTS5 flattens nested ANDs; a NOT that excludes nothing keeps this one together.
		words = []string{"((" + strings.Join(words, " AND ") + ") NOT " + disjunction([]term{property(nobody)}, (*term).match) + ")"}
	}
	return strings.Join(append(words, phrases...), " AND ")
}

// disjunction returns an expression that matches posts with at least one of some terms,
// each formatted by write.
func disjunction(ways []term, write func(*term) string) string {
	parts := make([]string, len(ways))
	for i := range ways {
		parts[i] = write(&ways[i])
	}
	return "(" + strings.Join(parts, " OR ") + ")"
}

// match returns an expression that matches a term.
func (t *term) match() string {
	expression := columns[t.column] + ` : "` + strings.Join(t.words, " ") + `"`
	if t.prefix {
		expression += "*"
	}
	return expression
}

// narrowed returns an expression that matches a term in the posts that have its grams.
func (t *term) narrowed() string {
	if grams := t.grams(); len(grams) > 0 {
		return "(" + near(grams) + " AND " + t.match() + ")"
	}
	return t.match()
}

// near returns an expression that matches posts with all of some grams. Which of them is
// the most selective is not known; FTS5 evaluates NEAR, here with an unlimited distance,
// as a whole, where an AND would iterate over the first.
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
