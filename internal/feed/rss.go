package feed

import (
	"path"
	"strings"
	"time"
)

// RSS returns the feed as RSS 2.0 (https://www.rssboard.org/rss-specification).
// Dates are UTC. A guid is never a permalink, since a post's address may change.
func RSS(f *Feed) []byte {
	x := xmlWriter{b: append(make([]byte, 0, f.size()), xmlHeader...)}
	f.styleSheet(&x)
	lang := known(f.Lang)
	x.open("rss", "version", "2.0", "xmlns:atom", atomSpace, "xmlns:dc", "http://purl.org/dc/elements/1.1/", "xml:lang", lang)
	x.open("channel")
	f.rssChannel(&x, lang)
	f.head(&x)
	for i := range f.Items {
		x.b = f.item(x.b, "RSS", &f.Items[i], f.rssItem)
	}
	x.close("channel")
	x.close("rss")
	return x.b
}

// rssChannel writes the channel's own elements.
func (f *Feed) rssChannel(x *xmlWriter, lang string) {
	description := f.Subtitle
	if description == "" {
		description = f.Title // the element is mandatory
	}
	home := uri(f.Home)
	x.text("title", f.Title)
	x.text("link", home)
	x.text("description", description)
	x.text("language", strings.ToLower(lang))
	for _, a := range f.Authors {
		x.text("dc:creator", a.Name)
	}
	x.text("lastBuildDate", f.updated().UTC().Format(time.RFC1123Z))
	x.text("generator", f.Program)
	switch strings.ToLower(path.Ext(f.Icon)) {
	case ".png", ".gif", ".jpg", ".jpeg": // RSS allows no others
		x.open("image")
		x.text("url", uri(f.Icon))
		x.text("title", f.Title)
		x.text("link", home)
		x.close("image")
	}
	f.links(x, "atom:link", "application/rss+xml")
}

// links writes the addresses of the feed and of its next page (RFC 5005), and its hub
// (https://www.w3.org/TR/websub/#discovery).
func (f *Feed) links(x *xmlWriter, element, kind string) {
	x.void(element, "rel", "self", "type", kind, "href", uri(f.Self))
	if f.Next != "" {
		x.void(element, "rel", "next", "type", kind, "href", uri(f.Next))
	}
	if f.Hub != "" {
		x.void(element, "rel", "hub", "href", uri(f.Hub))
	}
}

// rssItem appends a post. RSS has no elements for its other addresses, so those of Atom
// are used.
func (f *Feed) rssItem(b []byte, it *Item) []byte {
	x := xmlWriter{b}
	words := it.words()
	f.post(&x, it, words)
	x.open("item", "xml:lang", known(it.Lang))
	x.text("title", it.Title)
	x.text("link", uri(f.link(it)))
	x.markup("description", f.content(it, words))
	x.text("dc:creator", it.Author)
	for _, t := range it.Tags {
		x.text("category", t, "domain", uri(f.Scheme))
	}
	x.text("guid", it.GUID, "isPermaLink", "false")
	x.text("pubDate", it.Published.UTC().Format(time.RFC1123Z))
	if it.Updated.After(it.Published) {
		x.text("atom:updated", it.Updated.UTC().Format(time.RFC3339))
	}
	f.otherLinks(&x, "atom:link", it)
	x.close("item")
	return x.b
}

// otherLinks writes links to the addresses that the item's title does not link to.
func (f *Feed) otherLinks(x *xmlWriter, element string, it *Item) {
	if other := f.related(it); other != "" {
		kind := ""
		if other == it.Permalink {
			kind = "text/html"
		}
		x.void(element, "rel", "related", "type", kind, "href", uri(other))
	}
	if it.Via != "" {
		x.void(element, "rel", "via", "href", uri(it.Via))
	}
}

// size estimates the size of the document, in bytes.
func (f *Feed) size() int {
	copies := 1
	if f.forBrowsers() {
		copies = 2
	}
	n := 4096
	for i := range f.Items {
		n += copies * (len(f.Items[i].HTML) + 1536)
	}
	return n
}
