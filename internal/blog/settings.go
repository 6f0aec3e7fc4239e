package blog

import (
	"errors"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// Settings are what the author decided about the blog as a whole.
type Settings struct {
	Title    string
	Tagline  string  // a line below the title, and the description for search engines
	Lang     string  // BCP 47 of the blog's posts
	TimeZone string  // IANA name in which days begin and dates are shown
	Pattern  Pattern // of new posts' addresses
	Nightly  Nightly // what is exported each night
	Backups  Backups // the copies that are made each night
	Reading  Reading // what readers and their programs get
	BaseURL  string  // scheme, host and path prefix under which readers reach the blog, without a slash at the end; empty if not known
	Renamed  int64   // how often names of authors with posts have changed; the store counts
}

// DefaultSettings are those of a blog before anything is decided.
func DefaultSettings() Settings {
	return Settings{Lang: "en", TimeZone: "UTC", Pattern: DefaultPattern}
}

// Interface gives the language of what stands around the words, BCP 47.
func (s Settings) Interface() string {
	if s.Reading.Interface != "" {
		return s.Reading.Interface
	}
	return s.Lang
}

// Zone gives the blog's time zone, UTC if its name is not known here.
func (s Settings) Zone() *time.Location {
	if zone, err := time.LoadLocation(s.TimeZone); err == nil {
		return zone
	}
	return time.UTC
}

var langTag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$`)

// CheckLang reports why a text can't be the code of a language (BCP 47), as an
// *Error of field lang; empty can, it is no language in particular.
func CheckLang(lang string) error {
	if lang != "" && !langTag.MatchString(lang) {
		return notALang()
	}
	return nil
}

func notALang() *Error { return Fault("lang", "The language is a code like en, de or pt-BR.") }

// Validate reports every fault, each as an *Error with its field (blog_title,
// tagline, lang, time_zone, pattern), joined.
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
		faults = append(faults, notALang())
	}
	if _, err := time.LoadLocation(s.TimeZone); err != nil || s.TimeZone == "" || s.TimeZone == "Local" {
		faults = append(faults, Fault("time_zone", "The time zone %q is not known. It is a name like Europe/Berlin or UTC.", s.TimeZone))
	}
	if err := s.Pattern.Validate(); err != nil {
		faults = append(faults, err)
	}
	return errors.Join(append(append(append(faults, s.Nightly.Validate()...), s.Backups.Validate()...), s.Reading.Validate()...)...)
}
