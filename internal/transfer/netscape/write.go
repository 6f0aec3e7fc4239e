package netscape

import (
	"bufio"
	"cmp"
	"fmt"
	"html"
	"io"
	"iter"
	"net/url"
	"slices"
	"strings"
	"time"

	xhtml "golang.org/x/net/html"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/internal/transfer/record"
)

// Write writes posts as bookmarks that browsers, Pinboard, Shaarli and linkding read.
// The text is written after DD as escaped Markdown: Shaarli renders it, and the
// others, some of which drop everything after a tag there, show it verbatim. A text
// that Markdown can't represent, such as pictures with captions, is written as
// stored, with its FORMAT. A post without a source links to itself. Attributes of our
// own (AUTHOR, FORMAT, LANG, NOTE, QUOTES, UNTITLED, VIA) hold what other programs
// lose, and are read back.
func Write(out io.Writer, b record.Blog, entries iter.Seq2[record.Entry, error]) error {
	w := &writer{w: bufio.NewWriter(out), base: b.Base}
	title := html.EscapeString(b.Settings.Title)
	w.printf("<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<META HTTP-EQUIV=\"Content-Type\" CONTENT=\"text/html; charset=UTF-8\">\n")
	w.printf("<!-- This file was written by %s. Its words are Markdown. -->\n", strings.ReplaceAll(html.EscapeString(b.Program), "--", "-"))
	w.printf("<TITLE>%s</TITLE>\n<H1>%s</H1>\n<DL><p>\n", title, title)
	for entry, err := range entries {
		if err != nil {
			return err
		}
		w.bookmark(&entry.Post)
		if w.err != nil {
			break
		}
	}
	w.printf("</DL><p>\n")
	if err := w.w.Flush(); w.err == nil {
		w.err = err
	}
	if w.err != nil {
		return fmt.Errorf("write bookmarks: %w", w.err)
	}
	return nil
}

// writer writes bookmarks. After the first error it does nothing.
type writer struct {
	w    *bufio.Writer
	base string
	err  error
}

func (w *writer) printf(format string, args ...any) {
	if w.err == nil {
		_, w.err = fmt.Fprintf(w.w, format, args...)
	}
}

func (w *writer) attr(name, value string) {
	w.printf(` %s="%s"`, name, html.EscapeString(strings.Map(record.Printable, value)))
}

func (w *writer) bookmark(p *blog.Post) {
	href := p.URL
	if href == "" {
		href = w.own(p)
	}
	at := p.Published
	if at.IsZero() {
		at = p.Created
	}
	w.printf("<DT><A")
	w.attr("HREF", href)
	w.attr("ADD_DATE", stamp(at))
	if !p.Updated.IsZero() {
		w.attr("LAST_MODIFIED", stamp(p.Updated))
	}
	w.attr("PRIVATE", flag(!p.Public()))
	words, format := wordsOf(p)
	if !p.Public() && words == "" {
		w.attr("TOREAD", "1")
	}
	var names []string
	for _, t := range p.Tags {
		names = append(names, t.Name)
	}
	w.attr("TAGS", strings.Join(names, ","))
	if p.URL == "" {
		w.attr("NOTE", "1")
	}
	if p.Via != "" {
		w.attr("VIA", p.Via)
	}
	if p.Author.Name != "" {
		w.attr("AUTHOR", p.Author.Name)
	}
	if format != blog.Markdown {
		w.attr("FORMAT", string(format))
	}
	if p.Lang != "" {
		w.attr("LANG", p.Lang)
	}
	if quotes := record.PassagesJSON(p.Quotes); quotes != "" {
		w.attr("QUOTES", quotes)
	}
	title := p.Title
	if title == "" {
		w.attr("UNTITLED", "1")
		title = p.Name()
	}
	w.printf(">%s</A>\n", html.EscapeString(title))
	if words != "" {
		w.printf("<DD>%s\n", html.EscapeString(words))
	}
}

// own returns the address of a post without a source.
func (w *writer) own(p *blog.Post) string {
	if p.Public() {
		return w.base + (&url.URL{Path: p.Path}).EscapedPath()
	}
	return fmt.Sprintf("%s/posts/%d/edit", w.base, int64(p.ID))
}

func stamp(t time.Time) string { return fmt.Sprint(t.Unix()) }

func flag(set bool) string {
	if set {
		return "1"
	}
	return "0"
}

// wordsOf returns a post's text as Markdown, or in its own format if the conversion
// would lose something.
func wordsOf(p *blog.Post) (words string, format blog.Format) {
	if p.Format == blog.Markdown {
		return trimmed(p.Body), blog.Markdown
	}
	shown := markup.Uncited(p.Rendered.HTML)
	words = trimmed(unquoted(markup.NewPassage(shown, "").Markdown))
	read, _ := markup.Render(words, blog.Markdown)
	switch {
	case slices.Equal(outline(read.HTML), outline(shown)):
		return words, blog.Markdown
	case p.Base == "":
		return trimmed(p.Body), p.Format
	}
	return trimmed(shown), blog.HTML // its links are absolute
}

func trimmed(words string) string {
	return strings.Trim(strings.Map(record.Printable, words), asciiSpace)
}

// asciiSpace is white space that is irrelevant around a text.
const asciiSpace = " \t\n\r\f"

// plain are elements that add nothing to their text; alike are those that Markdown
// does not distinguish from another.
var (
	plain = []string{"p", "div", "span", "tbody", "thead", "section", "article", "figure"}
	alike = map[string]string{"b": "strong", "i": "em"}
)

// outline returns the elements of rendered HTML, with their addresses and descriptions.
func outline(finished string) (parts []string) {
	z := xhtml.NewTokenizer(strings.NewReader(finished))
	for {
		switch z.Next() {
		case xhtml.ErrorToken:
			return parts
		case xhtml.StartTagToken, xhtml.SelfClosingTagToken:
			t := z.Token()
			if slices.Contains(plain, t.Data) {
				continue
			}
			part := cmp.Or(alike[t.Data], t.Data)
			for _, a := range t.Attr {
				if slices.Contains([]string{"href", "src", "alt", "cite", "title"}, a.Key) {
					part += " " + a.Val
				}
			}
			parts = append(parts, part)
		}
	}
}

// unquoted removes the outermost blockquote's markers from Markdown.
func unquoted(md string) string {
	lines := strings.Split(md, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimPrefix(strings.TrimPrefix(line, ">"), " ")
	}
	return strings.Join(lines, "\n")
}
