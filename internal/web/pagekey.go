package web

import (
	"net/http"
	"strings"

	"pullquote/internal/pagecache"
)

// Variants of a page: what it depends on besides its address and the database.
const (
	encrypted  = 1 << iota // addresses in it begin with https
	forBrowser             // a feed as browsers get it
)

// pageKey returns the cache key of a request. It reports false if the page is not
// the same for all readers: requests with a session cookie, even an expired one,
// bypass the cache.
func (s *server) pageKey(r *http.Request) (key pagecache.Key, ok bool) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead || !strings.HasPrefix(r.RequestURI, "/") || s.ownBytes(r.URL.Path) {
		return key, false
	}
	if len(r.Header["Cookie"]) > 0 && s.sessionToken(r) != "" {
		return key, false
	}
	key.Target = r.RequestURI
	if s.base == "" {
		key.Host = r.Host
		if s.secure(r) {
			key.Variant |= encrypted
		}
	}
	if strings.HasSuffix(r.URL.Path, ".xml") && browses(r) {
		key.Variant |= forBrowser
	}
	return key, true
}

// ownBytes reports whether what is at a path is cached by other means, or must not
// be cached at all.
func (s *server) ownBytes(path string) bool {
	path = strings.TrimPrefix(path, string(s.prefix))
	for _, beginning := range []string{"/assets/", "/media/", "/card/", "/healthz", "/readyz", "/sw.js"} {
		if strings.HasPrefix(path, beginning) {
			return true
		}
	}
	return false
}

// browses reports whether a browser sent the request, to show the answer to a
// person.
func browses(r *http.Request) bool { return strings.Contains(r.Header.Get("Accept"), "text/html") }
