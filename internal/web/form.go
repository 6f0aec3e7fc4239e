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

// Values of the form's buttons.
const (
	actionPublish = "publish"
	actionDraft   = "draft"
	actionPreview = "preview"
	actionCapture = "capture" // overlay the bookmarklet's payload on the form
	actionLook    = "look"    // ask the page for its metadata
	actionTidy    = "tidy"    // use the canonical address that the page declares

	// Followed by the ID of an earlier post about the same page.
	actionAppend   = "append-"   // append the words to that post
	actionPrevious = "previous-" // insert a line that links to it
)

// form is the state of the form on which a post is written.
type form struct {
	publish.Save
	writer   blog.AuthorID // whom the form was rendered for; zero if it does not say
	tags     string        // as typed, if the form was sent
	sent     bool          // its words are not stored yet
	stored   *blog.Post    // the stored version of the post; nil for a new one
	preview  *blog.Post
	opened   string        // the address that it was opened for; the browser's copy is found by it
	copy     string        // name of that copy; empty if no script keeps one
	notice   *blog.Error   // what was done last; may be nil
	notes    []*blog.Error // what was brought into the form and had to be changed, or could not be
	looking  bool          // the page is being asked for its metadata
	saved    bool          // as a draft, by the request that redirected here
	err      error         // why it was not saved
	shownErr error         // err as it is shown to the viewer
}

// newForm returns the form of a new post, with a new key.
func newForm(e publish.Entry) form { return form{Save: publish.Save{Key: newKey(), Entry: e}} }

// storedForm returns the form of a stored post.
func storedForm(p *blog.Post) form {
	return form{stored: p, Save: publish.Save{
		ID: p.ID, Version: p.Version, Key: p.Key,
		Entry: publish.Entry{
			Title: p.Title, URL: p.URL, Via: p.Via, Body: p.Body, Format: p.Format,
			Tags: p.Tags, Slug: p.Slug, Lang: p.Lang, Source: p.Source, Captured: capturedOf(p),
		},
	}}
}

// capturedOf returns the captured passages of a post, including those that were
// removed from its text later.
func capturedOf(p *blog.Post) []blog.Quote {
	var captured []blog.Quote
	for _, q := range p.Quotes {
		if q.Captured != "" {
			captured = append(captured, q)
		}
	}
	return captured
}

// sentForm parses a form that was sent. id is zero for a new post.
func sentForm(id blog.PostID, values url.Values) form {
	version, _ := strconv.ParseInt(values.Get("version"), 10, 64) // an invalid version is treated as stale
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

// sentQuotes parses the captured passages of a form.
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
		place, _ := strconv.Atoi(at("quote.place", i)) // zero means unknown
		text = lines(text)
		quotes = append(quotes, blog.Quote{
			Text: text, Captured: text, Place: place,
			Source: at("quote.source", i), Prefix: at("quote.prefix", i), Suffix: at("quote.suffix", i),
		})
	}
	return quotes
}

// sentSource parses what a form says about the page.
func sentSource(values url.Values) blog.Source {
	return blog.Source{Original: values.Get("original"), About: blog.About{
		Canonical: values.Get("canonical"), Title: values.Get("page_title"), Site: values.Get("site"), Author: values.Get("author"),
		Published: values.Get("published"), Lang: values.Get("source_lang"), Description: values.Get("description"), Image: values.Get("image"),
	}}
}

// anew turns f into the form of a new post with the same words.
func (f *form) anew() {
	f.ID, f.Version, f.Key, f.stored = 0, 0, newKey(), nil
}

// against turns f into a form of the stored post with the same words: sent again,
// it replaces the stored version.
func (f *form) against(stored *blog.Post) {
	f.ID, f.Version, f.stored = stored.ID, stored.Version, stored
}

// writer returns the author whom a form was rendered for; zero if it does not say.
func writer(values url.Values) blog.AuthorID {
	id, _ := strconv.ParseInt(values.Get("writer"), 10, 64) // clients that don't use our form need not name anyone
	return blog.AuthorID(id)
}

// newKey returns a random key for a new form.
func newKey() string { return rand.Text() }

var keyShape = regexp.MustCompile(`^[A-Za-z0-9]{1,64}$`)

// formKey returns the key of a form, or a new one if it is malformed: the key is
// sent back in a cookie.
func formKey(sent string) string {
	if keyShape.MatchString(sent) {
		return sent
	}
	return newKey()
}

// copyName returns the name of a form's copy in the browser, or an empty one if it
// is malformed.
func copyName(sent string) string {
	if keyShape.MatchString(sent) {
		return sent
	}
	return ""
}

// lines converts a form's CRLF line ends to LF, as the store keeps them.
func lines(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

// line folds the white space of a single-line field.
func line(text string) string { return strings.Join(strings.Fields(text), " ") }
