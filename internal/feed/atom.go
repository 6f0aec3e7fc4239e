package feed

import (
	"time"
)

const atomSpace = "http://www.w3.org/2005/Atom"

// Atom returns the feed as Atom (RFC 4287). The address that a title links to is the
// entry's alternate link, the post's other address is a related link, and where the
// author found it is a via link. Dates are UTC. The mandatory updated element is the date
// of publication unless the author marked the post as updated.
func Atom(f *Feed) []byte {
	x := xmlWriter{b: append(make([]byte, 0, f.size()), xmlHeader...)}
	f.styleSheet(&x)
	lang := known(f.Lang)
	x.open("feed", "xmlns", atomSpace, "xml:lang", lang)
	x.text("title", f.Title)
	x.text("subtitle", f.Subtitle)
	x.text("id", atomID(f.id()))
	x.text("updated", f.updated().UTC().Format(time.RFC3339))
	for _, a := range f.everyAuthor() {
		atomAuthor(&x, a)
	}
	x.text("generator", f.Program)
	if f.Icon != "" {
		x.text("icon", uri(f.Icon))
	}
	f.links(&x, "link", "application/atom+xml")
	x.void("link", "rel", "alternate", "type", "text/html", "href", uri(f.Home))
	f.head(&x)
	for i := range f.Items {
		x.b = f.item(x.b, "Atom", &f.Items[i], f.atomEntry)
	}
	x.close("feed")
	return x.b
}

// everyAuthor returns the authors of entries without one: the feed's or, if it has none,
// the blog itself.
func (f *Feed) everyAuthor() []Author {
	if len(f.Authors) > 0 {
		return f.Authors
	}
	return []Author{{Name: f.Title, Address: f.Home}}
}

func atomAuthor(x *xmlWriter, a Author) {
	if a.Name == "" {
		return
	}
	x.open("author")
	x.text("name", a.Name)
	x.text("uri", uri(a.Address))
	x.close("author")
}

// atomEntry appends a post.
func (f *Feed) atomEntry(b []byte, it *Item) []byte {
	x := xmlWriter{b}
	words := it.words()
	f.post(&x, it, words)
	x.open("entry", "xml:lang", known(it.Lang))
	name := it.Title
	if name == "" {
		name = it.Name
	}
	if name == "" {
		name = it.Published.UTC().Format("2006-01-02") // the element is mandatory
	}
	x.text("title", name)
	x.text("id", atomID(it.GUID))
	if to := f.link(it); to == it.Permalink {
		x.void("link", "rel", "alternate", "type", "text/html", "href", uri(to))
	} else {
		x.void("link", "rel", "alternate", "href", uri(to))
	}
	f.otherLinks(&x, "link", it)
	x.text("published", it.Published.UTC().Format(time.RFC3339))
	x.text("updated", it.changed().UTC().Format(time.RFC3339))
	atomAuthor(&x, f.author(it))
	for _, t := range it.Tags {
		if t != "" {
			x.void("category", "term", t, "scheme", uri(f.Scheme))
		}
	}
	x.markup("content", f.content(it, words), "type", "html")
	x.close("entry")
	return x.b
}
