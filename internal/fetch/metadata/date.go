package metadata

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// maxDate is the length of the longest text that is read as a date, in bytes:
// "Wednesday, September 30, 2015 at 12:00:00 PM +0000 (Coordinated Universal
// Time)" has 78.
const maxDate = 100

// iso matches ISO 8601 and common variants: other separators in the date, a space for
// the T, a zone without a colon.
var iso = regexp.MustCompile(`^(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:(?:[Tt]|,? +(?:at +)?)(\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)? *(?:([Zz]|[A-Z]{3,4}|(?:UTC|GMT)?[+-]\d{2}:?(?:\d{2})?))?(?: *[\[(].*[\])])?)?$`)

// date returns a date in ISO 8601, as precise as the text. It is empty if the text is no
// date, or an ambiguous one such as 01/02/2006.
func date(text string) string {
	text = clean(text, maxDate)
	if m := iso.FindStringSubmatch(text); m != nil {
		return assemble(m[1], m[2], m[3], m[4], m[5])
	}
	if when := digits(text); when != "" {
		return when
	}
	return written(text)
}

// assemble returns a date made of its parts, which may be empty, or "" if there is no
// such day.
func assemble(year, month, day, clock, zone string) string {
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	if y < 1000 {
		return ""
	}
	switch {
	case month == "":
		return year
	case m < 1 || m > 12:
		return ""
	case day == "":
		return fmt.Sprintf("%04d-%02d", y, m)
	case d < 1 || time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Day() != d:
		return ""
	}
	when := fmt.Sprintf("%04d-%02d-%02d", y, m, d)
	if clock = hours(clock); clock == "" {
		return when
	}
	return when + "T" + clock + offset(zone)
}

// hours returns a time of day with a two-digit hour, or "" if there is no such time.
func hours(clock string) string {
	if len(clock) > 1 && clock[1] == ':' {
		clock = "0" + clock
	}
	clock = strings.Replace(clock, ",", ".", 1)
	layout := "15:04:05"
	if strings.Count(clock, ":") == 1 {
		layout = "15:04"
	}
	if _, err := time.Parse(layout, clock); err != nil {
		return ""
	}
	return clock
}

// offset returns a zone in the form of RFC 3339. It knows the names of RFC 822; others are
// ambiguous.
func offset(zone string) string {
	zone = strings.ToUpper(zone)
	if rest := strings.TrimPrefix(strings.TrimPrefix(zone, "UTC"), "GMT"); rest != "" {
		zone = rest
	}
	switch zone {
	case "Z", "UTC", "GMT":
		return "Z"
	case "EDT":
		return "-04:00"
	case "EST", "CDT":
		return "-05:00"
	case "CST", "MDT":
		return "-06:00"
	case "MST", "PDT":
		return "-07:00"
	case "PST":
		return "-08:00"
	}
	if zone == "" || zone[0] != '+' && zone[0] != '-' {
		return ""
	}
	numbers := strings.ReplaceAll(zone[1:], ":", "")
	if len(numbers) == 2 {
		numbers += "00"
	}
	if len(numbers) != 4 || numbers[:2] > "15" || numbers[2:] > "59" {
		return ""
	}
	return zone[:1] + numbers[:2] + ":" + numbers[2:]
}

var (
	compact = regexp.MustCompile(`^((?:19|20)\d{2})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?([Zz]|[+-]\d{2}:?\d{2})?)?$`)
	unix    = regexp.MustCompile(`^\d{9,10}(?:\d{3})?$`)
	eastern = regexp.MustCompile(`^(\d{4}) ?[年년] ?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日일](?: ?(\d{1,2}:\d{2}(?::\d{2})?))?`)
)

// digits parses dates in digits alone, including seconds and milliseconds since 1970, and
// East Asian ones.
func digits(text string) string {
	if m := compact.FindStringSubmatch(text); m != nil {
		clock := m[4] + ":" + m[5]
		if m[6] != "" {
			clock += ":" + m[6]
		}
		if when := assemble(m[1], m[2], m[3], clock, m[7]); when != "" {
			return when
		}
	}
	if unix.MatchString(text) {
		seconds, _ := strconv.ParseInt(text, 10, 64)
		if len(text) > 10 {
			seconds /= 1000
		}
		return time.Unix(seconds, 0).UTC().Format(time.RFC3339)
	}
	if m := eastern.FindStringSubmatch(text); m != nil {
		return assemble(m[1], m[2], m[3], m[4], "")
	}
	return ""
}

const (
	monthName = `(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?`
	clockText = `(?:,? +(?:at +)?(\d{1,2}(?::\d{2}(?::\d{2})?)?)(?: ?([ap])\.?m\b\.?)?)?`
	zoneText  = `(?: *((?:UTC|GMT)?[+-]\d{2}:?\d{2}|[A-Z]{1,4})\b)?`
	dayName   = `(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? +)?`
)

var (
	dayFirst   = regexp.MustCompile(`(?i)^` + dayName + `(\d{1,2})(?:st|nd|rd|th)?[ -]+(?:of +)?` + monthName + `[ ,-]+(\d{4})` + clockText + zoneText)
	monthFirst = regexp.MustCompile(`(?i)^` + dayName + monthName + ` +(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})` + clockText + zoneText)
	unixDate   = regexp.MustCompile(`(?i)^` + dayName + monthName + ` +(\d{1,2}) +(\d{2}:\d{2}:\d{2}) +(?:([A-Z]{1,4}|[+-]\d{4}) +)?(\d{4})$`)
)

// written parses dates with an English month: those of email, of JavaScript, and of
// prose.
func written(text string) string {
	if m := unixDate.FindStringSubmatch(text); m != nil {
		return assemble(m[5], month(m[1]), m[2], m[3], m[4])
	}
	if m := dayFirst.FindStringSubmatch(text); m != nil {
		return assemble(m[3], month(m[2]), m[1], halves(m[4], m[5]), m[6])
	}
	if m := monthFirst.FindStringSubmatch(text); m != nil {
		return assemble(m[3], month(m[1]), m[2], halves(m[4], m[5]), m[6])
	}
	return ""
}

// month returns the number of a month by the first letters of its English name.
func month(name string) string {
	i := strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(name))
	return strconv.Itoa(i/3 + 1)
}

// halves converts a time of day with "am" or "pm", if any, to 24 hours.
func halves(clock, half string) string {
	number, rest, exact := strings.Cut(clock, ":")
	hour, err := strconv.Atoi(number)
	if err != nil || half == "" && !exact {
		return ""
	}
	if half != "" {
		if hour < 1 || hour > 12 {
			return ""
		}
		if hour %= 12; strings.EqualFold(half, "p") {
			hour += 12
		}
		if !exact {
			rest = "00"
		}
	}
	return fmt.Sprintf("%02d:%s", hour, rest)
}
