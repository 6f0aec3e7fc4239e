package wxr

import (
	"fmt"
	"html"
	"path"
	"slices"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
	"pullquote/internal/transfer/shape"
)

// remarks adds notes on what the author may want to check.
func (r *reading) remarks(body string, format blog.Format) {
	if code := shape.Shortcode(body, format); code != "" {
		r.note("The text has shortcodes of WordPress, which show as they stand: %s", blog.Excerpt(code, 60))
	}
	if left := shape.Embedded(body); len(left) > 0 {
		r.note("Films, sounds or the like from elsewhere, which pages here leave out: %s", blog.Excerpt(strings.Join(left, " "), 1000))
	}
	r.fields(body)
	if excerpt := record.Line(r.texts["excerpt:encoded"]); excerpt != "" {
		r.note("Excerpt, not taken over: %s", blog.Excerpt(excerpt, 1000))
	}
	if r.text("wp:is_sticky") == "1" {
		r.note("It was pinned to the top of the old blog.")
	}
	if r.comments+r.pings > 0 {
		r.note("Not taken over: %s. They stay in the archive's item, which is kept.", r.responses())
	}
}

// fields adds notes on custom fields that are not imported, except those of plugins,
// whose names begin with an underscore or are known, and on featured pictures and further authors.
func (r *reading) fields(body string) {
	var left []string
	for _, m := range r.metas {
		used := m.key == "footnotes" && r.footnoted || slices.Contains(sourceFields, m.key) || strings.HasPrefix(m.key, "tumblr_")
		ofAuthor := !strings.HasPrefix(m.key, "_") || strings.HasPrefix(m.key, "_format_") // such as a quotation's author or a video
		switch value := record.Plain(m.value); {
		case value == "" || used || !ofAuthor || m.key == "":
		case record.IsPluginKey(m.key):
			r.unseen = append(r.unseen, m.key)
		default:
			left = append(left, m.key+": "+blog.Excerpt(value, 200))
		}
	}
	if len(left) > 0 {
		r.note("Custom fields, not taken over: %s", blog.Excerpt(strings.Join(left, "; "), 1000))
	}
	r.featured(body)
	var authors []string
	for _, c := range r.categories {
		if c.domain == "author" {
			authors = append(authors, record.Plain(html.UnescapeString(c.name)))
		}
	}
	if len(authors) > 1 {
		r.note("It has several authors, of which one is taken over: %s", blog.Excerpt(strings.Join(authors, ", "), 300))
	}
}

// featured adds a note on a picture that the old blog showed with the post, if the text
// does not have it.
func (r *reading) featured(body string) {
	id := strings.TrimSpace(r.first("_thumbnail_id"))
	if id == "" {
		return
	}
	picture, known := r.channel.pictures().byID[id]
	switch {
	case !known:
		r.note("The old blog showed a picture with it that is not in its text.")
	case !strings.Contains(html.UnescapeString(body), strings.TrimSuffix(picture.address, path.Ext(picture.address))): // in any size
		r.note("The old blog showed a picture with it that is not in its text: %s", picture.address)
	}
}

// responses counts comments and pings: "12 comments and 1 pingback".
func (r *reading) responses() string {
	var parts []string
	count := func(n int, what string) {
		switch {
		case n == 1:
			parts = append(parts, "1 "+what)
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %ss", n, what))
		}
	}
	count(r.comments, "comment")
	count(r.pings, "pingback")
	return strings.Join(parts, " and ")
}
