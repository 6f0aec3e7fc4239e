package frontmatter

import (
	"strings"
	"unicode"
)

// Generators expand their tags before they parse a body as Markdown: Jekyll,
// Octopress and Hexo those of Liquid, {% tag %} and {{ value }}, Hugo its shortcodes,
// {{< tag >}} and {{% tag %}}. A body is split into pieces (pieces.go), which
// liquid.go and hugo.go translate.

// tag is a tag of a generator in a body.
type tag struct {
	at, end int // offsets in the body
	lang    tagLanguage
	name    string
	args    string // trimmed
	closes  bool   // it ends a block: for {% endquote %}, name is "quote"
	single  bool   // {{< tag />}}: it begins no block
}

// tagLanguage is the syntax of a tag, named by what it begins with.
type tagLanguage string

const (
	liquidTag   tagLanguage = "{%"
	liquidValue tagLanguage = "{{"
	hugoPlain   tagLanguage = "{{<"
	hugoWords   tagLanguage = "{{%" // its contents are Markdown
)

// ending returns the end of a tag.
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

// isHugo reports whether the language is that of Hugo's shortcodes.
func (l tagLanguage) isHugo() bool { return l == hugoPlain || l == hugoWords }

// languageAt returns the language of a tag at the beginning of a text.
func languageAt(text string) (tagLanguage, bool) {
	for _, lang := range []tagLanguage{hugoPlain, hugoWords, liquidValue, liquidTag} {
		if strings.HasPrefix(text, string(lang)) {
			return lang, true
		}
	}
	return "", false
}

// tagReader finds tags in a text in linear time. It has to be called with increasing
// offsets.
type tagReader struct {
	text  string
	plain int               // before this offset, quotation marks in tags are ignored
	ahead map[string]lookup // cached searches, by what was searched for
}

// lookup is the result of a search from an offset.
type lookup struct {
	from     int
	at, past int // at is negative if nothing was found
}

// find searches for something after an offset by calling search, unless the result is
// cached. name identifies what is searched for.
func (r *tagReader) find(name string, from int, search func(from int) (at, past int)) (at, past int) {
	known, ok := r.ahead[name]
	if !ok || known.at >= 0 && known.at < from {
		known = lookup{from: from}
		known.at, known.past = search(from)
		if r.ahead == nil {
			r.ahead = map[string]lookup{}
		}
		r.ahead[name] = known
	}
	return known.at, known.past
}

// index returns the offset of the next occurrence of a text after an offset, or -1.
func (r *tagReader) index(part string, from int) int {
	at, _ := r.find(part, from, func(from int) (int, int) {
		i := strings.Index(r.text[from:], part)
		if i >= 0 {
			i += from
		}
		return i, i
	})
	return at
}

// read parses the tag that begins at an offset.
func (r *tagReader) read(at int) (tag, bool) {
	lang, ok := languageAt(r.text[at:])
	if !ok {
		return tag{}, false
	}
	t := tag{at: at, lang: lang}
	i := at + len(lang)
	if !lang.isHugo() && strings.HasPrefix(r.text[i:], "-") {
		i++ // {%- trims the white space before it
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
		from = i // a value has no name, it is all argument
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

// blanks returns the length of the white space at the beginning of a text.
func blanks(text string) int { return len(text) - len(strings.TrimLeft(text, " \t\n")) }

// nameLength returns the length of a tag's name; of a value, how much of it shows
// that it is not text between braces.
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

// endOf finds the end of a tag whose name ends at from. It ignores ends within quotation
// marks, if those are balanced. A tag can't contain the beginning of another.
func (r *tagReader) endOf(lang tagLanguage, at, from int) (int, bool) {
	if r.index(lang.ending(), from) < 0 {
		return 0, false
	}
	if at >= r.plain {
		end, seen, ok := r.scan(lang, from, true)
		if ok {
			return end, true
		}
		r.plain = seen // so that no part is scanned with quotes twice
	}
	end, _, ok := r.scan(lang, from, false)
	return end, ok
}

// scan searches for the end of a tag and returns how far it has searched.
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
			if lone { // so there is no other of its kind
				marks = strings.ReplaceAll(marks, string(rune(c)), "")
			}
			i += n
		}
		i++
	}
	return 0, i, false
}

// quotes returns the quotation marks of the language.
func (l tagLanguage) quotes() string {
	if l.isHugo() {
		return "\"`"
	}
	return `"'`
}

// opensQuote reports whether a quotation mark after a character may be an opening one: in
// the middle of a word it is an apostrophe.
func opensQuote(before byte) bool { return strings.IndexByte(" \t\n=:,|([%<{-", before) >= 0 }

// endsQuote reports whether a quotation mark before a text may be a closing one.
func endsQuote(after string) bool {
	return after == "" || strings.IndexByte(" \t\n,|)]%>}/-", after[0]) >= 0
}

// quoted returns the offset of the mark that closes the quotation at the beginning of a
// text; 0 if there is none. lone reports that no other mark follows at all.
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

// closing finds the next tag after an offset that ends one of some names, in Liquid
// or as a shortcode of Hugo.
func (r *tagReader) closing(names []string, hugo bool, from int) (at, past int) {
	return r.find("end of "+names[0], from, func(from int) (int, int) {
		open := "{%"
		if hugo {
			open = "{{"
		}
		for {
			i := strings.Index(r.text[from:], open)
			if i < 0 {
				return -1, -1
			}
			at := from + i
			if past := closes(r.text[at:], names, hugo); past > 0 {
				return at, at + past
			}
			from = at + len(open)
		}
	})
}

// closes returns the length of the tag at the beginning of a text if it ends one of some
// names; else 0.
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
