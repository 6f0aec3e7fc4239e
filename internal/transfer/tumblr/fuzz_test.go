package tumblr

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/internal/transfer/record"
)

// FuzzBlocks checks that the HTML of blocks is balanced and shows the text of all blocks.
func FuzzBlocks(f *testing.F) {
	f.Add("🌱 abc\ndef", 0, 3, 2, 5, "bold", "link", "https://a.example/", "indented", 1)
	f.Add("x", -1, 9, 0, 0, "mention", "italic", "", "ordered-list-item", -3)
	f.Add("👨‍👨‍👦 <b>", 1, 4, 2, 9, "link", "link", "https://a.example/?b=1&c=2", "chat", 9)
	f.Add("heron", 0, 3, 1, 5, "small", "strikethrough", "javascript:x", "quote", 0)
	f.Fuzz(func(t *testing.T, words string, a, b, c, d int, one, two, url, subtype string, indent int) {
		for _, s := range []*string{&words, &one, &two, &url, &subtype} {
			*s = strings.Map(visible, strings.ToValidUTF8(*s, "")) // as decoded from JSON
		}
		blocks := []block{
			{Type: "text", Text: text(words), Formatting: []formatting{
				{Start: number(a), End: number(b), Type: text(one), URL: text(url)},
				{Start: number(c), End: number(d), Type: text(two), URL: text(url + "2")},
				{Start: number(c), End: number(b), Type: "link", URL: text(url)},
			}},
			{Type: "text", Subtype: text(subtype), Text: text(words), Indent: number(indent)},
			{Type: "text", Subtype: "ordered-list-item", Text: "z", Indent: 2},
			{Type: text(one), Title: text(words), URL: text(url), Caption: "y"},
		}
		r := &reading{post: &post{}}
		out := render(r.nodes(blocks, nil)...)
		if again := render(fragment(out)...); again != out {
			t.Fatalf("not balanced:\n%s\n%s", out, again)
		}
		got := squeezed(markup.PlainText(out))
		for _, want := range []string{squeezed(words) + squeezed(words), "z"} {
			if !strings.Contains(got, want) {
				t.Errorf("%q is not in %q (%s)", want, got, out)
			}
		}
	})
}

// squeezed returns what a page shows of a text, without spaces.
func squeezed(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r < 0x20 || r >= 0x7F && r < 0xA0 || r == 0xFFFD || r == 0xFEFF {
			return -1
		}
		return r
	}, s)), "")
}

// saidPrivate reports whether a post says that not everybody may read it.
func saidPrivate(raw []byte) bool {
	var o struct {
		State   any `json:"state"`
		Private any `json:"private"`
	}
	if json.Unmarshal(raw, &o) != nil {
		tag, _, _ := strings.Cut(string(raw), ">")
		return strings.Contains(tag, ` private="true"`) || strings.Contains(tag, ` state="draft"`)
	}
	return o.State == "private" || o.State == "draft" || o.State == "queued"
}

func FuzzRead(f *testing.F) {
	f.Add(`{"response":{"posts":[{"id":1,"reblog_key":"x","state":"private","type":"link","url":"https://a.example/","content":[{"type":"image","media":{"url":"x"}}]}]}}`, "a.json")
	f.Add(`<tumblr version="1.0"><posts><post id="1" type="regular"><regular-body>x</regular-body></post></posts></tumblr>`, "a.xml")
	f.Add(`<tumblr version="1.0"><posts><post id="1" type="quote" private="true"><quote-text><![CDATA[a > b </post>]]></quote-text></post><post id="2"/></posts></tumblr>`, "a.xml")
	f.Add(`var tumblr_api_read = {"posts":[{"id":1,"url-with-slug":"http://a.example/post/1/x","type":"chat","conversation":[{"label":"a","phrase":"b"}]}]};`, "a.js")
	f.Add(exported, "posts/html/36212915001.html")
	f.Add(`<html><frameset></frameset></html>`, "html/1234.html")
	f.Add(`{"id":2,"type":"text","trail":[{"blog":{"name":"b"},"content_raw":"<p>x</p>","content":"<p>x</p>","is_current_item":true}],"body":"<p class=\"npf_link\" data-npf='{\"url\":\"https://a.example/\"}'>x</p>"}`, "")
	f.Fuzz(func(t *testing.T, input, name string) {
		Format.Detect(name, []byte(input[:min(len(input), record.HeadSize)]))
		for it, err := range Format.Read(record.File{Name: name, Path: name}, strings.NewReader(input)) {
			if err != nil {
				continue
			}
			if it.Key == "" || it.Format == "" || it.URL != "" && blog.CheckURL("url", it.URL) != nil || it.Via != "" && blog.CheckURL("via", it.Via) != nil {
				t.Errorf("%+v", it)
			}
			for _, s := range append([]string{it.Title, it.URL, it.Via, it.Body, it.Slug, it.Path, it.DateText}, it.Tags...) {
				if !utf8.ValidString(s) {
					t.Errorf("no UTF-8: %q", s)
				}
			}
			if it.Status == blog.Published && saidPrivate(it.Raw) {
				t.Errorf("private and published: %s", it.Raw)
			}
		}
	})
}
