package wxr

import (
	"bytes"
	"html"
	"net/url"
	"regexp"
	"strings"
	"time"

	"pullquote/internal/transfer/record"
)

// channel is what all items of a file have in common.
type channel struct {
	base    *url.URL          // of the blog; nil if the file does not say
	lang    string            // of the blog, not of each post
	authors map[string]string // login to name
	spaces  map[string]string // prefix of a namespace to the one that it usually has
	offset  time.Duration     // of the blog's clock from UTC, as the last item had it
}

// channelOf reads what stands above the items. It is read by its tags: as XML
// it is often none.
func channelOf(head []byte) *channel {
	c := &channel{authors: map[string]string{}, spaces: map[string]string{}}
	for _, m := range namespace.FindAllSubmatch(head, -1) {
		if usual := usualPrefix(string(m[2])); usual != "" {
			c.spaces[string(m[1])] = usual
		}
	}
	for own, usual := range c.spaces {
		if own != usual {
			head = bytes.ReplaceAll(bytes.ReplaceAll(head, []byte("<"+own+":"), []byte("<"+usual+":")), []byte("</"+own+":"), []byte("</"+usual+":"))
		}
	}
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

var namespace = regexp.MustCompile(`xmlns:(\w+)\s*=\s*["']([^"']+)["']`)

// usualPrefix gives the prefix under which a namespace is known; empty for one
// that says nothing about posts. The addresses of WordPress's bear its version.
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

// tagged gives the text of the first element of that name; empty if there is
// none.
func tagged(b []byte, name string) string {
	_, rest, ok := strings.Cut(string(b), "<"+name+">")
	if !ok {
		return ""
	}
	text, _, _ := strings.Cut(rest, "</"+name+">")
	return unwrapped(text)
}

// unwrapped takes CDATA sections off a text, or decodes its entities, if it has
// none.
func unwrapped(text string) string {
	if !strings.Contains(text, "<![CDATA[") {
		return html.UnescapeString(text)
	}
	var b strings.Builder
	for text != "" {
		before, rest, ok := strings.Cut(text, "<![CDATA[")
		if b.Len() > 0 || strings.TrimSpace(before) != "" {
			b.WriteString(html.UnescapeString(before))
		}
		if !ok {
			break
		}
		inner, after, _ := strings.Cut(rest, "]]>")
		b.WriteString(inner)
		text = after
		if strings.TrimSpace(text) == "" {
			break
		}
	}
	return b.String()
}
