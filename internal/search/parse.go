package search

import (
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"pullquote/internal/blog"
)

// Limits of a query: what is longer is cut, and said.
const (
	MaxQuery = 1000 // characters
	maxTerms = 60
)

// Parse reads a query. Dates in it begin in the zone.
//
//	word            a word, in title, commentary, quotes or tags
//	wor*            a word's beginning
//	"two words"     words that follow one another
//	-word  NOT word posts without it
//	a OR b          either
//	title: mine: quoted: source:
//	                where a word or phrase stands: in the title, in the author's
//	                own words, in quoted ones, in what is known of the linked page
//	tag: from: by: via: lang: is:
//	                a tag, the site linked to, the author, where it was found, the
//	                language, and is:link, is:quote, is:note, is:draft, is:trash
//	year:2012 on:2012-11 before:2012-11-21 after:2012
//	                when: before the day, month or year begins, after it has ended
//	https://…       posts that lead to a page
func Parse(text string, zone *time.Location) Query {
	p := parser{q: Query{Text: text}, zone: zone}
	if utf8.RuneCountInString(text) > MaxQuery {
		text = string([]rune(text)[:MaxQuery])
		p.note("The query is longer than %d characters; the rest was left out.", MaxQuery)
	}
	for _, w := range p.lex(strings.ToValidUTF8(text, " ")) {
		p.take(w)
	}
	p.end()
	return p.q
}

// lexeme is a part of a query as it was typed.
type lexeme struct {
	not    bool
	field  string // before the colon, in lower case; may be empty
	value  string
	quoted bool
}

// quotes are the marks that begin and end a phrase.
const quotes = "\"“”„‟«»＂"

// lex parts a query into lexemes.
func (p *parser) lex(text string) (out []lexeme) {
	for {
		text = strings.TrimLeftFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("()（）,;", r) })
		if text == "" {
			return out
		}
		var l lexeme
		if rest := strings.TrimLeft(text, "-−–"); len(rest) < len(text) && rest != "" && !unicode.IsSpace([]rune(rest)[0]) {
			l.not, text = true, rest
		}
		if m := fieldName.FindStringSubmatch(text); m != nil && !strings.HasPrefix(text[len(m[0]):], "//") {
			l.field, text = strings.ToLower(m[1]), text[len(m[0]):]
		}
		l.value, l.quoted, text = p.value(text)
		out = append(out, l)
	}
}

var fieldName = regexp.MustCompile(`^(\pL[\pL\pN]*)[:：]`)

// value takes a word or a phrase from the beginning of a text.
func (p *parser) value(text string) (value string, quoted bool, rest string) {
	first, size := utf8.DecodeRuneInString(text)
	if size > 0 && strings.ContainsRune(quotes, first) {
		text = text[size:]
		end := strings.IndexFunc(text, func(r rune) bool { return strings.ContainsRune(quotes, r) })
		if end < 0 {
			p.note("A quotation mark was not closed; the phrase was taken to end with the query.")
			return text, true, ""
		}
		_, size := utf8.DecodeRuneInString(text[end:])
		rest = text[end+size:]
		if strings.HasPrefix(rest, "*") {
			return text[:end] + "*", true, rest[1:]
		}
		return text[:end], true, rest
	}
	end := strings.IndexFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("“”„«»＂\"", r) })
	if end < 0 {
		end = len(text)
	}
	return text[:end], false, text[end:]
}

type parser struct {
	q     Query
	zone  *time.Location
	terms int
	or    bool   // the next term is another way of the last
	not   bool   // the next term is unwanted
	field string // stood before a space: the next term's
}

func (p *parser) note(format string, args ...any) {
	if len(p.q.Notes) < 5 {
		p.q.Notes = append(p.q.Notes, blog.Fault("q", format, args...))
	}
}

// take adds a lexeme to the query.
func (p *parser) take(l lexeme) {
	if !l.quoted && l.field == "" {
		switch l.value {
		case "OR", "|":
			p.or = true
			return
		case "AND", "&":
			return
		case "NOT":
			p.not = true
			return
		}
	}
	if p.field != "" && l.field == "" {
		l.field, p.field = p.field, ""
	}
	l.not = l.not || p.not
	if l.value == "" && !l.quoted && l.field != "" {
		if p.not = l.not; p.known(l.field) {
			p.field = l.field // "mine: word"
			return
		}
		l.value, l.field = l.field, ""
	}
	p.not = false
	if p.terms++; p.terms > maxTerms {
		if p.terms == maxTerms+1 {
			p.note("More than %d words are asked for; the rest was left out.", maxTerms)
		}
		return
	}
	p.put(l)
}

// end settles what was waiting for another term.
func (p *parser) end() {
	if p.field != "" {
		p.note("Nothing stands behind “%s”, so it was left out.", p.field+":")
	}
}

func (p *parser) known(field string) bool {
	_, ok := names[field]
	return ok
}

// names are the fields by what they are called, in English and German.
var names = map[string]string{
	"title": "title", "titel": "title",
	"mine": "mine", "own": "mine", "eigen": "mine", "eigene": "mine",
	"quoted": "quoted", "quote": "quoted", "zitat": "quoted", "zitiert": "quoted",
	"source": "source", "page": "source", "quelle": "source",
	"tag": "tag", "tags": "tag", "schlagwort": "tag",
	"from": "from", "site": "from", "domain": "from", "von": "from",
	"by": "by", "author": "by", "autor": "by",
	"via": "via", "lang": "lang", "language": "lang", "sprache": "lang", "is": "is", "ist": "is",
	"year": "on", "on": "on", "month": "on", "date": "on", "jahr": "on", "am": "on",
	"before": "before", "until": "before", "vor": "before",
	"after": "after", "nach": "after", "since": "since", "seit": "since",
}

// put adds a term.
func (p *parser) put(l lexeme) {
	switch name := names[l.field]; name {
	case "title", "mine", "quoted", "source":
		p.words(l, name)
	case "tag":
		if tag := blog.NewTag(l.value); tag.Slug != "" {
			p.add(l.not, property(tagFacet(tag.Slug)))
		}
	case "from":
		p.add(l.not, property(hostFacet(hostIn(l.value))))
	case "via":
		p.add(l.not, property(facet("via", hostIn(l.value))))
	case "lang":
		base, _, _ := strings.Cut(strings.ToLower(l.value), "-")
		p.add(l.not, property(facet("lang", base)))
	case "by":
		if name := Fold(l.value); name != "" {
			p.q.People = append(p.q.People, Person{name, l.not})
		}
	case "is":
		p.is(l)
	case "on", "before", "after", "since":
		p.date(l, name)
	default:
		p.plain(l)
	}
}

// plain adds words that stand for themselves, or an address.
func (p *parser) plain(l lexeme) {
	if l.field == "" && !l.quoted && blog.CheckURL("q", l.value) == nil {
		p.add(l.not, property(facet("page", blog.SourceKey(l.value))))
		return
	}
	if l.field != "" {
		if !l.quoted && Fold(l.value) != "" && !strings.ContainsFunc(l.field, unicode.IsUpper) {
			p.note("There is no “%s” to search in, so both were taken as words.", l.field+":")
		}
		p.words(lexeme{not: l.not, value: l.field}, "")
		l.field = ""
	}
	p.words(l, "")
}

// words adds a word or phrase that stands in a column.
func (p *parser) words(l lexeme, column string) {
	t := term{column: column, prefix: strings.HasSuffix(l.value, "*")}
	for w := range tokens(l.value) {
		t.words = append(t.words, w.word)
	}
	if len(t.words) > 0 {
		p.add(l.not, t)
	}
}

func (p *parser) add(not bool, t term) {
	switch {
	case not:
		p.q.none = append(p.q.none, t)
	case p.or && len(p.q.all) > 0:
		last := &p.q.all[len(p.q.all)-1]
		*last = append(*last, t)
	default:
		p.q.all = append(p.q.all, group{t})
	}
	p.or = false
}

// states are the answers to is:, in English and German.
var states = map[string]string{
	"link": "link", "links": "link", "quote": "quote", "quotation": "quote", "quotes": "quote", "zitat": "quote", "note": "note", "notes": "note", "notiz": "note",
	"draft": "draft", "drafts": "draft", "entwurf": "draft", "published": "published", "public": "published", "veröffentlicht": "published",
	"trash": "trash", "trashed": "trash", "deleted": "trash", "papierkorb": "trash",
}

func (p *parser) is(l lexeme) {
	switch state := states[strings.ToLower(l.value)]; state {
	case "link", "quote", "note":
		p.add(l.not, property(kindFacet(blog.Kind(state))))
	case "":
		p.note("“%s” is nothing a post can be: there are link, quote, note, draft, trash and published.", blog.Excerpt(l.value, 40))
	default:
		in := map[string]Where{"draft": Drafts, "published": Published, "trash": Trash}[state]
		if l.not && in != Published {
			in = Published
		} else if l.not {
			in = Drafts
		}
		p.q.In = in
		switch in {
		case Trash:
			p.add(false, property(trashFacet))
		case Drafts:
			p.add(true, property(trashFacet))
		}
	}
}

// date narrows the time.
func (p *parser) date(l lexeme, name string) {
	from, until, ok := period(l.value, p.zone)
	if !ok {
		p.note("“%s” is no date, so it was left out. Dates look like 2012, 2012-11 or 2012-11-21.", blog.Excerpt(l.value, 40))
		return
	}
	if l.not {
		switch name {
		case "before":
			name = "since"
		case "since":
			name = "before"
		case "after":
			from, name = until, "before"
		default:
			p.note("Times can't be left out, only narrowed with before: and after:.")
			return
		}
	}
	switch name {
	case "before":
		p.narrow(time.Time{}, from)
	case "after":
		p.narrow(until, time.Time{})
	case "since":
		p.narrow(from, time.Time{})
	default:
		p.narrow(from, until)
	}
}

func (p *parser) narrow(from, until time.Time) {
	if from.After(p.q.From) {
		p.q.From = from
	}
	if !until.IsZero() && (p.q.Until.IsZero() || until.Before(p.q.Until)) {
		p.q.Until = until
	}
}

// isoDate also matches 2012/11/21 and German 21.11.2012.
var (
	isoDate    = regexp.MustCompile(`^(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?$`)
	germanDate = regexp.MustCompile(`^(\d{1,2})\.(?:(\d{1,2})\.)?(\d{4})$`)
)

// period gives when a year, month or day begins and when it has ended.
func period(text string, zone *time.Location) (from, until time.Time, ok bool) {
	text = strings.TrimRight(strings.TrimSpace(text), "/")
	m := isoDate.FindStringSubmatch(text)
	if g := germanDate.FindStringSubmatch(text); m == nil && g != nil {
		m = []string{"", g[3], g[2], g[1]}
		if g[2] == "" {
			m = []string{"", g[3], g[1], ""}
		}
	}
	if m == nil {
		return from, until, false
	}
	year, month, day := number(m[1]), number(m[2]), number(m[3])
	switch {
	case m[2] == "":
		return date(year, 1, 1, zone), date(year+1, 1, 1, zone), true
	case month < 1 || month > 12:
		return from, until, false
	case m[3] == "":
		return date(year, month, 1, zone), date(year, month+1, 1, zone), true
	}
	from = date(year, month, day, zone)
	return from, date(year, month, day+1, zone), from.Day() == day
}

func date(year, month, day int, zone *time.Location) time.Time {
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, zone)
}

func number(digits string) (n int) {
	for _, d := range digits {
		n = n*10 + int(d-'0')
	}
	return n
}

// hostIn gives the host in what somebody calls a site: a host, perhaps with
// scheme, path or "www.".
func hostIn(text string) string {
	text = strings.TrimLeft(text, ".*")
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	return blog.HostOf(text)
}
