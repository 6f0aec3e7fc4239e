package tumblr

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
	"pullquote/internal/transfer/record/recordtest"
)

// readAll returns the items and errors of a file, in order.
func readAll(text string) (items []record.Item, errs []error) {
	return recordtest.Read(Format, record.File{Name: "posts.json"}, text)
}

// one reads a post with the usual fields and those in more.
func one(t *testing.T, more string) record.Item {
	t.Helper()
	text := `{"meta":{"status":200},"response":{"blog":{"name":"tom","posts":1},"posts":[{"blog_name":"tom","id":36212915001,"id_string":"36212915001","post_url":"https://tom.tumblr.example/post/36212915001/a-heron","slug":"a-heron","date":"2012-11-21 17:07:30 GMT","timestamp":1353517650,"state":"published","format":"html","reblog_key":"x","tags":["birds","small towns,"],` + more + `}]}}`
	if !Format.Detect("", []byte(text)) {
		t.Error("it is not known for Tumblr's")
	}
	items, errs := readAll(text)
	if len(items) != 1 || len(errs) != 0 {
		t.Fatalf("%d items, %v", len(items), errs)
	}
	return items[0]
}

func TestALinkPostIsReadFieldByField(t *testing.T) {
	it := one(t, `"type":"link","title":"A &#8220;heron&#8221;","url":"https://t.umblr.com/redirect?z=https%3A%2F%2Fnews.example%2Fheron%3Fa%3D1&t=x","description":"<p>Mine. <a href=\"http://t.umblr.com/redirect?z=http%3A%2F%2Fb.example%2F%3Fx%3D1%26y%3D2&amp;t=z\">b</a></p><blockquote><p>It stood.</p></blockquote>","excerpt":"Of the page.","publisher":"news.example","link_author":"Grace"`)
	got := map[string]string{
		"key": it.Key, "title": it.Title, "url": it.URL, "body": it.Body, "path": it.Path, "slug": it.Slug, "former": strings.Join(it.Former, " "), "hosts": strings.Join(it.Hosts, " "),
		"base": it.Base, "tags": strings.Join(it.Tags, "|"), "date": it.Published.Format(time.RFC3339) + " " + it.DateText, "status": string(it.Status), "about": it.Source.Description + "|" + it.Source.Site + "|" + it.Source.Author,
	}
	want := map[string]string{
		"key": "tumblr:36212915001", "title": "A “heron”", "url": "https://news.example/heron?a=1", "path": "/post/36212915001/a-heron", "slug": "a-heron",
		"body":   `<p>Mine. <a href="http://b.example/?x=1&amp;y=2">b</a></p><blockquote><p>It stood.</p></blockquote>`,
		"former": "/post/36212915001 /36212915001/a-heron", "hosts": "tom.tumblr.example tom.tumblr.com", "base": "https://tom.tumblr.example/post/36212915001/a-heron",
		"tags": "birds|small towns", "date": "2012-11-21T17:07:30Z 2012-11-21 17:07:30 GMT", "status": "published", "about": "Of the page.|news.example|Grace",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPostsOfTheOldTypes(t *testing.T) {
	for name, tc := range map[string]struct{ more, title, url, body string }{
		"text":                               {`"type":"text","title":"Words","body":"<p>Mine.</p>"`, "Words", "", "<p>Mine.</p>"},
		"markdown":                           {`"type":"text","format":"markdown","title":null,"body":"*Mine*."`, "", "", "*Mine*."},
		"quote":                              {`"type":"quote","text":"It &amp; stood.","source":"Tom, <a href=\"https://news.example/\">News</a>"`, "", "https://news.example/", "<blockquote>It &amp; stood.</blockquote>\n<p>Tom, <a href=\"https://news.example/\">News</a></p>"},
		"photo":                              {`"type":"photo","caption":"<p>Mine.</p>","photos":[{"caption":"A <b>heron</b>","original_size":{"url":"https://64.media.example/a.jpg"}}]`, "", "", "<p><img alt=\"A heron\" src=\"https://64.media.example/a.jpg\"/></p>\n<p>Mine.</p>"},
		"chat":                               {`"type":"chat","title":"Talk","dialogue":[{"name":"A","label":"A:","phrase":"Hi <b>"}]`, "Talk", "", "<p><strong>A:</strong> Hi &lt;b&gt;</p>"},
		"answer":                             {`"type":"answer","asking_name":"Grace","asking_url":"https://grace.example/","question":"Why?","answer":"<p>So.</p>"`, "", "", "<blockquote><p>Why?</p><p>— <a href=\"https://grace.example/\">Grace</a></p></blockquote>\n<p>So.</p>"},
		"video":                              {`"type":"video","caption":"<p>Look.</p>","permalink_url":"https://video.example/1","player":[{"width":1}]`, "", "https://video.example/1", "<p>Look.</p>"},
		"a text post of a link post's shape": {`"type":"text","title":"A heron","body":"<p><a href=\"https://news.example/h\">A heron</a></p><p>Mine.</p>"`, "A heron", "https://news.example/h", "<p>Mine.</p>"},
	} {
		it := one(t, tc.more)
		if it.Title != tc.title || it.URL != tc.url || it.Body != tc.body {
			t.Errorf("%s: %q, %q, %q", name, it.Title, it.URL, it.Body)
		}
	}
	if md := one(t, `"type":"text","format":"markdown","title":"A","body":"x"`); md.Format != "" && md.Format != blog.Markdown && md.Format != blog.HTML {
		t.Errorf("format %q", md.Format)
	}
}

func TestWhoMayReadAPost(t *testing.T) {
	for state, want := range map[string]blog.Status{"published": blog.Published, "private": blog.Draft, "queued": blog.Draft, "draft": blog.Draft, "submission": blog.Draft, "": blog.Draft} {
		if it := one(t, `"type":"text","body":"x","state":"`+state+`"`); it.Status != want {
			t.Errorf("%q is %s", state, it.Status)
		}
	}
}

func TestPostsOfBlocks(t *testing.T) {
	for name, tc := range map[string]struct{ content, more, title, url, body string }{
		"ranges in characters, over one another": {
			`{"type":"text","text":"🌱 abcdef\nghi","formatting":[{"start":2,"end":5,"type":"bold"},{"start":4,"end":8,"type":"italic"},{"start":0,"end":1,"type":"link","url":"https://a.example/"},{"start":99,"end":100,"type":"bold"},{"start":0,"end":2,"type":"color","hex":"#fff"}]}`, "",
			"", "", `<p><a href="https://a.example/">🌱</a> <strong>ab<em>c</em></strong><em>def</em><br/>ghi</p>` + "\n",
		},
		"a link": {
			`{"type":"text","text":"Mine."},{"type":"link","url":"https://href.li/?https://news.example/h","title":"A heron","description":"Of the page.","site_name":"News","poster":[{"url":"https://news.example/p.jpg"}]},{"type":"text","subtype":"indented","text":"It stood."}`, "",
			"A heron", "https://news.example/h", "<p>Mine.</p>\n<blockquote><p>It stood.</p></blockquote>\n",
		},
		"a quotation": {
			`{"type":"text","subtype":"quote","text":"It stood."},{"type":"text","text":"Tom","formatting":[{"start":0,"end":3,"type":"link","url":"https://news.example/"}]}`, "",
			"", "https://news.example/", "<blockquote><p>It stood.</p></blockquote>\n<p><a href=\"https://news.example/\">Tom</a></p>\n",
		},
		"lists": {
			`{"type":"text","subtype":"heading1","text":"Title"},{"type":"text","subtype":"unordered-list-item","text":"a"},{"type":"text","subtype":"ordered-list-item","indent_level":1,"text":"b"},{"type":"text","subtype":"unordered-list-item","text":"c"},{"type":"text","subtype":"heading2","text":"d"}`, "",
			"Title", "", "<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>\n<h3>d</h3>\n",
		},
		"pictures": {
			`{"type":"image","media":[{"url":"https://64.media.example/a.png","width":1280},{"url":"https://64.media.example/s.png"}],"alt_text":"A \"heron\"","caption":"It stood."}`, "",
			"", "", `<figure><img alt="A &#34;heron&#34;" src="https://64.media.example/a.png"/><figcaption>It stood.</figcaption></figure>` + "\n",
		},
		"a question": {
			`{"type":"text","text":"Why?"},{"type":"text","text":"So."}`, `,"layout":[{"type":"ask","blocks":[0],"attribution":{"type":"blog","blog":{"name":"grace"}}}]`,
			"", "", "<blockquote><p>Why?</p>\n<p>— grace</p></blockquote>\n<p>So.</p>\n",
		},
		"words of another": {
			`{"type":"text","text":"Mine."}`, `,"trail":[{"broken_blog_name":"gone","content":[{"type":"text","text":"Hers."}],"layout":[]}]`,
			"", "", "<p>gone:</p>\n<blockquote><p>Hers.</p>\n</blockquote>\n<p>Mine.</p>\n",
		},
		"a film": {`{"type":"video","url":"https://video.example/1","media":{"url":"https://va.example/x.mp4"}}`, "", "", "", "<p><a href=\"https://video.example/1\">https://video.example/1</a></p>\n"},
	} {
		it := one(t, `"type":"blocks","is_blocks_post_format":true,"content":[`+tc.content+`]`+tc.more)
		if it.Title != tc.title || it.URL != tc.url || it.Body != tc.body {
			t.Errorf("%s:\n%q, %q,\n%s", name, it.Title, it.URL, it.Body)
		}
	}
}

func TestTheFirstVersionOfTheAPI(t *testing.T) {
	posts := `{"id":"36212915001","url":"http://tom.example/post/36212915001","url-with-slug":"http://tom.example/post/36212915001/a-heron","type":"link","date-gmt":"2012-11-21 17:07:30 GMT","unix-timestamp":1353517650,"format":"html","slug":"a-heron","tags":["birds"],"link-text":"A heron","link-url":"https://news.example/h","link-description":"<p>Mine.</p>"},
{"id":9223372036854775807,"url":"http://tom.example/post/2","url-with-slug":"http://tom.example/post/2/x","type":"quote","unix-timestamp":"1353517650","quote-text":"It stood.","quote-source":"<a href=\"https://q.example/\">Q</a>","private":"true"}`
	for name, text := range map[string]string{
		"JSON behind a variable": `var tumblr_api_read = {"tumblelog":{"name":"tom"},"posts-start":0,"posts-total":"2","posts-type":false,"posts":[` + posts + `]};`,
		"XML":                    `<?xml version="1.0" encoding="UTF-8"?><tumblr version="1.0"><tumblelog name="tom"/><posts start="0" total="2"><post id="36212915001" url="http://tom.example/post/36212915001" url-with-slug="http://tom.example/post/36212915001/a-heron" type="link" date-gmt="2012-11-21 17:07:30 GMT" unix-timestamp="1353517650" format="html" slug="a-heron"><link-text>A heron</link-text><link-url>https://news.example/h</link-url><link-description>&lt;p&gt;Mine.&lt;/p&gt;</link-description><tag>birds</tag></post><post id="9223372036854775807" url="http://tom.example/post/2" url-with-slug="http://tom.example/post/2/x" type="quote" unix-timestamp="1353517650" private="true"><quote-text>It stood.</quote-text><quote-source>&lt;a href="https://q.example/"&gt;Q&lt;/a&gt;</quote-source></post></posts></tumblr>`,
	} {
		if !Format.Detect("", []byte(text)) {
			t.Errorf("%s is not known", name)
		}
		items, errs := readAll(text)
		if len(items) != 2 || len(errs) != 0 {
			t.Fatalf("%s: %d items, %v", name, len(items), errs)
		}
		a, b := items[0], items[1]
		if a.Key != "tumblr:36212915001" || a.Title != "A heron" || a.URL != "https://news.example/h" || a.Body != "<p>Mine.</p>" || a.Status != blog.Published || strings.Join(a.Tags, "") != "birds" || a.Path != "/post/36212915001/a-heron" {
			t.Errorf("%s: %+v", name, a)
		}
		if b.Key != "tumblr:9223372036854775807" || b.URL != "https://q.example/" || b.Status != blog.Draft {
			t.Errorf("%s: %+v", name, b)
		}
	}
}

func TestOtherFilesAreNotClaimed(t *testing.T) {
	for _, text := range []string{`[{"href":"https://a.example/","description":"A","tags":""}]`, `{"results":[]}`, "<html><body><p>Words.</p></body></html>", "---\ntitle: tumblr\n---\n", ""} {
		if Format.Detect("", []byte(text)) {
			t.Errorf("%q is claimed", text)
		}
	}
}
