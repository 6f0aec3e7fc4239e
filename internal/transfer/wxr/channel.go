package wxr

import (
	"bytes"
	"html"
	"io"
	"net/url"
	"regexp"
	"strings"
	"time"

	"pullquote/internal/transfer/record"
)

// channel is what all items of a file have in common.
type channel struct {
	base    *url.URL          // address of the blog; nil if the file does not contain it
	lang    string            // language of the blog, not of each post
	authors map[string]string // login to name
	spaces  map[string]string // namespace prefix to its usual prefix
	offset  time.Duration     // the blog's offset from UTC, as of the last item
	library *library          // nil until needed

	reopen func() (io.ReadCloser, error) // opens the file once more; may be nil
}

// channelOf parses what precedes the items. It searches for tags, since the text is often
// not valid XML.
func channelOf(head []byte) *channel {
	c := &channel{authors: map[string]string{}, spaces: map[string]string{}}
	for _, m := range namespace.FindAllSubmatch(head, -1) {
		if usual := usualPrefix(string(m[2])); usual != "" {
			c.spaces[string(m[1])] = usual
		}
	}
	head = c.usual(head)
	for _, name := range []string{"wp:base_blog_url", "wp:base_site_url", "link"} {
		u, err := url.Parse(strings.TrimSpace(tagged(head, name)))
		if err == nil && u.Host != "" && c.base == nil {
			c.base = u
		}
	}
	c.lang = strings.TrimSpace(tagged(head, "language"))
	for _, m := range authorTag.FindAllSubmatch(head, -1) {
		login, name := tagged(m[1], "wp:author_login"), tagged(m[1], "wp:author_display_name")
		if name = record.Plain(html.UnescapeString(name)); name != "" {
			c.authors[login] = name
		}
	}
	return c
}

// usual replaces the prefixes of tags with the usual ones.
func (c *channel) usual(b []byte) []byte {
	for own, usual := range c.spaces {
		if own != usual {
			b = bytes.ReplaceAll(bytes.ReplaceAll(b, []byte("<"+own+":"), []byte("<"+usual+":")), []byte("</"+own+":"), []byte("</"+usual+":"))
		}
	}
	return b
}

var namespace = regexp.MustCompile(`xmlns:(\w+)\s*=\s*["']([^"']+)["']`)

// usualPrefix returns the usual prefix of a namespace; "" for one that is irrelevant to
// posts. WordPress's namespace addresses contain its version.
func usualPrefix(address string) string {
	switch {
	case strings.Contains(address, "wordpress.org/export") && strings.Contains(address, "excerpt"):
		return "excerpt"
	case strings.Contains(address, "wordpress.org/export"):
		return "wp"
	case strings.Contains(address, "purl.org/rss/1.0/modules/content"):
		return "content"
	case strings.Contains(address, "purl.org/dc/elements"):
		return "dc"
	}
	return ""
}

var authorTag = regexp.MustCompile(`(?s)<wp:author>(.*?)</wp:author>`)

// tagged returns the text of the first element of that name; "" if there is none.
func tagged(b []byte, name string) string {
	_, rest, ok := strings.Cut(string(b), "<"+name+">")
	if !ok {
		return ""
	}
	text, _, _ := strings.Cut(rest, "</"+name+">")
	return unwrapped(text)
}

// unwrapped removes the CDATA section marks from a text or, if there are none, decodes
// its entities. A text that is one section from end to end may contain "]]>", as
// WordPress reads it: some plugins don't split it.
func unwrapped(text string) string {
	before, rest, ok := strings.Cut(text, "<![CDATA[")
	switch {
	case !ok:
		return html.UnescapeString(text)
	case strings.TrimSpace(before) == "":
		inner := strings.TrimSuffix(strings.TrimSpace(rest), "]]>")
		return strings.NewReplacer("]]]]><![CDATA[>", "]]>", "]]><![CDATA[", "").Replace(inner)
	}
	inner, after, _ := strings.Cut(rest, "]]>")
	if strings.TrimSpace(after) == "" {
		after = ""
	}
	return html.UnescapeString(before) + inner + unwrapped(after)
}
