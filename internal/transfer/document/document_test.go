package document

import (
	"bytes"
	"encoding/json"
	"errors"
	"iter"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/internal/transfer/record"
	"pullquote/internal/transfer/record/recordtest"
)

var (
	published = time.Date(2012, 11, 21, 15, 54, 10, 123e6, time.UTC)
	ourBlog   = record.Blog{
		Settings: blog.Settings{Title: "The River", Tagline: "Links & birds", Lang: "en", TimeZone: "Europe/Berlin", Pattern: "/links/{slug}/"},
		Authors:  []blog.Author{{ID: 1, Name: "Ada", Username: "ada", Email: "ada@example.org", Created: published}, {ID: 2, Name: "Bo"}},
		Base:     "https://links.example.org", Exported: published.AddDate(1, 0, 0), Program: "Pullquote v1",
	}
)

// entry returns a published post.
func entry(change func(*record.Entry)) record.Entry {
	e := record.Entry{Post: blog.Post{
		ID: 7, Status: blog.Published, Author: blog.Author{Name: "Ada", Username: "ada"}, Title: "Herons", URL: "https://example.org/heron",
		Body: "> It *stood* there.\n\nWords.\n", Format: blog.Markdown, Slug: "herons", Path: "/links/grüße/", GUID: "urn:uuid:1",
		Created: published.Add(-time.Hour), Published: published, Touched: published,
	}}
	change(&e)
	var typed []blog.Quote
	e.Post.Rendered, typed = markup.Render(e.Post.Body, e.Post.Format)
	e.Post.Quotes = append(e.Post.Quotes, typed...)
	return e
}

// whole returns a post with all fields set.
func whole() record.Entry {
	return entry(func(e *record.Entry) {
		p := &e.Post
		p.Tags = blog.NewTags([]string{"art deco", "C++", "2012"})
		p.Via, p.Lang, p.DateText, p.Updated, p.Base = "https://example.net/?a=1&b=2#c", "de", "21 Nov 2012", published.AddDate(0, 0, 1), "http://old.example/x/"
		p.Source = blog.Source{Original: "https://example.org/heron?utm_source=x", About: blog.About{
			URL: "https://example.org/heron", Canonical: "https://example.org/h", Title: "Herons", Site: "The River", Author: "B", Published: "2012", Lang: "en", Description: "D", Image: "https://example.org/i.png",
		}}
		p.Quotes = []blog.Quote{{Text: "It stood there.", Captured: "It stood\nthere.", Source: "https://example.org/2", Prefix: "And so", Suffix: "it", Place: 12}, {Captured: "gone"}}
		e.Former = []string{"/?p=367", "/grüße/100%", "/post/1", "/what?x"}
		e.Raw, e.Format, e.Origin = []byte("---\r\n\xffraw"), "frontmatter", "_posts/x.md"
	})
}

func entries(list ...record.Entry) iter.Seq2[record.Entry, error] {
	return func(yield func(record.Entry, error) bool) {
		for _, e := range list {
			if !yield(e, nil) {
				return
			}
		}
	}
}

func written(t *testing.T, list ...record.Entry) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, ourBlog, entries(list...)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// readAll returns the items of a document and its errors.
func readAll(text []byte) (items []record.Item, errs []error) {
	return recordtest.Read(Format, record.File{Name: "blog.json"}, string(text))
}

func TestEverythingComesBack(t *testing.T) {
	list := []record.Entry{
		whole(),
		entry(func(e *record.Entry) {
			e.Post.Title, e.Post.URL, e.Post.GUID = "", "", "2"
		}),
		entry(func(e *record.Entry) {
			p := &e.Post
			p.Status, p.Path, p.Slug, p.Published, p.GUID, p.Body, p.Format = blog.Draft, "", "", time.Time{}, "3", "\r\n\n<p>nul\x00 \x7f \u0085 \uFEFF \u2028 &amp; <b>🪶</b>\\\n\n", blog.WordPress
		}),
	}
	text := written(t, list...)
	if !Format.Detect("x", text[:min(len(text), record.HeadSize)]) {
		t.Error("it is not told to be ours")
	}
	items, faults := readAll(text)
	if len(faults) > 0 || len(items) != len(list) {
		t.Fatalf("%d items, %v", len(items), faults)
	}
	for i, e := range list {
		recordtest.CheckItem(t, recordtest.ItemOf(e), items[i])
		if len(items[i].Notes) > 0 || !json.Valid(items[i].Raw) || items[i].Origin == "" {
			t.Errorf("notes %q, origin %q", items[i].Notes, items[i].Origin)
		}
	}
}

func TestADocumentHasALineForEachPost(t *testing.T) {
	text := string(written(t, whole(), whole()))
	if lines := strings.Split(text, "\n"); len(lines) != 6 || !strings.HasPrefix(lines[0], `{"$schema":"pullquote.schema.json","format":"pullquote","version":1,"exported":"2013-11-21T15:54:10.123Z","program":"Pullquote v1","blog":{"title":"The River"`) {
		t.Errorf("%d lines: %s", len(lines), text)
	}
	if strings.Contains(text, "password") {
		t.Error("it holds what nobody else should have")
	}
	var empty map[string]any
	if err := json.Unmarshal(written(t), &empty); err != nil || len(empty["posts"].([]any)) != 0 {
		t.Errorf("no posts: %v", err)
	}
}

func TestWhatIsInTheTrashComesInAsADraft(t *testing.T) {
	items, _ := readAll(written(t, entry(func(e *record.Entry) { e.Post.Trashed = published })))
	if it := items[0]; it.Status != blog.Draft || len(it.Notes) != 1 {
		t.Errorf("%s, %q", it.Status, it.Notes)
	}
}

func TestOtherProgramsDocumentsAreReadAsFarAsTheyGo(t *testing.T) {
	items, faults := readAll([]byte(` { "version": 1, "posts": [
		{"url": "https://example.org/", "body": "x", "published": "soon", "more": [1, {"posts": []}]},
		{"title": 7},
		{"title": "\u0007a", "status": "secret", "path": "x", "former": ["/desk", "/ok/", "?p=1"]},
		{"url": "mailto:x", "title": "M"},
		{},
		"text",
		{"title": "A", "status": "published", "author": {"username": "bo"}, "tags": [{"name": "x"}], "quotes": [{"text": "y"}]}
	], "format": "pullquote" }`))
	if len(items) != 3 || len(faults) != 4 {
		t.Fatalf("%d items, %d faults: %v", len(items), len(faults), faults)
	}
	for _, err := range faults {
		if _, ok := errors.AsType[*record.RowError](err); !ok || len(blog.Faults(err)) == 0 {
			t.Errorf("%v", err)
		}
	}
	if a := items[0]; a.Status != blog.Draft || a.Format != blog.Markdown || len(a.Notes) != 3 || a.Key == "" {
		t.Errorf("%+v", a)
	}
	if b := items[1]; b.Title != "a" || b.Status != blog.Draft || b.Path != "" || !cmp.Equal(b.Former, []string{"/ok"}) {
		t.Errorf("%+v", b)
	}
	if c := items[2]; c.Status != blog.Published || c.Author != "bo" || len(c.Tags) != 1 || len(c.Captured) != 0 {
		t.Errorf("%+v", c)
	}
}

func TestALaterVersionIsRefused(t *testing.T) {
	text := strings.Replace(string(written(t, whole())), `"version":1`, `"version":2`, 1)
	items, faults := readAll([]byte(text))
	if len(items) != 0 || len(faults) != 1 || !strings.Contains(blog.Faults(faults[0])[0].Sentence(), "version 2") {
		t.Errorf("%d items, %v", len(items), faults)
	}
}

func TestOtherJSONIsNotOurs(t *testing.T) {
	for _, text := range []string{
		"", "{", "[]", `[{"format":"pullquote"}]`, `{"format":"other","posts":[]}`, `{"blog":{"format":"pullquote"}}`, `{"posts":[{"format":"pullquote"}]}`,
		"---\nformat: pullquote\n---\n", `"format":"pullquote"`,
	} {
		if Format.Detect("pullquote.json", []byte(text)) {
			t.Errorf("%q is ours", text)
		}
	}
	for _, text := range []string{`{"authors":[{"name":"a"}],"format":"pullquote"`, "\uFEFF { \"format\" : \"pullquote\" }", "\xff\xfe" + utf16(`{"format":"pullquote",`)} {
		if !Format.Detect("x", []byte(text)) {
			t.Errorf("%q is not ours", text)
		}
	}
}

func utf16(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		b.Write([]byte{c, 0})
	}
	return b.String()
}

func TestADocumentThatIsCutGivesItsWholePosts(t *testing.T) {
	text := written(t, whole(), whole(), whole())
	list := bytes.LastIndexByte(text, ']')
	var ends []int // of posts
	at := 0
	for line := range bytes.Lines(text) {
		if at += len(line); bytes.HasPrefix(line, []byte(`{"id"`)) {
			ends = append(ends, at-len(line)+len(bytes.TrimRight(line, ",\n")))
		}
	}
	for cut := 0; cut < len(text); cut += 10 {
		items, faults := readAll(text[:cut])
		want := 0
		for _, end := range ends {
			if cut >= end {
				want++
			}
		}
		if len(items) != want {
			t.Errorf("cut at %d: %d posts, want %d", cut, len(items), want)
		}
		if cut <= list && (len(faults) != 1 || len(blog.Faults(faults[0])) != 1) {
			t.Errorf("cut at %d: %v", cut, faults)
		}
	}
}

func TestAPostIsNeverTooLongToBeReadAgain(t *testing.T) {
	e := whole()
	e.Raw = bytes.Repeat([]byte("x"), record.MaxElement)
	items, faults := readAll(written(t, e))
	if len(items) != 1 || len(faults) > 0 {
		t.Fatalf("%d items, %v", len(items), faults)
	}
	recordtest.CheckItem(t, recordtest.ItemOf(e), items[0])
}

func TestThePostsAreReadOneByOne(t *testing.T) {
	n := 0
	endless := func(yield func(record.Entry, error) bool) {
		for yield(whole(), nil) {
		}
	}
	r, w := newPipe(t, endless)
	for _, err := range Format.Read(record.File{Name: "x"}, r) {
		if n++; err != nil || n == 500 {
			break
		}
	}
	w()
	if n != 500 {
		t.Errorf("%d posts came", n)
	}
}

func TestAFailureStopsTheWriting(t *testing.T) {
	broken := errors.New("the disk is out")
	failing := func(yield func(record.Entry, error) bool) { yield(record.Entry{}, broken) }
	if err := Write(&bytes.Buffer{}, ourBlog, failing); !errors.Is(err, broken) {
		t.Errorf("reading posts: %v", err)
	}
	if err := Write(full{broken}, ourBlog, entries(make([]record.Entry, 100)...)); !errors.Is(err, broken) {
		t.Errorf("writing: %v", err)
	}
}

type full struct{ err error }

func (f full) Write([]byte) (int, error) { return 0, f.err }

func TestTheArchivesItemComesThroughDocuments(t *testing.T) {
	first := whole()
	for _, raw := range []string{"---\r\n\xffraw", "plain", ""} {
		first.Raw = []byte(raw)
		e := first
		for range 3 {
			items, _ := readAll(written(t, e))
			e.Raw, e.Format, e.Origin = items[0].Raw, FormatName, ""
		}
		got := Unwrap(e)
		if string(got.Raw) != raw || got.Format != first.Format || got.Origin != first.Origin {
			t.Errorf("%q came through as %q, %s, %s", raw, got.Raw, got.Format, got.Origin)
		}
		if got := Unwrap(first); string(got.Raw) != raw {
			t.Error("an entry of another format was unwrapped")
		}
	}
	plain := entry(func(*record.Entry) {})
	items, _ := readAll(written(t, plain))
	plain.Raw, plain.Format = items[0].Raw, FormatName
	if got := Unwrap(plain); got.Raw != nil || got.Format != "" {
		t.Errorf("a post that came from no archive has %q", got.Raw)
	}
}

// FuzzWrite checks that any post is read back unchanged, and that the schema covers
// all that is written.
func FuzzWrite(f *testing.F) {
	f.Add("T", "> a\r\n\n---\n", "x\ny\u2028", "/?p=1", 5, int64(1353513250123))
	f.Add("no", "\x00\uFEFF", "</script>", "/grüße/100%", 4, int64(1))
	f.Fuzz(func(t *testing.T, title, body, passage, address string, n int, at int64) {
		if !utf8.ValidString(title + body + passage + address) {
			return
		}
		e := anyEntry(title, body, passage, address, n, at)
		if e.Post.Validate() != nil {
			return
		}
		text := written(t, e)
		items, faults := readAll(text)
		if len(items) != 1 || len(faults) > 0 {
			t.Fatalf("%v\n%s", faults, text)
		}
		want := recordtest.ItemOf(e)
		recordtest.CheckItem(t, want, items[0])
		for _, complaint := range check(t, text) {
			t.Error(complaint)
		}
	})
}

// anyEntry makes an entry from a fuzzer's input.
func anyEntry(title, body, passage, address string, n int, at int64) record.Entry {
	when := time.UnixMilli(at % 4e12).UTC() // from 1843 to 2096
	return entry(func(e *record.Entry) {
		p := &e.Post
		p.Title, p.Body, p.Slug, p.DateText = title, body, record.Slug(title), passage
		p.Format = []blog.Format{blog.Markdown, blog.HTML, blog.WordPress}[uint(n)%3]
		if n%2 == 0 {
			p.Status = blog.Draft
		}
		p.Tags = blog.NewTags([]string{title, passage})
		p.Published, p.Created, p.Updated = when, when, when.Add(time.Duration(n)).Truncate(time.Millisecond)
		p.Source.About = blog.About{Title: title, Description: passage}
		p.Author.Name, p.Base = title+"x", address
		if passage != "" {
			p.Quotes = append(p.Quotes, blog.Quote{Text: title, Captured: passage, Prefix: title, Suffix: body, Place: n, Source: address})
			e.Raw, e.Format = []byte(passage), "wxr"
		}
		p.Path = ""
		if blog.CheckPath(address) == nil {
			p.Path = address
		}
		var former record.Addresses
		former.AddURL(address)
		e.Former = former.Keys(p.Path)
	})
}

// FuzzRead checks that for any document reading ends, every item is valid text, and
// none is public unless the document says so.
func FuzzRead(f *testing.F) {
	var out bytes.Buffer
	Write(&out, ourBlog, entries(whole()))
	f.Add(out.Bytes())
	f.Add([]byte(`{"posts":[{"title":"a","status":"published","path":"/x","tags":[{"name":"b"}]},{]`))
	f.Add([]byte("\xff\xfe[\x00{\x00"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		Format.Detect("x", raw[:min(len(raw), record.HeadSize)])
		items, _ := readAll(raw)
		for _, it := range items {
			switch {
			case it.Key == "" || it.Origin == "" || !it.Format.Known() || it.Status == "" || len(it.Raw) == 0:
				t.Errorf("incomplete: %+v", it)
			case it.Status == blog.Published && !bytes.Contains(it.Raw, []byte("published")) && !bytes.Contains(it.Raw, []byte(`\u`)):
				t.Errorf("public: %s", it.Raw)
			case it.URL != "" && blog.CheckURL("url", it.URL) != nil:
				t.Errorf("URL %q", it.URL)
			case it.Path != "" && !strings.HasPrefix(it.Path, "/"):
				t.Errorf("path %q", it.Path)
			}
			for _, text := range append([]string{it.Key, it.Title, it.Body, it.DateText, it.Via, it.Slug}, append(it.Tags, it.Notes...)...) {
				if !utf8.ValidString(text) {
					t.Errorf("%q is no text", text)
				}
			}
		}
	})
}
