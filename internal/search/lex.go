package search

import (
	"cmp"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// lexeme is a part of a query as it was typed.
type lexeme struct {
	not    bool
	or     bool   // it is an alternative to the one before
	field  string // before the colon, in lower case; may be empty
	value  string
	quoted bool
}

// lexer splits a query into lexemes.
type lexer struct {
	text   string // the rest of the query
	out    []lexeme
	groups []group // the open parentheses, the innermost last
	next   lexeme  // what has been read of the next lexeme: not, or, and a field followed by a space
	closed group   // the parentheses that have just been closed, or the zero group
	note   func(format string, args ...any)
}

// group is a part of the query in parentheses.
type group struct {
	not   bool
	or    bool   // it is an alternative to what was before
	field string // the field before the parentheses, which applies to all lexemes in them
	parts int    // the number of lexemes
	ors   int    // the number of OR operators
}

// mixed reports whether a group requires several things at once. Such a group can't be
// an alternative, nor be negated.
func (g *group) mixed() bool { return g.parts > g.ors+1 }

// Punctuation of the language, in the forms that keyboards and word processors
// produce.
const (
	quotes  = "\"“”„‟«»＂「」『』"
	minuses = "-−–‐－"
	opening = "(（"
	closing = ")）"
	parting = ",;，；、"
)

// operators are the operators between words. Words count only in capitals, since they
// can be searched for, too.
var operators = map[string]string{
	"OR": "or", "|": "or", "||": "or", "ODER": "or", "AND": "and", "&": "and", "&&": "and", "UND": "and", "NOT": "not", "NICHT": "not",
}

var fieldName = regexp.MustCompile(`^(\pL[\pL\pN]*)[:：]`)

// lex returns the lexemes of a query. It calls note with what it had to guess.
func lex(text string, note func(format string, args ...any)) []lexeme {
	l := lexer{text: text, groups: []group{{}}, note: note}
	for l.skip(); l.text != ""; l.skip() {
		l.one()
	}
	for len(l.groups) > 1 {
		l.end()
	}
	if l.next.field != "" {
		l.nothingBehind(l.next.field)
	}
	return l.out
}

func (l *lexer) nothingBehind(field string) {
	l.note("Nothing stands behind “%s”, so it was left out.", field+":")
}

// skip skips white space, separators and parentheses before the next lexeme.
func (l *lexer) skip() {
	for l.text != "" {
		r, size := utf8.DecodeRuneInString(l.text)
		switch {
		case strings.ContainsRune(opening, r):
			l.begin()
		case strings.ContainsRune(closing, r):
			l.end()
		case !unicode.IsSpace(r) && !strings.ContainsRune(parting, r):
			return
		}
		l.text = l.text[size:]
	}
}

// begin opens a group.
func (l *lexer) begin() {
	around := l.inner()
	l.groups = append(l.groups, group{not: around.not || l.next.not, or: l.next.or, field: cmp.Or(l.next.field, around.field)})
	l.next = lexeme{or: l.next.or}
}

// end closes a group, if one is open.
func (l *lexer) end() {
	if len(l.groups) == 1 {
		return
	}
	l.closed = *l.inner()
	l.groups = l.groups[:len(l.groups)-1]
	l.inner().parts++
	if l.closed.mixed() && (l.closed.or || l.closed.not) {
		l.misread()
	}
}

func (l *lexer) misread() {
	l.note("Parentheses were read as well as they could be: OR joins the two words beside it, a minus leaves out each word behind it.")
}

func (l *lexer) inner() *group { return &l.groups[len(l.groups)-1] }

// one reads a minus, an operator, a field's name or a lexeme.
func (l *lexer) one() {
	closed := l.closed
	l.closed = group{}
	if rest := strings.TrimLeft(l.text, minuses); len(rest) < len(l.text) && rest != "" {
		l.text = rest
		if first, _ := utf8.DecodeRuneInString(rest); unicode.IsSpace(first) {
			return // a dash
		}
		l.next.not = true
		return
	}
	if m := fieldName.FindStringSubmatch(l.text); m != nil && !strings.HasPrefix(l.text[len(m[0]):], "//") {
		if l.field(m) {
			return
		}
	}
	value, quoted := l.value()
	if what := operators[value]; what != "" && !quoted && l.next.field == "" {
		l.operator(what, closed)
		return
	}
	l.add(lexeme{value: value, quoted: quoted})
}

// field reads a field's name, if it is one. It reports whether the field's value is
// separated from it, so that it is read next.
func (l *lexer) field(m []string) bool {
	name := strings.ToLower(m[1])
	rest := l.text[len(m[0]):]
	first, _ := utf8.DecodeRuneInString(rest)
	apart := rest == "" || unicode.IsSpace(first)
	if _, known := names[name]; apart && !known {
		return false
	}
	if l.next.field != "" {
		l.nothingBehind(l.next.field)
	}
	l.next.field, l.text = name, rest
	return apart || strings.ContainsRune(opening, first)
}

func (l *lexer) operator(what string, before group) {
	switch what {
	case "not":
		l.next.not = true
	case "or":
		l.next.or = true
		l.inner().ors++
		if before.mixed() {
			l.misread()
		}
	}
}

// add adds a lexeme, with the operators and the field before it.
func (l *lexer) add(x lexeme) {
	around := l.inner()
	around.parts++
	x.not, x.field = around.not || l.next.not, cmp.Or(l.next.field, around.field)
	x.or = l.next.or && !around.not // alternatives in a negated group are all excluded
	l.next = lexeme{}
	l.out = append(l.out, x)
}

// value reads a word or a phrase.
func (l *lexer) value() (value string, quoted bool) {
	if first, size := utf8.DecodeRuneInString(l.text); strings.ContainsRune(quotes, first) {
		return l.phrase(l.text[size:]), true
	}
	end := strings.IndexFunc(l.text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(quotes, r) })
	if end < 0 {
		end = len(l.text)
	}
	// A parenthesis that was opened before the word may be closed directly after it.
	if len(l.groups) > 1 {
		open := 0
		for i, r := range l.text[:end] {
			if strings.ContainsRune(opening, r) {
				open++
			} else if strings.ContainsRune(closing, r) {
				if open--; open < 0 {
					end = i
					break
				}
			}
		}
	}
	value, l.text = l.text[:end], l.text[end:]
	return value, false
}

// phrase reads up to the next quotation mark. A star after that belongs to the phrase.
func (l *lexer) phrase(text string) string {
	end := strings.IndexFunc(text, func(r rune) bool { return strings.ContainsRune(quotes, r) })
	if end < 0 {
		l.text = ""
		if strings.TrimSpace(text) != "" {
			l.note("A quotation mark was not closed; the phrase was taken to end with the query.")
		}
		return text
	}
	_, size := utf8.DecodeRuneInString(text[end:])
	phrase := text[:end]
	rest, star := strings.CutPrefix(text[end+size:], "*")
	if l.text = rest; star {
		phrase += "*"
	}
	return phrase
}
