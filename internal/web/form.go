package web

import (
	"crypto/rand"
	"net/url"
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
)

// readForm makes of a sent form what the gate takes.
func readForm(id blog.PostID, form url.Values) publish.Save {
	version, _ := strconv.ParseInt(form.Get("version"), 10, 64) // a mangled one is a stale one
	return publish.Save{
		ID:      id,
		Version: version,
		Key:     form.Get("key"),
		Publish: form.Get("action") == actionPublish,
		Entry: publish.Entry{
			Title: form.Get("title"), URL: form.Get("url"), Via: form.Get("via"),
			Body: form.Get("body"), Format: blog.Format(form.Get("format")),
			Tags: blog.ParseTags(form.Get("tags")), Slug: form.Get("slug"), Lang: form.Get("lang"),
		},
	}
}

// saveOf makes of a stored post what its form starts with.
func saveOf(p blog.Post) publish.Save {
	return publish.Save{
		ID: p.ID, Version: p.Version, Key: p.Key,
		Entry: publish.Entry{
			Title: p.Title, URL: p.URL, Via: p.Via, Body: p.Body, Format: p.Format,
			Tags: p.Tags, Slug: p.Slug, Lang: p.Lang,
		},
	}
}

// lines writes a form's line ends, which are those of the network, as the
// store keeps them.
func lines(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

// newKey names a new form.
func newKey() string { return rand.Text() }
