package search

import (
	"strings"
	"unicode/utf8"
)

// Part is a piece of a text.
type Part struct {
	Text  string
	Found bool // a query found it
}

// Column is whose words a text is, for Mark: only terms that look there count.
type Column string

// The columns whose texts are shown.
const (
	Title  Column = "title"
	Own    Column = "mine"
	Quoted Column = "quoted"
)

// Mark parts a text where the query has found something in it.
func (q *Query) Mark(text string, in Column) []Part {
	return parts(text, q.found(text, in))
}

// Snippet gives about n characters of a text around the first place where the
// query has found something, with the places marked, and tells how many there
// are. Cuts are marked with ellipses.
func (q *Query) Snippet(text string, in Column, n int) (snippet []Part, found int) {
	text = strings.Join(strings.Fields(text), " ")
	spans := q.found(text, in)
	start, end := 0, len(text)
	if utf8.RuneCountInString(text) > n {
		first := 0
		if len(spans) > 0 {
			first = spans[0].start
		}
		start = back(text, first, n/4)
		end = forth(text, start, n)
	}
	var inside []span
	for _, s := range spans {
		if s.start >= start && s.end <= end {
			inside = append(inside, span{s.start - start, s.end - start})
		}
	}
	out := parts(text[start:end], inside)
	if start > 0 {
		out = append([]Part{{Text: "… "}}, out...)
	}
	if end < len(text) {
		out = append(out, Part{Text: " …"})
	}
	return out, len(spans)
}

// back gives the beginning of a word about n characters before a place.
func back(text string, at, n int) int {
	for ; n > 0 && at > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(text[:at])
		at -= size
	}
	if at == 0 {
		return 0
	}
	if i := strings.IndexByte(text[at:], ' '); i >= 0 && i < 40 {
		return at + i + 1
	}
	return at
}

// forth gives the end of a word about n characters after a place.
func forth(text string, at, n int) int {
	for ; n > 0 && at < len(text); n-- {
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	if at == len(text) {
		return at
	}
	if i := strings.LastIndexByte(text[:at], ' '); i >= 0 && at-i < 40 {
		return i
	}
	return at
}

// span is a place in a text, in bytes.
type span struct{ start, end int }

// found gives the places where the query's words stand in a text, in order.
func (q *Query) found(text string, in Column) []span {
	var terms []term
	for _, g := range q.all {
		for _, t := range g {
			if t.column != facetColumn && (t.column == "" || t.column == string(in)) {
				terms = append(terms, t)
			}
		}
	}
	if len(terms) == 0 || text == "" {
		return nil
	}
	var list []token
	for t := range tokens(text) {
		list = append(list, t)
	}
	var out []span
	for i := 0; i < len(list); {
		n := 0
		for _, t := range terms {
			n = max(n, t.at(list[i:]))
		}
		if n == 0 {
			i++
			continue
		}
		out = append(out, span{list[i].start, list[i+n-1].end})
		i += n
	}
	return out
}

// at tells how many words at the beginning of a list a term is; 0 if it does
// not stand there.
func (t *term) at(list []token) int {
	if len(list) < len(t.words) {
		return 0
	}
	for i, w := range t.words {
		same := list[i].word == w
		if t.prefix && i == len(t.words)-1 {
			same = strings.HasPrefix(list[i].word, w)
		}
		if !same {
			return 0
		}
	}
	return len(t.words)
}

func parts(text string, spans []span) []Part {
	var out []Part
	at := 0
	for _, s := range spans {
		if s.start > at {
			out = append(out, Part{Text: text[at:s.start]})
		}
		out = append(out, Part{Text: text[s.start:s.end], Found: true})
		at = s.end
	}
	if at < len(text) {
		out = append(out, Part{Text: text[at:]})
	}
	return out
}
