package shape

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
)

// FuzzRead checks that Read loses no word of a body, in Markdown or in HTML.
func FuzzRead(f *testing.F) {
	for _, body := range []string{
		"<a href='http://example.net/heron'>A Heron</a><div class=\"link_description\"><p>My words.</p></div>",
		"[A Heron](http://example.net/heron \"tip\"){: .big}\n\n> It stood.\n\nvia [Tom](http://example.org/)",
		"<blockquote>It stood.</blockquote>\n\n<div class='attribution'><a href=\"http://example.net/\">Tom</a></div>",
		"A Heron\n=======\n\nhttp://example.net/",
		"<p>Words. (via <a href=\"http://example.org/\">Tom</a>)</p>",
	} {
		f.Add("A Heron", body)
	}
	f.Fuzz(func(t *testing.T, title, body string) {
		if !utf8.ValidString(title) || !utf8.ValidString(body) || strings.ContainsFunc(title+body, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }) {
			return
		}
		p, _ := Read(Post{Title: title, Body: body})
		if p.URL != "" && blog.CheckURL("url", p.URL) != nil || p.Via != "" && blog.CheckURL("via", p.Via) != nil {
			t.Errorf("URL %q, via %q", p.URL, p.Via)
		}
		if !p.Markdown {
			keepsWords(t, p, blog.HTML, body)
		}
		keepsWords(t, p, blog.Markdown, body)
	})
}

func keepsWords(t *testing.T, it Post, format blog.Format, body string) {
	t.Helper()
	tags := regexp.MustCompile(strings.Trim(wellFormed.String(), "^$"))
	if regexp.MustCompile(`<[/!?A-Za-z]`).MatchString(tags.ReplaceAllString(body, "")) {
		return // what is text and what a malformed tag depends on what precedes it
	}
	kept := map[string]bool{}
	address, err := url.PathUnescape(it.URL)
	if err != nil {
		address = it.URL
	}
	for _, text := range []string{it.Title, address, html.UnescapeString(address), shown(it.Body, format), it.Body} {
		for _, word := range wordsOf(text) {
			kept[word] = true
		}
	}
	// The attributes of a removed link are not text.
	body = regexp.MustCompile(`(?m)`+attributes.String()).ReplaceAllString(body, "")
	for _, word := range wordsOf(shown(body, format)) {
		if !kept[word] {
			t.Errorf("the word %q of %q is lost in %q, %q, %q", word, body, it.Title, it.URL, it.Body)
		}
	}
}

// shown returns what readers see of a body.
func shown(body string, f blog.Format) string {
	rendered, _ := markup.Render(body, f)
	return markup.PlainText(rendered.HTML)
}

// wordsOf returns the words of a text as Same compares them.
func wordsOf(text string) []string {
	var words []string
	for _, line := range strings.Fields(text) {
		for word := range strings.FieldsFuncSeq(bare(line), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			words = append(words, word)
		}
	}
	return words
}
