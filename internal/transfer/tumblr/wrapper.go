package tumblr

import (
	"html"
	"net/url"
	"regexp"
	"strings"

	"pullquote/internal/blog"
)

var (
	// wrapper is an address that only leads on: t.umblr.com/redirect?z=…
	wrapper = regexp.MustCompile(`(?i)^https?://(?:t\.umblr\.com/redirect\?|(?:www\.)?href\.li/?\?)`)

	// wrappedHref is one in HTML, wrappedLink one in Markdown: of the latter a
	// bracket ends the link.
	wrappedHref = regexp.MustCompile(`(?i)(\shref\s*=\s*)("https?://(?:t\.umblr\.com|(?:www\.)?href\.li)/?[^"]*"|'https?://(?:t\.umblr\.com|(?:www\.)?href\.li)/?[^']*')`)
	wrappedLink = regexp.MustCompile(`(?i)(\]\(\s*|\]:\s+|<)(https?://(?:t\.umblr\.com|(?:www\.)?href\.li)/?[^\s<>()"']*)`)
)

// unwrapped gives the address to which such a one leads, any other as it is.
func unwrapped(address string) string {
	for range 3 { // some lead to another
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

// unwrapBody leads the links in a body where they lead. Nothing else changes.
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
