package document

import (
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// Version is the version of the format. A reader of a version reads all documents of that
// version, with whatever members were added since.
const Version = 1

// SchemaName is the schema's name in a document's $schema member: a file beside the
// document.
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

// post is a post with everything that belongs to it. Times are in the format of stamp.
type post struct {
	ID        int64         `json:"id"`
	GUID      string        `json:"guid"`
	Status    string        `json:"status"`
	Kind      string        `json:"kind"`
	Title     string        `json:"title,omitempty"`
	URL       string        `json:"url,omitempty"`
	Original  string        `json:"original,omitempty"`
	Via       string        `json:"via,omitempty"`
	Body      string        `json:"body"`
	Format    string        `json:"format"`
	HTML      string        `json:"html"`
	Text      text          `json:"text"`
	Tags      []tag         `json:"tags,omitempty"`
	Lang      string        `json:"lang,omitempty"`
	Author    *author       `json:"author,omitempty"`
	Slug      string        `json:"slug,omitempty"`
	Path      string        `json:"path,omitempty"`
	Address   string        `json:"address,omitempty"`
	Former    []string      `json:"former,omitempty"`
	Base      string        `json:"base,omitempty"`
	Created   string        `json:"created,omitempty"`
	Published string        `json:"published,omitempty"`
	Updated   string        `json:"updated,omitempty"`
	Trashed   string        `json:"trashed,omitempty"`
	Touched   string        `json:"touched,omitempty"`
	DateText  string        `json:"date_text,omitempty"`
	Quotes    []quote       `json:"quotes,omitempty"`
	Source    *record.About `json:"source,omitempty"`
	Raw       *raw          `json:"raw,omitempty"`
}

type text struct {
	Own    string `json:"own"`
	Quoted string `json:"quoted"`
}

type tag struct {
	Name string `json:"name"`
	Slug string `json:"slug,omitempty"`
}

// quote is blog.Quote with its JSON keys.
type quote struct {
	Text     string `json:"text"`
	Captured string `json:"captured,omitempty"`
	Source   string `json:"source,omitempty"`
	Prefix   string `json:"prefix,omitempty"`
	Suffix   string `json:"suffix,omitempty"`
	Place    int    `json:"place,omitempty"`
}

// raw is an archive's item, verbatim: Text if it is valid UTF-8, else Base64.
type raw struct {
	Format string  `json:"format"`
	Origin string  `json:"origin,omitempty"`
	Text   *string `json:"text,omitempty"`
	Base64 []byte  `json:"base64,omitempty"`
}

// stampLayout is RFC 3339 with milliseconds, the precision of the store.
const stampLayout = "2006-01-02T15:04:05.000Z07:00"

// stamp formats a time; a zero time is "".
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(stampLayout)
}

// quotesOf converts quotes to their form in a document.
func quotesOf(list []blog.Quote) []quote {
	var out []quote
	for _, q := range list {
		out = append(out, quote(q))
	}
	return out
}
