package markup_test

import (
	"testing"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
)

func TestHeadingsThatTheTextLinksToCanBeLedTo(t *testing.T) {
	for _, tt := range []struct{ name, body, want string }{
		{
			"a table of contents", "- [It](#its-legs-2-of-them)\n- [Size](#größe)\n\n## It's legs: *2* of `them`\n\n## Größe\n\n## Feet\n",
			"<ul>\n<li><a href=\"#its-legs-2-of-them\">It</a></li>\n<li><a href=\"#gr%C3%B6%C3%9Fe\">Size</a></li>\n</ul>\n<h2 id=\"its-legs-2-of-them\">It&#39;s legs: <em>2</em> of <code>them</code></h2>\n<h2 id=\"größe\">Größe</h2>\n<h2>Feet</h2>\n",
		},
		{"the first of several, by a label", "[a][1]\n\n# A\n\n# A\n\n[1]: #a\n", "<p><a href=\"#a\">a</a></p>\n<h1 id=\"a\">A</h1>\n<h1>A</h1>\n"},
		{"not if something else has the id", "[a](#a) <b id=\"a\">b</b>\n\n# A\n", "<p><a href=\"#a\">a</a> <b id=\"a\">b</b></p>\n<h1>A</h1>\n"},
		{"nor an id of our pages", "[a](#pq-a)\n\n# PQ A\n", "<p><a href=\"#pq-a\">a</a></p>\n<h1>PQ A</h1>\n"},
		{"links to elsewhere", "[a](/b#a) [c](#) [d](#!)\n\n# A\n\n# !\n", "<p><a href=\"/b#a\">a</a> <a href=\"#\">c</a> <a href=\"#!\">d</a></p>\n<h1>A</h1>\n<h1>!</h1>\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if r, _ := markup.Render(tt.body, blog.Markdown); r.HTML != tt.want {
				t.Errorf("got  %s\nwant %s", r.HTML, tt.want)
			}
		})
	}
}
