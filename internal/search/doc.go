// Package search implements the query language of the blog's search, and the
// tokenizer of its index:
//
//	heron "still water" -tag:cities from:example.org year:2012 mine:beautiful
//
// Parse interprets a query as it was probably meant. It never fails, and notes what
// it had to guess. Query.Match returns an expression for SQLite's FTS5
// (https://www.sqlite.org/fts5.html) that can't be a syntax error, since every word
// in it comes from Fold.
//
// Fold splits a text into normalized words, without case and accents. Text in scripts
// that don't separate words by spaces is split into single characters, which a query
// treats as a phrase. Index and query are both made with Fold, and Mark finds in a
// text what the query has matched. Row returns what is indexed of a post: its words,
// its properties, and the n-grams of frequent words in it, which make phrases of such
// words fast to find.
package search
