package pinboard

import (
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/internal/transfer/record"
	"pullquote/internal/transfer/record/recordtest"
)

// public matches in any file with a public bookmark.
var public = regexp.MustCompile(`(?i)yes|true|no|false|[01]|\\u`)

// FuzzRead checks that for any file reading ends, every item is valid text, and none
// is public unless the file says so.
func FuzzRead(f *testing.F) {
	f.Add([]byte("[" + heron + "," + heron + "]"))
	f.Add([]byte(`{"posts":[{"href":"x","description":false,"tags":["a",1,null]},{]`))
	f.Add([]byte("<?xml version='1.0'?><posts><!-- x --><post href=\"http://example.org/\" private=\"no\" extended=\"&lt;blockquote>a\nb\"/><post href='x <post/></posts>"))
	f.Add([]byte("<!DOCTYPE posts [<!ENTITY a 'b'>]><posts/>"))
	f.Add([]byte("\xff\xfe[\x00{\x00"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		Format.Detect("x", raw[:min(len(raw), record.HeadSize)])
		items, _ := readAll(string(raw))
		for _, it := range items {
			recordtest.CheckSound(t, it)
			if it.Status == blog.Published && !public.Match(it.Raw) {
				t.Errorf("public: %s", it.Raw)
			}
			if strings.ContainsFunc(it.Title, unicode.IsControl) {
				t.Errorf("title %q", it.Title)
			}
		}
	})
}

// FuzzWrite checks that all of a post's text is read back from its bookmark, in
// order, and that a draft is private. White space may differ in HTML that no person
// writes (a list in emphasis).
func FuzzWrite(f *testing.F) {
	for _, b := range bodies {
		f.Add(b.body, string(b.format), "T & <b>&amp;")
	}
	f.Fuzz(func(t *testing.T, body, format, title string) {
		control := func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' || r == '\uFEFF' } // no archive contains these
		if !blog.Format(format).Known() || !utf8.ValidString(body+title) || strings.ContainsFunc(body+title, control) || record.Plain(title) == "" {
			return
		}
		p := post(func(p *blog.Post) {
			p.Body, p.Format, p.Title, p.Status = body, blog.Format(format), record.Plain(title), blog.Draft
		})
		if p.Rendered.Own == "" && p.Rendered.Quoted == "" {
			return
		}
		it := readOne(t, write(t, p))
		got, _ := markup.Render(it.Body, it.Format)
		if signs(got.Own) != signs(p.Rendered.Own) || signs(got.Quoted) != signs(p.Rendered.Quoted) {
			t.Errorf("%q came back as %q", body, it.Body)
		}
		if it.Status != blog.Draft || it.Title != p.Title && it.Title != "" {
			t.Errorf("%s, %q became %q", it.Status, p.Title, it.Title)
		}
	})
}

// signs returns the visible characters of a text.
func signs(text string) string { return strings.Join(strings.Fields(text), "") }
