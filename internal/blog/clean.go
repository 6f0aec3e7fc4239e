package blog

import (
	"net/url"
	"regexp"
	"strings"
	"sync"
	"unicode"
)

// Cleaned is the result of cleaning an address.
type Cleaned struct {
	URL      string   // without tracking; byte for byte the original if nothing had to be removed
	Removed  []string // names of the removed parameters, in order
	Notes    []*Error // sentences for the author about further changes
	Fragment string   // text directive of the fragment, "text=foo,bar": the passage that was shared
}

var (
	everywhereRules = sync.OnceValue(func() rules { return newRules(everywhere) })
	bareHost        = regexp.MustCompile(`^(?i)(?:www\.[^\s/]+|[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)*\.[a-z]{2,})(?::\d+)?(?:[/?#]|$)`)
	credentials     = regexp.MustCompile(`^(?i)(https?://)[^/?#@]*(?:@[^/?#@]*)*@`)
)

// Clean prepares an address for linking: it removes surrounding white space,
// tracking parameters, passwords and text directives, and replaces a redirector by
// its target. All other bytes stay as they are, so that the page is the same. Clean
// never fails: what is not an http or https address stays as it is, except for
// surrounding and invisible characters.
func Clean(raw string) Cleaned {
	c := Cleaned{URL: raw}
	for range cleanings {
		before := c.URL
		if c.clean(before); c.URL == before {
			break
		}
	}
	return c
}

// cleanings limits how often an address is cleaned until nothing changes any more:
// the target of a redirector may be in quotation marks, for instance.
const cleanings = 5

func (c *Cleaned) clean(raw string) {
	address := trimAddress(raw)
	c.URL = address
	if bareHost.MatchString(address) && !strings.Contains(address, "://") {
		address = "https://" + address
	}
	if behind, note := unwrap(address); note != nil {
		c.Notes = append(c.Notes, note)
		address = trimAddress(behind)
	}
	if without := credentials.ReplaceAllString(address, "$1"); without != address {
		if _, err := ParseURL(without); err == nil {
			address = without
			c.Notes = append(c.Notes, Fault("url", "The user name and password were taken out of the address: every reader would see them."))
		}
	}
	if isWeb(address) {
		c.strip(address)
	}
}

// trimAddress removes white space and quotation marks around a pasted address, and
// invisible characters within it.
func trimAddress(raw string) string {
	visible := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r >= 0x200B && r <= 0x200F || r >= 0x202A && r <= 0x202E || r >= 0x2060 && r <= 0x2069 || r == 0xFEFF {
			return -1
		}
		return r
	}, raw)
	return strings.TrimFunc(visible, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("<>\"“”«»", r) })
}

// strip removes the tracking parameters and the text directive from an http or https
// address.
func (c *Cleaned) strip(address string) {
	rest, fragment, hasFragment := strings.Cut(address, "#")
	path, query, hasQuery := strings.Cut(rest, "?")
	host := ""
	if u, err := ParseURL(address); err == nil {
		host = strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	}
	site, known := siteRules(host)
	follows := func(name string) bool {
		if decoded, err := url.QueryUnescape(name); err == nil {
			name = decoded
		}
		name = strings.ToLower(name)
		if namesPage(host, path, name) {
			return false
		}
		return everywhereRules().match(name) || known && site.match(name) || name == "token" && isAppLink(host, path)
	}
	if strings.HasPrefix(host, "amazon.") {
		if i := strings.Index(path, "/ref="); i > 0 {
			path = path[:i]
			c.Removed = append(c.Removed, "ref")
		}
	}
	c.URL = path
	if query, hasQuery = c.without(query, hasQuery, follows); hasQuery {
		c.URL += "?" + query
	}
	if before, directive, ok := strings.Cut(fragment, ":~:"); ok {
		fragment = before
		if c.Fragment == "" {
			c.Fragment = directive
		}
		hasFragment = fragment != ""
	}
	if strings.Contains(fragment, "=") && !strings.HasPrefix(fragment, "!") && !strings.HasPrefix(fragment, "/") {
		fragment, hasFragment = c.without(fragment, hasFragment, everywhereRules().matchFold)
	}
	if hasFragment {
		c.URL += "#" + fragment
	}
}

func (r rules) matchFold(name string) bool { return r.match(strings.ToLower(name)) }

// without removes the tracking parameters from a query, and reports whether a query
// is left. The other parameters stay as they are written.
func (c *Cleaned) without(query string, has bool, follows func(name string) bool) (string, bool) {
	if query == "" {
		return query, has
	}
	var b strings.Builder
	gone := false
	for rest := query; rest != ""; {
		end := len(rest)
		if i := strings.IndexAny(rest[1:], "&;"); i >= 0 {
			end = i + 1
		}
		var pair string // with the separator before it
		pair, rest = rest[:end], rest[end:]
		name, _, _ := strings.Cut(strings.TrimLeft(pair, "&;"), "=")
		if name != "" && follows(name) {
			gone = true
			c.Removed = append(c.Removed, name)
			continue
		}
		b.WriteString(pair)
	}
	if !gone {
		return query, has
	}
	left := strings.TrimLeft(b.String(), "&;")
	return left, left != ""
}
