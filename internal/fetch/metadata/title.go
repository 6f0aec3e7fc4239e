package metadata

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// title returns the page's title. site is the name of the site.
func (s *statements) title(site string) string {
	candidates := []string{
		s.strict.title,
		s.meta.last("dc:title"),
		s.meta.last("dcterm:title"),
		s.meta.last("og:title"),
		s.meta.last("weibo:article:title"),
		s.meta.last("weibo:webpage:title"),
		s.meta.last("title"),
		s.meta.last("twitter:title"),
		s.meta.last("parsely-title"),
		s.meta.last("dcterms:title"),
		s.meta.last("citation_title"),
		s.meta.last("sailthru:title"),
		s.loose.title,
		s.meta.last("itemprop:headline"),
		s.meta.last("headline"),
		s.titleOfDocument(),
	}
	for i, c := range candidates {
		candidates[i] = clean(c, maxTitle)
	}
	heading := clean(s.Heading, maxTitle)
	best := first(maxTitle, append(candidates, heading)...)
	if site != "" && fold(best) == fold(site) {
		best = s.headed(best, heading, candidates)
	}
	return withoutSite(best, site, append(candidates, heading))
}

// headed returns a candidate that matches the page's heading, if the title only names the
// site, as on sites with one title for all pages.
func (s *statements) headed(title, heading string, candidates []string) string {
	for _, c := range candidates {
		if fold(c) != fold(title) && alike(heading, c) > 0.75 {
			return c
		}
	}
	return title
}

// siteParts matches separators between a title and the name of its site.
var siteParts = regexp.MustCompile(`^\s*[|\-–—·•:»/\\✩★]+\s*$`)

// withoutSite cuts the site's name from the end of a title, but only if the title occurs
// without it elsewhere on the page, since the name may be part of the title.
func withoutSite(title, site string, elsewhere []string) string {
	cut := len(title) - len(site)
	if site == "" || cut <= 0 || !strings.EqualFold(title[cut:], site) {
		return title
	}
	for _, other := range elsewhere {
		if other != "" && len(other) < cut && strings.HasPrefix(title, other) && siteParts.MatchString(title[len(other):cut]) {
			return other
		}
	}
	return title
}

var (
	separator = regexp.MustCompile(`\s[|\-–—\\/>»]\s`)
	hierarchy = regexp.MustCompile(`\s[\\/>»]\s`)
	firstPart = regexp.MustCompile(`^[^|\-–—\\/>»]*[|\-–—\\/>»]`)
)

// Readability's thresholds: how many words a cut title has at least, how many characters a
// title has, and how many words before a colon are too many for a site's name.
const (
	fewWords        = 4
	shortTitle      = 15
	longTitle       = 150
	mostBeforeColon = 5
)

// titleOfDocument returns the article's title from <title>, without the site, by the rules
// of Readability: mostly the part before the last separator, or after the last colon, if
// enough words are left; the only h1 if <title> is too short or too long.
func (s *statements) titleOfDocument() string {
	whole := strings.Join(strings.Fields(head(s.Title, 16*maxTitle)), " ")
	title, hierarchical := whole, false
	switch {
	case separator.MatchString(whole):
		hierarchical = hierarchy.MatchString(whole)
		title = beforeLast(whole)
	case strings.Contains(whole, ": "):
		title = s.behindColon(whole)
	case utf8.RuneCountInString(whole) > longTitle || utf8.RuneCountInString(whole) < shortTitle:
		if h := strings.Join(strings.Fields(s.Heading), " "); h != "" && s.h1s == 1 {
			title = h
		}
	}
	title = strings.TrimSpace(title)
	if n := words(title); n <= fewWords && (!hierarchical || n != words(separator.ReplaceAllString(whole, ""))-1) {
		return whole
	}
	return title
}

// beforeLast returns a title without the part after its last separator, or, if that leaves
// too little, without the part before its first.
func beforeLast(whole string) string {
	all := separator.FindAllStringIndex(whole, -1)
	if title := whole[:all[len(all)-1][0]]; words(title) >= 3 {
		return title
	}
	return firstPart.ReplaceAllString(whole, "")
}

// behindColon returns the part of a title after its last colon, or after the first if that
// is too short. It returns the whole title if that is a heading, or if too much precedes
// the colon.
func (s *statements) behindColon(whole string) string {
	for _, h := range s.headings {
		if strings.TrimSpace(h) == whole {
			return whole
		}
	}
	title := whole[strings.LastIndex(whole, ":")+1:]
	switch before := strings.Index(whole, ":"); {
	case words(title) < 3:
		return whole[before+1:]
	case words(whole[:before]) > mostBeforeColon:
		return whole
	}
	return title
}

// words counts words as Readability does, in a text with single spaces: a leading space
// adds one.
func words(text string) int { return strings.Count(text, " ") + 1 }

// alike returns the share of b's words that are in a, from 0 to 1.
func alike(a, b string) float64 {
	parts := func(text string) []string {
		return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' })
	}
	known := map[string]bool{}
	for _, w := range parts(a) {
		known[w] = true
	}
	var all, others int
	for _, w := range parts(b) {
		n := utf8.RuneCountInString(w) + 1
		if all += n; !known[w] {
			others += n
		}
	}
	if all == 0 {
		return 0
	}
	return 1 - float64(others)/float64(all)
}
