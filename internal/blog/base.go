package blog

import (
	"regexp"
	"strings"
)

// baseURL is what the address of a blog looks like: scheme, host and perhaps a
// port, and the path below which the blog stands on a host that it shares. The
// path is of characters that no one writes in another way, so that it is the
// same text in addresses, cookies and scripts.
var baseURL = regexp.MustCompile(`^(https?://[^/?#@\s\\]+)((?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*)$`)

// LocalBase is where a blog is served if nothing else is said: what stands for its
// address until that is known.
const LocalBase = "http://127.0.0.1:8080"

// SplitBase parts the address of a blog, https://example.org/blog, into the
// origin https://example.org and the path prefix /blog, which is empty where the
// blog has a host of its own. A slash at the end is left aside. ok is false for
// what is no such address.
func SplitBase(base string) (origin, prefix string, ok bool) {
	m := baseURL.FindStringSubmatch(strings.TrimRight(base, "/"))
	if m == nil {
		return "", "", false
	}
	return m[1], m[2], true
}
