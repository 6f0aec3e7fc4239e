package feed

import (
	"cmp"
	"strings"
)

// forBrowsers reports whether the feed includes a page for browsers.
func (f *Feed) forBrowsers() bool { return f.Style != "" && f.About.Title != "" }

// styleSheet writes the reference to the style sheet for browsers
// (https://www.w3.org/TR/xml-stylesheet/).
func (f *Feed) styleSheet(w *xmlWriter) {
	if f.forBrowsers() {
		w.tag("?xml-stylesheet", []string{"type", "text/css", "href", uri(f.Style)})
		w.b = append(w.b, "?>\n"...)
	}
}

// head writes what a browser shows above the posts. The W3C's validator accepts an XHTML
// div in a channel or feed, and feed readers ignore it.
func (f *Feed) head(w *xmlWriter) {
	if !f.forBrowsers() {
		return
	}
	dir := "ltr"
	if isRightToLeft(f.Lang) {
		dir = "rtl"
	}
	w.open("div", "xmlns", xhtmlSpace, "class", "pq-about", "dir", dir)
	w.void("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
	w.text("h1", f.About.Title)
	w.text("p", f.About.Text)
	w.text("p", f.About.HowTo)
	w.text("p", f.Self, "class", "pq-address", "dir", "ltr")
	if f.About.Back != "" {
		w.open("p")
		w.text("a", f.About.Back, "href", uri(f.Home))
		w.close("p")
	}
	w.close("div")
}

// post writes what a browser shows of an item: title, text, day and addresses.
func (f *Feed) post(w *xmlWriter, it *Item, words string) {
	if !f.forBrowsers() {
		return
	}
	lang, dir := f.langAndDir(it)
	w.open("div", "xmlns", xhtmlSpace, "class", "pq-post", "lang", lang, "dir", dir)
	if it.Title != "" {
		w.open("h2", "dir", "auto")
		w.text("a", it.Title, "href", uri(f.link(it)))
		w.close("h2")
	}
	w.open("div", "class", "pq-words")
	w.xhtml(words)
	w.close("div")
	day := cmp.Or(it.Day, it.Published.UTC().Format("2006-01-02"))
	links := f.around(it, day)
	if it.Source == "" {
		links = append([]string{anchor(it.Permalink, day)}, links...)
	}
	w.open("p", "class", "pq-day")
	w.xhtml(strings.Join(links, " · "))
	w.close("p")
	w.close("div")
}
