package site

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strings"

	"pullquote/internal/blog"
)

// moved is the page at a former address of a post. It is not seen where the server
// supports redirectList.
var moved = template.Must(template.New("moved").Parse(`<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>Moved</title>
<meta name="robots" content="noindex">
<link rel="canonical" href="{{.}}">
<meta http-equiv="refresh" content="0; url={{.}}">
<p>This post is at <a href="{{.}}">{{.}}</a>.</p>
</html>
`))

// The lists of former addresses: for the home page's script, and for servers.
const (
	queryList    = "former.json"
	redirectList = "_redirects"
)

// lists are the names of both.
var lists = []string{queryList, redirectList}

// former writes the former addresses: a page at each that redirects, a list for
// servers that support it (_redirects, of Netlify and Cloudflare Pages), and one
// for the home page's script, of addresses with a query.
func (c *crawl) former(former map[string]string) error {
	keys := make([]string, 0, len(former))
	for key := range former {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	var list strings.Builder
	queries := map[string]string{}
	for _, key := range keys {
		to := former[key]
		p, query, hasQuery := strings.Cut(key, "?")
		from := escaped(p)
		// A colon would begin a placeholder for a part of the path.
		listed := strings.ReplaceAll(c.prefix+from, ":", "%3A")
		if hasQuery { // without a page: all of an old blog's posts were at /blog/?p=
			if p == "/" {
				queries[query] = to
			}
			if name, value, ok := strings.Cut(query, "="); ok {
				fmt.Fprintf(&list, "%s %s=%s %s 301\n", listed, url.QueryEscape(name), url.QueryEscape(value), c.prefix+to)
			}
			continue
		}
		if blog.IsKindList(p) {
			continue // the list is at that address, and links to the post
		}
		fmt.Fprintf(&list, "%s %s 301\n", listed, c.prefix+to)
		var page bytes.Buffer
		if err := moved.Execute(&page, c.base+to); err != nil {
			return fmt.Errorf("site: %s: %w", key, err)
		}
		if err := c.file(from, page.Bytes()); err != nil {
			return err
		}
	}
	text, err := json.Marshal(queries)
	if err != nil {
		return fmt.Errorf("site: former addresses: %w", err)
	}
	if err := c.put(queryList, text); err != nil {
		return err
	}
	return c.put(redirectList, []byte(list.String()))
}
