package record

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// layouts are the layouts of dates, the frequent ones first. time.Parse accepts
// fractions of seconds with all layouts that have seconds.
var layouts = []string{
	"2006-1-2 15:04:05", "2006-1-2T15:04:05Z07:00", "2006-1-2", "2006-1-2 15:04:05 -0700", "2006-1-2 15:04:05 -07:00",
	"2006-1-2 15:04:05-07:00", "2006-1-2 15:04:05-0700", "2006-1-2 15:04:05Z07:00", "2006-1-2T15:04:05-0700", "2006-1-2T15:04:05", "2006-1-2T15:04:05 -0700",
	"2006-1-2 15:04", "2006-1-2 15:04 -0700", "2006-1-2 15:04-07:00", "2006-1-2T15:04", "2006-1-2T15:04Z07:00",
	"2006-1-2 3:04 PM", "2006-1-2 3:04PM", "2006-1-2 3:04:05 PM",
	"Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04 -0700", "2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05", "Mon, 2 Jan 2006",
	"Mon Jan 2 15:04:05 2006", "Mon Jan 2 15:04:05 -0700 2006",
	"2/Jan/2006:15:04:05 -0700", "2006/1/2 15:04:05", "2006/1/2 15:04", "2006/1/2", "2006.1.2", "20060102",
	"January 2, 2006", "January 2, 2006 15:04", "January 2, 2006 3:04 PM", "Jan 2, 2006", "2 January 2006", "2 Jan 2006", "January 2 2006",
}

// zones are the zone names of RFC 2822. For other names, time.Parse would keep the name
// and assume UTC.
var zones = map[string]string{
	"GMT": "+0000", "UT": "+0000", "UTC": "+0000", "Z": "+0000", "EST": "-0500", "EDT": "-0400",
	"CST": "-0600", "CDT": "-0500", "MST": "-0700", "MDT": "-0600", "PST": "-0800", "PDT": "-0700",
}

var zoneName = regexp.MustCompile(` (?:\+0000 )?([A-Z]{1,3})( \d{4})?$`)

// Date parses a date as people and programs write it, or an integer timestamp. Without
// a zone it is taken as UTC, the clock of nearly all exporting servers. Years that no
// blog was written in are placeholders for a missing date (0000, -0001, 1601,
// 1970-01-01, 2106): for these it reports false, too.
func Date(text string) (time.Time, bool) {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > 8 && integer.MatchString(text) {
		return Stamp(text)
	}
	if m := zoneName.FindStringSubmatchIndex(text); m != nil {
		if offset, ok := zones[text[m[2]:m[3]]]; ok {
			text = text[:m[0]] + " " + offset + text[m[3]:]
		}
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, text); err == nil {
			t = t.UTC()
			return t, t.Year() >= 1970 && t.Year() < 2100 && (t.YearDay() != 1 || t.Year() != 1970)
		}
	}
	return time.Time{}, false
}

var integer = regexp.MustCompile(`^[+-]?[0-9]+$`)

// seconds1601 is the number of seconds between the epoch of Windows and WebKit,
// 1601-01-01, and 1970.
const seconds1601 = 11_644_473_600

// Stamp parses an integer timestamp. The unit is inferred from its size: seconds,
// milliseconds, microseconds or nanoseconds since 1970, or WebKit's microseconds or
// Windows' 100 nanoseconds since 1601. A result before 1990, when nobody collected
// links, or after 2099 is a placeholder, for which it reports false.
func Stamp(text string) (time.Time, bool) {
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil || n <= 0 {
		return time.Time{}, false
	}
	since1601 := func(micros int64) time.Time { return time.Unix(micros/1e6-seconds1601, micros%1e6*1000) }
	var candidates []time.Time
	switch {
	case n < 1e11:
		candidates = []time.Time{time.Unix(n, 0)}
	case n < 1e14:
		candidates = []time.Time{time.UnixMilli(n)}
	case n < 1e17:
		candidates = []time.Time{time.UnixMicro(n), since1601(n)}
	default:
		candidates = []time.Time{time.Unix(n/1e9, n%1e9), since1601(n / 10)}
	}
	for _, t := range candidates {
		if t = t.UTC(); t.Year() >= 1990 && t.Year() < 2100 {
			return t, true
		}
	}
	return time.Time{}, false
}
