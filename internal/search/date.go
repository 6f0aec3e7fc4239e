package search

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"pullquote/internal/blog"
)

// period is the time from one moment to before another. A zero time is no limit.
type period struct{ from, until time.Time }

// isoDate also matches 2012/11/21 and 2012.11.21; germanDate 21.11.2012 and
// 11.2012.
var (
	isoDate    = regexp.MustCompile(`^(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?$`)
	germanDate = regexp.MustCompile(`^(?:(\d{1,2})\.)?(\d{1,2})\.(\d{4})$`)
)

// periodOf returns the year, month or day that a text denotes.
func periodOf(text string, zone *time.Location) (p period, ok bool) {
	text = strings.ReplaceAll(strings.TrimRight(text, "/.,"), " ", "")
	m := isoDate.FindStringSubmatch(text)
	if g := germanDate.FindStringSubmatch(text); m == nil && g != nil {
		m = []string{"", g[3], g[2], g[1]}
	}
	if m == nil {
		return p, false
	}
	year, month, day := number(m[1]), number(m[2]), number(m[3])
	switch {
	case year < 2: // the zero time, which is no limit, is of the year 1
		return p, false
	case m[2] == "":
		return period{begin(year, 1, 1, zone), begin(year+1, 1, 1, zone)}, true
	case month < 1 || month > 12:
		return p, false
	case m[3] == "":
		return period{begin(year, month, 1, zone), begin(year, month+1, 1, zone)}, true
	}
	exists := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Day() == day
	return period{begin(year, month, day, zone), begin(year, month, day+1, zone)}, exists
}

// number parses up to four digits. It returns 0 for none.
func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}

// begin returns the moment at which a day begins: midnight, or 1:00 if clocks are set
// forward at midnight.
func begin(year, month, day int, zone *time.Location) time.Time {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, zone)
	if t.Hour() != 0 {
		return time.Date(year, time.Month(month), day, 1, 0, 0, 0, zone)
	}
	return t
}

// date restricts the query to a time.
func (p *parser) date(l lexeme, name string) {
	d, ok := periodOf(l.value, p.zone)
	if !ok {
		p.note("“%s” is no date, so it was left out. Dates look like 2012, 2012-11 or 2012-11-21.", blog.Excerpt(l.value, 40))
		return
	}
	if l.not {
		opposite := map[string]string{"before": "since", "since": "before", "after": "until"}[name]
		if opposite == "" {
			p.note("Times can't be left out, only narrowed with before: and after:.")
			return
		}
		name = opposite
	}
	switch name {
	case "before":
		d = period{until: d.from}
	case "until":
		d = period{until: d.until}
	case "after":
		d = period{from: d.until}
	case "since":
		d = period{from: d.from}
	}
	if l.or && p.times > 0 {
		p.widen(d)
		return
	}
	p.times++
	p.others = period{p.q.From, p.q.Until}
	p.last = d
	p.narrow(d)
}

// narrow restricts the query to a period, in addition to its other restrictions.
func (p *parser) narrow(d period) {
	if d.from.After(p.q.From) {
		p.q.From = d.from
	}
	if !d.until.IsZero() && (p.q.Until.IsZero() || d.until.Before(p.q.Until)) {
		p.q.Until = d.until
	}
}

// widen extends the last period of the query by another one.
func (p *parser) widen(d period) {
	if before(d.until, p.last.from) || before(p.last.until, d.from) {
		p.note("OR joins only times that follow one another, so “%s” was left out.", "OR "+d.from.Format(time.DateOnly))
		return
	}
	if d.from.Before(p.last.from) {
		p.last.from = d.from
	}
	if d.until.IsZero() || !p.last.until.IsZero() && d.until.After(p.last.until) {
		p.last.until = d.until
	}
	p.q.From, p.q.Until = p.others.from, p.others.until
	p.narrow(p.last)
}

// before reports whether a period that ends at until is over before one that begins at
// from.
func before(until, from time.Time) bool { return !until.IsZero() && until.Before(from) }
