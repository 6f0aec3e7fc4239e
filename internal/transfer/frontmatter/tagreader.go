package frontmatter

import (
	"strings"
	"unicode"
)

// Generators put something else in the place of their tags before they read a
// body as Markdown: Jekyll, Octopress and Hexo those of Liquid, {% tag %} and
// {{ value }}, Hugo its shortcodes, {{< tag >}} and {{% tag %}}. A body is
// parted into pieces here (pieces.go); what each comes to say is in liquid.go
// and hugo.go.

// tag is one of a generator's, as it stands in a body.
type tag struct {
	at, end int // in the body
	lang    tagLanguage
	name    string
	args    string // without white space around them
	closes  bool   // it ends a block: {% endquote %}, whose name then is "quote"
	single  bool   // {{< tag />}}: no block begins
}

// tagLanguage is what a tag is written in.
type tagLanguage string

const (
	liquidTag   tagLanguage = "{%"
	liquidValue tagLanguage = "{{"
	hugoPlain   tagLanguage = "{{<"
	hugoWords   tagLanguage = "{{%" // what stands in it is Markdown
)

// ending gives the sign with which a tag of the language ends.
func (l tagLanguage) ending() string {
	switch l {
	case liquidTag:
		return "%}"
	case hugoPlain:
		return ">}}"
	case hugoWords:
		return "%}}"
	}
	return "}}"
}

// isHugo reports whether a shortcode is written in it.
func (l tagLanguage) isHugo() bool { return l == hugoPlain || l == hugoWords }

// languageAt tells in which language a tag would be that begins with a text.
func languageAt(text string) (tagLanguage, bool) {
	for _, lang := range []tagLanguage{hugoPlain, hugoWords, liquidValue, liquidTag} {
		if strings.HasPrefix(text, string(lang)) {
			return lang, true
		}
	}
	return "", false
}

// tagReader finds tags in a text, in a time that grows with it. It is asked from
// the front to the back.
type tagReader struct {
	text  string
	plain int               // up to here a quotation mark in a tag quotes nothing
	ahead map[string]lookup // by what was looked for
}

// lookup is what was found behind a place.
type lookup struct {
	from     int
	at, past int // at is negative where nothing was found
}

// find looks for something behind a place by calling search, unless it knows
// already. Each thing has a name of its own.
func (r *tagReader) find(name string, place int, search func(place int) (at, past int)) (at, past int) {
	known, ok := r.ahead[name]
	if !ok || known.at >= 0 && known.at < place {
		known = lookup{from: place}
		known.at, known.past = search(place)
		if r.ahead == nil {
			r.ahead = map[string]lookup{}
		}
		r.ahead[name] = known
	}
	return known.at, known.past
}

// index looks for a text behind a place.
func (r *tagReader) index(part string, place int) int {
	at, _ := r.find(part, place, func(place int) (int, int) {
		i := strings.Index(r.text[place:], part)
		if i >= 0 {
			i += place
		}
		return i, i
	})
	return at
}

// read gives the tag that begins at a place.
func (r *tagReader) read(at int) (tag, bool) {
	lang, ok := languageAt(r.text[at:])
	if !ok {
		return tag{}, false
	}
	t := tag{at: at, lang: lang}
	i := at + len(lang)
	if !lang.isHugo() && strings.HasPrefix(r.text[i:], "-") {
		i++ // {%- takes the white space before it away
	}
	i += blanks(r.text[i:])
	if lang.isHugo() && strings.HasPrefix(r.text[i:], "/") {
		t.closes = true
		i++
		i += blanks(r.text[i:])
	}
	n := len(strings.TrimRight(r.text[i:i+nameLength(r.text[i:], lang)], "/"))
	if n == 0 {
		return tag{}, false
	}
	from := i + n
	if lang == liquidValue {
		from = i // a value is what it is called
	} else {
		t.name = r.text[i : i+n]
	}
	end, ok := r.endOf(lang, at, from)
	if !ok {
		return tag{}, false
	}
	t.end = end + len(lang.ending())
	args := strings.TrimSpace(r.text[from:end])
	switch {
	case lang.isHugo():
		args, t.single = strings.CutSuffix(args, "/")
	case strings.HasSuffix(args, "-"):
		args = strings.TrimSuffix(args, "-")
	}
	t.args = strings.TrimSpace(args)
	if begin, ends := strings.CutPrefix(t.name, "end"); ends && lang == liquidTag && begin != "" {
		t.name, t.closes = begin, true
	}
	return t, true
}

// blanks counts the white space that a text begins with.
func blanks(text string) int { return len(text) - len(strings.TrimLeft(text, " \t\n")) }

// nameLength tells how long the name is with which a tag begins; of a value, how
// far it can be told from words between braces.
func nameLength(text string, lang tagLanguage) int {
	for i, c := range text {
		switch {
		case c == '_' || c < unicode.MaxASCII && (unicode.IsLetter(c) || unicode.IsDigit(c)):
		case lang != liquidTag && (c == '/' || c == '.' || c == '-' && i > 0):
		case lang == liquidValue && (c == '"' || c == '\''):
		default:
			return i
		}
	}
	return len(text)
}

// endOf finds the sign that ends a tag, of which the name ends at a place. It
// does not count between quotation marks, if they make a pair; and no tag holds
// the beginning of another.
func (r *tagReader) endOf(lang tagLanguage, at, place int) (int, bool) {
	if r.index(lang.ending(), place) < 0 {
		return 0, false
	}
	if at >= r.plain {
		end, seen, ok := r.scan(lang, place, true)
		if ok {
			return end, true
		}
		r.plain = seen // what was looked through once is not looked through so again
	}
	end, _, ok := r.scan(lang, place, false)
	return end, ok
}

// scan looks for the end of a tag and tells how far it has looked.
func (r *tagReader) scan(lang tagLanguage, i int, quotes bool) (end, seen int, ok bool) {
	ending := lang.ending()
	marks := ""
	if quotes {
		marks = lang.quotes()
	}
	for i < len(r.text) {
		switch c := r.text[i]; {
		case strings.HasPrefix(r.text[i:], ending):
			return i, i, true
		case strings.HasPrefix(r.text[i:], "{%"), strings.HasPrefix(r.text[i:], "{{"), strings.HasPrefix(r.text[i:], "\n\n"):
			return 0, i, false
		case strings.IndexByte(marks, c) >= 0 && opensQuote(r.text[i-1]):
			n, lone := quoted(r.text[i:], lang)
			if lone { // nor are there others of its kind
				marks = strings.ReplaceAll(marks, string(rune(c)), "")
			}
			i += n
		}
		i++
	}
	return 0, i, false
}

// quotes are the quotation marks of the language.
func (l tagLanguage) quotes() string {
	if l.isHugo() {
		return "\"`"
	}
	return `"'`
}

// opensQuote reports whether a quotation mark may open behind a character: in
// the middle of a word it is an apostrophe.
func opensQuote(before byte) bool { return strings.IndexByte(" \t\n=:,|([%<{-", before) >= 0 }

// endsQuote reports whether a quotation mark may end before a text.
func endsQuote(after string) bool {
	return after == "" || strings.IndexByte(" \t\n,|)]%>}/-", after[0]) >= 0
}

// quoted tells where the mark stands that ends what a text quotes at its
// beginning; 0 if none does. Lone is a mark that no other follows at all.
func quoted(text string, lang tagLanguage) (end int, lone bool) {
	mark := text[0]
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == '\\' && mark == '"' && lang.isHugo():
			i++
		case text[i] == mark && endsQuote(text[i+1:]):
			return i, false
		case text[i] == mark:
			return 0, false
		case text[i] == '\n' && (!lang.isHugo() || strings.HasPrefix(text[i:], "\n\n")):
			return 0, true
		}
	}
	return 0, true
}

// closing finds the tag behind a place that ends one of some names, written in
// Liquid or as a shortcode of Hugo's.
func (r *tagReader) closing(names []string, hugo bool, place int) (at, past int) {
	return r.find("end of "+names[0], place, func(place int) (int, int) {
		open := "{%"
		if hugo {
			open = "{{"
		}
		for {
			i := strings.Index(r.text[place:], open)
			if i < 0 {
				return -1, -1
			}
			at := place + i
			if past := closes(r.text[at:], names, hugo); past > 0 {
				return at, at + past
			}
			place = at + len(open)
		}
	})
}

// closes gives the length of the tag that a text begins with if it ends one of
// some names; else 0.
func closes(text string, names []string, hugo bool) int {
	lang, _ := languageAt(text)
	if lang.isHugo() != hugo || !hugo && lang != liquidTag {
		return 0
	}
	i := len(lang)
	if !hugo {
		i += len(text[i:]) - len(strings.TrimPrefix(text[i:], "-"))
	}
	i += blanks(text[i:])
	mark := "end"
	if hugo {
		mark = "/"
	}
	if !strings.HasPrefix(text[i:], mark) {
		return 0
	}
	i += len(mark)
	if hugo {
		i += blanks(text[i:])
	}
	for _, name := range names {
		if !strings.HasPrefix(text[i:], name) {
			continue
		}
		end := i + len(name)
		end += blanks(text[end:])
		if !hugo && strings.HasPrefix(text[end:], "-") {
			end++
		}
		if strings.HasPrefix(text[end:], lang.ending()) {
			return end + len(lang.ending())
		}
	}
	return 0
}
