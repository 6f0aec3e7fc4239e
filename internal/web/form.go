package web

import (
	"crypto/rand"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
)

// What the buttons of the form ask for.
const (
	actionPublish = "publish"
	actionDraft   = "draft"
	actionPreview = "preview"
	actionCapture = "capture" // lay the bookmarklet's payload over the form
	actionLook    = "look"    // ask the page what it says of itself
	actionTidy    = "tidy"    // take the address that the page says is its own

	// With the number of an earlier post of the same page behind them.
	actionAppend   = "append-"   // the words go to the end of that post
	actionPrevious = "previous-" // a line leads back to it
)

// form is the state of the page on which a post is written.
type form struct {
	publish.Save
	writer  blog.AuthorID // for whom the form was made; zero if it does not say
	tags    string        // as typed, if the form was sent
	sent    bool          // its words are stored nowhere yet
	stored  *blog.Post    // the post as it stands; nil for a new one
	preview *blog.Post
	opened  string        // the address that it was opened for: the browser finds its copy by that
	copy    string        // names that copy, if a script keeps one; empty if not
	notice  *blog.Error   // what was done last; nil if there is nothing to say
	notes   []*blog.Error // what was brought and is not as it came
	looking bool          // the page is being asked what it says of itself
	saved   bool          // as a draft, by the click that led here
	err     error         // why it was not saved
	told    error         // what is said of that to who sent it
}

// newForm is an empty form with a name of its own.
func newForm(e publish.Entry) form { return form{Save: publish.Save{Key: newKey(), Entry: e}} }

// storedForm is the form of a post as it stands.
func storedForm(p *blog.Post) form {
	return form{stored: p, Save: publish.Save{
		ID: p.ID, Version: p.Version, Key: p.Key,
		Entry: publish.Entry{
			Title: p.Title, URL: p.URL, Via: p.Via, Body: p.Body, Format: p.Format,
			Tags: p.Tags, Slug: p.Slug, Lang: p.Lang, Source: p.Source, Captured: capturedOf(p),
		},
	}}
}

// capturedOf gives the passages of a post that were captured, those that were
// edited away among them.
func capturedOf(p *blog.Post) []blog.Quote {
	var captured []blog.Quote
	for _, q := range p.Quotes {
		if q.Captured != "" {
			captured = append(captured, q)
		}
	}
	return captured
}

// sentForm reads a form that was sent. id is zero for a new post's.
func sentForm(id blog.PostID, values url.Values) form {
	version, _ := strconv.ParseInt(values.Get("version"), 10, 64) // a mangled one is a stale one
	return form{sent: true, writer: writer(values), tags: values.Get("tags"), opened: values.Get("opened"), copy: copyName(values.Get("copy")), Save: publish.Save{
		ID:      id,
		Version: version,
		Key:     formKey(values.Get("key")),
		Publish: values.Get("action") == actionPublish,
		Renewed: values.Get("renewed") != "",
		Entry: publish.Entry{
			Title: values.Get("title"), URL: values.Get("url"), Via: values.Get("via"),
			Body: values.Get("body"), Format: blog.Format(values.Get("format")),
			Tags: blog.ParseTags(values.Get("tags")), Slug: values.Get("slug"), Lang: values.Get("lang"),
			Captured: sentQuotes(values), Source: sentSource(values),
		},
	}}
}

// sentQuotes reads the captured passages that came along with a form.
func sentQuotes(values url.Values) []blog.Quote {
	captured := values["quote.captured"]
	at := func(name string, i int) string {
		if all := values[name]; i < len(all) {
			return all[i]
		}
		return ""
	}
	quotes := make([]blog.Quote, 0, len(captured))
	for i, text := range captured {
		place, _ := strconv.Atoi(at("quote.place", i)) // zero is "not known"
		text = lines(text)
		quotes = append(quotes, blog.Quote{
			Text: text, Captured: text, Place: place,
			Source: at("quote.source", i), Prefix: at("quote.prefix", i), Suffix: at("quote.suffix", i),
		})
	}
	return quotes
}

// sentSource reads what a form says of the page.
func sentSource(values url.Values) blog.Source {
	return blog.Source{Original: values.Get("original"), About: blog.About{
		Canonical: values.Get("canonical"), Title: values.Get("page_title"), Site: values.Get("site"), Author: values.Get("author"),
		Published: values.Get("published"), Lang: values.Get("source_lang"), Description: values.Get("description"), Image: values.Get("image"),
	}}
}

// anew makes it the form of a new post with the same words.
func (f *form) anew() {
	f.ID, f.Version, f.Key, f.stored = 0, 0, newKey(), nil
}

// against makes it a form about the post as it stands now, with the same
// words: sent again, it puts them in the stored ones' place.
func (f *form) against(stored *blog.Post) {
	f.ID, f.Version, f.stored = stored.ID, stored.Version, stored
}

// writer gives the author for whom a form was made; zero if it does not say.
func writer(values url.Values) blog.AuthorID {
	id, _ := strconv.ParseInt(values.Get("writer"), 10, 64) // who fills forms from outside need not name anyone
	return blog.AuthorID(id)
}

// newKey names a new form.
func newKey() string { return rand.Text() }

var keyShape = regexp.MustCompile(`^[A-Za-z0-9]{1,64}$`)

// formKey gives the name that a form was sent under, or a new one if it was
// mangled on the way: the name goes back in a cookie.
func formKey(sent string) string {
	if keyShape.MatchString(sent) {
		return sent
	}
	return newKey()
}

// copyName gives the name of a form's copy in the browser, as it was sent, or
// none if it was mangled on the way.
func copyName(sent string) string {
	if keyShape.MatchString(sent) {
		return sent
	}
	return ""
}

// lines writes a form's line ends, which are those of the network, as the
// store keeps them.
func lines(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

// line folds the white space of what is stored as one line.
func line(text string) string { return strings.Join(strings.Fields(text), " ") }
