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

// Snippet returns about n characters of a text around the first place where the
// query has found something, with the places marked, and tells how many there
// are. Cuts are marked with ellipses.
func (q *Query) Snippet(text string, in Column, n int) (snippet []Part, found int) {
	text = strings.Join(strings.Fields(text), " ")
	spans := q.found(text, in)
	cut := span{0, len(text)}
	if utf8.RuneCountInString(text) > n {
		first := span{}
		if len(spans) > 0 {
			first = spans[0]
		}
		cut.start = back(text, first.start, n/4)
		cut.end = max(forth(text, cut.start, n), first.end)
	}
	var inside []span
	for _, s := range spans {
		if s.start >= cut.start && s.end <= cut.end {
			inside = append(inside, span{s.start - cut.start, s.end - cut.start})
		}
	}
	out := parts(text[cut.start:cut.end], inside)
	if cut.start > 0 {
		out = append([]Part{{Text: "… "}}, out...)
	}
	if cut.end < len(text) {
		out = append(out, Part{Text: "\u00a0…"}) // which never stands on a line of its own
	}
	return out, len(spans)
}

// longestStep is how far, in bytes, a cut is moved to fall between words. In
// scripts without spaces it falls between signs.
const longestStep = 40

// back returns the beginning of a word about n characters before a place, or that
// place.
func back(text string, at, n int) int {
	place := at
	for ; n > 0 && at > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(text[:at])
		at -= size
	}
	if at == 0 {
		return 0
	}
	for at < place && isJoined(text[at:]) {
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	if i := strings.IndexByte(text[at:place], ' '); i >= 0 && i < longestStep {
		return at + i + 1
	}
	return at
}

// forth returns the end of a word about n characters after a place.
func forth(text string, at, n int) int {
	place := at
	for ; n > 0 && at < len(text); n-- {
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	for at < len(text) && isJoined(text[at:]) {
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	if at == len(text) || text[at] == ' ' {
		return at
	}
	if i := strings.LastIndexByte(text[place:at], ' '); i > 0 && at-place-i < longestStep {
		return place + i
	}
	return at
}

// isJoined reports whether the first sign of a text belongs to the one before
// it.
func isJoined(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return isWithin(r) || isTail(r)
}

// span is a place in a text, in bytes.
type span struct{ start, end int }

// found returns the places where the query's words stand in a text, in order.
// Places that overlap are one.
func (q *Query) found(text string, in Column) []span {
	terms := q.shown(in)
	if len(terms) == 0 || text == "" {
		return nil
	}
	var list []token
	for t := range tokens(text) {
		list = append(list, t)
	}
	var out []span
	end := 0 // the word behind the last place
	for i := range list {
		n := 0
		for _, t := range terms {
			n = max(n, t.at(list[i:]))
		}
		switch {
		case i+n <= end || n == 0:
		case i < end:
			end = i + n
			out[len(out)-1].end = list[end-1].end
		default:
			end = i + n
			out = append(out, span{list[i].start, list[end-1].end})
		}
	}
	return out
}

// shown returns the terms that are looked for in a column.
func (q *Query) shown(in Column) (terms []term) {
	for _, ways := range q.all {
		for _, t := range ways {
			if t.column != facetColumn && (t.column == "" || t.column == string(in)) {
				terms = append(terms, t)
			}
		}
	}
	return terms
}

// at reports how many words at the beginning of a list a term is; 0 if it does
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
