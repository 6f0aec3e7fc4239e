package wxr

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
	"pullquote/internal/transfer/record/recordtest"
)

const channelBegin = `<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
	<title>Birds</title>
	<link>http://birds.example</link>
	<wp:wxr_version>1.2</wp:wxr_version>
	<wp:base_site_url>http://birds.example</wp:base_site_url>
	<wp:base_blog_url>http://birds.example/blog</wp:base_blog_url>
	<wp:author><wp:author_login><![CDATA[tom]]></wp:author_login><wp:author_display_name><![CDATA[Tom Example]]></wp:author_display_name></wp:author>
`

const channelEnd = "</channel>\n</rss>\n"

// itemOf returns an item with the usual elements, followed by those in more.
func itemOf(id int, title, content, more string) string {
	return fmt.Sprintf(`	<item>
		<title>%s</title>
		<link>http://birds.example/blog/2012/11/item-%d/</link>
		<pubDate>Wed, 21 Nov 2012 17:07:30 +0000</pubDate>
		<dc:creator><![CDATA[tom]]></dc:creator>
		<guid isPermaLink="false">http://birds.example/blog/?p=%[2]d</guid>
		<content:encoded>%s</content:encoded>
		<excerpt:encoded><![CDATA[]]></excerpt:encoded>
		<wp:post_id>%[2]d</wp:post_id>
		<wp:post_date>2012-11-21 18:07:30</wp:post_date>
		<wp:post_date_gmt>2012-11-21 17:07:30</wp:post_date_gmt>
		<wp:post_name>item-%[2]d</wp:post_name>
		<wp:status>publish</wp:status>
		<wp:post_type>post</wp:post_type>
%[4]s	</item>
`, title, id, content, more)
}

// readAll returns the items and errors of a file, in order.
func readAll(text string) (items []record.Item, errs []error) {
	return recordtest.Read(Format, record.File{Name: "export.xml"}, text)
}

// one reads a file with one item.
func one(t *testing.T, item string) record.Item {
	t.Helper()
	items, errs := readAll(channelBegin + item + channelEnd)
	if len(items) != 1 || len(errs) != 0 {
		t.Fatalf("%d items, %v", len(items), errs)
	}
	return items[0]
}

func TestAnItemIsReadFieldByField(t *testing.T) {
	it := one(t, itemOf(367, "Tom&#8217;s &amp;amp; my <![CDATA[]]>heron", "<![CDATA[\n<a href='http://news.example/heron'>Tom’s & my heron</a><div class=\"link_description\"><p>Words.</p>\n<blockquote><p>It ]]]]><![CDATA[> stood.</p></blockquote></div>]]>", `
		<excerpt:encoded><![CDATA[In short.]]></excerpt:encoded>
		<wp:post_modified_gmt>2013-01-01 00:00:00</wp:post_modified_gmt>
		<category domain="category" nicename="links"><![CDATA[Links]]></category>
		<category domain="category" nicename="uncategorized"><![CDATA[Uncategorized]]></category>
		<category domain="post_tag" nicename="small-towns"><![CDATA[small towns &amp; birds]]></category>
		<category domain="post_format" nicename="post-format-link"><![CDATA[Link]]></category>
		<wp:postmeta><wp:meta_key>_wp_old_slug</wp:meta_key><wp:meta_value><![CDATA[h%C3%A9ron]]></wp:meta_value></wp:postmeta>
		<wp:postmeta><wp:meta_key>tumblr_tom-birds_permalink</wp:meta_key><wp:meta_value><![CDATA[http://tom-birds.tumblr.example/post/36212915001/heron]]></wp:meta_value></wp:postmeta>
		<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_content><![CDATA[Nice. <title>x</title>]]></wp:comment_content><wp:comment_type></wp:comment_type></wp:comment>
		<wp:comment><wp:comment_id>2</wp:comment_id><wp:comment_type>pingback</wp:comment_type></wp:comment>
`))
	got := map[string]string{
		"key": it.Key, "title": it.Title, "url": it.URL, "path": it.Path, "slug": it.Slug, "base": it.Base, "guid": it.GUID, "author": it.Author,
		"former": strings.Join(it.Former, " "), "hosts": strings.Join(it.Hosts, " "), "tags": strings.Join(it.Tags, ", "), "status": string(it.Status), "format": string(it.Format),
		"published": it.Published.Format(time.RFC3339), "updated": it.Updated.Format(time.RFC3339), "date": it.DateText, "body": it.Body,
	}
	want := map[string]string{
		"key": "wordpress:birds.example:367", "title": "Tom’s & my heron", "url": "http://news.example/heron", "path": "/blog/2012/11/item-367/", "slug": "item-367",
		"base": "http://birds.example/blog/2012/11/item-367/", "guid": "http://birds.example/blog/?p=367", "author": "Tom Example",
		"former": "/?p=367 /blog?p=367 /blog/2012/11/héron /post/36212915001 /post/36212915001/heron", "hosts": "tom-birds.tumblr.example", "tags": "Links, small towns & birds",
		"status": "published", "format": "wordpress", "published": "2012-11-21T17:07:30Z", "updated": "2013-01-01T00:00:00Z", "date": "2012-11-21 18:07:30",
		"body": "<p>Words.</p>\n<blockquote><p>It ]]> stood.</p></blockquote>",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if notes := strings.Join(it.Notes, "\n"); !strings.Contains(notes, "1 comment and 1 pingback") {
		t.Errorf("notes: %s", notes)
	}
}

func TestWhoMayReadAPost(t *testing.T) {
	for more, want := range map[string]blog.Status{
		"": blog.Published, "draft": blog.Draft, "pending": blog.Draft, "private": blog.Draft, "future": blog.Published, "vip-only": blog.Draft,
	} {
		item := itemOf(1, "A", "B", "")
		if more != "" {
			item = strings.Replace(item, ">publish<", ">"+more+"<", 1)
		}
		if it := one(t, item); it.Status != want {
			t.Errorf("%q is %s", more, it.Status)
		}
	}
	if it := one(t, itemOf(1, "A", "B", "<wp:post_password>x</wp:post_password>")); it.Status != blog.Draft {
		t.Error("a password does not hide the post")
	}
	if it := one(t, strings.Replace(itemOf(1, "A", "B", ""), "<wp:status>publish</wp:status>", "", 1)); it.Status != blog.Draft {
		t.Error("what is not said to be public is")
	}
}

func TestWhatIsNoPostIsSkippedWithTheReason(t *testing.T) {
	for _, change := range [][2]string{
		{">post<", ">attachment<"}, {">post<", ">nav_menu_item<"}, {">publish<", ">trash<"}, {">publish<", ">auto-draft<"},
	} {
		_, errs := readAll(channelBegin + strings.Replace(itemOf(1, "A", "B", ""), change[0], change[1], 1) + channelEnd)
		var skip *record.Skip
		if len(errs) != 1 || !errors.As(errs[0], &skip) || skip.Reason == "" {
			t.Errorf("%s: %v", change[1], errs)
		}
	}
}

func TestAPageIsToldFromAPostAndLinksToNoSource(t *testing.T) {
	page := func(id int, content, more string) record.Item {
		return one(t, strings.Replace(itemOf(id, "Links I like", "<![CDATA["+content+"]]>", more), ">post<", ">page<", 1))
	}
	it := page(7, `<a href="http://news.example/">Links I like</a>`, "")
	if !it.Page || it.URL != "" || it.Body != `<a href="http://news.example/">Links I like</a>` || it.Path != "/blog/2012/11/item-7/" {
		t.Errorf("%+v", it)
	}
	if want := []string{"/?p=7", "/blog?p=7", "/?page_id=7", "/blog?page_id=7"}; !slices.Equal(it.Former, want) {
		t.Errorf("it was known as %q, want %q", it.Former, want)
	}
	if it := page(8, "Words.", `<wp:postmeta><wp:meta_key>_links_to</wp:meta_key><wp:meta_value>https://b.example/</wp:meta_value></wp:postmeta>`); it.URL != "https://b.example/" {
		t.Errorf("a page that stands for another leads to %q", it.URL)
	}
	if it := one(t, itemOf(9, "A", "B", "")); it.Page {
		t.Error("a post is taken for a page")
	}
}

func TestBodies(t *testing.T) {
	for name, tc := range map[string]struct{ content, body, url string }{
		"blocks":              {"<!-- wp:paragraph {\"a\":\"b\"} -->\n<p>One.</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:quote -->\n<blockquote>Two.</blockquote>\n<!-- /wp:quote -->", "<p>One.</p>\n\n<blockquote>Two.</blockquote>", ""},
		"words behind a mark": {"<!-- wp:quote -->\n<blockquote><!-- wp:paragraph -->\n<p>One.</p>\n<!-- /wp:paragraph --><cite>Two</cite></blockquote>\n<!-- /wp:quote -->\n", "<blockquote>\n<p>One.</p>\n<cite>Two</cite></blockquote>", ""},
		"a dash too many":     {"<!-- wp:paragraph --->\n<p>One -- two.</p>\n<!-- /wp:paragraph -->", "<p>One -- two.</p>", ""},
		"footnotes":           {"<!-- wp:paragraph -->\n<p>One.<sup data-fn=\"a-1\" class=\"fn\"><a href=\"#a-1\" id=\"a-1-link\">1</a></sup></p>\n<!-- /wp:paragraph -->\n\n<!-- wp:footnotes {\"fontSize\":\"small\"} /-->", "<p>One.<sup data-fn=\"a-1\" class=\"fn\"><a href=\"#a-1\" id=\"a-1-link\">1</a></sup></p>\n\n<ol class=\"wp-block-footnotes\"><li id=\"a-1\">Two <em>words</em>. <a href=\"#a-1-link\">↩︎</a></li></ol>", ""},
		"footnotes unplaced":  {"<!-- wp:paragraph -->\n<p>One.<sup data-fn=\"a-1\" class=\"fn\"><a href=\"#a-1\" id=\"a-1-link\">1</a></sup></p>\n<!-- /wp:paragraph -->", "<p>One.<sup data-fn=\"a-1\" class=\"fn\"><a href=\"#a-1\" id=\"a-1-link\">1</a></sup></p>\n\n<ol class=\"wp-block-footnotes\"><li id=\"a-1\">Two <em>words</em>. <a href=\"#a-1-link\">↩︎</a></li></ol>", ""},
		"what is embedded":    {"<!-- wp:embed {\"url\":\"https://news.example/a?b=1&c=2\"} -->\n<figure class=\"wp-block-embed\"><div class=\"wp-block-embed__wrapper\">\nhttps://news.example/a?b=1&amp;c=2\n</div></figure>\n<!-- /wp:embed -->", "<figure class=\"wp-block-embed\"><div class=\"wp-block-embed__wrapper\">\n<a href=\"https://news.example/a?b=1&amp;c=2\">https://news.example/a?b=1&amp;c=2</a>\n</div></figure>", ""},
		"lines":               {"One.\n\nTwo\nthree.", "One.\n\nTwo\nthree.", ""},
		"nothing but a link":  {"https://news.example/", "https://news.example/", "https://news.example/"},
	} {
		it := one(t, itemOf(1, "A", "<![CDATA["+tc.content+"]]>", `<wp:postmeta><wp:meta_key>footnotes</wp:meta_key><wp:meta_value><![CDATA[[{"content":"Two <em>words<\/em>.","id":"a-1"}]]]></wp:meta_value></wp:postmeta>`))
		if it.Body != tc.body || it.URL != tc.url {
			t.Errorf("%s: %q, %q", name, it.Body, it.URL)
		}
	}
	linked := one(t, itemOf(1, "A", "<![CDATA[See https://news.example/x.]]>", `<category domain="post_format" nicename="post-format-link"><![CDATA[Link]]></category>`))
	if linked.URL != "https://news.example/x" {
		t.Errorf("a post of the format link leads to %q", linked.URL)
	}
	field := one(t, itemOf(1, "A", "Words.", `<wp:postmeta><wp:meta_key>_links_to</wp:meta_key><wp:meta_value>https://b.example/</wp:meta_value></wp:postmeta><wp:postmeta><wp:meta_key>linked_list_url</wp:meta_key><wp:meta_value>https://a.example/</wp:meta_value></wp:postmeta>`))
	if field.URL != "https://a.example/" {
		t.Errorf("of two custom fields the second: %q", field.URL)
	}
}

func TestWhatTheOldBlogWouldHaveFilledInIsTold(t *testing.T) {
	const content = "<!-- wp:block {\"ref\":12} /-->\n<!-- wp:acf/said {\"data\":{\"words\":\"It <b>stood</b>.\"}} /-->\n<!-- wp:block {\"ref\":13} /-->\n<!-- wp:footnotes /-->\n<!-- wp:shortcode -->\n[gallery ids=\"1\"]\n<!-- /wp:shortcode -->"
	notes := strings.Join(one(t, itemOf(1, "A", "<![CDATA["+content+"]]>", "")).Notes, "\n")
	for _, want := range []string{"empty now: block {\"ref\":12}, acf/said {\"data\":{\"words\":\"It <b>stood</b>.\"}}, block {\"ref\":13}, footnotes\n", `as they stand: [gallery ids="1"]`} {
		if !strings.Contains(notes+"\n", want) {
			t.Errorf("%q is missing in %q", want, notes)
		}
	}
	if notes := one(t, itemOf(1, "A", `<![CDATA[[caption width="3"]<img src="a.png"> Words[/caption]]]>`, "")).Notes; len(notes) != 0 {
		t.Errorf("of a shortcode that is read: %q", notes)
	}
}

func TestCustomFieldsThatSayWhatAPostLinksTo(t *testing.T) {
	for field, want := range map[string]string{
		`_format_link_url|https://news.example/a?b=1&amp;c=2`:                               "https://news.example/a?b=1&c=2",
		`_format_quote_source_url|https://news.example/quote`:                               "https://news.example/quote",
		`mf2_bookmark-of|a:1:{i:0;s:25:"https://news.example/mark";}`:                       "https://news.example/mark",
		`mf2_cite|a:2:{s:4:"name";s:5:"Heron";s:3:"url";s:25:"https://news.example/cite";}`: "https://news.example/cite",
		`mf2_cite|a:1:{s:4:"name";s:5:"Heron";}`:                                            "",
		`mood|https://news.example/mood`:                                                    "",
	} {
		key, value, _ := strings.Cut(field, "|")
		it := one(t, itemOf(1, "A", "Words.", "<wp:postmeta><wp:meta_key>"+key+"</wp:meta_key><wp:meta_value>"+value+"</wp:meta_value></wp:postmeta>"))
		if it.URL != want {
			t.Errorf("%s leads to %q", field, it.URL)
		}
	}
}

func TestWhatIsNotTakenOverIsTold(t *testing.T) {
	notes := strings.Join(one(t, itemOf(1, "A", `<![CDATA[<p>B</p><iframe src="https://film.example/1"></iframe>]]>`, `
		<category domain="author" nicename="cap-tom"><![CDATA[Tom]]></category><category domain="author" nicename="cap-ada"><![CDATA[Ada]]></category>
		<wp:postmeta><wp:meta_key>enclosure</wp:meta_key><wp:meta_value><![CDATA[https://a.example/b.mp3
12345
audio/mpeg]]></wp:meta_value></wp:postmeta>
		<wp:postmeta><wp:meta_key>_edit_last</wp:meta_key><wp:meta_value>1</wp:meta_value></wp:postmeta>
		<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>9</wp:meta_value></wp:postmeta>
`)).Notes, "\n") + "\n"
	for _, want := range []string{"leave out: https://film.example/1\n", "not taken over: enclosure: https://a.example/b.mp3 12345 audio/mpeg\n", "a picture with it", "one is taken over: Tom, Ada\n"} {
		if !strings.Contains(notes, want) {
			t.Errorf("%q is missing in %q", want, notes)
		}
	}
	if strings.Contains(notes, "_edit_last") {
		t.Error(notes)
	}
}

func TestWhatIsNoXMLIsReadByItsTags(t *testing.T) {
	broken := itemOf(1, "Fish & chips <b", "<p>Not &nonsense; escaped<br>", "")
	unclosed := itemOf(2, "Never closes", "<![CDATA[Words", "")
	items, errs := readAll(channelBegin + broken + itemOf(3, "Between", "Words.", "") + unclosed + itemOf(4, "Last", "Words.", "") + channelEnd)
	if len(errs) != 0 || len(items) < 3 {
		t.Fatalf("%d items, %v", len(items), errs)
	}
	if items[0].Body != "<p>Not &nonsense; escaped<br>" || items[0].Key != "wordpress:birds.example:1" || items[1].Title != "Between" {
		t.Errorf("%+v", items[0])
	}
	if !slices.ContainsFunc(items, func(it record.Item) bool { return strings.Contains(it.Body, "Words") && it.Title == "Never closes" }) {
		t.Errorf("the words behind a section that never closes are lost: %+v", items)
	}
}

func TestOtherPrefixesForTheSameNamespaces(t *testing.T) {
	text := strings.NewReplacer("xmlns:wp=", "xmlns:x=", "<wp:", "<x:", "</wp:", "</x:", "xmlns:content=", "xmlns:c=", "<content:", "<c:", "</content:", "</c:").Replace(channelBegin + itemOf(7, "A", "<![CDATA[Words.]]>", "") + channelEnd)
	items, errs := readAll(text)
	if len(items) != 1 || len(errs) != 0 || items[0].Body != "Words." || items[0].Author != "Tom Example" || items[0].Key != "wordpress:birds.example:7" {
		t.Errorf("%+v, %v", items, errs)
	}
}

func TestEntitiesOfItsOwnAreRefused(t *testing.T) {
	items, errs := readAll(`<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>` + channelBegin + itemOf(1, "&b;", "x", "") + channelEnd)
	if len(items) != 0 || len(errs) != 1 || !strings.Contains(errs[0].Error(), "declares entities") {
		t.Errorf("%d items, %v", len(items), errs)
	}
}

func TestTermsOfOtherKinds(t *testing.T) {
	it := one(t, itemOf(1, "A", "Words.", `<category domain="language" nicename="de"><![CDATA[Deutsch]]></category><category domain="post_translations" nicename="pll_1"><![CDATA[pll_1]]></category><category domain="author" nicename="cap-tom"><![CDATA[tom]]></category><category domain="species" nicename="heron"><![CDATA[Heron, grey]]></category><category><![CDATA[heron grey]]></category><category><![CDATA[Birds]]></category>`))
	if got := strings.Join(it.Tags, "|"); got != "Heron grey|heron grey|Birds" || it.Lang != "de" {
		t.Errorf("tags %s, language %q", got, it.Lang)
	}
}

func TestAnAsideIsALinkIfItBeginsWithOne(t *testing.T) {
	const aside = `<category domain="post_format" nicename="post-format-aside"><![CDATA[Aside]]></category>`
	for content, want := range map[string]string{
		`<a href="https://news.example/">Other words</a>` + "\n\nMine.": "https://news.example/",
		`I saw <a href="https://news.example/">a heron</a> today.`:      "",
	} {
		if it := one(t, itemOf(1, "A", "<![CDATA["+content+"]]>", aside)); it.URL != want {
			t.Errorf("%s leads to %q", content, it.URL)
		}
	}
}

func TestDates(t *testing.T) {
	const zero = "0000-00-00 00:00:00"
	dated := func(id int, local, gmt string) string {
		item := strings.Replace(itemOf(id, "A", "Words.", ""), "2012-11-21 18:07:30", local, 1)
		return strings.Replace(item, "2012-11-21 17:07:30", gmt, 1)
	}
	items, errs := readAll(channelBegin + dated(1, "2012-11-21 01:00:00", zero) + dated(2, "2012-07-01 12:00:00", "2012-07-01 10:00:00") +
		dated(3, "2012-07-02 12:00:00", zero) + dated(4, "2011-01-01 00:00:00", "2012-07-03 00:00:00") + dated(5, "2012-07-04 12:00:00", zero) + dated(6, zero, zero) + channelEnd)
	if len(items) != 6 || len(errs) != 0 {
		t.Fatalf("%d items, %v", len(items), errs)
	}
	for i, want := range []string{"2012-11-21 01:00:00", "2012-07-01 10:00:00", "2012-07-02 10:00:00", "2012-07-03 00:00:00", "2012-07-04 10:00:00", "2012-11-21 17:07:30"} {
		if got := items[i].Published.Format(time.DateTime); got != want {
			t.Errorf("item %d: %s, want %s", i+1, got, want)
		}
	}
}

func TestItemsWithoutNumberOrHost(t *testing.T) {
	bare := func(changes ...string) string {
		return strings.NewReplacer(changes...).Replace(itemOf(9, "A", "Words.", ""))
	}
	const link, number, guid = "<link>http://birds.example/blog/2012/11/item-9/</link>", "<wp:post_id>9</wp:post_id>", "http://birds.example/blog/?p=9"
	for name, tt := range map[string]struct{ item, key, base, path string }{
		"Squarespace's relative links": {bare(link, "<link>/notes/heron</link>", number, ""), "wordpress:birds.example/notes/heron", "http://birds.example/notes/heron", "/notes/heron"},
		"no link":                      {bare(link, "", number, ""), "wordpress:http://birds.example/blog/?p=9", "http://birds.example/blog", ""},
		"no number":                    {bare(number, "<wp:post_id>0</wp:post_id>"), "wordpress:birds.example/blog/2012/11/item-9/", "http://birds.example/blog/2012/11/item-9/", "/blog/2012/11/item-9/"},
		"no creator":                   {bare("<dc:creator><![CDATA[tom]]></dc:creator>", ""), "wordpress:birds.example:9", "http://birds.example/blog/2012/11/item-9/", "/blog/2012/11/item-9/"},
	} {
		if it := one(t, tt.item); it.Key != tt.key || it.Base != tt.base || it.Path != tt.path {
			t.Errorf("%s: key %q, base %q, path %q", name, it.Key, it.Base, it.Path)
		}
	}
	nameless := bare(link, "", number, "", guid, "")
	items, errs := readAll(channelBegin + nameless + strings.Replace(nameless, "2012-11-21 18", "2012-11-22 18", 1) + nameless + channelEnd)
	if len(items) != 3 || len(errs) != 0 || items[0].Key == "" || items[0].Key == items[1].Key || items[0].Key != items[2].Key {
		t.Errorf("items without any name: %+v, %v", items, errs)
	}
}

func TestWordsAsTheyWereStored(t *testing.T) {
	for name, tt := range map[string]struct{ content, body string }{
		"indented by the exporter":  {"<![CDATA[\n\t\t\tOne.\n\n    Two.]]>", "One.\n\n    Two."},
		"line ends of Windows":      {"<![CDATA[One.\r\nTwo.\r\n]]>", "One.\nTwo."},
		"the end of a section":      {"<![CDATA[a[b[0]]]]><![CDATA[> c]]>", "a[b[0]]> c"},
		"the same, not parted":      {"<![CDATA[a <![CDATA[b]]> c]]>", "a <![CDATA[b]]> c"},
		"a block's mark in a line":  {"<![CDATA[<!-- wp:paragraph -->\n<p>One <!-- wp:x /-->two.</p>\n<!-- /wp:paragraph -->]]>", "<p>One two.</p>"},
		"escaped instead of marked": {"&lt;p&gt;One &amp;amp; two.&lt;/p&gt;", "<p>One &amp; two.</p>"},
	} {
		if it := one(t, itemOf(1, "A", tt.content, "")); it.Body != tt.body {
			t.Errorf("%s: %q", name, it.Body)
		}
	}
}

func TestAPasswordThatIsNotClosedHidesThePost(t *testing.T) {
	it := one(t, itemOf(1, "A & <b", "Words.", "<wp:post_password>secret</wp:post_passw>\n"))
	if it.Status != blog.Draft {
		t.Errorf("%+v", it)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(channelBegin + itemOf(1, "A", "<![CDATA[Words.]]>", "") + channelEnd)
	f.Add(channelBegin + itemOf(1, "A & <b", "<p>&x;", "<wp:postmeta><wp:meta_key>a</wp:meta_key>"))
	f.Add("<item><title>A</title><item><wp:post_id>3</wp:post_id></item>")
	f.Add(channelBegin + itemOf(1, "A", "<![CDATA["+strings.Repeat("Words. ", 50)+mark+"0"+mark+"]]>", "") + channelEnd)
	f.Add(channelBegin + itemOf(1, "A", "<![CDATA[x", "<wp:status>private</wp:status>") + itemOf(2, "B", "<!-- wp:x -->", "") + channelEnd)
	f.Add(channelBegin + itemOf(1, "A", "x", "<wp:postmeta><wp:meta_key>_pullquote_format</wp:meta_key><wp:meta_value>html</wp:meta_value></wp:postmeta><wp:postmeta><wp:meta_key>_format_link_url</wp:meta_key><wp:meta_value>javascript:x</wp:meta_value></wp:postmeta>"))
	f.Fuzz(func(t *testing.T, text string) {
		Format.Detect("", []byte(text[:min(len(text), record.HeadSize)]))
		items, _ := readAll(text)
		for _, it := range items {
			sane(t, it)
		}
	})
}

func sane(t *testing.T, it record.Item) {
	t.Helper()
	raw := string(it.Raw)
	switch {
	case it.Key == "", it.Origin == "", it.Format == "":
		t.Errorf("incomplete: %+v", it)
	case strings.Contains(raw, "<wp:status>private</wp:status>") && strings.Count(raw, "wp:status") == 2 && it.Status != blog.Draft:
		t.Errorf("what was private is not: %+v", it)
	case it.URL != "" && blog.CheckURL("url", it.URL) != nil, it.Via != "" && blog.CheckURL("via", it.Via) != nil:
		t.Errorf("URL %q, via %q", it.URL, it.Via)
	case it.Path != "" && !strings.HasPrefix(it.Path, "/"), utf8.RuneCountInString(it.Slug) > blog.MaxSlug:
		t.Errorf("path %q, slug %q", it.Path, it.Slug)
	case !utf8.ValidString(it.Title + it.Body + it.Author + it.Key + strings.Join(it.Tags, "")), strings.ContainsFunc(it.Title, unicode.IsControl):
		t.Errorf("%q", it.Title)
	}
}
