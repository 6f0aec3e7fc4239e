package frontmatter

import (
	"strings"
	"testing"

	"pullquote/internal/transfer/record/recordtest"
)

func TestAddresses(t *testing.T) {
	tests := []struct{ name, file, matter, path, slug, former string }{
		{"an absolute permalink", "x.md", "permalink: http://example.org/blog/a-post/", "/blog/a-post/", "a-post", ""},
		{"a relative one", "x.md", "permalink: /blog/a-post.html", "/blog/a-post.html", "a-post", ""},
		{"one without its slash", "x.md", "permalink: blog/a-post", "/blog/a-post", "a-post", ""},
		{"an escaped one", "x.md", "permalink: http://example.org/caf%C3%A9/%E6%97%A5%E6%9C%AC/", "/café/日本/", "日本", ""},
		{"a draft's of WordPress", "2012-11-21-x.md", "ID: 7\npost_title: T\npost_date: 2012-11-21 15:00:00\npermalink: http://example.org/?p=7", "", "x", "/?p=7"},
		{"a pattern", "2012-11-21-x.md", "permalink: /:year/:title/", "", "x", ""},
		{"a style", "2012-11-21-x.md", "permalink: pretty", "", "x", ""},
		{"an index", "x.md", "permalink: /a/b/index.html", "/a/b/index.html", "b", "/a/b"},
		{"Hugo's url", "x.md", "url: /a/b/", "/a/b/", "b", ""},
		{"a slug", "2012-11-21-x.md", "slug: a-heron", "", "a-heron", ""},
		{"a file's name", "2012-11-21-x.md", "", "", "x", ""},
		{"a file's name with spaces", "Über Reiher!.md", "", "", "uber-reiher", ""},
		{"a bundle", "posts/a-heron/index.md", "", "", "a-heron", ""},
		{"nothing but a date", "_posts/2012-11-21.md", "", "", "", ""},
		{"a dated bundle", "posts/2012-11-21-a-heron/index.md", "", "", "a-heron", ""},
		{"Jekyll's without more", "_posts/2012-11-21-x.md", "", "", "x", "/2012/11/21/x.html /2012/11/21/x"},
		{"Jekyll's with categories", "_posts/2012-11-21-x.md", "categories: [River Birds, links]", "", "x", "/river-birds/links/2012/11/21/x.html /river-birds/links/2012/11/21/x"},
		{"Hugo's aliases", "x.md", "url: /a/b/\naliases: [/old/, older, 'http://example.org/oldest.html']", "/a/b/", "b", "/old /a/older /oldest.html"},
		{"Jekyll's redirects", "x.md", "permalink: /a/\nredirect_from: /old/", "/a/", "a", "/old"},
		{"itself is no former one", "x.md", "permalink: /a/\nredirect_from: [/a, /a/]", "/a/", "a", ""},
		{"the blog's own are none", "x.md", "permalink: /a/\nredirect_from: [/, /feed/, /2012/, //x//]", "/a/", "a", ""},
		{"Tumblr's", "x.md", "tumblr_url: http://x.tumblr.com/post/36212915001/a-heron", "", "x", "/post/36212915001 /post/36212915001/a-heron"},
		{"Tumblr's by number", "x.md", "tumblr_my-blog_id: ['36212915001']", "", "x", "/post/36212915001"},
		{"a guid of WordPress", "x.md", "guid: http://example.org/?p=99", "", "x", "/?p=99"},
		{"a guid that is no address", "x.md", "guid: tag:example.org,2012:99", "", "x", ""},
		{"exitwp's", "x.md", "wordpress_id: 99\nlink: http://example.org/a/", "/a/", "a", "/?p=99"},
		{"a number that is not WordPress's", "x.md", "id: 99", "", "x", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			it := readPost(t, tt.file, "---\ntitle: T\ndate: 2012-11-21\n"+tt.matter+"\n---\nWords.\n")
			recordtest.CheckFields(t, map[string][2]string{"path": {it.Path, tt.path}, "slug": {it.Slug, tt.slug}, "former": {strings.Join(it.Former, " "), tt.former}})
		})
	}
}
