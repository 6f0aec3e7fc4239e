package wxr

import (
	"crypto/sha256"
	"encoding/hex"
	"html"
	"strings"
	"time"
	"unicode"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// Custom fields for what WordPress has no field for. Write writes them, and the reader
// reads them back.
const (
	metaURL       = "_format_link_url" // WordPress's own name
	metaBody      = "_pullquote_body"  // the body as written
	metaFormat    = "_pullquote_format"
	metaVia       = "_pullquote_via"
	metaOriginal  = "_pullquote_original"
	metaLang      = "_pullquote_lang"
	metaAuthor    = "_pullquote_author" // for an author without an account
	metaBase      = "_pullquote_base"
	metaPath      = "_pullquote_path"   // for a draft that was published before
	metaFormer    = "_pullquote_former" // key of a former address, one field each
	metaCreated   = "_pullquote_created"
	metaPublished = "_pullquote_published"
	metaUpdated   = "_pullquote_updated"
	metaDateText  = "_pullquote_date_text"
	metaQuotes    = "_pullquote_quotes" // captured passages, as JSON
	metaSource    = "_pullquote_source" // what the source says about itself, as JSON
	metaSum       = "_pullquote_sum"    // hash of the body as WordPress shows it and as written
)

// sumOf returns a hash that shows whether the text was edited in WordPress after the
// export: then the body as written is out of date.
func sumOf(content, body string) string {
	sum := sha256.Sum256([]byte(content + "\x00" + body))
	return hex.EncodeToString(sum[:16])
}

// value returns a custom field verbatim.
func (r *reading) value(key string) string {
	for _, m := range r.metas {
		if m.key == key {
			return m.value
		}
	}
	return ""
}

// isOwn reports whether the item was written by Write and its text was not changed since.
func (r *reading) isOwn() bool {
	if !blog.Format(r.value(metaFormat)).Known() {
		return false
	}
	if sum := r.value(metaSum); sum != sumOf(r.texts["content:encoded"], r.value(metaBody)) {
		r.note("Its words were changed since it was exported from here; they are read as they are now.")
		return false
	}
	return true
}

// own converts an item of our own export. Nothing is guessed.
func (r *reading) own(origin string, raw []byte, a addresses) (record.Item, error) {
	it := record.Item{
		Key: r.key(a), Origin: origin, Raw: raw, Title: html.UnescapeString(r.texts["title"]), URL: r.web(metaURL), Via: r.web(metaVia), Original: r.web(metaOriginal),
		Body: r.value(metaBody), Format: blog.Format(r.value(metaFormat)), Lang: r.lang(), Slug: a.slug, Path: a.path, Base: r.value(metaBase),
		GUID: r.text("guid"), Status: r.status(), DateText: r.value(metaDateText),
		Captured: record.PassagesFrom(r.value(metaQuotes)), Source: record.AboutFrom(r.value(metaSource)),
	}
	if it.GUID != "" {
		it.Key = "pullquote:" + it.GUID
	}
	if strings.ContainsFunc(it.Title, unicode.IsControl) {
		it.Title = record.Plain(it.Title)
	}
	if it.Author = r.value(metaAuthor); it.Author == "" {
		it.Author = r.author()
	}
	for _, c := range r.categories {
		if c.domain == "post_tag" {
			it.Tags = append(it.Tags, html.UnescapeString(c.name))
		}
	}
	r.ownTimes(&it)
	r.ownAddresses(&it, a)
	if it.Title == "" && it.URL == "" && it.Body == "" {
		return record.Item{}, &record.Skip{Origin: origin, Reason: "It has no title, no link and no words."}
	}
	it.Notes = r.notes
	return it, nil
}

// web returns a custom field that contains a web address.
func (r *reading) web(key string) string {
	text := r.value(key)
	if text == "" || blog.CheckURL("", text) == nil {
		return text
	}
	u, err := record.URL(text, nil)
	if err != nil {
		r.note("Link left out: %s", blog.Excerpt(text, 200))
	}
	return u
}

// ownTimes sets the times. WordPress's have a resolution of seconds; if the date was
// changed there, that date is used.
func (r *reading) ownTimes(it *record.Item) {
	moment := func(key string) time.Time {
		t, err := time.Parse(time.RFC3339, strings.TrimSpace(r.value(key)))
		if err != nil {
			return time.Time{}
		}
		return t.UTC()
	}
	shown, _, _ := r.dates(it.Status)
	it.Created, it.Published, it.Updated = moment(metaCreated), moment(metaPublished), moment(metaUpdated)
	at := it.Published
	if at.IsZero() {
		at = it.Created
	}
	if !shown.IsZero() && !shown.Equal(at.Truncate(time.Second)) || it.Status == blog.Published && it.Published.IsZero() {
		it.Published = shown
	}
}

// ownAddresses sets the former addresses.
func (r *reading) ownAddresses(it *record.Item, a addresses) {
	var former record.Addresses
	if p := r.value(metaPath); it.Path == "" && strings.HasPrefix(p, "/") {
		it.Path = p
	}
	for _, m := range r.metas {
		if m.key != metaFormer {
			continue
		}
		if query, root := strings.CutPrefix(m.value, "/?"); root {
			former.Add("/", query)
		} else {
			former.Add(m.value, "")
		}
	}
	if a.base != nil {
		former.AddHost(a.base.Host)
	}
	it.Former, it.Hosts = former.Keys(it.Path), former.Hosts()
}
