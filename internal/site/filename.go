package site

import (
	"net/url"
	"path"
	"strings"
	"unicode"
)

// longestName is the length of a file name that nearly every file system supports,
// in bytes.
const longestName = 250

// fileName returns the name of the file that a web server reads for an address. It
// is empty if file systems don't support the name, or the file would be hidden.
func fileName(address string) string {
	p, err := url.PathUnescape(address)
	if err != nil || strings.HasPrefix(p, "/.") || strings.ContainsFunc(p, func(r rune) bool { return r == '\\' || unicode.IsControl(r) }) {
		return ""
	}
	if strings.HasSuffix(p, "/") || path.Ext(p) == "" || len(path.Ext(p)) > 6 || strings.HasPrefix(p, "/tags/") && !strings.Contains(p, "feed.") && !strings.Contains(p, "atom.") {
		p = strings.TrimSuffix(p, "/") + "/index.html"
	}
	for part := range strings.SplitSeq(p, "/") {
		if part == "." || part == ".." || len(part) > longestName {
			return ""
		}
	}
	return strings.TrimPrefix(path.Clean(p), "/") // web servers also treat repeated slashes as one
}

// escaped escapes a decoded path for use in an address.
func escaped(p string) string { return (&url.URL{Path: p}).EscapedPath() }
