package netscape

import (
	"encoding/hex"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/internal/transfer/record"
)

// maker makes items of bookmarks.
type maker struct {
	file     record.File
	producer producer
	number   int
	last     time.Time // date of the previous bookmark

	labelled map[string]int // index into items by key, for a producer with labels
	items    []record.Item
}

// mostLabelled is how many bookmarks of a producer with labels are held in memory for
// merging. Further ones are yielded immediately.
const mostLabelled = 200_000

// make makes the item of a bookmark. It reports whether to continue.
func (m *maker) make(b *bookmark, yield func(record.Item, error) bool) bool {
	if !m.skip(b.lonely, yield) {
		return false
	}
	m.number++
	origin := fmt.Sprintf("%s, bookmark %d", m.file.Name, m.number)
	it, err := m.item(origin, b)
	if err != nil || !m.producer.labels || len(m.items) >= mostLabelled {
		return yield(it, err)
	}
	if m.labelled == nil {
		m.labelled = map[string]int{}
	}
	if i, ok := m.labelled[it.Key]; ok {
		m.items[i].Tags = addTags(m.items[i].Tags, it.Tags)
		m.items[i].Raw = append(append(m.items[i].Raw, '\n'), it.Raw...)
		return true
	}
	m.labelled[it.Key] = len(m.items)
	m.items = append(m.items, it)
	return true
}

// skip yields the descriptions of folders without bookmarks. It reports whether to
// continue.
func (m *maker) skip(lonely []folder, yield func(record.Item, error) bool) bool {
	for _, f := range lonely {
		name := record.Plain(f.name)
		reason := "A folder without bookmarks. What described it is not taken over: " + description(f)
		if !yield(record.Item{}, &record.Skip{Origin: m.file.Name + ", folder “" + name + "”", Title: name, Reason: reason}) {
			return false
		}
	}
	return true
}

// description returns a folder's description as plain text, with the addresses of its
// links.
func description(f folder) string {
	text := record.Line(f.words)
	shown, _ := markup.Render(f.words, blog.HTML)
	for _, link := range markup.References(shown.HTML, "") {
		if !strings.Contains(text, link.Address) {
			text += " (" + link.Address + ")"
		}
	}
	return blog.Excerpt(text, 1000)
}

// merged yields the items that were held. It reports whether to continue.
func (m *maker) merged(yield func(record.Item, error) bool) bool {
	for _, it := range m.items {
		if !yield(it, nil) {
			return false
		}
	}
	return true
}

// item makes the item of a bookmark, or returns a *record.Skip if it is no post.
func (m *maker) item(origin string, b *bookmark) (record.Item, error) {
	r := reading{bookmark: b, maker: m}
	href := strings.TrimSpace(b.attrs["href"])
	if strings.Contains(href, "&amp;") { // as no address has it: the bookmark was escaped twice
		b.title, b.words = html.UnescapeString(b.title), html.UnescapeString(b.words)
	}
	title := record.Line(unmasked(b.title))
	it := record.Item{Origin: origin, Raw: []byte(b.raw), Title: title, Tags: r.tags(), Format: blog.WordPress}
	if err := r.source(&it, href); err != nil {
		return record.Item{}, err
	}
	r.words(&it)
	for _, f := range r.described {
		r.note("Its folder “%s” was described, which is not taken over: %s", record.Plain(f.name), description(f))
	}
	r.dates(&it)
	r.privacy(&it)
	if it.Title == it.URL || it.Title == href || r.maker.producer.own && b.attrs["untitled"] == "1" {
		it.Title = ""
	}
	if r.maker.producer.own {
		it.Via, it.Author = b.attrs["via"], record.Plain(b.attrs["author"])
		if lang := b.attrs["lang"]; blog.CheckLang(lang) == nil {
			it.Lang = lang
		}
		it.Captured = record.PassagesFrom(b.attrs["quotes"])
	}
	if it.URL == "" && it.Body == "" && it.Title == "" {
		return record.Item{}, &record.Skip{Origin: origin, Reason: "It has no address and no words."}
	}
	it.Notes = r.notes
	return it, nil
}

// reading is a bookmark being read.
type reading struct {
	*bookmark
	maker *maker
	notes []string
}

func (r *reading) note(format string, args ...any) {
	r.notes = append(r.notes, fmt.Sprintf(format, args...))
}

// ofPrograms are schemes of addresses that are not on the web, with the reason to
// skip them.
var ofPrograms = map[string]string{
	"place": "A search that Firefox has saved.", "javascript": "A bookmarklet, not a page.", "data": "A file within the bookmark, not a page.",
	"chrome": "A page of the browser.", "about": "A page of the browser.", "edge": "A page of the browser.", "opera": "A page of the browser.",
	"vivaldi": "A page of the browser.", "brave": "A page of the browser.", "feed": "A feed that the browser has shown.", "file": "A file on somebody's computer.",
	"wyciwyg": "A page of the browser.", "chrome-extension": "A page of an extension.", "moz-extension": "A page of an extension.", "view-source": "The source of a page.",
}

// shaarliNote matches the address of a note in Shaarli, which links to itself.
var shaarliNote = regexp.MustCompile(`^(?:\./|/)?(?:\?|(?:[^?]*/)?shaare/)([A-Za-z0-9_-]{6})$`)

// source sets the source and the key. It fails with *record.Skip if the address is
// not that of a web page.
func (r *reading) source(it *record.Item, href string) error {
	if r.maker.producer.own && r.attrs["note"] == "1" {
		it.Key = "netscape:" + href
		return nil
	}
	if m := shaarliNote.FindStringSubmatch(href); m != nil && !strings.Contains(href, "://") {
		var former record.Addresses
		former.Add("/shaare/"+m[1], "")
		former.Add("/", m[1])
		it.Key, it.Former = "netscape:?"+m[1], former.Keys("")
		return nil
	}
	if u, err := url.Parse(href); err == nil {
		if reason := ofPrograms[strings.ToLower(u.Scheme)]; reason != "" {
			return &record.Skip{Origin: it.Origin, Title: it.Title, Reason: reason}
		}
	}
	address, err := record.URL(href, nil)
	if err != nil {
		// The text must not be lost because of an invalid address.
		if href == "" {
			r.note("It has no address, so it is a draft.")
		} else {
			r.note("Its address can't be led to, so it is a draft: %s", blog.Excerpt(href, 300))
		}
		it.Key, it.Status = "netscape:"+blog.Excerpt(href, 1000)+it.Title, blog.Draft
		return nil
	}
	it.Key, it.URL = "netscape:"+address, html.UnescapeString(address)
	if !strings.Contains(address, "&amp;") || blog.CheckURL("url", it.URL) != nil {
		it.URL = address
	}
	return nil
}

// tags returns tags as spelled, and the innermost folder with a name of the user's.
func (r *reading) tags() []string {
	list := r.attrs["tags"]
	var names []string
	if r.maker.producer.spaced && !strings.Contains(list, ",") {
		names = strings.Fields(list)
	} else {
		names = strings.Split(list, ",")
	}
	for i := len(r.folders) - 1; i >= 0; i-- {
		if f := r.folders[i]; !f.isRoot() {
			names = append(names, strings.ReplaceAll(record.Plain(f.name), ",", ""))
			break
		}
	}
	return addTags(nil, names)
}

func addTags(tags, more []string) []string {
	for _, name := range more {
		if name = record.Plain(name); name != "" && !slices.ContainsFunc(tags, func(t string) bool { return strings.EqualFold(t, name) }) && len(tags) < record.MaxTags {
			tags = append(tags, name)
		}
	}
	return tags
}

var (
	anyTag      = regexp.MustCompile(`<[/!A-Za-z][^<>]*>`)
	escapedTag  = regexp.MustCompile(`(?i)&lt;/?(?:blockquote|p|a|em|i|b|strong|br|ul|ol|li|code|q|div|span)\b`)
	maskedEmail = regexp.MustCompile(`(?is)<(a|span)\b[^<>]*data-cfemail="([0-9a-f]{4,})"[^<>]*>.*?</(?:a|span)>`)
)

// unmasked restores the e-mail addresses that Cloudflare has obfuscated in a page:
// each byte is XORed with the first
// (https://developers.cloudflare.com/waf/tools/scrape-shield/email-address-obfuscation/).
func unmasked(text string) string {
	return maskedEmail.ReplaceAllStringFunc(text, func(found string) string {
		code, err := hex.DecodeString(maskedEmail.FindStringSubmatch(found)[2])
		if err != nil || len(code) < 2 {
			return found
		}
		for i := range code[1:] {
			code[i+1] ^= code[0]
		}
		return html.EscapeString(string(code[1:]))
	})
}

// Marks around linkding's notes.
const (
	notesBegin = "[linkding-notes]"
	notesEnd   = "[/linkding-notes]"
)

// words sets the item's body.
//
// What follows DD is HTML in which line ends are significant. Shaarli and linkding put
// Markdown there, escaped for HTML; Pinboard puts HTML there, escaped once more.
func (r *reading) words(it *record.Item) {
	words := strings.Trim(unmasked(r.bookmark.words), asciiSpace)
	if format := blog.Format(r.attrs["format"]); r.maker.producer.own && (format == blog.HTML || format == blog.WordPress) {
		it.Format, it.Body = format, html.UnescapeString(words)
		return
	}
	if words == "" {
		words = strings.TrimSpace(html.EscapeString(r.attrs["description"])) // Scuttle
	}
	if before, rest, ok := strings.Cut(words, notesBegin); ok {
		notes, after, _ := strings.Cut(rest, notesEnd)
		it.Format = blog.Markdown
		it.Body = strings.TrimSpace(strings.TrimSpace(literal(before+after)) + "\n\n" + strings.TrimSpace(markup.LiteralTags(html.UnescapeString(notes))))
		return
	}
	if r.maker.producer.markdown && !slices.ContainsFunc(it.Tags, func(t string) bool { return t == noMarkdown }) {
		it.Format = blog.Markdown
		if it.Body = html.UnescapeString(words); r.maker.producer.breaks {
			it.Body = record.BreakLines(markup.LiteralTags(it.Body))
		}
		return
	}
	it.Tags = slices.DeleteFunc(it.Tags, func(t string) bool { return t == noMarkdown })
	if !anyTag.MatchString(words) && escapedTag.MatchString(words) && !r.maker.producer.markdown {
		words = html.UnescapeString(words)
	}
	it.Body = words
}

// noMarkdown is Shaarli's tag for links whose text is not Markdown.
const noMarkdown = "nomarkdown"

// literal converts plain text, escaped for HTML, to Markdown that shows it unchanged.
func literal(text string) string {
	var lines []string
	for line := range strings.SplitSeq(strings.TrimSpace(html.UnescapeString(text)), "\n") {
		lines = append(lines, markup.Literal(line))
	}
	return record.BreakLines(strings.Join(lines, "\n"))
}

// dates sets the item's dates. A bookmark without one gets the date of the previous one.
func (r *reading) dates(it *record.Item) {
	it.DateText = blog.Excerpt(r.attrs["add_date"], 60)
	added, ok := record.Stamp(r.attrs["add_date"])
	if !ok {
		if t, written := record.Date(r.attrs["add_date"]); written {
			added, ok = t, true
		}
	}
	modified, isModified := record.Stamp(r.attrs["last_modified"])
	switch {
	case ok:
		it.Published = added
		r.maker.last = added
	case isModified:
		it.Published = modified
		r.maker.last = modified
	default:
		if it.DateText != "" {
			r.note("The date “%s” can't be right.", it.DateText)
		}
		it.Published = r.maker.last
	}
	if isModified && modified.After(it.Published) {
		it.Updated = modified
	}
}

// privacy sets the item's status. What the file does not mark as public is a draft.
func (r *reading) privacy(it *record.Item) {
	if it.Status == blog.Draft {
		return
	}
	public, known := false, false
	for key, means := range map[string]bool{"private": false, "shared": true, "public": true} {
		if value, ok := r.attrs[key]; ok {
			yes := value != "0" && !strings.EqualFold(value, "false") && !strings.EqualFold(value, "no")
			public = yes == means && (!known || public)
			known = true
		}
	}
	it.Status = blog.Draft
	switch {
	case !known:
		r.note("The file does not say who may read it, so it is a draft.")
	case !public:
		r.note("It was private, so it is a draft.")
	case r.attrs["toread"] == "1" && it.Body == "":
		r.note("It was still to be read, so it is a draft.")
	default:
		it.Status = blog.Published
	}
}
