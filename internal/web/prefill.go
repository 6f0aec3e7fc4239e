package web

import (
	"net/url"
	"regexp"
	"strings"
)

// percent matches a percent sign with the escape that it begins; alone, it begins
// none.
var percent = regexp.MustCompile(`%(?:[0-9A-Fa-f]{2})?`)

// typedQuery reads a query as a person may have typed it: net/url drops, without
// a word, a value with a semicolon or a stray percent sign in it.
func typedQuery(raw string) url.Values {
	raw = strings.ReplaceAll(raw, ";", "%3B")
	raw = percent.ReplaceAllStringFunc(raw, func(s string) string {
		if s == "%" {
			return "%25"
		}
		return s
	})
	q, _ := url.ParseQuery(raw)
	return q
}

// typedAddress gives the address that was typed behind /+/, as it was typed:
// proxies and browsers are fond of folding the two slashes after its scheme.
func typedAddress(u *url.URL) string {
	address := strings.TrimPrefix(u.EscapedPath(), "/+/")
	if whole, err := url.PathUnescape(address); err == nil && !strings.Contains(address, ":/") && strings.Contains(whole, "://") {
		address = whole // it was encoded as one segment
	}
	for _, scheme := range []string{"https:/", "http:/"} {
		if rest, ok := strings.CutPrefix(address, scheme); ok && !strings.HasPrefix(rest, "/") {
			address = scheme + "/" + rest
		}
	}
	if address != "" && !strings.Contains(address, "://") {
		address = "https://" + address
	}
	if u.RawQuery != "" {
		address += "?" + u.RawQuery
	}
	return address
}
