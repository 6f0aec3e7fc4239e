package shaarli

import (
	"regexp"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// short matches the name of a link in its short address.
var short = regexp.MustCompile(`^[A-Za-z0-9_@-]{1,40}$`)

// addresses sets the source and the former addresses: /shaare/NAME since version
// 0.12, /?NAME before.
func (m *making) addresses() {
	var former record.Addresses
	name := m.from.ShortURL.line()
	if short.MatchString(name) {
		former.Add("/shaare/"+name, "")
		former.Add("/", name)
	}
	href := strings.TrimSpace(string(m.from.URL))
	switch {
	case href == "":
	case m.isNote(href, name):
		former.AddURL(href)
		if address, err := record.URL(href, nil); err == nil {
			m.Base = address
		}
	default:
		m.link(href)
	}
	m.Former, m.Hosts = former.Keys(""), former.Hosts()
}

// ownAddress matches an address within Shaarli.
var ownAddress = regexp.MustCompile(`^(?:https?://.*)?(?:/shaare/|/?\?)([A-Za-z0-9_@-]+)$`)

// isNote reports whether a link refers to itself. Shaarli's API returns such an
// address in full, its database only the path.
func (m *making) isNote(href, name string) bool {
	own := ownAddress.FindStringSubmatch(href)
	if own == nil {
		return false
	}
	onHost := strings.HasPrefix(strings.ToLower(href), "http")
	return !onHost || own[1] == name
}

// link sets the source. If it can't be linked to, it goes into a note, and the
// bookmark is kept.
func (m *making) link(href string) {
	address, err := record.URL(href, nil)
	if err == nil {
		m.URL = address
		return
	}
	m.unlinks = true
	for _, fault := range blog.Faults(err) {
		m.note("%s", fault.Sentence())
	}
	m.note("Its address can't be linked to, so it comes in as a draft without one: %s", blog.Excerpt(href, 500))
}
