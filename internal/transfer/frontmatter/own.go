package frontmatter

import (
	"bytes"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// maxOwnValues limits the values in the metadata of our own files: a post can quote
// thousands of passages.
const maxOwnValues = 1_000_000

// ownKey matches the key that marks our own files.
var ownKey = regexp.MustCompile(`\n` + ownGroup + `:\r?\n`)

// parseOwn parses a file that File wrote, and that a person may have edited since; ok is
// false for any other file. Nothing is guessed, and the body is exact, up to the last
// blank line.
func parseOwn(f record.File, raw []byte) (it record.Item, ok bool, err error) {
	matter, body, ok := cutOwn(raw)
	if !ok {
		return it, false, nil
	}
	pairs, err := yamlFields(matter, maxOwnValues)
	top := value{kind: object, object: pairs}
	own := top.member(ownGroup)
	if err != nil || own.kind != object {
		return it, false, nil // treat it like any other file
	}
	r := &reading{file: f, location: locationOf(f), matter: matter}
	r.fields, r.notes = newFields(pairs)
	it = r.ownItem(top, own)
	it.Body = body
	if it.Title == "" && it.URL == "" && it.Body == "" {
		return it, true, &record.Skip{Origin: f.Name, Reason: "It has no title, no link and no words."}
	}
	it.Notes = r.notes
	return it, true, nil
}

// cutOwn splits a file of our own into metadata and body. It tolerates changed line
// ends in the metadata.
func cutOwn(raw []byte) (matter, body string, ok bool) {
	raw = bytes.TrimPrefix(raw, []byte("\uFEFF"))
	first, rest, more := bytes.Cut(raw, []byte("\n"))
	if !more || string(bytes.TrimRight(first, " \r")) != "---" || !utf8.Valid(raw) {
		return "", "", false
	}
	for at := 0; at < len(rest); {
		line, _, _ := bytes.Cut(rest[at:], []byte("\n"))
		next := min(at+len(line)+1, len(rest))
		if string(bytes.TrimRight(line, " \r")) == "---" {
			matter = "\n" + string(rest[:at])
			return strings.ReplaceAll(matter, "\r\n", "\n"), string(rest[next:]), ownKey.MatchString(matter)
		}
		at = next
	}
	return "", "", false
}

// ownItem makes the item from our own metadata.
func (r *reading) ownItem(top, own value) record.Item {
	word := func(v value, names ...string) string { return v.member(names...).text }
	it := record.Item{
		Key: ownName(word(own, "guid"), r.location.key), Origin: r.file.Name, GUID: word(own, "guid"),
		Title: word(top, "title"), Via: word(top, "via"), Original: word(own, "original"),
		Format: blog.Format(word(own, "format")), Author: strings.Join(textsOf(top.member("author")), ", "), Lang: word(top, "lang"),
		Slug: record.Slug(word(top, "slug")), Base: word(own, "base"), DateText: word(own, "datetext"),
		Tags: textsOf(top.member("tags")), Status: blog.Published,
		Created: r.moment(word(own, "created")), Published: r.moment(word(top, "date")), Updated: r.moment(word(top, "lastmod")),
		Source: aboutFrom(own.member("source")), Captured: quotesFrom(own.member("quotes")),
	}
	if r.isDraft() {
		it.Status = blog.Draft
	}
	if strings.ContainsFunc(it.Title, unicode.IsControl) {
		it.Title = record.Plain(it.Title)
	}
	if !it.Format.Known() {
		it.Format = r.formatByEnding()
	}
	it.URL = r.ownURL(word(top, "link"))
	r.ownAddresses(&it, word(top, "permalink"), word(own, "address"), textsOf(top.member("aliases")))
	return it
}

// ownName returns the key of an item of our own, which is its GUID; every post has one.
func ownName(guid, location string) string {
	if guid == "" {
		return "pullquote:" + location
	}
	return "pullquote:" + guid
}

func (r *reading) formatByEnding() blog.Format {
	if r.location.isHTML {
		return blog.HTML
	}
	return blog.Markdown
}

// ownURL returns the source. If it is not valid, since a person edited it, it adds a
// note.
func (r *reading) ownURL(text string) string {
	if text == "" || blog.CheckURL("url", text) == nil {
		return text
	}
	u, err := record.URL(text, nil)
	if err != nil {
		r.note("Link left out: " + blog.Excerpt(text, 200))
	}
	return u
}

// ownAddresses sets the former addresses. The permalink is an unescaped path, as in
// Jekyll; aliases are addresses.
func (r *reading) ownAddresses(it *record.Item, permalink, address string, aliases []string) {
	var former record.Addresses
	if strings.HasPrefix(permalink, "/") {
		it.Path = permalink
	} else if base, path, _ := record.Permalink(permalink); base != nil {
		it.Path = path
		former.AddHost(base.Host)
	}
	if at, err := url.Parse(address); err == nil {
		former.AddHost(at.Host)
	}
	for _, alias := range aliases {
		path, err := url.PathUnescape(alias)
		query, root := strings.CutPrefix(alias, "/?")
		switch {
		case root:
			former.Add("/", query)
		case strings.HasPrefix(alias, "/") && err == nil:
			former.Add(path, "")
		default:
			former.AddURL(alias)
		}
	}
	it.Former, it.Hosts = former.Keys(it.Path), former.Hosts()
}

// moment parses a time, and adds a note if it is invalid; for "" it returns the zero
// time.
func (r *reading) moment(text string) time.Time {
	if text == "" {
		return time.Time{}
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t.UTC()
	}
	t, ok := record.Date(text)
	if !ok {
		r.note("The date “" + blog.Excerpt(text, 60) + "” can't be read.")
		return time.Time{}
	}
	return t
}

// textsOf returns the texts of a list, or a single text, verbatim.
func textsOf(v value) []string {
	if v.kind == scalar && v.text != "" {
		return []string{v.text}
	}
	var out []string
	for _, e := range v.list {
		if e.kind == scalar && e.text != "" {
			out = append(out, e.text)
		}
	}
	return out
}

func aboutFrom(v value) blog.About {
	word := func(name string) string { return v.member(name).text }
	return blog.About{
		URL: word("url"), Canonical: word("canonical"), Title: word("title"), Site: word("site"), Author: word("author"),
		Published: word("published"), Lang: word("lang"), Description: word("description"), Image: word("image"),
	}
}

// quotesFrom returns the captured passages.
func quotesFrom(v value) []blog.Quote {
	var out []blog.Quote
	for _, e := range v.list {
		word := func(name string) string { return e.member(name).text }
		q := blog.Quote{Text: word("text"), Captured: word("captured"), Source: word("source"), Prefix: word("prefix"), Suffix: word("suffix")}
		if q.Captured == "" {
			continue
		}
		if !hasMember(e, "text") {
			q.Text = q.Captured
		}
		q.Place, _ = strconv.Atoi(word("place"))
		out = append(out, q)
	}
	return out
}

func hasMember(v value, name string) bool {
	return slices.ContainsFunc(v.object, func(f field) bool { return f.key == name })
}
