package web

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"strings"
)

// Lengths of a request's id that another program has chosen.
const (
	leastID = 8
	mostID  = 64
)

// newRequestID gives the id under which a request stands in the log: that of a
// proxy we trust, if it is one, so that both logs tell of the same request.
func (s *server) newRequestID(r *http.Request) string {
	if id := r.Header.Get("X-Request-Id"); id != "" && saneID(id) && s.trusts(peer(r)) {
		return id
	}
	return rand.Text()[:10]
}

// saneID reports whether an id can stand in a log and on a page as it is.
func saneID(id string) bool {
	return len(id) >= leastID && len(id) <= mostID && strings.IndexFunc(id, func(c rune) bool {
		return !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.')
	}) < 0
}

// loggedPath gives a request's path as it stands in the log. What an author
// composes from is left out: addresses of others' pages hold what only their
// readers shall know.
func loggedPath(u *url.URL) string {
	if strings.HasPrefix(u.Path, "/+/") {
		return "/+/"
	}
	return u.Path
}
