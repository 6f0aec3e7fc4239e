package metadata

import (
	"regexp"
	"strings"
)

// meta holds the contents of a page's <meta> elements, by normalized name.
type meta map[string][]string

// mostMeta limits the <meta> elements that are read. Newspapers have some 150.
const mostMeta = 1000

// newMeta sorts <meta> elements by name. An element may have several names, separated by
// white space (https://www.w3.org/TR/rdfa-core/#s_curies).
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

// maxKey is the longest name of a <meta>, in bytes.
const maxKey = 200

var (
	spacedColon = regexp.MustCompile(`\s*:\s*`)
	longPrefix  = regexp.MustCompile(`^(?:dc|dcterms?|og|twitter|sailthru|article|weibo)[.:-]`)
)

// names returns the normalized names in an attribute: in lower case, with a colon between
// the parts, where pages have a colon, a dot or, after a known prefix, a hyphen.
func names(attribute string) []string {
	fields := strings.Fields(spacedColon.ReplaceAllString(strings.ToLower(attribute), ":"))
	for i, name := range fields {
		if n := len(longPrefix.FindString(name)); n > 0 {
			fields[i] = name[:n-1] + ":" + strings.ReplaceAll(name[n:], ".", ":")
		}
	}
	return fields
}

// last returns the last content for a name. Readability does so, too; the <meta> of a
// template often precede those of the article.
func (m meta) last(name string) string {
	if all := m[name]; len(all) > 0 {
		return all[len(all)-1]
	}
	return ""
}

// first returns the first content for a name.
func (m meta) first(name string) string {
	if all := m[name]; len(all) > 0 {
		return all[0]
	}
	return ""
}
