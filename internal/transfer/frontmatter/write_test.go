package frontmatter

import (
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
	ourBlog   = record.Blog{Base: "https://links.example.org"}
)

// entry returns a published post.
func entry(change func(*record.Entry)) record.Entry {
	e := record.Entry{Post: blog.Post{
		ID: 7, Status: blog.Published, Author: blog.Author{Name: "Ada"}, Title: "Herons", URL: "https://example.org/heron",
		Body: "Words.\n", Format: blog.Markdown, Slug: "herons", Path: "/links/herons/", GUID: "urn:uuid:1",
		Created: published.Add(-time.Hour), Published: published,
	}}
	change(&e)
	return e
}

// checkItem compares items, of which got must have no notes.
func checkItem(t *testing.T, want, got record.Item) {
	t.Helper()
	recordtest.CheckItem(t, want, got)
	if len(got.Notes) > 0 {
		t.Errorf("notes: %q", got.Notes)
	}
}

// back writes an entry and reads the file back under its path in the export.
func back(t *testing.T, e record.Entry) record.Item {
	t.Helper()
	name, text, err := File(ourBlog, e)
	if err != nil {
		t.Fatal(err)
	}
	if !Format.Detect(name, text[:min(len(text), record.HeadSize)]) {
		t.Errorf("%s is not told to be ours", name)
	}
	return readPost(t, name, string(text))
}

func TestAPostIsWrittenAsAFile(t *testing.T) {
	e := entry(func(e *record.Entry) {
		p := &e.Post
		p.Body = "> It *stood* there.\n\nHm.\n"
		p.Tags = blog.NewTags([]string{"art deco", "2012", "no"})
		p.Via, p.Lang, p.DateText, p.Updated = "https://example.net/?a=1&b=2#c", "de", "21 Nov 2012", published.AddDate(0, 0, 1)
		p.Source = blog.Source{Original: "https://example.org/heron?utm_source=x", About: blog.About{Site: "The River: Daily"}}
		p.Quotes = []blog.Quote{{Text: "It stood there.", Captured: "It stood\nthere.", Prefix: "And so", Place: 12}, {Text: "typed"}}
		e.Former = []string{"/?p=367", "/grüße/100%"}
	})
	want := `---
title: Herons
date: 2012-11-21T15:54:10.123Z
lastmod: 2012-11-22T15:54:10.123Z
link: https://example.org/heron
via: https://example.net/?a=1&b=2#c
tags:
- art deco
- "2012"
- "no"
slug: herons
permalink: /links/herons/
aliases:
- /?p=367
- /gr%C3%BC%C3%9Fe/100%25
author: Ada
lang: de
pullquote:
  guid: urn:uuid:1
  format: markdown
  created: 2012-11-21T14:54:10.123Z
  date_text: "21 Nov 2012"
  original: https://example.org/heron?utm_source=x
  address: https://links.example.org/links/herons/
  source:
    site: 'The River: Daily'
  quotes:
  - captured: |-
      It stood
      there.
    text: It stood there.
    prefix: And so
    place: 12
---
> It *stood* there.

Hm.
`
	name, text, err := File(ourBlog, e)
	if err != nil || name != "_posts/2012-11-21-herons.md" {
		t.Errorf("%s, %v", name, err)
	}
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Error(diff)
	}
	checkItem(t, recordtest.ItemOf(e), back(t, e))
}

// oddTexts are texts that YAML, front matter or file systems may misinterpret.
var oddTexts = []string{
	"no", "yes", "on", "null", "~", "true", "007", "1e3", "0x1F", "12:30", "1:20:30", "2012-11-21", ".inf", "2012", "-", "- a", "? b", ": c", "a: b", "a #b",
	"#tag", "'", "''quoted''", `"x"`, `\n`, "@at", "`tick`", "%percent", "!tag", "&anchor", "*alias", "{a}", "[b]", "|", ">", "---", "...", "+++", "<<", "=",
	"🪶 heron", "👩‍👩‍👧", "e\u0301", "שלום \u202Bx", "a\u2028b", "a\u0085b", "a\uFEFFb", "a\u00a0b", " lead", "trail ", "two  spaces", "a\tb",
	strings.Repeat("long words ", 400) + "end", "trailing\\", "https://example.org/?a: b", "&amp;#8217;", "<b>bold</b>", "{{ x }}", "{% raw %}",
}

func TestTextsComeBackAsTheyAre(t *testing.T) {
	for _, odd := range oddTexts {
		e := entry(func(e *record.Entry) {
			p := &e.Post
			p.Title, p.DateText, p.Author.Name, p.Base = odd, odd, odd, odd
			p.Tags = []blog.Tag{{Name: "first"}, {Name: odd}, {Name: "First"}}
			p.Source.About = blog.About{Title: odd, Description: odd, Author: odd}
			p.Quotes = []blog.Quote{{Text: odd, Captured: odd}, {Text: "", Captured: odd + "\n\n" + odd, Prefix: odd, Suffix: odd, Source: odd}}
		})
		if strings.ContainsAny(odd, "\t\u0085") {
			e.Post.Title = "" // no title has them
		}
		t.Run(blog.Excerpt(odd, 20), func(t *testing.T) { checkItem(t, recordtest.ItemOf(e), back(t, e)) })
	}
}

func TestBodiesComeBackToTheByte(t *testing.T) {
	for _, body := range []string{
		"", "\n", "\n\nlead and trail\n\n\n", "no end", "CR\r\nLF\r\n", "\rlone\r", "---\ntitle: x\n---\nbody", "...\n", "\uFEFFmark", "nul\x00 and \x1b \x7f \u0085",
		"    code\n", "[T](http://example.net/)\n\nWords", "<a href='https://example.org/heron'>Herons</a><div class=\"link_description\"><p>W</p></div>",
		"> Words\n\n— [x](http://example.net/)", "{% raw %}{{ x }}{% endraw %}", "[caption]x[/caption]", " ", "\t\n", "🪶", strings.Repeat("x", 1<<20),
	} {
		for _, format := range []blog.Format{blog.Markdown, blog.HTML, blog.WordPress} {
			e := entry(func(e *record.Entry) { e.Post.Body, e.Post.Format = body, format })
			checkItem(t, recordtest.ItemOf(e), back(t, e))
		}
	}
}

func TestPostsOfAllKindsComeBack(t *testing.T) {
	for name, change := range map[string]func(*record.Entry){
		"a note without a title": func(e *record.Entry) { e.Post.Title, e.Post.URL = "", "" },
		"a link without words":   func(e *record.Entry) { e.Post.Title, e.Post.Body = "", "" },
		"a draft never shown": func(e *record.Entry) {
			p := &e.Post
			p.Status, p.Path, p.Published, p.Slug = blog.Draft, "", time.Time{}, ""
		},
		"a draft that was public": func(e *record.Entry) { e.Post.Status = blog.Draft },
		"a whole second":          func(e *record.Entry) { e.Post.Published = published.Truncate(time.Second) },
		"a tenth of one":          func(e *record.Entry) { e.Post.Published = published.Truncate(100 * time.Millisecond) },
		"odd addresses": func(e *record.Entry) {
			e.Post.Path, e.Post.Slug = "/100% größer?/x:y", "größer_~x"
			e.Former = []string{"/?AbC-_9", "/a b", "/a%20b", "/what?x", "/x#y", "/名前"}
		},
		"from an archive": func(e *record.Entry) { e.Post.Base = "archive://5/_posts/x.md" },
		"many quotes": func(e *record.Entry) {
			for i := range 4000 {
				e.Post.Quotes = append(e.Post.Quotes, blog.Quote{Text: "q", Captured: "q", Prefix: "a", Suffix: "b", Source: "https://example.org/", Place: i})
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			e := entry(change)
			checkItem(t, recordtest.ItemOf(e), back(t, e))
		})
	}
}

func TestAFileThatNobodyChangedGoesOutAsItCame(t *testing.T) {
	raw := wordPress("T", linksAt, "<a href='http://example.net/'>T</a>") + "\r\n\xff\n"
	e := entry(func(e *record.Entry) {
		e.Raw, e.Format, e.Origin = []byte(raw), "frontmatter", "_posts/2012-11-21-x.md"
	})
	name, text, err := File(ourBlog, e)
	if err != nil || name != e.Origin || string(text) != raw {
		t.Errorf("%s, %v\n%s", name, err, text)
	}
	for what, change := range map[string]func(*record.Entry){
		"another format":         func(e *record.Entry) { e.Format = "wxr" },
		"no file":                func(e *record.Entry) { e.Origin = "" },
		"a file elsewhere":       func(e *record.Entry) { e.Origin = "../x.md" },
		"scheduled, so no draft": func(e *record.Entry) { e.Post.Status = blog.Draft },
	} {
		changed := e
		change(&changed)
		if _, text, err := File(ourBlog, changed); err != nil || string(text) == raw {
			t.Errorf("%s: %v, the file went out as it came", what, err)
		}
	}
	for name, page := range map[string]string{
		"_pages/about.md":   raw,
		"about.md":          strings.Replace(raw, "layout: post", "layout: page", 1),
		"_posts/2012-ab.md": "---\npost_title: T\npost_type: page\n---\nWords.\n",
	} {
		changed := e
		changed.Origin, changed.Raw = name, []byte(page)
		if name, text, err := File(ourBlog, changed); err != nil || string(text) == page || !strings.HasPrefix(name, "_posts/") {
			t.Errorf("%s, %v: a page went out as one, and would not come in again", changed.Origin, err)
		}
	}
	e.Post.Status = blog.Draft
	e.Raw = []byte(strings.Replace(raw, "published: true", "published: false", 1))
	if _, text, _ := File(ourBlog, e); string(text) != string(e.Raw) {
		t.Error("a file that says it is a draft did not go out as it came")
	}
}

func TestAFileOfOursThatAPersonEditedIsRead(t *testing.T) {
	text := "---\r\ntitle: No: this\r\n---\r\n"
	if _, ok, _ := parseOwn(record.File{Name: "x.md", AbsolutePath: "/x.md"}, []byte(text)); ok {
		t.Error("a file of another program's is ours")
	}
	text = `---
title: >
  Folded
  words
date: 2012-11-21 10:54:10 -0500
link: www.example.org/heron
tags: one
aliases: [/old/, "https://old.example.net/2012/x/"]
status: private
pullquote:
  guid: urn:uuid:1
  quotes:
    - nothing
---
Body
`
	it := readPost(t, "x.html", strings.ReplaceAll(text, "\n", "\r\n"))
	want := record.Item{
		Key: "pullquote:urn:uuid:1", GUID: "urn:uuid:1", Title: "Folded words", URL: "http://www.example.org/heron", Body: "Body\r\n", Format: blog.HTML,
		Tags: []string{"one"}, Former: []string{"/old", "/2012/x"}, Hosts: []string{"old.example.net"}, Status: blog.Draft, Published: published.Truncate(time.Second),
	}
	checkItem(t, want, it)
	it = readPost(t, "x.md", "---\ntitle: x\ndate: soon\nlink: mailto:x\npullquote:\n  guid: a\n---\n")
	if !noted(it, "soon") || !noted(it, "mailto:x") || it.Title != "x" || it.URL != "" {
		t.Errorf("%+v", it)
	}
	if _, err := readFile(t, "x.md", "---\npullquote:\n  guid: a\n---\n"); err == nil {
		t.Error("nothing at all became a post")
	}
}

func TestNamesCanStandOnEveryFileSystem(t *testing.T) {
	for slug, want := range map[string]string{
		"herons": "herons", "": "post-7", "grüße": "grüße", "gru\u0308ße": "grüße", "a/b\\c:d*e?f": "a-b-c-d-e-f", "../..": "post-7", ".hidden": "hidden",
		"_x": "x", "con": "con-7", "Com1.x": "Com1.x-7", "x.": "x", "a b": "a-b", "nul\x00": "nul-7", "!!!": "post-7", strings.Repeat("ü", 200): strings.Repeat("ü", 50),
	} {
		e := entry(func(e *record.Entry) { e.Post.Slug, e.Post.Status = slug, blog.Draft })
		if got := Name(e, 1); got != "_drafts/"+want+".md" {
			t.Errorf("Name(%q) = %q", slug, got)
		}
	}
	e := entry(func(e *record.Entry) { e.Post.Format = blog.HTML })
	for n, want := range []string{1: "herons", 2: "herons-7", 3: "herons-7-3"} {
		if got := Name(e, n); n > 0 && got != "_posts/2012-11-21-"+want+".html" {
			t.Errorf("the name number %d is %q", n, got)
		}
	}
	e.Post.Slug = ""
	for n, want := range []string{1: "post-7", 2: "post-7-2", 3: "post-7-3"} {
		if got := Name(e, n); n > 0 && got != "_posts/2012-11-21-"+want+".html" {
			t.Errorf("without a slug the name number %d is %q", n, got)
		}
	}
}

// FuzzFile checks that any post is read back from its file unchanged.
func FuzzFile(f *testing.F) {
	for i, odd := range oddTexts {
		f.Add(odd, odd, odd, "/"+odd, i, int64(i)*86_400_123)
	}
	f.Add("T", "a\r\n\n---\n", "x\ny", "/?p=1", 5, int64(1353513250123))
	f.Fuzz(func(t *testing.T, title, body, passage, address string, n int, at int64) {
		if !utf8.ValidString(title + body + passage + address) {
			return
		}
		e := anyEntry(title, body, passage, address, n, at)
		if e.Post.Validate() != nil {
			return
		}
		name, text, err := File(ourBlog, e)
		if err != nil {
			t.Fatal(err)
		}
		if len(name) > 143 || strings.Trim(name, "./") != name || strings.Count(name, "/") != 1 || strings.ContainsAny(name, "\\:*?\"<>|\x00") {
			t.Errorf("name %q", name)
		}
		it, err := parse(record.File{Name: name, Path: name, AbsolutePath: "/" + name}, text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		checkItem(t, recordtest.ItemOf(e), it)
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
		p.Published, p.Updated, p.Created = when, when.Add(time.Duration(n)), when
		p.Published, p.Updated = p.Published.Truncate(time.Millisecond), p.Updated.Truncate(time.Millisecond)
		p.Source = blog.Source{Original: passage, About: blog.About{Title: title, Description: passage}}
		p.Author.Name, p.Base = title, address
		_, p.Quotes = markup.Render(body, p.Format)
		if passage != "" {
			p.Quotes = append(p.Quotes, blog.Quote{Text: title, Captured: passage, Prefix: title, Suffix: body, Place: n, Source: address})
		}
		var former record.Addresses
		former.AddURL(address)
		p.Path = ""
		if blog.CheckPath(address) == nil {
			p.Path = address
		}
		e.Former = former.Keys(p.Path)
	})
}
