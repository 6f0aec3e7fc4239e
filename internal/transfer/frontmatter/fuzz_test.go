package frontmatter

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// FuzzRead checks that for any file reading ends, and no word of a post is lost: each
// is in the title, the address or the body.
func FuzzRead(f *testing.F) {
	for _, body := range []string{
		"<a href='http://example.net/it's'>A “heron”</a><div class=\"link_description\"><p>Words</p></div>",
		"<a href='http://example.net/'>T</a><div class=\"link_description\"><p>Words</p></div></div>more",
		"<h2><a href=\"http://example.net/\" title=\"tip\">T</a></h2>more",
		"[T](http://example.net/a_(b) \"tip\")\n\nWords",
		"[T][1]\nWords\n\n[1]: <http://example.net/> 'x'",
		"## [T](http://example.net/?a=1&amp;b=2) ##\n> Words",
		"**[T\\_x &amp; y](www.example.net)**{: .x}",
		"<blockquote>Words</blockquote><div class='attribution'><a href='//example.net'>x</a></div>",
		"> Words\n\n— [x](http://example.net/)",
		"http://example.net/",
		"[a](b.md \"c\") [[d#e|f]] ![[g.png|9x9]] ![[h]]\n\n[i]: <j.md#k>",
		"{% blockquote A, B http://example.net/ C %}\n`d`\n\n```\ne\n```\n{% endblockquote %}{: .f}\n{% highlight g %}{{ h }}{% endhighlight %}{% raw %}{{{% endraw %}",
		"{{< figure src=\"a\" caption=`b` >}} {{</* c */>}} {{% details \"d\" %}}e{{% /details %}}\n## F {#f .g}\n{:toc}",
	} {
		f.Add("_posts/2012-11-21-x.md", []byte(wordPress("T", linksAt, body)))
		f.Add("x.html", []byte("---\nlayout: link\n---\n"+body))
		f.Add("x/index.md", []byte("{\"title\":\"T\",\"link\":\"http://example.net/\"}"+body))
	}
	f.Add("x.md", []byte("---\ntitle: a: b\ntags: [x\n\tfoo\n---\nWords"))
	f.Add("x.md", []byte(utf16("---\ntitle: x\n...\nWords")))
	f.Add("x.md", []byte("+++\n\xff\n+++"))
	f.Add("x.md", []byte("---\ntitle: T\nlink: www.example.org\npermalink: /x/\naliases: [/?p=1, y]\npullquote:\n  guid: a\n  quotes: [{captured: b}]\n---\n\r\n"))
	f.Fuzz(func(t *testing.T, name string, raw []byte) {
		if !utf8.ValidString(name) || strings.Trim(name, "/") == "" {
			return
		}
		Format.Detect(name, raw[:min(len(raw), record.HeadSize)])
		file := record.File{Name: name, Path: name, AbsolutePath: "/site/" + name, EndingIn: func(string) []record.Sibling { return nil }}
		for it, err := range Format.Read(file, strings.NewReader(string(raw))) {
			if err == nil {
				sane(t, it)
			}
		}
	})
}

func sane(t *testing.T, it record.Item) {
	t.Helper()
	switch {
	case it.Key == "", it.Origin == "", it.Format == "", it.Status == "":
		t.Errorf("incomplete: %+v", it)
	case it.Path != "" && !strings.HasPrefix(it.Path, "/"):
		t.Errorf("path %q", it.Path)
	case utf8.RuneCountInString(it.Slug) > blog.MaxSlug:
		t.Errorf("slug %q", it.Slug)
	case it.URL != "" && blog.CheckURL("url", it.URL) != nil:
		t.Errorf("URL %q", it.URL)
	case strings.ContainsFunc(it.Title, unicode.IsControl), !utf8.ValidString(it.Title), !utf8.ValidString(it.Body):
		t.Errorf("title %q, body %q", it.Title, it.Body)
	}
	for _, key := range it.Former {
		if !strings.HasPrefix(key, "/") || key == "/" {
			t.Errorf("former address %q", key)
		}
	}
}

// FuzzPieces holds that pieces lie in a text one after the other, that what ends
// a block comes behind it, and that tags which say nothing here stay.
func FuzzPieces(f *testing.F) {
	for _, body := range []string{
		"{% quote %}a{% pullquote %}b{% endquote %}{% endpullquote %}", "{{< a \"b >}}\" c=`d` >}}{{% /a %}}", "```\n{% raw %}`\n```` `{{ a }}`", "> - ~~~\n~~~\n{{</* a */>}}{% highlight %}", "{{< details >}}{{< /details >}}\\`{%- img /a 'b' -%}",
	} {
		f.Add(body, false)
		f.Add(body, true)
	}
	f.Fuzz(func(t *testing.T, body string, isHTML bool) {
		if strings.Contains(body, asideMark) {
			return
		}
		found := pieces(body, isHTML)
		at := 0
		for i, p := range found {
			if p.at < at || p.end <= p.at || p.end > len(body) || p.partner != 0 && (p.partner <= i || p.partner >= len(found)) {
				t.Fatalf("piece %d of %d is %+v", i, len(found), p)
			}
			at = p.end
		}
		text, unknown, _ := translated(body, "T", isHTML, func(string) (string, bool) { return "", false })
		if unknown != "" && !strings.Contains(body, unknown) || len(found) == 0 && isHTML && text != body || strings.Contains(text, asideMark) {
			t.Errorf("%q became %q, of which %q is not known", body, text, unknown)
		}
	})
}
