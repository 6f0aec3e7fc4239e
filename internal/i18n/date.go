package i18n

import (
	"strings"
	"time"
)

// Form is how a time is shown: a layout as in package time, in English. A
// language may order and punctuate it otherwise.
type Form string

// The forms of times.
const (
	Weekday  Form = "Monday, 2 January 2006"
	Date     Form = "2 January 2006"
	DateTime Form = "2 January 2006, 15:04"
	DayMonth Form = "2 January"
	Month    Form = "January 2006"
	MonthOf  Form = "January"
	MonthIn3 Form = "Jan"
	Year     Form = "2006"
	Clock    Form = "15:04"
)

// layoutKey stands before a form in a language's words, since a form may look
// like the name of a month.
const layoutKey = "layout: "

// Date shows a time in its own zone.
func (l *Locale) Date(t time.Time, form Form) string {
	l = l.orEnglish()
	layout := string(form)
	if w, ok := l.words[layoutKey+layout]; ok {
		layout = w.text
	}
	if l.lang == "en" {
		return t.Format(layout)
	}
	// The names are taken out of the layout before package time sees it: it
	// knows English ones only.
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

// nextName finds the first place in a layout where a name stands.
func nextName(layout string) (at int, name string) {
	at = len(layout)
	for _, n := range []string{"January", "Jan", "Monday"} { // the longer of two before the shorter
		if i := strings.Index(layout, n); i >= 0 && i < at {
			at, name = i, n
		}
	}
	return at, name
}
