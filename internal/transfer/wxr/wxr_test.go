package wxr

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/internal/transfer/record"
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

// itemOf makes an item with usual elements, then those in more.
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

// readAll reads a file and gives its items and what stood in the place of
// others.
func readAll(t testing.TB, text string) (items []record.Item, errs []error) {
	t.Helper()
	for it, err := range Format.Read(record.File{Name: "export.xml"}, strings.NewReader(text)) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		items = append(items, it)
	}
	return items, errs
}

// one reads a file with one item.
func one(t *testing.T, item string) record.Item {
	t.Helper()
	items, errs := readAll(t, channelBegin+item+channelEnd)
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
		"former": "/?p=367 /blog/2012/11/héron /post/36212915001 /post/36212915001/heron", "hosts": "tom-birds.tumblr.example", "tags": "Links, small towns & birds",
		"status": "published", "format": "wordpress", "published": "2012-11-21T17:07:30Z", "updated": "2013-01-01T00:00:00Z", "date": "2012-11-21 18:07:30",
		"body": "<p>Words.</p>\n<blockquote><p>It ]]> stood.</p></blockquote>",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if notes := strings.Join(it.Notes, "\n"); !strings.Contains(notes, "1 comments and 1 pingbacks") {
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
		{">post<", ">page<"}, {">post<", ">attachment<"}, {">post<", ">nav_menu_item<"}, {">publish<", ">trash<"}, {">publish<", ">auto-draft<"},
	} {
		_, errs := readAll(t, channelBegin+strings.Replace(itemOf(1, "A", "B", ""), change[0], change[1], 1)+channelEnd)
		var skip *record.Skip
		if len(errs) != 1 || !errors.As(errs[0], &skip) || skip.Reason == "" {
			t.Errorf("%s: %v", change[1], errs)
		}
	}
}

func TestBodies(t *testing.T) {
	for name, tc := range map[string]struct{ content, body, url string }{
		"blocks":             {"<!-- wp:paragraph {\"a\":\"b\"} -->\n<p>One.</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:quote -->\n<blockquote>Two.</blockquote>\n<!-- /wp:quote -->", "<p>One.</p>\n\n<blockquote>Two.</blockquote>", ""},
		"lines":              {"One.\n\nTwo\nthree.", "One.\n\nTwo\nthree.", ""},
		"nothing but a link": {"https://news.example/", "https://news.example/", "https://news.example/"},
	} {
		it := one(t, itemOf(1, "A", "<![CDATA["+tc.content+"]]>", ""))
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

func TestWhatIsNoXMLIsReadByItsTags(t *testing.T) {
	broken := itemOf(1, "Fish & chips <b", "<p>Not &nonsense; escaped<br>", "")
	unclosed := itemOf(2, "Never closes", "<![CDATA[Words", "")
	items, errs := readAll(t, channelBegin+broken+itemOf(3, "Between", "Words.", "")+unclosed+itemOf(4, "Last", "Words.", "")+channelEnd)
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
	items, errs := readAll(t, text)
	if len(items) != 1 || len(errs) != 0 || items[0].Body != "Words." || items[0].Author != "Tom Example" || items[0].Key != "wordpress:birds.example:7" {
		t.Errorf("%+v, %v", items, errs)
	}
}

func TestEntitiesOfItsOwnAreRefused(t *testing.T) {
	items, errs := readAll(t, `<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>`+channelBegin+itemOf(1, "&b;", "x", "")+channelEnd)
	if len(items) != 0 || len(errs) != 1 || !strings.Contains(errs[0].Error(), "declares entities") {
		t.Errorf("%d items, %v", len(items), errs)
	}
}

func TestAFileThatIsCutGivesItsWholeItems(t *testing.T) {
	item := itemOf(1, "A", "<![CDATA[Words. </item>]]>", "")
	whole := channelBegin + item + strings.ReplaceAll(item, ">1<", ">2<") + channelEnd
	for n := 0; n < len(whole); n += 10 {
		items, errs := readAll(t, whole[:n])
		want := strings.Count(whole[:n], "\t</item>")
		if len(items) != want || len(errs) > 1 {
			t.Fatalf("at byte %d: %d items, want %d, %v", n, len(items), want, errs)
		}
		if inItem := strings.Count(whole[:n], "\t<item>") > want; inItem != (len(errs) == 1) {
			t.Fatalf("at byte %d: %v", n, errs)
		}
	}
}

// endless is an export of n items of some kilobytes.
type endless struct {
	n    int
	rest []byte
}

func (e *endless) Read(p []byte) (int, error) {
	if len(e.rest) == 0 {
		if e.n == 0 {
			return 0, io.EOF
		}
		e.rest = []byte(itemOf(e.n, "A", "<![CDATA["+strings.Repeat("Words and more. ", 1000)+"]]>", ""))
		e.n--
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

func TestALargeFileTakesLittleMemory(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	items, most := 0, uint64(0)
	for _, err := range Format.Read(record.File{Name: "x"}, io.MultiReader(strings.NewReader(channelBegin), &endless{n: 2000}, strings.NewReader(channelEnd))) {
		if err != nil {
			t.Fatal(err)
		}
		if items++; items%500 == 0 {
			runtime.ReadMemStats(&after)
			most = max(most, after.HeapInuse)
		}
	}
	if grown := int64(most) - int64(before.HeapInuse); items != 2000 || grown > 40<<20 {
		t.Errorf("%d items, the heap grew by %d MB", items, grown>>20)
	}
}

func TestAnItemThatIsTooLargeIsPassedOver(t *testing.T) {
	huge := itemOf(1, "Huge", "<![CDATA["+strings.Repeat("Words. ", record.MaxElement/6)+"]]>", "")
	items, errs := readAll(t, channelBegin+huge+itemOf(2, "Next", "Words.", "")+channelEnd)
	if len(items) == 0 || items[len(items)-1].Title != "Next" {
		t.Errorf("%d items, %v", len(items), errs)
	}
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	b := record.Blog{Settings: blog.DefaultSettings(), Base: "https://links.example", Exported: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Program: "Pullquote", Authors: []blog.Author{{ID: 1, Name: "Ada Example", Username: "ada"}}}
	var entries []record.Entry
	for i, p := range []blog.Post{
		{Title: "A <b>heron</b> & ]]> more", URL: "https://news.example/?a=1&b=2", Via: "https://tom.example/", Body: "  code\n\n> It *stood* ]]> there.\n\nMine\x0b.\n", Format: blog.Markdown, Tags: blog.NewTags([]string{"C++", "small towns & birds"}), Lang: "de", Slug: "heron", Path: "/links/héron/", Status: blog.Published},
		{Body: "<p>A note.</p>", Format: blog.HTML, Slug: "7", Path: "/links/7/", Status: blog.Published, Base: "http://old.example/x/"},
		{Title: "Not yet", URL: "https://news.example/2", Body: "One.\n\nTwo\nthree.", Format: blog.WordPress, Status: blog.Draft},
	} {
		p.ID, p.GUID, p.Author = blog.PostID(i+1), fmt.Sprintf("urn:uuid:%d", i), b.Authors[0]
		p.Created = time.Date(2012, 11, 21+i, 17, 7, 30, 0, time.UTC)
		if p.Status == blog.Published {
			p.Published, p.Updated = p.Created, p.Created.AddDate(0, 1, 0)
		}
		p.Rendered, p.Quotes = markup.Render(p.Body, p.Format)
		entries = append(entries, record.Entry{Post: p, Former: []string{fmt.Sprintf("/?p=%d", 300+i)}})
	}
	var out bytes.Buffer
	err := Write(&out, b, func(yield func(record.Entry, error) bool) {
		for _, e := range entries {
			if !yield(e, nil) {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if !Format.Detect("", out.Bytes()[:min(out.Len(), record.HeadSize)]) {
		t.Error("it is not known again")
	}
	items, errs := readAll(t, out.String())
	if len(items) != len(entries) || len(errs) > 0 {
		t.Fatalf("%d items, %v", len(items), errs)
	}
	for i, it := range items {
		p := entries[i].Post
		want := []string{p.Title, p.URL, p.Via, legal(p.Body), string(p.Format), blog.TagList(p.Tags), p.Lang, p.Slug, p.Path, p.GUID, string(p.Status), p.Author.Name, p.Created.String(), p.Updated.String()}
		got := []string{it.Title, it.URL, it.Via, it.Body, string(it.Format), blog.TagList(blog.NewTags(it.Tags)), it.Lang, it.Slug, it.Path, it.GUID, string(it.Status), it.Author, it.Published.String(), it.Updated.String()}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("post %d (-want +got):\n%s", i+1, diff)
		}
		if !slices.Contains(it.Former, entries[i].Former[0]) {
			t.Errorf("post %d: former addresses %v", i+1, it.Former)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(channelBegin + itemOf(1, "A", "<![CDATA[Words.]]>", "") + channelEnd)
	f.Add(channelBegin + itemOf(1, "A & <b", "<p>&x;", "<wp:postmeta><wp:meta_key>a</wp:meta_key>"))
	f.Add("<item><title>A</title><item><wp:post_id>3</wp:post_id></item>")
	f.Fuzz(func(t *testing.T, text string) {
		Format.Detect("", []byte(text[:min(len(text), record.HeadSize)]))
		items, _ := readAll(t, text)
		for _, it := range items {
			if it.Key == "" || it.Origin == "" || it.Format == "" || strings.Contains(string(it.Raw), "<wp:status>private</wp:status>") && strings.Count(string(it.Raw), "wp:status") == 2 && it.Status != blog.Draft {
				t.Errorf("%+v", it)
			}
			if it.URL != "" && blog.CheckURL("url", it.URL) != nil && it.Format != blog.Markdown {
				t.Errorf("URL %q", it.URL)
			}
		}
	})
}
