package metadata

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// author returns the author that the page's statements name. An account's name
// (twitter:creator) is not one.
func (s *statements) author() string {
	for _, name := range []string{
		s.strict.author,
		inOrder(slices.Concat(s.meta["citation_author"], split(s.meta.last("citation_authors"), ";"))),
		s.meta.last("dc:creator"),
		s.meta.last("dcterm:creator"),
		s.meta.last("author"),
		s.meta.last("parsely-author"),
		s.meta.last("article:author"),
		s.meta.last("og:article:author"),
		inOrder(s.meta["dcterms:creator"]),
		s.meta.last("sailthru:author"),
		s.meta.last("article:author_name"),
		s.loose.author,
		s.meta.last("itemprop:author"),
		s.meta.last("byl"),
	} {
		if name = clean(name, maxName); name != "" && !isAddress(name) {
			return name
		}
	}
	return ""
}

// mostAuthors is how many authors are named; papers in physics have thousands.
const mostAuthors = 20

// inOrder joins names by commas. It turns names of the form "Doe, Jane" around, which
// would look like two authors.
func inOrder(names []string) string {
	var out []string
	for _, name := range names {
		name = clean(name, maxName)
		if family, given, ok := strings.Cut(name, ","); ok && !strings.Contains(given, ",") && !suffix.MatchString(given) {
			name = strings.TrimSpace(given) + " " + strings.TrimSpace(family)
		}
		if name = strings.TrimSpace(name); name != "" && !isAddress(name) && !slices.Contains(out, name) {
			out = append(out, name)
		}
		if len(out) == mostAuthors {
			break
		}
	}
	return strings.Join(out, ", ")
}

// suffix matches what may follow a name and a comma without being a given name.
var suffix = regexp.MustCompile(`(?i)^\s*(?:jr|sr|ii|iii|iv|ph\.?d|m\.?d|esq)\.?$`)

func split(list, by string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(head(list, 8<<10), by)
}

var address = regexp.MustCompile(`(?i)^(?:[a-z][a-z0-9+.-]{1,20}://|//|www\.|mailto:)\S*$`)

// isAddress reports whether a text is an address: the profile of an author
// where Open Graph wants it, not a name.
func isAddress(text string) bool { return address.MatchString(text) }

// maxByline is the longest text taken for a byline, in characters. Longer ones are texts
// about the author.
const maxByline = 100

// byline returns the author's name in a byline on the page, or "" if it can't be one.
func byline(text string) string {
	text = clean(text, maxName)
	if utf8.RuneCountInString(text) >= maxByline || isAddress(text) {
		return ""
	}
	return text
}
