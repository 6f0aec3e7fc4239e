package frontmatter

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
	"pullquote/internal/transfer/record/recordtest"
)

// fileDate is the modification date of the files in these tests.
var fileDate = time.Date(2020, 5, 4, 3, 2, 1, 0, time.UTC)

// readFile reads a file in a folder named site.
func readFile(t *testing.T, name, text string) (record.Item, error) {
	t.Helper()
	f := record.File{Name: "site/" + name, Path: name, AbsolutePath: "/home/ada/site/" + name, Modified: fileDate}
	var item record.Item
	var err error
	n := 0
	for item, err = range Format.Read(f, strings.NewReader(text)) {
		n++
	}
	if n != 1 {
		t.Fatalf("a file gave %d items", n)
	}
	return item, err
}

// readPost reads a file that must be a post.
func readPost(t *testing.T, name, text string) record.Item {
	t.Helper()
	item, err := readFile(t, name, text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if string(item.Raw) != text {
		t.Error("the raw bytes are not those of the file")
	}
	return item
}

// wordPress returns a file like those of wordpress-github-sync.
func wordPress(title, permalink, body string) string {
	return "---\nID: 7\npost_title: >\n  " + title + "\nauthor: Ada Example\npost_date: 2012-11-21 15:54:10\npost_excerpt: \"\"\nlayout: post\npermalink: >\n  " +
		permalink + "\npublished: true\n---\n" + body
}

func noted(item record.Item, words string) bool {
	return strings.Contains(strings.Join(item.Notes, "\n"), words)
}

func TestAFileOfTumblrsAndGitHubsImportersIsReadFieldByField(t *testing.T) {
	text := `---
ID: 4711
post_title: >
  Heron seen on the
  &#8220;wrong&#8221; river
author: Ada Example, Esq.
post_date: 2012-11-21 15:54:10
post_excerpt: ""
layout: post
permalink: >
  http://blog.example.org/blog/links/heron-seen-on-the/
published: true
tumblr_river-notes_permalink:
  - >
    http://river-notes.tumblr.com/post/36212915001/heron-seen-on-the
tumblr_river-notes_id:
  - "36212915001"
gfonts_meta_no_font:
  - "1"
---
<a href='http://news.example.com/2012/heron'>Heron seen on the "wrong" river</a><div class="link_description"><p>Look at <a href="http://example.net/" target="_blank">this</a>, it&#8217;s <em>odd</em>:</p>

<blockquote>
  <p>It stood there.</p>
</blockquote>

<p>Hm.</p></div>`
	it := readPost(t, "_posts/2012-11-21-heron-seen-on-the.md", text)
	recordtest.CheckFields(t, map[string][2]string{
		"key":    {it.Key, "wordpress:blog.example.org:4711"},
		"origin": {it.Origin, "site/_posts/2012-11-21-heron-seen-on-the.md"},
		"title":  {it.Title, "Heron seen on the “wrong” river"},
		"url":    {it.URL, "http://news.example.com/2012/heron"},
		"body":   {it.Body, "<p>Look at <a href=\"http://example.net/\" target=\"_blank\">this</a>, it&#8217;s <em>odd</em>:</p>\n\n<blockquote>\n  <p>It stood there.</p>\n</blockquote>\n\n<p>Hm.</p>"},
		"format": {string(it.Format), string(blog.WordPress)},
		"author": {it.Author, "Ada Example, Esq."},
		"slug":   {it.Slug, "heron-seen-on-the"},
		"path":   {it.Path, "/blog/links/heron-seen-on-the/"},
		"former": {strings.Join(it.Former, " "), "/?p=4711 /post/36212915001 /post/36212915001/heron-seen-on-the"},
		"status": {string(it.Status), string(blog.Published)},
		"date":   {it.Published.Format(time.RFC3339), "2012-11-21T15:54:10Z"},
		"text":   {it.DateText, "2012-11-21 15:54:10"},
		"notes":  {strings.Join(it.Notes, "|"), ""},
		"unseen": {strings.Join(it.Unseen, "|"), "gfonts_meta_no_font"},
	})
}

func TestFilesThatAreNoPosts(t *testing.T) {
	tests := []struct{ name, file, text, reason string }{
		{"without front matter, and no Markdown", "a.txt", "# A heron\n", "no front matter"},
		{"about its folder", "readme.md", "# Read me\n", "a file about its folder"},
		{"about its folder, in German", "README.de.md", "# Lies mich\n", "a file about its folder"},
		{"about its folder, in Chinese", "docs/README-zh.md", "# Read me\n", "a file about its folder"},
		{"a license", "LICENSE.md", "Do as you like.\n", "a file about its folder"},
		{"of a repository", "SECURITY.md", "Write to us.\n", "a file about its folder"},
		{"empty", "a.md", " \n\n", "is empty"},
		{"a picture with the wrong name", "a.md", "\x89PNG\r\n\x1a\n\x00\x00", "no text"},
		{"words between two rules", "a.txt", "---\nSo it goes.\n\n---\nAnd on.\n", "no front matter"},
		{"a rule above words", "a.txt", "---\n\nSo it goes.\n", "no front matter"},
		{"a template of Hugo's", "archetypes/default.md", "---\ntitle: x\n---\n", "A part of the old site"},
		{"the frame of a site", "index.html", "---\nlayout: default\n---\n{% for post in site.posts %}{% endfor %}\n", "A part of the old site"},
		{"a list that is made by its layout", "tags.md", "---\nlayout: tags\ntitle: Tags\n---\n", "A part of the old site"},
		{"what is shown where nothing is", "404.html", "---\nlayout: page\ntitle: Nothing here\n---\nLook elsewhere.\n", "A part of the old site"},
		{"a style sheet's empty front matter", "main.txt", "---\n---\nbody { color: red }\n", "no front matter"},
		{"nothing but metadata about nothing", "a.md", "---\nlayout: post\n---\n", "no title, no link and no words"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := readFile(t, tt.file, tt.text)
			skip, ok := errors.AsType[*record.Skip](err)
			if !ok || !strings.Contains(skip.Reason, tt.reason) || skip.Origin != "site/"+tt.file {
				t.Errorf("got %v, want it skipped for %q", err, tt.reason)
			}
		})
	}
}

func TestPagesAreToldFromPosts(t *testing.T) {
	const jekyll, undated = "layout: page\n", "title: A\n"
	tests := []struct {
		name, file, matter string
		page               bool
		path, slug, former string
	}{
		{"by its layout", "about.md", jekyll, true, "/about/", "about", "/about.html"},
		{"by its layout, and dated", "2012/about.md", jekyll + "date: 2012-01-02\n", true, "/2012/about/", "about", "/2012/about.html"},
		{"by its type", "about.md", "type: page\n", true, "/about/", "about", "/about.html"},
		{"by its folder", "_pages/about.md", undated, true, "/about/", "about", "/about.html"},
		{"by its folder, with a permalink", "_pages/x.md", "permalink: http://old.example/about/team/\n", true, "/about/team/", "team", ""},
		{"of WordPress's", "_pages/x.md", "post_title: A\nID: 7\npermalink: http://old.example/about/\n", true, "/about/", "about", "/?p=7 /?page_id=7"},
		{"a draft of WordPress's", "_pages/x.md", "post_title: A\nID: 7\npermalink: http://old.example/?page_id=7\npublished: false\n", true, "", "x", "/?page_id=7 /?p=7"},
		{"with a pattern of a permalink", "about.md", jekyll + "permalink: pretty\n", true, "/about/", "about", "/about.html"},
		{"with a slug of its own", "content/me/about.md", "type: page\nslug: ada\n", true, "/me/ada/", "ada", "/me/ada.html"},
		{"a section of Hugo's", "content/projects/_index.md", undated, true, "/projects/", "projects", "/projects.html"},
		{"a bundle of Hugo's", "content/projects/index.md", undated, true, "/projects/", "projects", "/projects.html"},
		{"the front page", "content/_index.md", undated, true, "", "", ""},
		{"the start of a folder", "docs/index.md", undated, true, "/docs/", "docs", "/docs.html"},
		{"of no layout of its own", "links.html", "layout: default\n", true, "/links/", "links", "/links.html"},
		{"a post", "_posts/2012-11-21-x.md", "layout: page\n", false, "", "x", "/2012/11/21/x.html /2012/11/21/x"},
		{"a dated file", "about.md", "layout: default\ndate: 2012-11-21\n", false, "", "about", ""},
		{"a file of no kind", "about.md", undated, false, "", "about", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			it := readPost(t, tt.file, "---\n"+tt.matter+"---\n[A](https://example.net/)\n")
			recordtest.CheckFields(t, map[string][2]string{"path": {it.Path, tt.path}, "slug": {it.Slug, tt.slug}, "former": {strings.Join(it.Former, " "), tt.former}})
			if it.Page != tt.page || it.Page && it.URL != "" {
				t.Errorf("it is a page: %t; it links to %q", it.Page, it.URL)
			}
		})
	}
}

func TestFilesThatCantBeRead(t *testing.T) {
	tests := []struct{ name, text, sentence string }{
		{"TOML that is none", "+++\ntitle: x\n+++\nWords.\n", "TOML"},
		{"no end", "---\ntitle: x\n\nWords.\n", "never ends"},
		{"half a JSON object", "{\"title\": \"x\"\nWords.\n", "JSON"},
		{"JSON nested without end", "{\"a\":" + strings.Repeat("[", 5000), "JSON"},
		{"too large", "---\ntitle: x\n---\n" + strings.Repeat("word ", MaxFile/5), "larger than 16 MB"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := readFile(t, "a.md", tt.text)
			bad, ok := errors.AsType[*record.RowError](err)
			if !ok || bad.Origin != "site/a.md" || len(blog.Faults(err)) != 1 || !strings.Contains(blog.Faults(err)[0].Sentence(), tt.sentence) {
				t.Errorf("got %v, want it rejected for %q", err, tt.sentence)
			}
		})
	}
}

func TestAReaderThatFailsIsReported(t *testing.T) {
	broken := errors.New("the cable is out")
	for _, err := range Format.Read(record.File{Name: "a.md"}, &failing{err: broken}) {
		if !errors.Is(err, broken) || !strings.Contains(err.Error(), "a.md") {
			t.Errorf("got %v", err)
		}
	}
}

type failing struct{ err error }

func (f *failing) Read([]byte) (int, error) { return 0, f.err }

func TestDetection(t *testing.T) {
	tests := []struct {
		name, file, head string
		want             bool
	}{
		{"Markdown always", "a.md", "# Words", true},
		{"Markdown, another ending", "_posts/A.MARKDOWN", "", true},
		{"HTML with front matter", "a.html", "---\ntitle: x\n---\n", true},
		{"HTML without", "a.html", "<!DOCTYPE html>", false},
		{"text with a mark and Windows' line ends", "a.txt", "\uFEFF---\r\ntitle: x\r\n", true},
		{"UTF-16", "a.txt", utf16("---\ntitle: x\n"), true},
		{"JSON front matter", "a.html", "{\n  \"title\": \"x\"\n}\n", true},
		{"TOML front matter", "a.txt", "+++\ntitle = 1\n", true},
		{"a data file", "data.json", "{\"title\": \"x\"}", false},
		{"a data file of YAML", "_config.yml", "---\ntitle: x\n---\n", false},
		{"a style sheet with front matter", "main.scss", "---\n---\n", false},
		{"a feed with front matter", "feed.xml", "---\nlayout: null\n---\n", false},
		{"a file without an ending", "post", "---\ntitle: x\n---\n", true},
		{"words with a brace", "a.txt", "{% raw %}", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Format.Detect(tt.file, []byte(tt.head)); got != tt.want {
				t.Errorf("Detect(%q, %q) = %v", tt.file, tt.head, got)
			}
		})
	}
}

// utf16 encodes a text like editors on Windows.
func utf16(text string) string {
	var b bytes.Buffer
	b.WriteString("\xFF\xFE")
	for _, r := range text {
		b.WriteByte(byte(r))
		b.WriteByte(byte(r >> 8))
	}
	return b.String()
}

// withMatter puts front matter above a body, in the body's encoding.
func withMatter(body string) string {
	const matter = "---\ntitle: x\ndate: 2012-11-21\n---\n"
	for _, mark := range []string{"\xFF\xFE", "\uFEFF"} {
		if rest, ok := strings.CutPrefix(body, mark); ok {
			if mark == "\uFEFF" {
				return mark + matter + rest
			}
			return utf16(matter) + rest
		}
	}
	return matter + body
}

func TestBytesBecomeText(t *testing.T) {
	const want = "Grüße — “so”.\nEnde"
	tests := []struct{ name, raw, note string }{
		{"UTF-8", want, ""},
		{"a byte order mark", "\uFEFF" + want, ""},
		{"line ends of Windows", strings.ReplaceAll(want, "\n", "\r\n"), ""},
		{"line ends of old Macs", strings.ReplaceAll(want, "\n", "\r"), ""},
		{"UTF-16", utf16(want), ""},
		{"Windows-1252", "Gr\xfc\xdfe \x97 \x93so\x94.\nEnde", "Windows-1252"},
		{"one stray byte in UTF-8", "Gr\xfcße — “so”.\nEnde", "Windows-1252"},
		{"control characters", "Grü\x0bße — “so”\x07.\nEnde", "Control characters"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			it := readPost(t, "a.md", withMatter(tt.raw))
			if it.Body != want {
				t.Errorf("body %q, want %q", it.Body, want)
			}
			if tt.note != "" && !noted(it, tt.note) || tt.note == "" && len(it.Notes) > 0 {
				t.Errorf("notes %q, want %q", it.Notes, tt.note)
			}
		})
	}
}

func TestKeysThatStayTheSame(t *testing.T) {
	const dated = "---\ntitle: x\ndate: 2012-11-21\n---\nWords.\n"
	tests := []struct{ name, file, text, want string }{
		{"WordPress's number", "_posts/x.md", wordPress("T", "http://www.example.org:8080/a/b/", "Words."), "wordpress:example.org:7"},
		{"a permalink with a host", "x.md", "---\npermalink: https://example.org/a/\n---\nWords.\n", "frontmatter://example.org/a/"},
		{"a permalink without", "x.md", "---\npermalink: /a/\n---\nWords.\n", "frontmatter:/a/"},
		{"a file and its date", "2012/x.md", dated, "frontmatter:2012/x.md@2012-11-21T00:00:00Z"},
		{"a file without a date", "notes/x.md", "---\ntitle: x\n---\nWords.\n", "frontmatter:notes/x.md"},
		{"Jekyll's folder, wherever it lies", "blog/_posts/2012-11-21-x.md", "---\ntitle: x\n---\nWords.\n", "frontmatter:_posts/2012-11-21-x.md"},
		{"a page, wherever it stood", "about.md", "---\nlayout: page\n---\nMe.\n", "frontmatter:about.md"},
		{"Hugo's folder", "my/content/posts/x.md", dated, "frontmatter:content/posts/x.md@2012-11-21T00:00:00Z"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if it := readPost(t, tt.file, tt.text); it.Key != tt.want {
				t.Errorf("key %q, want %q", it.Key, tt.want)
			}
		})
	}
	t.Run("a bundle that is named alone", func(t *testing.T) {
		f := record.File{Name: "x/index.md", Path: "index.md", AbsolutePath: "/home/ada/posts/x/index.md"}
		for it, err := range Format.Read(f, strings.NewReader(dated)) {
			if err != nil || it.Key != "frontmatter:x/index.md@2012-11-21T00:00:00Z" || it.Slug != "x" {
				t.Errorf("key %q, slug %q, %v", it.Key, it.Slug, err)
			}
		}
	})
}
