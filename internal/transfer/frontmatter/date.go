package frontmatter

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"pullquote/internal/blog"
)

// layouts are the ways in which dates are written, the frequent ones first.
// Fractions of seconds are read by all that have seconds.
var layouts = []string{
	"2006-1-2 15:04:05", "2006-1-2T15:04:05Z07:00", "2006-1-2", "2006-1-2 15:04:05 -0700", "2006-1-2 15:04:05 -07:00",
	"2006-1-2 15:04:05-07:00", "2006-1-2 15:04:05-0700", "2006-1-2 15:04:05Z07:00", "2006-1-2T15:04:05-0700", "2006-1-2T15:04:05", "2006-1-2T15:04:05 -0700",
	"2006-1-2 15:04", "2006-1-2 15:04 -0700", "2006-1-2 15:04-07:00", "2006-1-2T15:04", "2006-1-2T15:04Z07:00",
	"2006-1-2 3:04 PM", "2006-1-2 3:04PM", "2006-1-2 3:04:05 PM",
	"Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04 -0700", "2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05", "Mon, 2 Jan 2006",
	"Mon Jan 2 15:04:05 2006", "Mon Jan 2 15:04:05 -0700 2006",
	"2006/1/2 15:04:05", "2006/1/2 15:04", "2006/1/2", "2006.1.2", "20060102",
	"January 2, 2006", "January 2, 2006 15:04", "January 2, 2006 3:04 PM", "Jan 2, 2006", "2 January 2006", "2 Jan 2006", "January 2 2006",
}

// zones are the names that RFC 2822 knows; of others Go would keep the name
// and take the time for UTC.
var zones = map[string]string{
	"GMT": "+0000", "UT": "+0000", "UTC": "+0000", "Z": "+0000", "EST": "-0500", "EDT": "-0400",
	"CST": "-0600", "CDT": "-0500", "MST": "-0700", "MDT": "-0600", "PST": "-0800", "PDT": "-0700",
}

var zoneName = regexp.MustCompile(` (?:\+0000 )?([A-Z]{1,3})( \d{4})?$`)

// parseDate reads a date. Without a zone it is UTC, the clock of nearly all
// exporting servers. Years that no blog was written in are the marks of a date
// that was never set (0000, -0001, 1601, 1970-01-01, 2106): they fail, too.
func parseDate(text string) (time.Time, bool) {
	text = strings.Join(strings.Fields(text), " ")
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && len(text) > 8 {
		return plausible(stamp(n))
	}
	if m := zoneName.FindStringSubmatchIndex(text); m != nil {
		if offset, ok := zones[text[m[2]:m[3]]]; ok {
			text = text[:m[0]] + " " + offset + text[m[3]:]
		}
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, text); err == nil {
			return plausible(t.UTC())
		}
	}
	return time.Time{}, false
}

// stamp tells seconds, milliseconds and microseconds since 1970 apart by their
// size.
func stamp(n int64) time.Time {
	switch {
	case n < 1e11:
		return time.Unix(n, 0).UTC()
	case n < 1e14:
		return time.UnixMilli(n).UTC()
	}
	return time.UnixMicro(n).UTC()
}

func plausible(t time.Time) (time.Time, bool) {
	if t.Year() < 1970 || t.Year() >= 2100 || t.YearDay() == 1 && t.Year() == 1970 {
		return time.Time{}, false
	}
	return t, true
}

// dates finds when the post was published and last changed. A date that can't
// be read never costs the post: the file's name has one, or the last change,
// or the file itself.
func (r *reading) dates() (published, updated time.Time, text string) {
	updated, _ = parseDate(r.fields.get("lastmod", "lastmodifiedat", "lastmodified", "modified", "modifiedat", "updated", "updatedat", "postmodifiedgmt", "postmodified", "dateupdated").words())
	keys := []string{"postdategmt", "publishdate", "publisheddate", "postdate", "date", "pubdate", "publishedat", "datepublished", "published", "createdat", "created", "datecreated", "timestamp"}
	for _, key := range keys {
		spelled := r.fields.get(key).words()
		if _, isBool := truth(spelled); spelled == "" || isBool && key == "published" {
			continue
		}
		if text == "" {
			text = spelled
		}
		if t, ok := parseDate(spelled); ok && published.IsZero() {
			published, text = t, spelled
		}
	}
	if published.IsZero() {
		published = r.guessedDate(text, updated)
	}
	if !updated.After(published) {
		updated = time.Time{}
	}
	return published, updated, blog.Excerpt(text, 200)
}

// guessedDate gives the best date there is when the metadata has none that can
// be used; text is how it spells the unusable one.
func (r *reading) guessedDate(text string, updated time.Time) time.Time {
	what := "The front matter has no date"
	if text != "" {
		what = fmt.Sprintf("The date “%s” can't be right", blog.Excerpt(text, 60))
	}
	switch {
	case !r.place.date.IsZero():
		if text != "" {
			r.note(what + "; the file's name has one, which was taken.")
		}
		return r.place.date
	case !updated.IsZero():
		r.note(what + "; the date of the last change was taken.")
		return updated
	case r.draft:
		return time.Time{}
	case !r.file.Modified.IsZero():
		r.note(what + "; the file's own date was taken.")
		return r.file.Modified.UTC()
	}
	r.note(what + ".")
	return time.Time{}
}
