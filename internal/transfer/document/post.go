package document

import (
	"time"

	"pullquote/internal/blog"
)

// Version is that of the format. A reader of one version reads all documents
// of it, with whatever members were added since.
const Version = 1

// SchemaName is what the schema is called in a document's $schema: a file
// beside it.
const SchemaName = "pullquote.schema.json"

// header is the document without its posts, which come last.
type header struct {
	Schema   string   `json:"$schema"`
	Format   string   `json:"format"`
	Version  int      `json:"version"`
	Exported string   `json:"exported,omitempty"`
	Program  string   `json:"program,omitempty"`
	Blog     settings `json:"blog"`
	Authors  []author `json:"authors"`
}

type settings struct {
	Title    string `json:"title"`
	Tagline  string `json:"tagline,omitempty"`
	Lang     string `json:"lang,omitempty"`
	TimeZone string `json:"time_zone,omitempty"`
	Pattern  string `json:"pattern,omitempty"`
	BaseURL  string `json:"base_url,omitempty"`
}

type author struct {
	Name     string `json:"name"`
	Username string `json:"username,omitempty"`
	Email    string `json:"email,omitempty"`
	Created  string `json:"created,omitempty"`
}

// post is a post with all that belongs to it. Times are as stamp writes them.
type post struct {
	ID        int64    `json:"id"`
	GUID      string   `json:"guid"`
	Status    string   `json:"status"`
	Kind      string   `json:"kind"`
	Title     string   `json:"title,omitempty"`
	URL       string   `json:"url,omitempty"`
	Original  string   `json:"original,omitempty"`
	Via       string   `json:"via,omitempty"`
	Body      string   `json:"body"`
	Format    string   `json:"format"`
	HTML      string   `json:"html"`
	Text      text     `json:"text"`
	Tags      []tag    `json:"tags,omitempty"`
	Lang      string   `json:"lang,omitempty"`
	Author    *author  `json:"author,omitempty"`
	Slug      string   `json:"slug,omitempty"`
	Path      string   `json:"path,omitempty"`
	Address   string   `json:"address,omitempty"`
	Former    []string `json:"former,omitempty"`
	Base      string   `json:"base,omitempty"`
	Created   string   `json:"created,omitempty"`
	Published string   `json:"published,omitempty"`
	Updated   string   `json:"updated,omitempty"`
	Trashed   string   `json:"trashed,omitempty"`
	Touched   string   `json:"touched,omitempty"`
	DateText  string   `json:"date_text,omitempty"`
	Quotes    []quote  `json:"quotes,omitempty"`
	Source    *source  `json:"source,omitempty"`
	Raw       *raw     `json:"raw,omitempty"`
}

type text struct {
	Own    string `json:"own"`
	Quoted string `json:"quoted"`
}

type tag struct {
	Name string `json:"name"`
	Slug string `json:"slug,omitempty"`
}

// quote is a blog.Quote.
type quote struct {
	Text     string `json:"text"`
	Captured string `json:"captured,omitempty"`
	Source   string `json:"source,omitempty"`
	Prefix   string `json:"prefix,omitempty"`
	Suffix   string `json:"suffix,omitempty"`
	Place    int    `json:"place,omitempty"`
}

// source is a blog.About.
type source struct {
	URL         string `json:"url,omitempty"`
	Canonical   string `json:"canonical,omitempty"`
	Title       string `json:"title,omitempty"`
	Site        string `json:"site,omitempty"`
	Author      string `json:"author,omitempty"`
	Published   string `json:"published,omitempty"`
	Lang        string `json:"lang,omitempty"`
	Description string `json:"description,omitempty"`
	Image       string `json:"image,omitempty"`
}

// raw is an item of an archive, as it stood there: Text if it is UTF-8, else
// Base64.
type raw struct {
	Format string  `json:"format"`
	Origin string  `json:"origin,omitempty"`
	Text   *string `json:"text,omitempty"`
	Base64 []byte  `json:"base64,omitempty"`
}

// stampLayout is RFC 3339 with the milliseconds that the store keeps.
const stampLayout = "2006-01-02T15:04:05.000Z07:00"

// stamp writes a time, and nothing if there is none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(stampLayout)
}

// quotesOf gives quotes as they stand in a document.
func quotesOf(list []blog.Quote) []quote {
	var out []quote
	for _, q := range list {
		out = append(out, quote(q))
	}
	return out
}
