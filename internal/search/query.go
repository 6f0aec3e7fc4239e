package search

import (
	"slices"
	"time"

	"pullquote/internal/blog"
)

// Query is what is asked for.
type Query struct {
	Text  string        // as it was typed
	Notes []*blog.Error // what had to be guessed, a sentence each
	In    Where         // among which posts

	From, Until time.Time // published from From on, before Until; zero is no limit

	all  [][]term // of each of them one must be found
	none []term   // and none of these
}

// Where says among which posts is searched.
type Where int

// Readers search what is published; only an author gets an answer from the
// other two.
const (
	Anywhere  Where = iota // no word of it: what is published
	Published              // is:published
	Drafts                 // is:draft
	Trash                  // is:trash
)

// term is a word, a phrase, or a property of a post.
type term struct {
	column string   // mine, quoted, title, source; empty for all of the post's words
	words  []string // that follow one another; of a property one
	prefix bool     // the last is a beginning
	person string   // instead of words: part of an author's name, folded, or a user name
}

// columns are the index's columns in which words of a term are looked for, by
// the term's column.
var columns = map[string]string{
	"": "{title own quoted tags}", "title": "title", "mine": "own", "quoted": "quoted", "source": "source", facetColumn: facetColumn,
}

// facetColumn is where the index keeps the properties of posts, and grams.
const facetColumn = "facets"

// Columns are those of the index, in order. What stands in them is made by Row:
// words as Fold leaves them and, in the last, properties and grams.
var Columns = []string{"title", "own", "quoted", "tags", "source", facetColumn}

// Empty reports whether nothing is asked for.
func (q *Query) Empty() bool {
	return len(q.all) == 0 && len(q.none) == 0 && q.From.IsZero() && q.Until.IsZero() && q.In == Anywhere
}

// HasWords reports whether words are asked for, so that a post may match better
// than another.
func (q *Query) HasWords() bool {
	for _, g := range q.all {
		for _, t := range g {
			if t.column != facetColumn {
				return true
			}
		}
	}
	return false
}

// NamesPeople reports whether authors are asked for, so that Match has to know
// them.
func (q *Query) NamesPeople() bool {
	named := func(t term) bool { return t.person != "" }
	return slices.ContainsFunc(q.none, named) || slices.ContainsFunc(q.all, func(ways []term) bool { return slices.ContainsFunc(ways, named) })
}

// Match returns the expression for FTS5's MATCH. Authors gives the numbers of
// those who go by a name; it may be nil if the query names no people.
func (q *Query) Match(authors func(name string) []blog.AuthorID) string {
	all, none := slices.Clone(q.all), q.none[:len(q.none):len(q.none)]
	switch q.In {
	case Drafts:
		none = append(none, property(trashFacet))
	case Trash:
		all = append(all, []term{property(trashFacet)})
	}
	if len(all) == 0 {
		all = [][]term{{property(every)}}
	}
	for i, ways := range all {
		all[i] = numbered(ways, authors)
	}
	found := conjunction(all)
	if len(none) == 0 {
		return found
	}
	return "(" + found + ") NOT " + disjunction(numbered(none, authors), (*term).match)
}

// numbered returns terms in which authors stand by their numbers.
func numbered(terms []term, authors func(name string) []blog.AuthorID) []term {
	var out []term
	for _, t := range terms {
		if t.person == "" {
			out = append(out, t)
			continue
		}
		for _, id := range authors(t.person) {
			out = append(out, property(authorFacet(id)))
		}
	}
	if len(out) == 0 {
		out = []term{property(nobody)}
	}
	return out
}

// AmongDrafts returns the same query, asked of drafts.
func (q Query) AmongDrafts() Query {
	q.In = Drafts
	return q
}

// AnyOf makes a query for posts in which one of a text's words stands: for a
// guess at what somebody wanted. Words of fewer than three letters are left
// out, and those that stand everywhere.
func AnyOf(text string) Query {
	return anyOf(text, func(word string) term { return term{words: []string{word}} })
}

// LikeAnyOf makes a query for posts in which a word stands that begins like one
// of a text's, up to its last two letters: for a guess at what somebody mistyped.
// Four letters are compared at least; shorter words are left out.
func LikeAnyOf(text string) Query {
	return anyOf(text, func(word string) term {
		letters := []rune(word)
		if len(letters) < 4 {
			return term{}
		}
		return term{words: []string{string(letters[:max(4, len(letters)-2)])}, prefix: true}
	})
}

// anyOf asks for one of the terms that are made of a text's words.
func anyOf(text string, of func(word string) term) Query {
	q := Query{Text: text}
	var any []term
	for t := range tokens(text) {
		if len(t.word) < 3 || frequent()[t.word] || len(any) == 12 {
			continue
		}
		if one := of(t.word); one.words != nil {
			any = append(any, one)
		}
	}
	if len(any) > 0 {
		q.all = [][]term{any}
	}
	return q
}
