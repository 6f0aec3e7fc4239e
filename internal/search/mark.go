package search

import (
	"strings"
	"unicode/utf8"
)

// Part is a piece of a text.
type Part struct {
	Text  string
	Found bool // it matches the query
}

// Column is the column that a text is indexed in. Only terms that apply to it are
// marked.
type Column string

// The columns whose texts are shown in results.
const (
	Title  Column = "title"
	Own    Column = "mine"
	Quoted Column = "quoted"
)

// Mark splits a text into parts that match the query and parts that don't.
func (q *Query) Mark(text string, in Column) []Part {
	return parts(text, q.found(text, in))
}

// Snippet returns about n characters of a text around the first match of the query, with
// matches marked, and the number of matches in the whole text. An ellipsis shows where
// the text was cut.
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
		out = append(out, Part{Text: "\u00a0…"}) // not breaking before the ellipsis
	}
	return out, len(spans)
}

// longestStep is how far, in bytes, a cut may be moved to fall between words. In scripts
// without spaces it falls between characters.
const longestStep = 40

// back returns the start of a word about n characters before a position, or the
// position itself.
func back(text string, at, n int) int {
	end := at
	for ; n > 0 && at > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(text[:at])
		at -= size
	}
	if at == 0 {
		return 0
	}
	for at < end && isJoined(text[at:]) {
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	if i := strings.IndexByte(text[at:end], ' '); i >= 0 && i < longestStep {
		return at + i + 1
	}
	return at
}

// forth returns the end of a word about n characters after a position.
func forth(text string, at, n int) int {
	start := at
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
	if i := strings.LastIndexByte(text[start:at], ' '); i > 0 && at-start-i < longestStep {
		return start + i
	}
	return at
}

// isJoined reports whether the first character of a text belongs to the one before it.
func isJoined(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return isWithin(r) || isTail(r)
}

// span is a range of a text, in bytes.
type span struct{ start, end int }

// found returns the matches of the query in a text, in order. Overlapping matches are
// merged.
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
	end := 0 // the word after the last match
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

// shown returns the terms that apply to a column.
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

// at returns the number of words of the term if it matches at the start of list, else 0.
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

// parts splits a text at spans.
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
