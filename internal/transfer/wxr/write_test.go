package wxr

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/internal/transfer/record"
)

// written returns the output of Write for posts, and the entries.
func written(t *testing.T, posts ...blog.Post) (string, []record.Entry) {
	t.Helper()
	b := record.Blog{Settings: blog.DefaultSettings(), Base: "https://links.example", Exported: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Program: "Pullquote", Authors: []blog.Author{{ID: 1, Name: "Ada Example", Username: "ada"}}}
	b.Settings.TimeZone = "Europe/Berlin"
	var entries []record.Entry
	for i, p := range posts {
		p.ID, p.GUID = blog.PostID(i+1), fmt.Sprintf("urn:uuid:%d", i)
		if p.Author == (blog.Author{}) {
			p.Author = b.Authors[0]
		}
		p.Created = time.Date(2012, 11, 21+i, 17, 7, 30, 123e6, time.UTC)
		if p.Status == blog.Published {
			p.Published, p.Updated = p.Created.Add(time.Hour), p.Created.AddDate(0, 1, 0)
		}
		p.Rendered, p.Quotes = markup.Render(p.Body, p.Format)
		entries = append(entries, record.Entry{Post: p, Former: []string{fmt.Sprintf("/?p=%d", 300+i), "/old/héron"}})
	}
	var out bytes.Buffer
	if err := Write(&out, b, all(entries)); err != nil {
		t.Fatal(err)
	}
	return out.String(), entries
}

func all(entries []record.Entry) func(yield func(record.Entry, error) bool) {
	return func(yield func(record.Entry, error) bool) {
		for _, e := range entries {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// told is what must be read back of a post.
type told struct {
	Key, Title, URL, Original, Via, Body, HTML, Tags, Author, Lang, Slug, Path, Base, GUID, Status, DateText string

	Format                      blog.Format
	Created, Published, Updated time.Time
	Former                      []string
}

func toldOf(e record.Entry) told {
	p := &e.Post
	return told{
		"pullquote:" + p.GUID, p.Title, p.URL, p.Source.Original, p.Via, p.Body, p.Rendered.HTML, blog.TagList(p.Tags), p.Author.Name, p.Lang, p.Slug, p.Path, p.Base, p.GUID, string(p.Status), p.DateText,
		p.Format, p.Created, p.Published, p.Updated, e.Former,
	}
}

func toldBy(it record.Item) told {
	rendered, _ := markup.Render(it.Body, it.Format)
	return told{
		it.Key, it.Title, it.URL, it.Original, it.Via, it.Body, rendered.HTML, blog.TagList(blog.NewTags(it.Tags)), it.Author, it.Lang, it.Slug, it.Path, it.Base, it.GUID, string(it.Status), it.DateText,
		it.Format, it.Created, it.Published, it.Updated, it.Former,
	}
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	text, entries := written(
		t,
		blog.Post{Title: "A <b>heron</b> & ]]> more\u00a0!", URL: "https://news.example/?a=1&b=2", Via: "https://tom.example/", Body: "  code\n\n> It *stood* ]]> there.\n\nMine.\n", Format: blog.Markdown, Tags: blog.NewTags([]string{"C++", "small towns & birds", "Uncategorized"}), Lang: "de", Slug: "heron", Path: "/links/héron/", Status: blog.Published, Source: blog.Source{Original: "https://news.example/?a=1&b=2&utm_source=x"}},
		blog.Post{Body: "<p>A note.</p>", Format: blog.HTML, Slug: "7", Path: "/links/7/", Status: blog.Published, Base: "http://old.example/x/", DateText: "21 Nov 2012"},
		blog.Post{Title: "Not yet", URL: "https://news.example/2", Body: "One.\n\nTwo\nthree.", Format: blog.WordPress, Status: blog.Draft},
		blog.Post{Title: "Once &amp; again", Body: "Withdrawn.", Format: blog.Markdown, Slug: "once", Path: "/2012/once/", Status: blog.Draft, Published: time.Date(2013, 1, 1, 0, 0, 0, 0, time.UTC)},
		blog.Post{Title: "Odd", Body: "a\r\nb\u0085c\ufeffd\ufffde <!-- wp:x --> f", Format: blog.Markdown, Slug: "odd", Path: "/links/odd/", Status: blog.Published, Author: blog.Author{Name: "ada"}},
		blog.Post{URL: "https://news.example/3", Format: blog.Markdown, Slug: "bare", Path: "/links/bare/", Status: blog.Published},
	)
	if !Format.Detect("", []byte(text[:min(len(text), record.HeadSize)])) {
		t.Error("it is not known again")
	}
	items, errs := readAll(text)
	if len(items) != len(entries) || len(errs) > 0 {
		t.Fatalf("%d items, %v", len(items), errs)
	}
	for i, it := range items {
		if diff := cmp.Diff(toldOf(entries[i]), toldBy(it)); diff != "" {
			t.Errorf("post %d (-want +got):\n%s", i+1, diff)
		}
		if len(it.Notes) > 0 || !slices.Equal(it.Hosts, []string{"links.example"}) {
			t.Errorf("post %d: notes %q, hosts %q", i+1, it.Notes, it.Hosts)
		}
	}
}

func TestWhatOtherProgramsReadOfIt(t *testing.T) {
	text, _ := written(
		t,
		blog.Post{Title: "A heron & more", URL: "https://news.example/?a=1&b=2", Body: "> It ]]> stood.\n\nMine.", Format: blog.Markdown, Tags: blog.NewTags([]string{"small birds"}), Slug: "heron", Path: "/links/heron/", Status: blog.Published},
		blog.Post{URL: "https://news.example/q", Body: "> Nothing else.", Format: blog.Markdown, Slug: "q", Path: "/links/q/", Status: blog.Published},
		blog.Post{Title: "Secret\x0b", Body: "Words.", Format: blog.Markdown, Status: blog.Draft},
	)
	var doc struct {
		Items []struct {
			Title    string `xml:"title"`
			Link     string `xml:"link"`
			PubDate  string `xml:"pubDate"`
			Content  string `xml:"http://purl.org/rss/1.0/modules/content/ encoded"`
			Status   string `xml:"http://wordpress.org/export/1.2/ status"`
			Local    string `xml:"http://wordpress.org/export/1.2/ post_date"`
			GMT      string `xml:"http://wordpress.org/export/1.2/ post_date_gmt"`
			Category []struct {
				Domain   string `xml:"domain,attr"`
				Nicename string `xml:"nicename,attr"`
			} `xml:"category"`
		} `xml:"channel>item"`
	}
	if err := xml.NewDecoder(strings.NewReader(text)).Decode(&doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Items) != 3 {
		t.Fatalf("%d items", len(doc.Items))
	}
	first, quote, draft := doc.Items[0], doc.Items[1], doc.Items[2]
	if first.Title != "A heron &amp; more" || first.Link != "https://links.example/links/heron/" || first.PubDate != "Wed, 21 Nov 2012 18:07:30 +0000" || first.Local != "2012-11-21 19:07:30" || first.GMT != "2012-11-21 18:07:30" {
		t.Errorf("%+v", first)
	}
	if !strings.HasPrefix(first.Content, `<p><a href="https://news.example/?a=1&amp;b=2">A heron &amp; more</a></p>`) || !strings.Contains(first.Content, "It ]]&gt; stood.") {
		t.Errorf("%s", first.Content)
	}
	if got := fmt.Sprint(first.Category, quote.Category, draft.Category); got != "[{post_tag small-birds} {post_format post-format-link}] [{post_format post-format-quote}] []" {
		t.Error(got)
	}
	if draft.Status != "draft" || draft.Link != "https://links.example/?p=3" || draft.Title != "Secret" {
		t.Errorf("%+v", draft)
	}
}

func TestWhatWasChangedInWordPressIsReadAsItIsThere(t *testing.T) {
	text, _ := written(t, blog.Post{Title: "A heron", URL: "https://news.example/", Via: "https://tom.example/", Lang: "de", Body: "It *stood*.", Format: blog.Markdown, Slug: "heron", Path: "/links/heron/", Status: blog.Published})
	items, errs := readAll(strings.Replace(text, "<em>stood</em>", "<em>flew</em>", 1))
	if len(items) != 1 || len(errs) != 0 {
		t.Fatalf("%d items, %v", len(items), errs)
	}
	it := items[0]
	if it.Body != "<p>It <em>flew</em>.</p>" || it.URL != "https://news.example/" || it.Via != "https://tom.example/" || it.Lang != "de" || it.Format != blog.WordPress || len(it.Notes) == 0 {
		t.Errorf("%+v", it)
	}
	// Changing title or date there does not affect the text.
	items, _ = readAll(strings.NewReplacer(">A heron]]", "> ]]", "[A heron]]", "[A crane]]", "[2012-11-21 18:07:30]", "[2014-01-01 00:00:00]").Replace(text))
	if it := items[0]; it.Title != "A crane" || it.Body != "It *stood*." || it.Published.Format(time.DateOnly) != "2014-01-01" {
		t.Errorf("%+v", it)
	}
}

func TestWhatIsInTheTrashDoesNotGoOut(t *testing.T) {
	text, _ := written(t, blog.Post{Title: "Gone", Body: "Words.", Format: blog.Markdown, Status: blog.Published, Trashed: time.Now()})
	if strings.Contains(text, "Gone") {
		t.Error("it went out")
	}
}

// full is a disk without room.
type full struct{}

// Write implements io.Writer.
func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestWritingFailsWithWhatWentWrong(t *testing.T) {
	if err := Write(full{}, record.Blog{}, all(nil)); !errors.Is(err, io.ErrShortWrite) {
		t.Error(err)
	}
	broken := errors.New("broken")
	err := Write(io.Discard, record.Blog{}, func(yield func(record.Entry, error) bool) { yield(record.Entry{}, broken) })
	if !errors.Is(err, broken) {
		t.Error(err)
	}
}

func FuzzWhatIsWrittenIsReadAgain(f *testing.F) {
	f.Add("A & <b>", "> a ]]> b\n\n<!-- wp:x -->", "https://a.example/")
	f.Add("", "\x85\ufeff\r\n</item><item>\ufffd", "")
	f.Fuzz(func(t *testing.T, title, body, address string) {
		if blog.CheckURL("", address) != nil || legal(address) != address {
			address = ""
		}
		p := blog.Post{Title: record.Plain(strings.ToValidUTF8(title, "")), Body: legal(body), URL: address, Format: blog.Markdown, Slug: "x", Path: "/links/x/", Status: blog.Published}
		if p.Title = legal(p.Title); p.Title+p.URL+p.Body == "" {
			return
		}
		text, entries := written(t, p)
		items, errs := readAll(text)
		if len(items) != 1 || len(errs) != 0 {
			t.Fatalf("%d items, %v\n%s", len(items), errs, text)
		}
		if diff := cmp.Diff(toldOf(entries[0]), toldBy(items[0])); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}
