package i18n

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"pullquote/internal/blog"
)

// Locale is a language of the program's texts. A nil Locale is English. Its methods
// are safe for concurrent use.
type Locale struct {
	tag     language.Tag
	lang    string
	words   map[string]words
	printer *message.Printer
}

// words is a text in a language.
type words struct {
	text  string            // the translation
	forms map[string]string // or one for each plural category of CLDR: zero, one, two, few, many, other
}

// UnmarshalJSON reads a string or an object of strings.
func (w *words) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '{' {
		return json.Unmarshal(data, &w.forms)
	}
	return json.Unmarshal(data, &w.text)
}

//go:embed de
var files embed.FS

// languages returns all locales. The first is English, the language of the source.
var languages = sync.OnceValue(func() []*Locale {
	var all []*Locale
	for _, l := range Languages() {
		locale := newLocale(l.Lang)
		if err := locale.read(l.Lang + "/*.json"); err != nil {
			panic(err) // the files are part of the program, and a test reads all of them
		}
		all = append(all, locale)
	}
	return all
})

// read adds the translations in the files that match a pattern.
func (l *Locale) read(pattern string) error {
	names, err := fs.Glob(files, pattern)
	if err != nil {
		return fmt.Errorf("i18n: %w", err)
	}
	for _, name := range names {
		data, err := files.ReadFile(name)
		if err == nil {
			err = json.Unmarshal(data, &l.words)
		}
		if err != nil {
			return fmt.Errorf("i18n: %s: %w", name, err)
		}
	}
	return nil
}

func newLocale(lang string) *Locale {
	tag := language.MustParse(lang)
	return &Locale{tag: tag, lang: lang, words: map[string]words{}, printer: message.NewPrinter(tag)}
}

// For returns the locale for a language (BCP 47) such as "de-AT": the one with the
// same base language, else English.
func For(lang string) *Locale {
	tag, err := language.Parse(lang)
	if err != nil {
		return languages()[0]
	}
	return nearest(tag)
}

// Accepted returns the best locale for an Accept-Language header, else English.
func Accepted(header string) *Locale {
	wanted, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return languages()[0]
	}
	return nearest(wanted...)
}

// nearest returns the locale for the first of some languages that has one, else English.
func nearest(wanted ...language.Tag) *Locale {
	for _, tag := range wanted {
		base, _ := tag.Base()
		for _, l := range languages() {
			if own, _ := l.tag.Base(); own == base {
				return l
			}
		}
	}
	return languages()[0]
}

// Language is a language that a person can choose.
type Language struct {
	Lang string // BCP 47
	Name string // in that language
}

// Languages returns the languages that the program's texts are in, English first. A
// language other than English has a folder of translations.
func Languages() []Language { return []Language{{"en", "English"}, {"de", "Deutsch"}} }

// Lang returns the locale's language, BCP 47.
func (l *Locale) Lang() string { return l.orEnglish().lang }

// T returns the translation of an English text. With args, the text is a format as in
// package fmt, and numbers are written with the separators of the language; pass a
// year, which has none, as a string.
func (l *Locale) T(english string, args ...any) string {
	l = l.orEnglish()
	text := english
	if w, ok := l.words[english]; ok && w.text != "" {
		text = w.text
	}
	if len(args) == 0 {
		return text
	}
	if filled, ok := fill(text, args); ok {
		return filled
	}
	return l.printer.Sprintf(text, args...)
}

// fill formats a text whose only verbs are %s, with strings as args, and reports false
// for any other. Most texts are that simple, and the printer is slow.
func fill(format string, args []any) (filled string, ok bool) {
	var b strings.Builder
	for _, arg := range args {
		s, isString := arg.(string)
		before, after, found := strings.Cut(format, "%s")
		if !isString || !found || strings.Contains(before, "%") {
			return "", false
		}
		b.WriteString(before)
		b.WriteString(s)
		format = after
	}
	if strings.Contains(format, "%") {
		return "", false
	}
	b.WriteString(format)
	return b.String(), true
}

// N returns the translation of a text about n things. In English, one is the text for
// one thing and many for any other number. Without args, n is the argument of the
// format.
func (l *Locale) N(n int, one, many string, args ...any) string {
	l = l.orEnglish()
	if len(args) == 0 {
		args = []any{n}
	}
	text := many
	if n == 1 {
		text = one
	}
	if w, ok := l.words[many]; ok {
		if form, ok := w.forms[l.category(n)]; ok {
			text = form
		}
	}
	return l.printer.Sprintf(text, args...)
}

// category returns the plural category of n in the language.
func (l *Locale) category(n int) string {
	switch plural.Cardinal.MatchPlural(l.tag, n, 0, 0, 0, 0) {
	case plural.Zero:
		return "zero"
	case plural.One:
		return "one"
	case plural.Two:
		return "two"
	case plural.Few:
		return "few"
	case plural.Many:
		return "many"
	}
	return "other"
}

// orEnglish returns l, or English if l is nil or the zero value.
func (l *Locale) orEnglish() *Locale {
	if l == nil || l.printer == nil {
		return languages()[0]
	}
	return l
}

// Number formats a whole number with the separators of the language.
func (l *Locale) Number(n int) string { return l.orEnglish().printer.Sprintf("%d", n) }

// Sentence returns the message of an error that is meant for people.
func (l *Locale) Sentence(e *blog.Error) string {
	args := slices.Clone(e.Args)
	for i, a := range args {
		if term, ok := a.(blog.Term); ok {
			args[i] = l.T(string(term))
		}
	}
	return l.T(e.Message, args...)
}

// Mark returns its argument. It marks an English text that is passed to T later, so
// that the test for missing translations finds it.
func Mark(english string) string { return english }
