package blog

import (
	"errors"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// Settings are the settings of the blog as a whole.
type Settings struct {
	Title    string
	Tagline  string  // shown below the title, and the description for search engines
	Lang     string  // BCP 47 language of the posts
	TimeZone string  // IANA name of the zone in which days begin and dates are shown
	Pattern  Pattern // pattern of new posts' addresses
	Nightly  Nightly // nightly export
	Backups  Backups // nightly backups
	Reading  Reading // settings for readers and their programs
	BaseURL  string  // scheme, host and path prefix of the blog's addresses, without a trailing slash; empty if not known
	Renamed  int64   // how often names of authors with posts have changed; counted by the store
}

// DefaultSettings returns the settings of a new blog.
func DefaultSettings() Settings {
	return Settings{Lang: "en", TimeZone: "UTC", Pattern: DefaultPattern}
}

// Interface returns the language of the user interface, BCP 47.
func (s Settings) Interface() string {
	if s.Reading.Interface != "" {
		return s.Reading.Interface
	}
	return s.Lang
}

// Zone returns the blog's time zone, UTC if its name is not known on this system.
func (s Settings) Zone() *time.Location {
	if zone, err := time.LoadLocation(s.TimeZone); err == nil {
		return zone
	}
	return time.UTC
}

var langTag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$`)

// CheckLang reports why a text is not a language code (BCP 47), as an *Error of
// field lang. The empty string is valid: it means no language in particular.
func CheckLang(lang string) error {
	if lang != "" && !langTag.MatchString(lang) {
		return notALang("lang")
	}
	return nil
}

func notALang(field string) *Error {
	return Fault(field, "The language is a code like en, de or pt-BR.")
}

// Validate reports all faults, each as an *Error with its field, joined. The fields
// are blog_title, tagline, lang, time_zone, pattern, and those of Nightly, Backups
// and Reading.
func (s Settings) Validate() error {
	var faults []error
	if strings.TrimSpace(s.Title) == "" {
		faults = append(faults, Fault("blog_title", "A blog needs a title."))
	}
	if n := utf8.RuneCountInString(s.Title); n > MaxName {
		faults = append(faults, Fault("blog_title", "The title has %d characters; %d is the most.", n, MaxName))
	}
	if n := utf8.RuneCountInString(s.Tagline); n > MaxTitle {
		faults = append(faults, Fault("tagline", "The tagline has %d characters; %d is the most.", n, MaxTitle))
	}
	if err := CheckLang(s.Lang); err != nil || s.Lang == "" {
		faults = append(faults, notALang("lang"))
	}
	if _, err := time.LoadLocation(s.TimeZone); err != nil || s.TimeZone == "" || s.TimeZone == "Local" {
		faults = append(faults, Fault("time_zone", "The time zone %q is not known. It is a name like Europe/Berlin or UTC.", s.TimeZone))
	}
	if err := s.Pattern.Validate(); err != nil {
		faults = append(faults, err)
	}
	return errors.Join(append(append(append(faults, s.Nightly.Validate()...), s.Backups.Validate()...), s.Reading.Validate()...)...)
}
