package i18n

import (
	"strings"
	"time"
)

// Form is a way to show a time: a layout as in package time, in English. Other
// languages may have a different layout for it.
type Form string

// The forms that pages use.
const (
	Weekday  Form = "Monday, 2 January 2006"
	Date     Form = "2 January 2006"
	DateTime Form = "2 January 2006, 15:04"
	Month    Form = "January 2006"
	MonthOf  Form = "January"
	Year     Form = "2006"
	Clock    Form = "15:04"
)

// layoutKey precedes a form in a language's translations, since some forms look like
// the name of a month.
const layoutKey = "layout: "

// Date formats a time, in the time's own zone.
func (l *Locale) Date(t time.Time, form Form) string {
	l = l.orEnglish()
	layout := string(form)
	if w, ok := l.words[layoutKey+layout]; ok {
		layout = w.text
	}
	if l.lang == "en" {
		return t.Format(layout)
	}
	// Package time knows English names only, so they are formatted separately.
	var b strings.Builder
	for layout != "" {
		at, name := nextName(layout)
		b.WriteString(t.Format(layout[:at]))
		if name == "" {
			break
		}
		b.WriteString(l.T(t.Format(name)))
		layout = layout[at+len(name):]
	}
	return b.String()
}

// nextName finds the first name of a month or day in a layout.
func nextName(layout string) (at int, name string) {
	at = len(layout)
	for _, n := range []string{"January", "Monday"} {
		if i := strings.Index(layout, n); i >= 0 && i < at {
			at, name = i, n
		}
	}
	return at, name
}
