package shaarli

import (
	"regexp"
	"strings"

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
		m.unlinks = !m.SetURL(href)
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
