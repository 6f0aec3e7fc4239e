// Package search is the language in which posts are asked for:
//
//	heron "still water" -tag:cities from:example.org year:2012 mine:beautiful
//
// Parse reads a query as it was probably meant: it never fails, and what it had
// to guess it says. The Query holds an expression for SQLite's FTS5
// (https://www.sqlite.org/fts5.html) that can't be a syntax error, since every
// word in it is one that Fold made.
//
// Fold cuts texts into the words that are compared, without case and accents.
// Scripts that part no words by spaces are cut into single signs, which a query
// wants to follow one another. The index is made with Fold, the query with the
// same, and Mark finds in a text what a query has found. Row is what the index
// has of a post: beside its words, its properties, and which frequent words stand
// beside one another in it, so that phrases of them are found without reading all
// the places of each.
package search
