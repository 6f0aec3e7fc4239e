package blog

import (
	"net/url"
	"regexp"
	"strings"
	"sync"
	"unicode"
)

// Cleaned is an address as it should be linked to.
type Cleaned struct {
	URL      string   // without what was added only to follow people around; the same bytes as before if nothing had to go
	Removed  []string // names of the parameters that went, in order
	Notes    []*Error // sentences for the author where more was done
	Fragment string   // a text directive that the fragment carried, "text=foo,bar": it tells which passage was shared
}

var (
	everywhereRules = sync.OnceValue(func() rules { return newRules(everywhere) })
	bareHost        = regexp.MustCompile(`^(?i)(?:www\.[^\s/]+|[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)*\.[a-z]{2,})(?::\d+)?(?:[/?#]|$)`)
	credentials     = regexp.MustCompile(`^(?i)(https?://)[^/?#@]*(?:@[^/?#@]*)*@`)
)

// Clean makes an address fit to be linked to: white space, tracking parameters,
// passwords and text directives are taken out, and what only leads elsewhere is
// seen through. All other bytes stay as they are, so that the page is the same.
// It never fails: what is no address of the web comes back as it came.
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

// cleanings is how often an address is cleaned until nothing changes any more:
// what stands behind a redirector may be in quotation marks, and so on.
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
		if _, err := parseURL(without); err == nil {
			address = without
			c.Notes = append(c.Notes, Fault("url", "The user name and password were taken out of the address: every reader would see them."))
		}
	}
	if isWeb(address) {
		c.strip(address)
	}
}

// trimAddress takes off what surrounds an address that was copied, and what
// can't be seen in it.
func trimAddress(raw string) string {
	visible := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r >= 0x200B && r <= 0x200F || r >= 0x202A && r <= 0x202E || r >= 0x2060 && r <= 0x2069 || r == 0xFEFF {
			return -1
		}
		return r
	}, raw)
	return strings.TrimFunc(visible, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("<>\"“”«»", r) })
}

// strip takes the tracking parameters and the text directive out of an address
// of the web.
func (c *Cleaned) strip(address string) {
	rest, fragment, hasFragment := strings.Cut(address, "#")
	path, query, hasQuery := strings.Cut(rest, "?")
	host := ""
	if u, err := parseURL(address); err == nil {
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

// without leaves the parameters out that follow people around, and reports
// whether a query is left. The others stay as they are written.
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
		var pair string // with the sign before it
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
