package document

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"strings"
	"time"
	"unicode"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// item converts the post to an item. What this program writes is taken unchanged;
// what another program may have written is validated first.
func (p *post) item(origin string, element json.RawMessage) record.Item {
	it := record.Item{
		Key: p.key(), Origin: origin, Raw: element,
		Title: line(p.Title), URL: p.URL, Original: web(p.Original), Via: p.Via, Body: p.Body, Format: blog.Format(p.Format),
		Lang: p.Lang, Slug: record.Slug(p.Slug), Base: p.Base, GUID: p.GUID, DateText: p.DateText,
		Status: blog.Draft,
	}
	note := func(sentence string) { it.Notes = append(it.Notes, sentence) }
	if !it.Format.Known() {
		it.Format = blog.Markdown
		note("It does not say in which format its body is; it was taken for Markdown.")
	}
	if strings.HasPrefix(p.Path, "/") {
		it.Path = p.Path
	}
	switch {
	case p.Trashed != "":
		note("It was in the trash: it comes in as a draft.")
	case p.Status == string(blog.Published):
		it.Status = blog.Published
	case p.Status != string(blog.Draft):
		note("It does not say whether everybody may read it: it comes in as a draft.")
	}
	for _, t := range p.Tags {
		it.Tags = append(it.Tags, t.Name)
	}
	if p.Author != nil {
		it.Author = p.Author.Name
		if it.Author == "" {
			it.Author = p.Author.Username
		}
	}
	if p.Source != nil {
		it.Source = blog.About(*p.Source)
	}
	for _, q := range p.Quotes {
		if q.Captured != "" {
			it.Captured = append(it.Captured, blog.Quote(q))
		}
	}
	it.Created, it.Published, it.Updated = moment(p.Created, note), moment(p.Published, note), moment(p.Updated, note)
	p.addresses(&it)
	return it
}

// addresses sets the former addresses.
func (p *post) addresses(it *record.Item) {
	var a record.Addresses
	for _, key := range p.Former {
		if query, ok := strings.CutPrefix(key, "/?"); ok {
			a.Add("/", query)
			continue
		}
		a.Add(key, "")
	}
	if at, err := url.Parse(p.Address); err == nil {
		a.AddHost(at.Host)
	}
	it.Former, it.Hosts = a.Keys(it.Path), a.Hosts()
}

// key returns the key of the post: its GUID, which every post has. If another program has
// written it without one, the key is made of what does not change when the text does.
func (p *post) key() string {
	if p.GUID != "" {
		return "pullquote:" + p.GUID
	}
	sum := sha256.Sum256([]byte(p.URL + "\n" + p.Path + "\n" + p.Created + "\n" + p.Published))
	if p.URL+p.Path+p.Created+p.Published == "" {
		sum = sha256.Sum256([]byte(p.Title + "\n" + p.Body))
	}
	return "pullquote:sha256:" + hex.EncodeToString(sum[:16])
}

// moment parses a time, and adds a note if it is invalid; for "" it returns the zero
// time.
func moment(text string, note func(string)) time.Time {
	if text == "" {
		return time.Time{}
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t.UTC()
	}
	t, ok := record.Date(text)
	if !ok {
		note("The date “" + blog.Excerpt(text, 60) + "” can't be read.")
		return time.Time{}
	}
	return t
}

// line returns a title unchanged, unless it contains control characters.
func line(title string) string {
	if strings.ContainsFunc(title, unicode.IsControl) {
		return record.Plain(title)
	}
	return title
}

// web returns an address if it is a valid web address, else "".
func web(address string) string {
	if blog.CheckURL("", address) != nil {
		return ""
	}
	return address
}
