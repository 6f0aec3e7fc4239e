package web

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"strings"
)

// Lengths of a request ID that another program has chosen.
const (
	leastID = 8
	mostID  = 64
)

// newRequestID returns the ID of a request for the log: that of a trusted proxy, if
// it sent one, so that both logs use the same ID.
func (l location) newRequestID(r *http.Request) string {
	if id := r.Header.Get("X-Request-Id"); id != "" && saneID(id) && l.trusts(peer(r)) {
		return id
	}
	return rand.Text()[:10]
}

// saneID reports whether an ID can be written to the log and to a page as it is.
func saneID(id string) bool {
	return len(id) >= leastID && len(id) <= mostID && strings.IndexFunc(id, func(c rune) bool {
		return !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.')
	}) < 0
}

// loggedPath returns a request's path for the log. The address that an author
// composes from is left out: the address of somebody's page may contain a secret
// that is meant for its readers.
func loggedPath(u *url.URL) string {
	if strings.HasPrefix(u.Path, "/+/") {
		return "/+/"
	}
	return u.Path
}
