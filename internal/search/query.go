package search

import (
	"slices"
	"time"

	"pullquote/internal/blog"
)

// Query is a parsed query.
type Query struct {
	Text  string        // as it was typed
	Notes []*blog.Error // what had to be guessed, a sentence each
	In    Where         // which posts are searched

	From, Until time.Time // published at From or later, and before Until; zero is no limit

	all  [][]term // for each element, one of its terms has to match
	none []term   // none of these may match
}

// Where says which posts are searched.
type Where int

// Readers can search published posts only; drafts and trash are for authors.
const (
	Anywhere  Where = iota // not specified: published posts
	Published              // is:published
	Drafts                 // is:draft
	Trash                  // is:trash
)

// term is a word, a phrase, or a property of a post.
type term struct {
	column string   // mine, quoted, title, source or facets; empty for all of the post's text
	words  []string // a phrase; a property has one word
	prefix bool     // the last word is a prefix
	person string   // instead of words: part of an author's name, folded, or a user name
}

// columns maps the column of a term to columns of the index.
var columns = map[string]string{
	"": "{title own quoted tags}", "title": "title", "mine": "own", "quoted": "quoted", "source": "source", facetColumn: facetColumn,
}

// facetColumn is the column of the index with the properties of posts and grams.
const facetColumn = "facets"

// Columns are the columns of the index, whose contents Row returns: folded words and, in
// the last, properties and grams.
var Columns = []string{"title", "own", "quoted", "tags", "source", facetColumn}

// Empty reports whether the query has no conditions.
func (q *Query) Empty() bool {
	return len(q.all) == 0 && len(q.none) == 0 && q.From.IsZero() && q.Until.IsZero() && q.In == Anywhere
}

// HasWords reports whether the query contains words, so that posts can be ranked.
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

// NamesPeople reports whether the query names authors, so that Match needs a function to
// look them up.
func (q *Query) NamesPeople() bool {
	named := func(t term) bool { return t.person != "" }
	return slices.ContainsFunc(q.none, named) || slices.ContainsFunc(q.all, func(ways []term) bool { return slices.ContainsFunc(ways, named) })
}

// Match returns the expression for FTS5's MATCH. The function authors returns the IDs of
// authors with a name; it may be nil if NamesPeople is false.
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

// numbered replaces the names of authors in terms by their IDs.
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

// AmongDrafts returns the same query over drafts.
func (q Query) AmongDrafts() Query {
	q.In = Drafts
	return q
}

// AnyOf returns a query for posts with any word of a text, to guess what somebody wanted.
// It leaves out frequent words and those of fewer than three letters.
func AnyOf(text string) Query {
	return anyOf(text, func(word string) term { return term{words: []string{word}} })
}

// LikeAnyOf returns a query for posts with a word that begins like any word of a text, up
// to its last two letters but with at least four, to guess what somebody mistyped. It
// leaves out shorter words.
func LikeAnyOf(text string) Query {
	return anyOf(text, func(word string) term {
		letters := []rune(word)
		if len(letters) < 4 {
			return term{}
		}
		return term{words: []string{string(letters[:max(4, len(letters)-2)])}, prefix: true}
	})
}

// anyOf returns a query for any of the terms that of returns for the words of a text.
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
