package search

import (
	"strings"
	"time"

	"pullquote/internal/blog"
)

// Query is what is asked for.
type Query struct {
	Text  string        // as it was typed
	Notes []*blog.Error // what had to be guessed, a sentence each
	In    Where         // among which posts

	From, Until time.Time // published from From on, before Until; zero is no limit
	People      []Person  // whose posts; all of them must be the author

	all  []group // every one of them must be found
	none []term  // and none of these
}

// Where says among which posts is searched.
type Where int

// Readers search what is published; only an author gets an answer from the
// other two.
const (
	Anywhere  Where = iota // what the one who asks may see
	Published              // is:published
	Drafts                 // is:draft
	Trash                  // is:trash
)

// Person is an author who is asked for: by:ada, -by:ada.
type Person struct {
	Name string // folded; part of the name, or the user name
	Not  bool
}

// group is terms of which one must be found.
type group []term

// term is a word, a phrase, or a property of a post.
type term struct {
	column string   // mine, quoted, title, source; empty for all of the post's words
	words  []string // that follow one another; of a property one
	prefix bool     // the last is a beginning
}

// columns are the index's columns in which words of a term are looked for, by
// the term's column.
var columns = map[string]string{
	"": "{title own quoted tags}", "title": "title", "mine": "own", "quoted": "quoted", "source": "source", facetColumn: facetColumn,
}

// facetColumn is where the index keeps the properties of posts.
const facetColumn = "facets"

// Columns are those of the index, in order. What stands in them is made by Fold
// or, in the last, by Facets.
var Columns = []string{"title", "own", "quoted", "tags", "source", facetColumn}

// Empty reports whether nothing is asked for.
func (q *Query) Empty() bool {
	return len(q.all) == 0 && len(q.none) == 0 && len(q.People) == 0 && q.From.IsZero() && q.Until.IsZero() && q.In == Anywhere
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

// Match gives the expression for FTS5's MATCH. Authors are the numbers of the
// people whose posts are wanted, and not wanted.
func (q *Query) Match(wanted [][]blog.AuthorID, unwanted []blog.AuthorID) string {
	var b strings.Builder
	and := func(terms []term) {
		if b.Len() > 0 {
			b.WriteString(" AND ")
		}
		writeAny(&b, terms)
	}
	for _, g := range q.all {
		and(g)
	}
	for _, ids := range wanted {
		var any []term
		for _, id := range ids {
			any = append(any, property(authorFacet(id)))
		}
		if len(any) == 0 {
			any = []term{property(nobody)}
		}
		and(any)
	}
	none := q.none
	for _, id := range unwanted {
		none = append(none[:len(none):len(none)], property(authorFacet(id)))
	}
	if len(none) == 0 && b.Len() > 0 {
		return b.String()
	}
	if b.Len() == 0 {
		and([]term{property(every)})
	}
	if len(none) == 0 {
		return b.String()
	}
	positive := b.String()
	b.Reset()
	b.WriteString("(" + positive + ") NOT ")
	writeAny(&b, none)
	return b.String()
}

func writeAny(b *strings.Builder, terms []term) {
	b.WriteByte('(')
	for i, t := range terms {
		if i > 0 {
			b.WriteString(" OR ")
		}
		b.WriteString(columns[t.column])
		b.WriteString(` : "`)
		b.WriteString(strings.Join(t.words, " "))
		b.WriteByte('"')
		if t.prefix {
			b.WriteByte('*')
		}
	}
	b.WriteByte(')')
}

// AnyOf makes a query for posts in which one of a text's words stands: for a
// guess at what somebody wanted. Words of fewer than three letters are left
// out.
func AnyOf(text string) Query {
	q := Query{Text: text}
	var any group
	for t := range tokens(text) {
		if len(t.word) >= 3 && len(any) < 12 {
			any = append(any, term{words: []string{t.word}})
		}
	}
	if len(any) > 0 {
		q.all = []group{any}
	}
	return q
}
