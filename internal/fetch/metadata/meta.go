package metadata

import (
	"regexp"
	"strings"
)

// meta is the contents of a page's <meta>, by their names in one spelling.
type meta map[string][]string

// mostMeta is how many <meta> are looked at; pages of newspapers have 150.
const mostMeta = 1000

// newMeta sorts <meta> by name. A name may be several, parted by white space
// (https://www.w3.org/TR/rdfa-core/#s_curies).
func newMeta(pairs [][2]string) meta {
	m := meta{}
	for _, pair := range pairs[:min(len(pairs), mostMeta)] {
		content := strings.TrimSpace(pair[1])
		if content == "" || len(pair[0]) > maxKey {
			continue
		}
		for _, name := range names(pair[0]) {
			m[name] = append(m[name], content)
		}
	}
	return m
}

// maxKey is how long the name of a <meta> may be, in bytes.
const maxKey = 200

var (
	spacedColon = regexp.MustCompile(`\s*:\s*`)
	longPrefix  = regexp.MustCompile(`^(?:dc|dcterms?|og|twitter|sailthru|article|weibo)[.:-]`)
)

// names returns the names in an attribute: lower case, parts joined by a colon
// whether they were by it, by a dot or, behind a known prefix, by a hyphen.
func names(attribute string) []string {
	fields := strings.Fields(spacedColon.ReplaceAllString(strings.ToLower(attribute), ":"))
	for i, name := range fields {
		if n := len(longPrefix.FindString(name)); n > 0 {
			fields[i] = name[:n-1] + ":" + strings.ReplaceAll(name[n:], ".", ":")
		}
	}
	return fields
}

// last returns what a name was said to be the last time: Readability does, and so
// do pages on which a template's general <meta> stand before the article's.
func (m meta) last(name string) string {
	if all := m[name]; len(all) > 0 {
		return all[len(all)-1]
	}
	return ""
}

// first returns what a name was said to be the first time.
func (m meta) first(name string) string {
	if all := m[name]; len(all) > 0 {
		return all[0]
	}
	return ""
}
