package blog

import (
	"regexp"
	"strings"
)

// baseURL matches the base URL of a blog: scheme, host, optional port, and the path
// prefix if the blog shares its host. The path is limited to characters that never
// need escaping, so that it is the same text in addresses, cookies and scripts.
var baseURL = regexp.MustCompile(`^(https?://[^/?#@\s\\]+)((?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*)$`)

// LocalBase is the default base URL: it stands in for the blog's base URL until that
// is known.
const LocalBase = "http://127.0.0.1:8080"

// SplitBase splits a base URL, https://example.org/blog, into the origin
// https://example.org and the path prefix /blog, which is empty if the blog has a
// host of its own. Trailing slashes are ignored. ok is false if base is not a valid
// base URL.
func SplitBase(base string) (origin, prefix string, ok bool) {
	m := baseURL.FindStringSubmatch(strings.TrimRight(base, "/"))
	if m == nil {
		return "", "", false
	}
	return m[1], m[2], true
}
