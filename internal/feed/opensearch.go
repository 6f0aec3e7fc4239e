package feed

import (
	"cmp"
	"io"
	"mime"
	"path"
	"strings"
)

// Description describes the blog's search, for browsers.
type Description struct {
	Name   string // of the blog; browsers show the first 16 characters
	Text   string // what is searched
	Search string // address of the results, with {searchTerms} for the query
	Feed   string // address of the results as a feed, likewise; may be empty
	Icon   string // address of a square picture; may be empty
	Lang   string // BCP 47
	Self   string // the description's own address
}

// Limits of an OpenSearch description's texts, in characters.
const (
	maxShortName   = 16
	maxLongName    = 48
	maxDescription = 1024
)

// OpenSearch writes a description as OpenSearch 1.1
// (https://github.com/dewitt/opensearch).
func OpenSearch(w io.Writer, d Description) error {
	x := xmlWriter{b: []byte(xmlHeader)}
	x.open("OpenSearchDescription", "xmlns", "http://a9.com/-/spec/opensearch/1.1/")
	short := cut(d.Name, maxShortName)
	x.text("ShortName", short)
	x.text("Description", cut(cmp.Or(d.Text, d.Name), maxDescription))
	x.void("Url", "type", "text/html", "template", template(d.Search))
	if d.Feed != "" {
		x.void("Url", "type", "application/rss+xml", "template", template(d.Feed))
	}
	if d.Self != "" {
		x.void("Url", "type", "application/opensearchdescription+xml", "rel", "self", "template", template(d.Self))
	}
	if short != d.Name {
		x.text("LongName", cut(d.Name, maxLongName))
	}
	if d.Icon != "" {
		x.text("Image", uri(d.Icon), "type", mime.TypeByExtension(path.Ext(d.Icon)))
	}
	x.void("Query", "role", "example", "searchTerms", "link")
	x.text("Language", known(d.Lang))
	x.text("InputEncoding", "UTF-8")
	x.text("OutputEncoding", "UTF-8")
	x.close("OpenSearchDescription")
	_, err := w.Write(x.b)
	return err
}

// template returns an address as uri does, but keeps the braces of parameters.
func template(address string) string {
	return strings.NewReplacer("%7B", "{", "%7D", "}").Replace(uri(address))
}

// cut shortens a text to at most n characters, at a space if one is near.
func cut(s string, n int) string {
	r := []rune(strings.TrimSpace(clean(s)))
	if len(r) <= n {
		return string(r)
	}
	short := string(r[:n])
	if i := strings.LastIndexByte(short, ' '); i > len(short)/2 && r[n] != ' ' {
		short = short[:i]
	}
	return strings.TrimSpace(short)
}
