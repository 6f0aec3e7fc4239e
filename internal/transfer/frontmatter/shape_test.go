package frontmatter

import (
	"strings"
	"testing"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record/recordtest"
)

const (
	linksAt    = "http://example.org/blog/links/a-post/"
	articlesAt = "http://example.org/blog/articles/a-post/"
)

func TestTheSourceIsFoundInTheBody(t *testing.T) {
	const words = "<p>My words.</p>"
	tests := []struct {
		name      string
		title     string
		permalink string
		body      string
		url, rest string
		note      string
	}{
		{
			"Tumblr's link post", "A Heron", articlesAt,
			"<a href='http://example.net/heron'>A Heron</a><div class=\"link_description\">" + words + "</div>",
			"http://example.net/heron", words, "",
		},
		{
			"one without words", "A Heron", articlesAt,
			"<a href='http://example.net/heron'>A Heron</a>",
			"http://example.net/heron", "", "",
		},
		{
			"an address with ampersands, spaces and a quotation mark, none escaped", "A Heron", articlesAt,
			"<a href='http://example.net/?a=it's&copy=1&q=two words&amp;b=2'>A Heron</a><div class=\"link_description\">" + words + "</div>",
			"http://example.net/?a=it's&copy=1&q=two%20words&b=2", words, "",
		},
		{
			"a title that WordPress has typeset", "A &#8220;Heron&#8221; &#8211; Tom&#8217;s &#038; mine&#8230; 3&#215;4", articlesAt,
			"<a href='http://example.net/'>A \"Heron\" - Tom's & mine...  3x4 </a><div class='link_description'>" + words + "</div>",
			"http://example.net/", words, "",
		},
		{
			"wrappers within the wrapper", "A Heron", articlesAt,
			"<a href='http://example.net/'>A Heron</a><div class=\"link_description\">" + words + "<div class=\"footnotes\"><ol><li>x</li></ol></div></div>\n",
			"http://example.net/", words + "<div class=\"footnotes\"><ol><li>x</li></ol></div>", "",
		},
		{
			"a wrapper that never closes stays", "A Heron", articlesAt,
			"<a href='http://example.net/'>A Heron</a><div class=\"link_description\">" + words,
			"http://example.net/", "<div class=\"link_description\">" + words, "",
		},
		{
			"a wrapper with words behind it stays", "A Heron", articlesAt,
			"<a href='http://example.net/'>A Heron</a><div class=\"link_description\">" + words + "</div>\n\nP.S.",
			"http://example.net/", "<div class=\"link_description\">" + words + "</div>\n\nP.S.", "",
		},
		{
			"other words than the title's stay", "On birds", articlesAt,
			"<a href='http://example.net/'>A Heron</a><div class=\"link_description\">" + words + "</div>",
			"http://example.net/", "<a href='http://example.net/'>A Heron</a><div class=\"link_description\">" + words + "</div>", "other words than the title's",
		},
		{
			"an address that leads nowhere stays", "A Heron", articlesAt,
			"<a href='javascript:x()'>A Heron</a><div class=\"link_description\">" + words + "</div>",
			"", "<a href='javascript:x()'>A Heron</a><div class=\"link_description\">" + words + "</div>", "can't be the source",
		},
		{
			"a picture in Tumblr's link stays", "A Heron", articlesAt,
			"<a href='http://example.net/'><img src=\"h.jpg\">A Heron</a><div class=\"link_description\">" + words + "</div>",
			"http://example.net/", "<a href='http://example.net/'><img src=\"h.jpg\">A Heron</a><div class=\"link_description\">" + words + "</div>", "says more",
		},
		{
			"a picture alone is no link post", "A Heron", articlesAt,
			"<a href='http://example.net/'><img src=\"h.jpg\"></a>",
			"", "<a href='http://example.net/'><img src=\"h.jpg\"></a>", "",
		},
		{
			"Tumblr's link post, half turned into Markdown", "A Heron", articlesAt,
			"[A Heron](http://example.net/)\n\n<div class=\"link_description\">\n\nMy *words*.\n\n</div>",
			"http://example.net/", "My *words*.", "",
		},
		{
			"a path on the old blog", "A Heron", articlesAt,
			"<a href='/files/heron.pdf'>A Heron</a><div class=\"link_description\">" + words + "</div>",
			"http://example.org/files/heron.pdf", words, "",
		},
		{
			"a link on a line of its own", "A Heron", articlesAt,
			"<a href=\"http://example.net/\" target=\"_blank\">A Heron</a>\n\nMy words.",
			"http://example.net/", "My words.", "",
		},
		{
			"a link before a line break", "A Heron", articlesAt,
			"<a href=\"http://example.net/\">A Heron</a><br/>My words.",
			"http://example.net/", "My words.", "",
		},
		{
			"a link in a paragraph of its own", "A Heron", articlesAt,
			"<p><strong><a href=\"http://example.net/\">A <em>Heron</em></a></strong></p>\n" + words,
			"http://example.net/", words, "",
		},
		{
			"a link in a heading", "A Heron", articlesAt,
			"<h2><a href=\"http://example.net/\">A Heron</a></h2>" + words,
			"http://example.net/", words, "",
		},
		{
			"a tooltip is words, too", "A Heron", articlesAt,
			"<p><a href=\"http://example.net/\" title=\"seen by Ada\">A Heron</a></p>\n" + words,
			"http://example.net/", "<p><a href=\"http://example.net/\" title=\"seen by Ada\">A Heron</a></p>\n" + words, "says more",
		},
		{
			"a link that begins a sentence is none", "A Heron", linksAt,
			"<p><a href=\"http://example.net/\">A Heron</a> stood there.</p>",
			"", "<p><a href=\"http://example.net/\">A Heron</a> stood there.</p>", "",
		},
		{
			"a linked picture is none", "A Heron", linksAt,
			"<p><a href=\"http://example.net/\"><img src=\"h.jpg\" alt=\"A Heron\"></a></p>" + words,
			"", "<p><a href=\"http://example.net/\"><img src=\"h.jpg\" alt=\"A Heron\"></a></p>" + words, "",
		},
		{
			"a first link in other words, in the category of links", "On birds", linksAt,
			"<p><a href=\"http://example.net/\">A Heron</a></p>" + words,
			"http://example.net/", "<p><a href=\"http://example.net/\">A Heron</a></p>" + words, "other words than the title's",
		},
		{
			"a first link in other words, in an article", "On birds", articlesAt,
			"<p><a href=\"http://example.net/\">A Heron</a></p>" + words,
			"", "<p><a href=\"http://example.net/\">A Heron</a></p>" + words, "",
		},
		{
			"Markdown", "A Heron", articlesAt,
			"[A Heron](http://example.net/heron_(bird))\n\nMy *words*.",
			"http://example.net/heron_(bird)", "My *words*.", "",
		},
		{
			"Markdown in a heading", "A Heron", articlesAt,
			"## [A Heron](<http://example.net/>) ##\nMy *words*.",
			"http://example.net/", "My *words*.", "",
		},
		{
			"Markdown in an underlined heading", "A Heron", articlesAt,
			"[A Heron](http://example.net/ \"A Heron\")\n=======\n\nMy *words*.",
			"http://example.net/", "My *words*.", "",
		},
		{
			"Markdown, strong, with attributes", "A_Heron [new]", articlesAt,
			"**[A\\_Heron \\[new\\]](http://example.net/){:target=\"_blank\"}**\n\nMy *words*.",
			"", "**[A\\_Heron \\[new\\]](http://example.net/){:target=\"_blank\"}**\n\nMy *words*.", "",
		},
		{
			"Markdown, strong", "A_Heron [new]", articlesAt,
			"**[A\\_Heron \\[new\\]](http://example.net/)**\n\nMy *words*.",
			"http://example.net/", "My *words*.", "",
		},
		{
			"Markdown over two lines", "A Heron on the river", articlesAt,
			"[A Heron on\nthe river](http://example.net/)\n\nMy *words*.",
			"http://example.net/", "My *words*.", "",
		},
		{
			"Markdown with a definition below, which stays", "A Heron", articlesAt,
			"[A Heron][1]\n\nMy [words][2].\n\n [1]: http://example.net/ \"x\"\n [2]: http://example.com/",
			"http://example.net/", "My [words][2].\n\n [1]: http://example.net/ \"x\"\n [2]: http://example.com/", "",
		},
		{
			"Markdown with a definition of the same name", "A Heron", articlesAt,
			"[A Heron][]\n\nMy words.\n\n[a  heron]: <http://example.net/>",
			"http://example.net/", "My words.\n\n[a  heron]: <http://example.net/>", "",
		},
		{
			"Markdown in other words, in the category of links", "On birds", linksAt,
			"[A Heron](http://example.net/)\n\nMy *words*.",
			"http://example.net/", "[A Heron](http://example.net/)\n\nMy *words*.", "other words than the title's",
		},
		{
			"a footnote is no link", "A Heron", linksAt,
			"[^1]\n\n[^1]: http://example.net/",
			"", "[^1]\n\n[^1]: http://example.net/", "",
		},
		{
			"two links in a line are no source", "A Heron", linksAt,
			"[A Heron](http://example.net/) and [B](http://example.com/)\n\nMy *words*.",
			"", "[A Heron](http://example.net/) and [B](http://example.com/)\n\nMy *words*.", "",
		},
		{
			"nothing but an address", "A Heron", articlesAt,
			"http://example.net/heron",
			"http://example.net/heron", "http://example.net/heron", "nothing but an address",
		},
		{
			"words alone", "A Heron", linksAt, words, "", words, "",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			it := readPost(t, "_posts/x.md", wordPress(tt.title, tt.permalink, tt.body))
			recordtest.CheckFields(t, map[string][2]string{"url": {it.URL, tt.url}, "body": {it.Body, tt.rest}})
			if tt.note != "" && !noted(it, tt.note) || tt.note == "" && len(it.Notes) > 0 {
				t.Errorf("notes %q, want %q", it.Notes, tt.note)
			}
		})
	}
}

func TestTheSourceOfAQuotation(t *testing.T) {
	const quote = "<blockquote><p>It stood.</p></blockquote>\n\n"
	tests := []struct{ name, permalink, body, url string }{
		{"Tumblr's quotation", articlesAt, quote + "<div class='attribution'><a href=\"http://example.net/\">Tom</a>, in a letter</div>", "http://example.net/"},
		{"Tumblr's, the source is no link", articlesAt, quote + "<div class='attribution'>Tom</div>", ""},
		{"a dash below a lone quotation", articlesAt, quote + "<p>&mdash; <a href=\"http://example.net/\">Tom</a></p>", "http://example.net/"},
		{"a source below a lone quotation", articlesAt, quote + "<p>Source: <em><a href=\"http://example.net/\">Tom</a></em></p>", "http://example.net/"},
		{"a source in the middle of an article", articlesAt, quote + "<p>Source: <a href=\"http://example.net/\">Tom</a></p><p>My words.</p>", ""},
		{"via in an article", articlesAt, quote + "<p>via <a href=\"http://example.net/\">example.net</a></p><p>My words.</p>", ""},
		{"via in the category of links", linksAt, quote + "<p>via <a href=\"http://example.net/\">example.net</a></p><p>My words.</p>", "http://example.net/"},
		{"words with a link below it", linksAt, quote + "<p>So says <a href=\"http://example.net/\">Tom</a>.</p>", ""},
		{"where it is from, by the quotation itself", articlesAt, "<blockquote cite=\"http://example.net/\">It stood.</blockquote>", "http://example.net/"},
		{"the same in an article", articlesAt, "<blockquote cite=\"http://example.net/\">It stood.</blockquote><p>My words.</p>", ""},
		{"a quotation that never closes", articlesAt, "<blockquote>It stood. <a href=\"http://example.net/\">Tom</a>", ""},
		{"Markdown", articlesAt, "> It stood.\nAnd stood.\n>\n> Then not.\n\n— [Tom](http://example.net/)", "http://example.net/"},
		{"Markdown with a domain", articlesAt, "> It stood.\n\n[🔗 *example.net*](http://example.net/)\n", "http://example.net/"},
		{"Markdown with a definition", articlesAt, "> It stood.\n\n— [Tom][1]\n\n[1]: http://example.net/", "http://example.net/"},
		{"Markdown with words below", articlesAt, "> It stood.\n\n— [Tom](http://example.net/)\n\nMy words.", ""},
		{"Markdown without a source", articlesAt, "> It stood.\n\nMy [words](http://example.net/).", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			it := readPost(t, "_posts/x.md", wordPress("", tt.permalink, tt.body))
			recordtest.CheckFields(t, map[string][2]string{"url": {it.URL, tt.url}, "body": {it.Body, strings.TrimSpace(tt.body)}})
		})
	}
}

func TestAnUntitledLinkPostIsCalledAsItsLink(t *testing.T) {
	for body, want := range map[string]string{
		"[A *Heron*](http://example.net/)\n\nWords.":                 "A Heron",
		"<p><a href=\"http://example.net/\">A Heron</a></p>\nWords.": "A Heron",
		"[http://example.net/](http://example.net/)\n\nWords.":       "",
	} {
		it := readPost(t, "2012-11-21-x.md", "---\nlayout: post\n---\n"+body)
		recordtest.CheckFields(t, map[string][2]string{"title": {it.Title, want}, "url": {it.URL, "http://example.net/"}, "body": {it.Body, "Words."}})
	}
}

func TestTheMetadataKnowsTheSource(t *testing.T) {
	const u = "https://example.net/a"
	tests := []struct{ name, matter, body, url, via, rest string }{
		{"link", "link: " + u, "Words.", u, "", "Words."},
		{"Octopress", "external-url: " + u, "Words.", u, "", "Words."},
		{"another spelling", "externalUrl: '" + u + "'", "Words.", u, "", "Words."},
		{"a list of one", "linked_list_url:\n  - " + u, "Words.", u, "", "Words."},
		{"an object", "bookmark-of:\n  type: h-cite\n  properties:\n    url: [\"" + u + "\"]", "Words.", u, "", "Words."},
		{"an object with an address", "in-reply-to: {url: \"" + u + "\"}", "Words.", u, "", "Words."},
		{"among the author's own", "params:\n  link: " + u, "Words.", u, "", "Words."},
		{"HTML", "source: '<a href=\"" + u + "\">Tom</a>'", "Words.", u, "", "Words."},
		{"Markdown", "source: \"[Tom](" + u + ")\"", "Words.", u, "", "Words."},
		{"without a scheme", "source: www.example.net/a", "Words.", "http://www.example.net/a", "", "Words."},
		{"the plainer key counts", "ref: https://example.com/\nlink: " + u, "Words.", u, "", "Words."},
		{"a source that is no address", "source: The Verge", "Words.", "", "", "Words."},
		{"a first link that says the same", "title: T\nlink: " + u, "[T](" + u + ")\n\nWords.", u, "", "Words."},
		{"a first link that leads elsewhere", "title: T\nlink: " + u, "[T](https://example.com/)\n\nWords.", u, "", "[T](https://example.com/)\n\nWords."},
		{"via", "link: " + u + "\nvia: https://example.com/tom", "Words.", u, "https://example.com/tom", "Words."},
		{"via by name and address", "link: " + u + "\nvia: Tom\nvia_url: https://example.com/tom", "Words.", u, "https://example.com/tom", "Words."},
		{"the address of a link post's own", "layout: link\nurl: " + u, "Words.", u, "", "Words."},
		{"the address of an article's own", "layout: post\nurl: " + u, "Words.", "", "", "Words."},
		{"a permalink that is called link", "wordpress_id: 7\nlink: " + u, "Words.", "", "", "Words."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			it := readPost(t, "2012-11-21-x.md", "---\n"+tt.matter+"\n---\n"+tt.body)
			recordtest.CheckFields(t, map[string][2]string{"url": {it.URL, tt.url}, "via": {it.Via, tt.via}, "body": {it.Body, tt.rest}})
		})
	}
}

func TestTheLanguageOfABody(t *testing.T) {
	tests := []struct {
		name, body string
		want       blog.Format
	}{
		{"HTML", "<p>Words with *asterisks* and [brackets](x).</p>", blog.WordPress},
		{"plain words", "Words.\n\nMore words,\nin two lines.", blog.WordPress},
		{"inline HTML", "Words with <em>stress</em> and <a href=\"http://example.net/\">a link</a>.", blog.WordPress},
		{"inline HTML with a stray asterisk", "Words with <em>stress</em> and *this*.", blog.WordPress},
		{"a Markdown link", "Words with [a link](http://example.net/).", blog.Markdown},
		{"a reference", "Words with [a link][1].\n\n[1]: http://example.net/", blog.Markdown},
		{"a quote", "So it goes:\n\n> It stood.", blog.Markdown},
		{"a heading", "# Birds\n\nWords.", blog.Markdown},
		{"an underlined heading", "Birds\n-----\n\nWords.", blog.Markdown},
		{"emphasis", "Words, *rather* many.", blog.Markdown},
		{"emphasis with underscores", "Words, _rather_ many.", blog.Markdown},
		{"names with underscores", "Call read_the_file or write_it_back.", blog.WordPress},
		{"strong", "**Note** the words.", blog.Markdown},
		{"a list", "Birds:\n\n- heron\n- stork", blog.Markdown},
		{"a numbered list", "1. heron\n2. stork", blog.Markdown},
		{"one dash", "Birds:\n- heron", blog.WordPress},
		{"a fence", "Run:\n\n```\nmake\n```", blog.Markdown},
		{"code", "Run `make` now.", blog.Markdown},
		{"grave accents after words, which mark a pause", "The heron` it stood` and flew.", blog.WordPress},
		{"a footnote", "Words.[^1]\n\n[^1]: More.", blog.Markdown},
		{"a hash tag", "#heron seen", blog.WordPress},
		{"asterisks in code", "Run <code>a **b** c</code> now.", blog.WordPress},
		{"Markdown's marks in a pre", "Look:\n<pre>\n> prompt\n\n# comment\n</pre>", blog.WordPress},
		{"Markdown with a block of HTML", "Words with [a link](http://example.net/) and many more words than that.\n\n<p>One.</p>\n\nWords.", blog.Markdown},
		{"HTML with a slip of Markdown", "<p>One paragraph of HTML.</p>\n<p>Another paragraph.</p>\n\n[a](http://example.net/)\n\n<p>A third one.</p>", blog.WordPress},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if it := readPost(t, "_posts/x.md", wordPress("T", articlesAt, tt.body)); it.Format != tt.want {
				t.Errorf("format %s, want %s", it.Format, tt.want)
			}
			if it := readPost(t, "_posts/2012-11-21-x.md", "---\ntitle: T\n---\n"+tt.body); it.Format != blog.Markdown {
				t.Errorf("Jekyll's .md is read as %s", it.Format)
			}
			if it := readPost(t, "_posts/2012-11-21-x.html", "---\ntitle: T\n---\n"+tt.body); it.Format != blog.HTML {
				t.Errorf("Jekyll's .html is read as %s", it.Format)
			}
		})
	}
}
