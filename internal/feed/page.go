package feed

import "strings"

// forBrowsers reports whether the feed holds a page for browsers.
func (f *Feed) forBrowsers() bool { return f.Style != "" && f.About.Title != "" }

// styleSheet writes which style sheet browsers lay the document out with
// (https://www.w3.org/TR/xml-stylesheet/).
func (f *Feed) styleSheet(w *xmlWriter) {
	if f.forBrowsers() {
		w.tag("?xml-stylesheet", []string{"type", "text/css", "href", uri(f.Style)})
		w.b = append(w.b, "?>\n"...)
	}
}

// head writes what a browser shows above the posts. The W3C's validator lets a
// div of XHTML stand in a channel and in a feed, and readers leave it aside.
func (f *Feed) head(w *xmlWriter) {
	if !f.forBrowsers() {
		return
	}
	dir := "ltr"
	if leftwards(f.Lang) {
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

// post writes what a browser shows of an item: title, words and, quietly, day
// and addresses.
func (f *Feed) post(w *xmlWriter, it *Item, words string) {
	if !f.forBrowsers() {
		return
	}
	lang, dir := f.tongue(it)
	w.open("div", "xmlns", xhtmlSpace, "class", "pq-post", "lang", lang, "dir", dir)
	if it.Title != "" {
		w.open("h2", "dir", "auto")
		w.text("a", it.Title, "href", uri(f.link(it)))
		w.close("h2")
	}
	w.open("div", "class", "pq-words")
	w.xhtml(words)
	w.close("div")
	day := it.Day
	if day == "" {
		day = it.Published.UTC().Format("2006-01-02")
	}
	links := f.around(it, day)
	if it.Source == "" {
		links = append([]string{anchor(it.Permalink, day)}, links...)
	}
	w.open("p", "class", "pq-day")
	w.xhtml(strings.Join(links, " · "))
	w.close("p")
	w.close("div")
}
