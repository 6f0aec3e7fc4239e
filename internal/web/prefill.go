package web

import (
	"net/url"
	"regexp"
	"strings"
)

// percent matches a percent sign, with the escape that it begins if it begins one.
var percent = regexp.MustCompile(`%(?:[0-9A-Fa-f]{2})?`)

// typedQuery parses a query that may have been typed by hand: net/url silently
// drops values that contain a semicolon or a stray percent sign.
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

// typedAddress returns the address that was typed after /+/. It restores the two
// slashes after the scheme, which proxies and browsers often fold into one.
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
