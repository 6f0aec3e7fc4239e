package wxr

import (
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

var (
	// blocks are the comments with which WordPress's editor marks its blocks.
	blocks = regexp.MustCompile(`(?s)[ \t]*<!--\s*/?wp:.*?-->\n?`)

	shortcode = regexp.MustCompile(`(?m)(?:^|[\s>])(\[(?:caption|gallery|embed|audio|video|gist|youtube|vimeo|playlist)\b[^\]\n]*\])`)

	bareAddress = regexp.MustCompile(`https?://[^\s<>"'\])]+`)
)

// firstOutside gives the first address in a body that leads to another site
// than the blog: of a link, or else one that stands there as it is.
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

// own takes back what Write has put into custom fields, and reports whether
// the item is one of ours.
func (r *reading) own(it *record.Item) (body string, ok bool) {
	format := blog.Format(r.first(metaFormat))
	if !format.Known() {
		return "", false
	}
	it.Format, it.URL, it.Via, it.Lang = format, strings.TrimSpace(r.first("_format_link_url")), strings.TrimSpace(r.first(metaVia)), r.first(metaLang)
	for _, m := range r.metas {
		switch m.key {
		case metaBody:
			body = m.value
		case metaFormer:
			it.Former = append(it.Former, m.value)
		case metaBase:
			it.Base = m.value
		}
	}
	return body, true
}
