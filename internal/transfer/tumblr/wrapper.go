package tumblr

import (
	"html"
	"net/url"
	"regexp"
	"strings"

	"pullquote/internal/blog"
)

var (
	// wrapper matches an address that only redirects: t.umblr.com/redirect?z=…
	wrapper = regexp.MustCompile(`(?i)^https?://(?:t\.umblr\.com/redirect\?|(?:www\.)?href\.li/?\?)`)

	// wrappedHref matches one in HTML, wrappedLink one in Markdown, where a bracket ends
	// the address.
	wrappedHref = regexp.MustCompile(`(?i)(\shref\s*=\s*)("https?://(?:t\.umblr\.com|(?:www\.)?href\.li)/?[^"]*"|'https?://(?:t\.umblr\.com|(?:www\.)?href\.li)/?[^']*')`)
	wrappedLink = regexp.MustCompile(`(?i)(\]\(\s*|\]:\s+|<)(https?://(?:t\.umblr\.com|(?:www\.)?href\.li)/?[^\s<>()"']*)`)
)

// unwrapped returns the target of such an address; other addresses are returned
// unchanged.
func unwrapped(address string) string {
	for range 3 { // some redirect to another
		at := wrapper.FindStringIndex(address)
		if at == nil {
			break
		}
		to := address[at[1]:]
		if u, err := url.Parse(address); err == nil && strings.EqualFold(u.Host, "t.umblr.com") {
			to = u.Query().Get("z")
		} else if plain, err := url.PathUnescape(to); err == nil && !strings.Contains(to, "://") {
			to = plain
		}
		if !strings.HasPrefix(to, "http://") && !strings.HasPrefix(to, "https://") {
			break
		}
		address = to
	}
	return address
}

// unwrapBody replaces redirecting links in a body with their targets, and changes nothing
// else.
func unwrapBody(body string, format blog.Format) string {
	if !strings.Contains(body, "umblr.com") && !strings.Contains(body, "href.li") {
		return body
	}
	body = wrappedHref.ReplaceAllStringFunc(body, func(found string) string {
		m := wrappedHref.FindStringSubmatch(found)
		quote, address := m[2][:1], html.UnescapeString(m[2][1:len(m[2])-1])
		if to := unwrapped(address); to != address {
			return m[1] + quote + html.EscapeString(to) + quote
		}
		return found
	})
	if format != blog.Markdown {
		return body
	}
	return wrappedLink.ReplaceAllStringFunc(body, func(found string) string {
		m := wrappedLink.FindStringSubmatch(found)
		address := html.UnescapeString(m[2])
		if to := unwrapped(address); to != address {
			return m[1] + strings.NewReplacer("(", "%28", ")", "%29", " ", "%20", "<", "%3C", ">", "%3E", "&", "&amp;").Replace(to)
		}
		return found
	})
}
