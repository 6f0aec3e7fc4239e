package wxr

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"iter"
	"strings"
	"time"
	"unicode/utf8"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// Write writes posts as a WordPress export, version 1.2, that WordPress's importer
// reads. A link post has its source in the custom field of the format "link"
// (_format_link_url) and, since few themes show that, in a paragraph above its text.
// Posts in the trash are omitted.
func Write(out io.Writer, b record.Blog, entries iter.Seq2[record.Entry, error]) error {
	w := &writer{w: bufio.NewWriter(out), blog: b}
	w.head()
	for entry, err := range entries {
		if err != nil {
			return err
		}
		if !entry.Post.InTrash() {
			w.item(entry)
		}
		if w.err != nil {
			break
		}
	}
	w.line(0, "</channel>")
	w.line(0, "</rss>")
	if err := w.w.Flush(); w.err == nil {
		w.err = err
	}
	if w.err != nil {
		return fmt.Errorf("write WordPress export: %w", w.err)
	}
	return nil
}

// writer writes elements. After the first error it does nothing.
type writer struct {
	w    *bufio.Writer
	blog record.Blog
	err  error
}

func (w *writer) print(s string) {
	if w.err == nil {
		_, w.err = w.w.WriteString(s)
	}
}

func (w *writer) line(depth int, s string) { w.print(strings.Repeat("\t", depth) + s + "\n") }

// text writes an element with escaped text.
func (w *writer) text(depth int, name, text string) {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(legal(text))) // a Builder does not fail
	w.line(depth, "<"+name+">"+b.String()+"</"+name+">")
}

// cdata writes an element with a CDATA section.
func (w *writer) cdata(depth int, name, text string) {
	w.line(depth, "<"+name+">"+section(text)+"</"+name+">")
}

// section makes a CDATA section. It splits a "]]>" between two sections. Characters that
// programs drop or change when they read a file, as does the reader in this package, are
// written as references, which is possible only outside of sections.
func section(text string) string {
	var b strings.Builder
	b.WriteString("<![CDATA[")
	for _, r := range strings.ReplaceAll(legal(text), "]]>", "]]]]><![CDATA[>") {
		if record.Printable(r) < 0 || r == '\uFEFF' {
			fmt.Fprintf(&b, "]]>&#x%X;<![CDATA[", r)
			continue
		}
		b.WriteRune(r)
	}
	b.WriteString("]]>")
	return b.String()
}

// legal drops characters that XML 1.0 does not allow (2.2).
func legal(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r', r >= 0x20 && r <= 0xD7FF, r >= 0xE000 && r <= 0xFFFD, r >= 0x10000 && r <= utf8.MaxRune:
			return r
		}
		return -1
	}, strings.ToValidUTF8(text, ""))
}

func (w *writer) head() {
	b := w.blog
	w.print(xml.Header)
	w.line(0, `<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">`)
	w.line(0, "<channel>")
	w.text(1, "title", b.Settings.Title)
	w.text(1, "link", b.Base)
	w.text(1, "description", b.Settings.Tagline)
	w.text(1, "pubDate", b.Exported.UTC().Format(time.RFC1123Z))
	w.text(1, "language", b.Settings.Lang)
	w.text(1, "generator", b.Program)
	w.text(1, "wp:wxr_version", "1.2")
	w.text(1, "wp:base_site_url", b.Base)
	w.text(1, "wp:base_blog_url", b.Base)
	for _, a := range b.Authors {
		w.line(1, "<wp:author>")
		w.text(2, "wp:author_id", fmt.Sprint(int64(a.ID)))
		w.cdata(2, "wp:author_login", login(a))
		w.cdata(2, "wp:author_email", a.Email)
		w.cdata(2, "wp:author_display_name", a.Name)
		w.cdata(2, "wp:author_first_name", "")
		w.cdata(2, "wp:author_last_name", "")
		w.line(1, "</wp:author>")
	}
}

// login returns the name that posts refer to an author by.
func login(a blog.Author) string {
	if a.Username != "" {
		return a.Username
	}
	return a.Name
}

const sqlTime = time.DateTime

func (w *writer) item(e record.Entry) {
	p := &e.Post
	at := p.Published
	if at.IsZero() {
		at = p.Created
	}
	link, status := fmt.Sprintf("%s/?p=%d", w.blog.Base, int64(p.ID)), "draft"
	if p.Public() {
		link, status = w.blog.Base+escapedPath(p.Path), "publish"
	}
	w.line(1, "<item>")
	w.cdata(2, "title", html.EscapeString(p.Title))
	w.text(2, "link", link)
	w.text(2, "pubDate", at.UTC().Format(time.RFC1123Z))
	w.cdata(2, "dc:creator", login(p.Author))
	w.line(2, `<guid isPermaLink="false">`+escaped(p.GUID)+"</guid>")
	w.text(2, "description", "")
	w.cdata(2, "content:encoded", content(p))
	w.cdata(2, "excerpt:encoded", "")
	w.text(2, "wp:post_id", fmt.Sprint(int64(p.ID)))
	w.cdata(2, "wp:post_date", at.In(w.blog.Settings.Zone()).Format(sqlTime))
	w.cdata(2, "wp:post_date_gmt", at.UTC().Format(sqlTime))
	w.modified(p, at)
	w.cdata(2, "wp:comment_status", "closed")
	w.cdata(2, "wp:ping_status", "closed")
	w.cdata(2, "wp:post_name", p.Slug)
	w.cdata(2, "wp:status", status)
	w.text(2, "wp:post_parent", "0")
	w.text(2, "wp:menu_order", "0")
	w.cdata(2, "wp:post_type", "post")
	w.cdata(2, "wp:post_password", "")
	w.text(2, "wp:is_sticky", "0")
	w.terms(p)
	w.metas(e)
	w.line(1, "</item>")
}

func (w *writer) modified(p *blog.Post, at time.Time) {
	if p.Updated.After(at) {
		at = p.Updated
	}
	w.cdata(2, "wp:post_modified", at.In(w.blog.Settings.Zone()).Format(sqlTime))
	w.cdata(2, "wp:post_modified_gmt", at.UTC().Format(sqlTime))
}

func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(legal(text))) // a Builder does not fail
	return b.String()
}

// terms writes tags and the post's format.
func (w *writer) terms(p *blog.Post) {
	for _, t := range p.Tags {
		w.line(2, `<category domain="post_tag" nicename="`+escaped(t.Slug)+`">`+section(html.EscapeString(t.Name))+"</category>")
	}
	switch p.Kind() {
	case blog.KindLink:
		w.line(2, `<category domain="post_format" nicename="post-format-link"><![CDATA[Link]]></category>`)
	case blog.KindQuote:
		w.line(2, `<category domain="post_format" nicename="post-format-quote"><![CDATA[Quote]]></category>`)
	}
}

// metas writes the custom fields.
func (w *writer) metas(e record.Entry) {
	p := &e.Post
	w.meta(metaURL, p.URL)
	w.meta(metaVia, p.Via)
	w.meta(metaOriginal, p.Source.Original)
	w.meta(metaLang, p.Lang)
	w.meta(metaBase, p.Base)
	w.meta(metaFormat, string(p.Format))
	w.meta(metaBody, p.Body)
	w.meta(metaSum, sumOf(legal(content(p)), legal(p.Body)))
	w.meta(metaCreated, stamp(p.Created))
	w.meta(metaPublished, stamp(p.Published))
	w.meta(metaUpdated, stamp(p.Updated))
	w.meta(metaDateText, p.DateText)
	w.meta(metaQuotes, record.PassagesJSON(p.Quotes))
	w.meta(metaSource, record.AboutJSON(p.Source.About))
	if p.Author.Username == "" {
		w.meta(metaAuthor, p.Author.Name)
	}
	if !p.Public() {
		w.meta(metaPath, p.Path)
	}
	for _, key := range e.Former {
		w.meta(metaFormer, key)
	}
}

// stamp formats a time with full precision; a zero time is "".
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func (w *writer) meta(key, value string) {
	if value == "" {
		return
	}
	w.line(2, "<wp:postmeta>")
	w.cdata(3, "wp:meta_key", key)
	w.cdata(3, "wp:meta_value", value)
	w.line(2, "</wp:postmeta>")
}

// content returns what WordPress shows: for a link post, a paragraph with its link
// and then its text.
func content(p *blog.Post) string {
	if p.URL == "" {
		return p.Rendered.HTML
	}
	return fmt.Sprintf("<p><a href=\"%s\">%s</a></p>\n\n", html.EscapeString(p.URL), html.EscapeString(p.Name())) + p.Rendered.HTML
}
