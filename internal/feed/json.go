package feed

import (
	"bytes"
	"encoding/json"
	"time"
)

type jsonFeed struct {
	Version     string       `json:"version"`
	Title       string       `json:"title"`
	Home        string       `json:"home_page_url"`
	Self        string       `json:"feed_url"`
	Description string       `json:"description,omitempty"`
	Comment     string       `json:"user_comment,omitempty"`
	Next        string       `json:"next_url,omitempty"`
	Icon        string       `json:"icon,omitempty"`
	Favicon     string       `json:"favicon,omitempty"`
	Authors     []jsonAuthor `json:"authors,omitempty"`
	Language    string       `json:"language,omitempty"`
	Hubs        []jsonHub    `json:"hubs,omitempty"`
	Items       [0]jsonItem  `json:"items"` // the last field: JSON inserts the items
}

type jsonItem struct {
	ID        string       `json:"id"`
	URL       string       `json:"url"`
	External  string       `json:"external_url,omitempty"`
	Title     string       `json:"title,omitempty"`
	HTML      string       `json:"content_html"`
	Published string       `json:"date_published"`
	Modified  string       `json:"date_modified,omitempty"`
	Authors   []jsonAuthor `json:"authors,omitempty"`
	Tags      []string     `json:"tags,omitempty"`
	Language  string       `json:"language,omitempty"`
	Via       *jsonVia     `json:"_via,omitempty"`
}

type jsonAuthor struct {
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

type jsonHub struct {
	Type string `json:"type"`
	URL  string `json:"url"`
}

// jsonVia is an extension for where the author found the link, which JSON Feed lacks.
type jsonVia struct {
	URL string `json:"url"`
}

// JSON returns the feed as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/).
// It has fields for both addresses of a post, so Permalink makes no difference.
func JSON(f *Feed) []byte {
	out := jsonFeed{
		Version: "https://jsonfeed.org/version/1.1", Title: clean(f.Title), Home: uri(f.Home), Self: uri(f.Self), Description: clean(f.Subtitle),
		Comment: clean(f.About.Text), Next: uri(f.Next), Icon: uri(f.Icon), Favicon: uri(f.Icon),
		Language: known(f.Lang),
	}
	for _, a := range f.Authors {
		out.Authors = append(out.Authors, jsonAuthor{clean(a.Name), uri(a.Address)})
	}
	if f.Hub != "" {
		out.Hubs = []jsonHub{{"WebSub", uri(f.Hub)}}
	}
	// The items are inserted into their empty array, which is at the end. Encoding them as
	// json.RawMessage would parse them.
	b := bytes.TrimSuffix(appendJSON(make([]byte, 0, f.size()), out), noItems)
	for i := range f.Items {
		if i > 0 {
			b = append(b, ',')
		}
		b = f.item(b, "JSON", &f.Items[i], f.jsonItem)
	}
	return append(append(b, noItems...), '\n')
}

// noItems is what follows the items.
var noItems = []byte("]}")

// appendJSON appends a value that consists of texts.
func appendJSON(b []byte, v any) []byte {
	buffer := bytes.NewBuffer(b)
	e := json.NewEncoder(buffer)
	e.SetEscapeHTML(false)
	_ = e.Encode(v) // can't fail
	return bytes.TrimSuffix(buffer.Bytes(), []byte("\n"))
}

// jsonItem appends a post.
func (f *Feed) jsonItem(b []byte, it *Item) []byte {
	j := jsonItem{
		ID: it.GUID, URL: uri(it.Permalink), External: uri(it.Source), Title: clean(it.Title), HTML: clean(f.content(it, it.words())), Language: known(it.Lang),
		Published: it.Published.UTC().Format(time.RFC3339),
	}
	for _, t := range it.Tags {
		j.Tags = append(j.Tags, clean(t))
	}
	if a := f.author(it); a.Name != "" {
		j.Authors = []jsonAuthor{{clean(a.Name), uri(a.Address)}}
	}
	if it.Updated.After(it.Published) {
		j.Modified = it.Updated.UTC().Format(time.RFC3339)
	}
	if it.Via != "" {
		j.Via = &jsonVia{uri(it.Via)}
	}
	return appendJSON(b, j)
}
