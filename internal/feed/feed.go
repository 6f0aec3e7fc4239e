package feed

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"time"
)

// Feed is a list of posts, newest first.
type Feed struct {
	Title     string
	Subtitle  string
	Lang      string // BCP 47
	Home      string // address of the page that shows the same
	Self      string // its own address
	Permalink bool   // titles lead to the post, not to its source
	Program   string // that made it
	Items     []Item
}

// Item is a post.
type Item struct {
	GUID      string // never changes
	Title     string // may be empty
	Name      string // what it is called where a title is needed
	Permalink string
	Source    string // empty for a note
	Via       string // may be empty
	HTML      string // finished; links may be relative
	Author    string
	Tags      []string
	Lang      string // empty: the feed's
	Published time.Time
	Updated   time.Time // zero if it was not changed
}

// link gives the address that the item's title leads to.
func (f *Feed) link(it *Item) string {
	if it.Source == "" || f.Permalink {
		return it.Permalink
	}
	return it.Source
}

// content gives the item's words with both addresses in them: what the title
// does not lead to stands below.
func (f *Feed) content(it *Item) string {
	words := Absolute(it.HTML, it.Permalink)
	if it.Source == "" {
		return words
	}
	to, sign := it.Permalink, "∞ Permalink"
	if f.Permalink {
		to, sign = it.Source, "→ "+it.Source
	}
	return words + paragraph(to, sign)
}

// updated is the latest change in the feed; zero if it is empty.
func (f *Feed) updated() (last time.Time) {
	for i := range f.Items {
		if t := f.Items[i].changed(); t.After(last) {
			last = t
		}
	}
	return last
}

func (it *Item) changed() time.Time {
	if it.Updated.After(it.Published) {
		return it.Updated
	}
	return it.Published
}

type rss struct {
	XMLName xml.Name   `xml:"rss"`
	Version string     `xml:"version,attr"`
	Atom    string     `xml:"xmlns:atom,attr"`
	Content string     `xml:"xmlns:content,attr"`
	DC      string     `xml:"xmlns:dc,attr"`
	Channel rssChannel `xml:"channel"`
}

type rssChannel struct {
	Title       string    `xml:"title"`
	Link        string    `xml:"link"`
	Description string    `xml:"description"`
	Language    string    `xml:"language,omitempty"`
	Built       string    `xml:"lastBuildDate,omitempty"`
	Generator   string    `xml:"generator,omitempty"`
	Self        atomLink  `xml:"atom:link"`
	Items       []rssItem `xml:"item"`
}

type rssItem struct {
	Title      string   `xml:"title,omitempty"`
	Link       string   `xml:"link"`
	GUID       rssGUID  `xml:"guid"`
	Published  string   `xml:"pubDate"`
	Author     string   `xml:"dc:creator,omitempty"`
	Categories []string `xml:"category"`
	Content    string   `xml:"description"`
}

type rssGUID struct {
	Permalink bool   `xml:"isPermaLink,attr"`
	Text      string `xml:",chardata"`
}

type atomLink struct {
	Rel   string `xml:"rel,attr"`
	Type  string `xml:"type,attr,omitempty"`
	Href  string `xml:"href,attr"`
	Title string `xml:"title,attr,omitempty"`
}

// RSS writes the feed as RSS 2.0 (https://www.rssboard.org/rss-specification).
func RSS(w io.Writer, f *Feed) error {
	description := f.Subtitle
	if description == "" {
		description = f.Title
	}
	out := rss{
		Version: "2.0", Atom: "http://www.w3.org/2005/Atom", Content: "http://purl.org/rss/1.0/modules/content/", DC: "http://purl.org/dc/elements/1.1/",
		Channel: rssChannel{Title: f.Title, Link: f.Home, Description: description, Language: f.Lang, Generator: f.Program, Self: atomLink{Rel: "self", Type: "application/rss+xml", Href: f.Self}},
	}
	if last := f.updated(); !last.IsZero() {
		out.Channel.Built = last.UTC().Format(time.RFC1123Z)
	}
	for i := range f.Items {
		it := &f.Items[i]
		out.Channel.Items = append(out.Channel.Items, rssItem{
			Title: it.Title, Link: f.link(it), GUID: rssGUID{Text: it.GUID}, Published: it.Published.UTC().Format(time.RFC1123Z),
			Author: it.Author, Categories: it.Tags, Content: f.content(it),
		})
	}
	return writeXML(w, out)
}

type atom struct {
	XMLName   xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang      string      `xml:"xml:lang,attr,omitempty"`
	Title     string      `xml:"title"`
	Subtitle  string      `xml:"subtitle,omitempty"`
	ID        string      `xml:"id"`
	Updated   string      `xml:"updated"`
	Generator string      `xml:"generator,omitempty"`
	Links     []atomLink  `xml:"link"`
	Entries   []atomEntry `xml:"entry"`
}

type atomEntry struct {
	Lang       string         `xml:"xml:lang,attr,omitempty"`
	Title      string         `xml:"title"`
	ID         string         `xml:"id"`
	Links      []atomLink     `xml:"link"`
	Published  string         `xml:"published"`
	Updated    string         `xml:"updated"`
	Author     atomPerson     `xml:"author"`
	Categories []atomCategory `xml:"category"`
	Content    atomText       `xml:"content"`
}

type atomPerson struct {
	Name string `xml:"name"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

// Atom writes the feed as Atom (RFC 4287). A post's own page is its alternate
// link, unless titles lead to the source; the other one is related.
func Atom(w io.Writer, f *Feed) error {
	out := atom{
		Lang: f.Lang, Title: f.Title, Subtitle: f.Subtitle, ID: f.Self, Updated: f.updated().UTC().Format(time.RFC3339), Generator: f.Program,
		Links: []atomLink{{Rel: "self", Type: "application/atom+xml", Href: f.Self}, {Rel: "alternate", Type: "text/html", Href: f.Home}},
	}
	for i := range f.Items {
		it := &f.Items[i]
		e := atomEntry{
			Lang: it.Lang, Title: it.Name, ID: it.GUID, Published: it.Published.UTC().Format(time.RFC3339), Updated: it.changed().UTC().Format(time.RFC3339),
			Author: atomPerson{it.Author}, Content: atomText{"html", f.content(it)},
		}
		e.Links = append(e.Links, atomLink{Rel: "alternate", Type: "text/html", Href: f.link(it)})
		switch {
		case it.Source == "":
		case f.Permalink:
			e.Links = append(e.Links, atomLink{Rel: "related", Href: it.Source})
		default:
			e.Links = append(e.Links, atomLink{Rel: "related", Type: "text/html", Href: it.Permalink, Title: "Permalink"})
		}
		if it.Via != "" {
			e.Links = append(e.Links, atomLink{Rel: "via", Href: it.Via})
		}
		for _, t := range it.Tags {
			e.Categories = append(e.Categories, atomCategory{t})
		}
		out.Entries = append(out.Entries, e)
	}
	return writeXML(w, out)
}

func writeXML(w io.Writer, v any) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	return xml.NewEncoder(w).Encode(v)
}

type jsonFeed struct {
	Version     string     `json:"version"`
	Title       string     `json:"title"`
	Home        string     `json:"home_page_url"`
	Self        string     `json:"feed_url"`
	Description string     `json:"description,omitempty"`
	Language    string     `json:"language,omitempty"`
	Items       []jsonItem `json:"items"`
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
}

type jsonAuthor struct {
	Name string `json:"name"`
}

// JSON writes the feed as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/),
// in which both addresses have a place of their own.
func JSON(w io.Writer, f *Feed) error {
	out := jsonFeed{Version: "https://jsonfeed.org/version/1.1", Title: f.Title, Home: f.Home, Self: f.Self, Description: f.Subtitle, Language: f.Lang, Items: []jsonItem{}}
	for i := range f.Items {
		it := &f.Items[i]
		j := jsonItem{ID: it.GUID, URL: it.Permalink, External: it.Source, Title: it.Title, HTML: Absolute(it.HTML, it.Permalink), Published: it.Published.UTC().Format(time.RFC3339), Tags: it.Tags, Language: it.Lang}
		if it.Author != "" {
			j.Authors = []jsonAuthor{{it.Author}}
		}
		if it.changed().After(it.Published) {
			j.Modified = it.changed().UTC().Format(time.RFC3339)
		}
		out.Items = append(out.Items, j)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(out)
}
