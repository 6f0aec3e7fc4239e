package blog

import (
	"net"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// CheckURL reports why raw can't be the address of a source, as an *Error of that
// field. A valid source has the scheme http or https, a host, and no user name or
// password.
func CheckURL(field, raw string) error {
	what := Term("The address")
	switch field {
	case "url":
		what = Term("The URL")
	case "via":
		what = Term("The via link")
	}
	if n := utf8.RuneCountInString(raw); n > MaxURL {
		return Fault(field, "%s has %d characters; %d is the most.", what, n, MaxURL)
	}
	if strings.ContainsFunc(raw, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }) {
		return Fault(field, "%s has a space or a line break in it. Write the space as %%20, or check what was pasted.", what)
	}
	u, err := ParseURL(raw)
	if err != nil {
		return &Error{Kind: Invalid, Field: field, Message: "%s can't be read. It should look like https://example.org/page.", Args: []any{what}, Err: err}
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
	case "":
		return Fault(field, "%s needs its beginning: https:// or http://.", what)
	default:
		return Fault(field, "%s begins with %q; a post can lead to http: and https: addresses only.", what, u.Scheme+":")
	}
	if u.Hostname() == "" {
		return Fault(field, "%s has no host. It should look like https://example.org/page.", what)
	}
	if u.User != nil {
		return Fault(field, "%s holds a user name or password, which every reader would see. Take it out.", what)
	}
	return nil
}

// HostOf returns the host of a URL for display: lower case, without port and "www.";
// empty if there is none.
func HostOf(raw string) string {
	u, err := ParseURL(raw)
	if err != nil {
		return ""
	}
	host := strings.ToLower(u.Host)
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	return strings.TrimPrefix(strings.TrimSuffix(host, "."), "www.")
}

var strayPercent = regexp.MustCompile(`%($|[^0-9A-Fa-f]|[0-9A-Fa-f]($|[^0-9A-Fa-f]))`)

// ParseURL parses a URL like a browser: a percent sign that does not begin an escape
// stands for itself, whereas net/url rejects it.
func ParseURL(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil {
		u, err = url.Parse(strayPercent.ReplaceAllString(raw, "%25$1"))
	}
	return u, err
}
