package search

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"pullquote/internal/blog"
)

// Limits of a query. A longer one is cut, with a note.
const (
	maxQuery = 1000 // characters
	maxTerms = 60
)

// Parse parses a query. Dates in it are in the time zone.
//
//	word            a word, in title, commentary, quotes or tags
//	wor*            a word's beginning
//	"two words"     words that follow one another
//	-word  NOT word posts without it
//	a OR b          either
//	(a OR b) c      parentheses, as far as they say what would be read without
//	title: mine: quoted: source:
//	                where a word or phrase stands: in the title, in the author's
//	                own words, in quoted ones, in what is known of the linked page
//	tag: from: by: via: lang: is:
//	                a tag, the site linked to, the author, where it was found, the
//	                language, and is:link, is:quote, is:note, is:draft, is:trash
//	year:2012 on:2012-11 before:2012-11-21 after:2012 since:2012
//	                when: before the day, month or year begins, after it has
//	                ended, from its beginning on
//	https://…       posts that lead to a page
func Parse(text string, zone *time.Location) Query {
	p := parser{q: Query{Text: text}, zone: zone}
	if utf8.RuneCountInString(text) > maxQuery {
		text = string([]rune(text)[:maxQuery])
		p.note("The query is longer than %d characters; the rest was left out.", maxQuery)
	}
	list := lex(strings.ToValidUTF8(text, " "), p.note)
	if len(list) > maxTerms {
		list = list[:maxTerms]
		p.note("More than %d words are asked for; the rest was left out.", maxTerms)
	}
	for _, l := range list {
		p.put(l)
	}
	p.end()
	return p.q
}

type parser struct {
	q    Query
	zone *time.Location

	times  int    // the number of periods so far
	last   period // the last of them
	others period // the intersection of the ones before it
}

// mostNotes limits the notes to what a person will read.
const mostNotes = 5

// note adds a note to the query, unless it has the same or too many already.
func (p *parser) note(format string, args ...any) {
	n := blog.Fault("q", format, args...)
	if len(p.q.Notes) < mostNotes && !slices.ContainsFunc(p.q.Notes, func(o *blog.Error) bool { return o.Sentence() == n.Sentence() }) {
		p.q.Notes = append(p.q.Notes, n)
	}
}

// end notes why the query can't match anything.
func (p *parser) end() {
	switch q := &p.q; {
	case !q.Until.IsZero() && !q.From.Before(q.Until):
		p.note("The times exclude one another, so there is nothing to find.")
	case !q.Empty() || len(q.Notes) > 0 || strings.TrimSpace(q.Text) == "":
	case Fold(q.Text) != "":
		p.note("In capitals OR, AND and NOT stand between other words, and there is none in the query. In small letters they are searched for.")
	default:
		p.note("There is no letter or digit in the query, so there is nothing to search for.")
	}
}

// names maps the names of fields, in English and German, to fields.
var names = map[string]string{
	"title": "title", "titel": "title",
	"mine": "mine", "own": "mine", "eigen": "mine", "eigene": "mine",
	"quoted": "quoted", "quote": "quoted", "zitat": "quoted", "zitiert": "quoted",
	"source": "source", "page": "source", "quelle": "source",
	"tag": "tag", "tags": "tag", "schlagwort": "tag",
	"from": "from", "site": "from", "domain": "from", "von": "from",
	"by": "by", "author": "by", "autor": "by",
	"via": "via", "lang": "lang", "language": "lang", "sprache": "lang", "is": "is", "ist": "is",
	"year": "on", "on": "on", "month": "on", "date": "on", "jahr": "on", "monat": "on", "datum": "on", "am": "on",
	"before": "before", "until": "before", "vor": "before",
	"after": "after", "nach": "after", "since": "since", "seit": "since",
}

// put adds a term.
func (p *parser) put(l lexeme) {
	name := names[l.field]
	switch name {
	case "":
		p.plain(l)
		return
	case "source":
		if !l.quoted && p.page(l) {
			return
		}
	}
	if strings.TrimSpace(l.value) == "" || Fold(l.value) == "" && name != "tag" {
		p.note("Nothing stands behind “%s”, so it was left out.", l.field+":")
		return
	}
	switch name {
	case "title", "mine", "quoted", "source":
		p.words(l, name)
	case "tag":
		p.tag(l)
	case "from":
		p.from(l)
	case "via":
		p.add(l, property(facet("via", hostIn(l.value))))
	case "lang":
		base, _, _ := strings.Cut(strings.ToLower(l.value), "-")
		p.add(l, property(facet("lang", base)))
	case "by":
		p.add(l, term{column: facetColumn, person: Fold(l.value)})
	case "is":
		p.is(l)
	default:
		p.date(l, name)
	}
}

func (p *parser) tag(l lexeme) {
	if tag := blog.NewTag(l.value); tag.Slug != "" {
		p.add(l, property(tagFacet(tag.Slug)))
		return
	}
	p.note("Nothing stands behind “%s”, so it was left out.", l.field+":")
}

// from adds a site. One without a dot, such as "nytimes", also matches as the beginning
// of a site's name.
func (p *parser) from(l lexeme) {
	host := hostIn(l.value)
	if host == "" {
		p.note("“%s” is no site, so it was left out. Sites look like example.org.", blog.Excerpt(l.value, 40))
		return
	}
	terms := []term{property(hostFacet(host))}
	if !strings.Contains(host, ".") {
		terms = append(terms, term{column: facetColumn, words: []string{hostFacet(host + ".")}, prefix: true})
	}
	p.add(l, terms...)
}

// page adds an address of a page. It reports false if the value is none.
func (p *parser) page(l lexeme) bool {
	address := strings.TrimRight(l.value, ",;.>")
	if blog.CheckURL("q", address) != nil {
		return false
	}
	key := blog.SourceKey(address)
	if key == "" {
		return false
	}
	p.add(l, property(facet("page", key)))
	return true
}

// plain adds a lexeme without a known field: words, or an address.
func (p *parser) plain(l lexeme) {
	switch {
	case l.field == "" && !l.quoted && p.page(l):
	case l.field == "":
		p.words(l, "")
	case Fold(l.value) == "":
		p.words(lexeme{not: l.not, or: l.or, value: l.field}, "")
	case l.not:
		// Excluding each of the two would exclude far more than was meant.
		p.unknown(l)
		p.words(lexeme{not: true, value: l.field + " " + l.value}, "")
	default:
		p.unknown(l)
		p.words(lexeme{or: l.or, value: l.field}, "")
		p.words(lexeme{value: l.value, quoted: l.quoted}, "")
	}
}

func (p *parser) unknown(l lexeme) {
	p.note("There is no “%s” to search in, so both were taken as words.", l.field+":")
}

// shortestPrefix is the minimum length of a prefix, in bytes: too many words begin with
// any one letter.
const shortestPrefix = 2

// words adds a word or phrase, restricted to a column unless that is empty.
func (p *parser) words(l lexeme, column string) {
	value, star := strings.CutSuffix(strings.TrimRight(l.value, ".,;:!?)）"), "*")
	t := term{column: column}
	var last token
	for w := range tokens(value) {
		t.words, last = append(t.words, w.word), w
	}
	if len(t.words) == 0 {
		return
	}
	if strings.Contains(strings.TrimRight(value, "*"), "*") && !l.quoted {
		p.note("A star stands for the rest of a word, at its end only.")
	}
	switch {
	case !star || last.single:
	case len(last.word) < shortestPrefix:
		p.note("Before a star stand two letters at least, so “%s” was taken as a word.", last.word)
	default:
		t.prefix = true
	}
	p.add(l, t)
}

// add adds alternative terms for one thing.
func (p *parser) add(l lexeme, ways ...term) {
	switch {
	case l.not && l.or:
		p.note("OR can't join what is left out; the posts with it were left out.")
		fallthrough
	case l.not:
		p.q.none = append(p.q.none, ways...)
	case l.or && len(p.q.all) > 0:
		last := &p.q.all[len(p.q.all)-1]
		*last = append(*last, ways...)
	default:
		p.q.all = append(p.q.all, ways)
	}
}

// states maps the values of is:, in English and German, to states.
var states = map[string]string{
	"link": "link", "links": "link", "quote": "quote", "quotation": "quote", "quotes": "quote", "zitat": "quote", "note": "note", "notes": "note", "notiz": "note",
	"draft": "draft", "drafts": "draft", "entwurf": "draft", "published": "published", "public": "published", "veröffentlicht": "published",
	"trash": "trash", "trashed": "trash", "deleted": "trash", "papierkorb": "trash",
}

func (p *parser) is(l lexeme) {
	switch state := states[strings.ToLower(l.value)]; state {
	case "link", "quote", "note":
		p.add(l, property(kindFacet(blog.Kind(state))))
	case "":
		p.note("“%s” is nothing a post can be: there are link, quote, note, draft, trash and published.", blog.Excerpt(l.value, 40))
	default:
		in := map[string]Where{"draft": Drafts, "published": Published, "trash": Trash}[state]
		if l.not && in == Published {
			in = Drafts
		} else if l.not {
			in = Published
		}
		p.q.In = in
	}
}

// hostIn returns the host in a value of from: or via:, which may have a scheme, a path,
// or "www.". It is empty if there is none.
func hostIn(text string) string {
	text = strings.Trim(text, ".*,; ")
	if strings.Contains(text, " ") {
		return ""
	}
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	return siteOf(text)
}
