package wxr

import (
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
	"pullquote/internal/transfer/shape"
)

var (
	indentation = regexp.MustCompile(`^\n[ \t]+`)

	bareAddress = regexp.MustCompile(`https?://[^\s<>"'\])]+`)
)

// body returns the body without block comments, and its format. Some exporters indent
// what they write.
func (r *reading) body() (string, blog.Format) {
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(r.texts["content:encoded"])
	text = r.withGalleries(text)
	if !blocks.MatchString(text) {
		text = record.TrimBlankLines(indentation.ReplaceAllString(text, "\n"))
		return text, shape.Language(text)
	}
	return r.ofBlocks(text), blog.HTML
}

// firstOutside returns the first address in a body that is not on the blog: of a link, or
// else a bare one.
func firstOutside(body string, base *url.URL) string {
	own := hostOf(base)
	outside := func(address string) string {
		u, err := record.URL(address, nil)
		if err != nil || own != "" && blog.HostOf(u) == own {
			return ""
		}
		return u
	}
	z := html.NewTokenizer(strings.NewReader(body))
	for {
		switch z.Next() {
		case html.ErrorToken:
			for _, bare := range bareAddress.FindAllString(body, -1) {
				if u := outside(strings.TrimRight(bare, ".,;:!?")); u != "" {
					return u
				}
			}
			return ""
		case html.StartTagToken:
			t := z.Token()
			for _, a := range t.Attr {
				if t.Data == "a" && a.Key == "href" {
					if u := outside(a.Val); u != "" {
						return u
					}
				}
			}
		}
	}
}
