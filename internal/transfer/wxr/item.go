package wxr

import (
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
	"pullquote/internal/transfer/shape"
)

// reading is an item being converted.
type reading struct {
	*elements
	channel *channel
	origin  string
	notes   []string
	unseen  []string // see record.Item

	footnoted bool // the footnotes from the custom field are in the text
}

func (r *reading) note(format string, args ...any) {
	r.notes = append(r.notes, fmt.Sprintf(format, args...))
}

// item converts the elements of an item, or returns a *record.Skip if it is no post.
func (c *channel) item(origin string, raw []byte, e *elements) (record.Item, error) {
	r := &reading{elements: e, channel: c, origin: origin}
	title := record.Title(r.texts["title"])
	if reason := r.noPost(); reason != "" {
		return record.Item{}, &record.Skip{Origin: origin, Title: title, Reason: reason}
	}
	if r.mended {
		r.note("This item is no valid XML; it was read by its tags.")
	}
	a := r.addresses()
	if r.isOwn() {
		it, err := r.own(origin, raw, a)
		it.Page = r.isPage()
		return it, err
	}
	it := record.Item{
		Key: r.key(a), Origin: origin, Raw: raw, Page: r.isPage(), Title: title, Author: r.author(), Tags: r.tags(),
		Lang: r.lang(), Slug: a.slug, Path: a.path, Former: a.former.Keys(a.path), Hosts: a.former.Hosts(), GUID: r.text("guid"), Status: r.status(),
	}
	if a.base != nil {
		it.Base = a.base.String()
	}
	it.Published, it.Updated, it.DateText = r.dates(it.Status)
	r.words(&it, a)
	if it.Title == "" && it.URL == "" && it.Body == "" {
		return record.Item{}, &record.Skip{Origin: origin, Reason: "It has no title, no link and no words."}
	}
	r.remarks(it.Body, it.Format)
	it.Notes, it.Unseen = r.notes, r.unseen
	return it, nil
}

// postTypes are the types of items that are neither posts nor pages, with the reason to
// skip them.
var postTypes = map[string]string{
	"attachment": "A picture or another file, not a post.", "revision": "An earlier version of a post.",
	"nav_menu_item": "A part of a menu.", "custom_css": "Style sheets.", "customize_changeset": "A change of the site's looks.",
	"oembed_cache": "Something the old site kept for itself.", "user_request": "A request about personal data.", "wp_block": "A block for several posts.",
	"wp_global_styles": "The site's looks.", "wp_navigation": "A part of a menu.", "wp_template": "A template.", "wp_template_part": "A template.",
	"wp_font_family": "A typeface.", "wp_font_face": "A typeface.", "product": "A product of a shop.", "shop_order": "An order of a shop.", "feedback": "A message from a form.",
}

// noPost returns the reason that an item is no post; "" if it is one.
func (r *reading) noPost() string {
	kind := r.text("wp:post_type")
	if reason := postTypes[kind]; reason != "" {
		return reason
	}
	if strings.HasPrefix(kind, "wp_") { // WordPress reserves these names
		return "A part of the old site, not a post."
	}
	switch r.text("wp:status") {
	case "trash":
		return "It was in the trash."
	case "auto-draft":
		return "A draft in which nothing was ever written."
	case "inherit":
		return "It belongs to another item."
	}
	return ""
}

// isPage reports whether an item is a page of the old site rather than a post.
func (r *reading) isPage() bool { return r.text("wp:post_type") == "page" }

// status returns the status of the post. What is not known to be public is a draft.
func (r *reading) status() blog.Status {
	if r.text("wp:post_password") != "" {
		r.note("It was behind a password: it comes in as a draft.")
		return blog.Draft
	}
	switch status := r.text("wp:status"); status {
	case "publish", "future": // the caller turns those that are not due yet into drafts
		return blog.Published
	case "private":
		r.note("It was private: it comes in as a draft.")
	case "pending":
		r.note("It was waiting for review: it comes in as a draft.")
	case "draft":
	case "":
		r.note("The file does not say whether it was published: it comes in as a draft.")
	default:
		r.note("Its state was “%s”, which is not known here: it comes in as a draft.", blog.Excerpt(status, 40))
	}
	return blog.Draft
}

// author returns the author's name: the display name of the login, if the file has it.
func (r *reading) author() string {
	login := r.text("dc:creator")
	name := record.Plain(login)
	if display := r.channel.authors[login]; display != "" {
		name = display
	}
	if len([]rune(name)) > blog.MaxName {
		r.note("The author's name was too long to be one: %s", blog.Excerpt(name, 60))
		return ""
	}
	return name
}

// uncategorized are WordPress's names of the category of posts without one, in some
// of its languages.
var uncategorized = []string{
	"uncategorized", "uncategorised", "allgemein", "non classé", "sin categoría", "sem categoria", "geen categorie", "senza categoria", "okategoriserade", "без рубрики", "未分類", "未分类",
}

// noTags are taxonomies that do not describe a post's subject, of WordPress and of
// plugins for authors and languages.
var noTags = []string{
	"post_format", "author", "language", "post_translations", "term_language", "term_translations", "nav_menu", "post_status", "post_visibility", "following_users", "kind",
}

// tags returns categories and tags as spelled, each once.
func (r *reading) tags() []string {
	var names []string
	known := map[string]bool{}
	for _, c := range r.categories {
		name := record.Plain(html.UnescapeString(c.name))
		if slices.Contains(noTags, c.domain) || name == "" || known[strings.ToLower(name)] || c.nicename == "uncategorized" || slices.Contains(uncategorized, strings.ToLower(name)) {
			continue
		}
		known[strings.ToLower(name)] = true
		names = append(names, strings.Join(strings.FieldsFunc(name, func(r rune) bool { return r == ',' || r == ' ' }), " "))
	}
	return names
}

// lang returns the post's language, if it has one: from our own export, or from a plugin
// for multilingual blogs.
func (r *reading) lang() string {
	lang := r.first(metaLang)
	for _, c := range r.categories {
		if c.domain == "language" && lang == "" {
			lang = c.nicename
		}
	}
	if blog.CheckLang(lang) != nil {
		return ""
	}
	return lang
}

// isLink reports whether the archive says that the post is a link or a quotation, by its
// format or category.
func (r *reading) isLink() bool {
	return slices.ContainsFunc(r.categories, func(c category) bool {
		switch name := strings.ToLower(c.nicename); c.domain {
		case "post_format":
			return name == "post-format-link" || name == "post-format-quote"
		default:
			return slices.Contains(linkNames, name) || slices.Contains(linkNames, strings.ToLower(strings.TrimSpace(c.name)))
		}
	})
}

// isAside reports whether the post has the format of short notes. Many links were
// published as such, but a link in an aside does not make it a link post.
func (r *reading) isAside() bool {
	return slices.ContainsFunc(r.categories, func(c category) bool {
		return c.domain == "post_format" && strings.EqualFold(c.nicename, "post-format-aside")
	})
}

var linkNames = []string{"link", "links", "linked", "linked-list", "linkedlist", "linklog", "linkblog", "link-post", "link-posts", "bookmarks", "quote", "quotes"}

// zeroDate is how WordPress writes a missing date.
const zeroDate = "0000-00-00 00:00:00"

// dates returns when the post was published (for a draft, written) and changed, and the
// date as spelled.
func (r *reading) dates(status blog.Status) (published, updated time.Time, text string) {
	text = r.text("wp:post_date")
	local, isLocal := record.Date(text)
	gmt, isGMT := record.Date(r.text("wp:post_date_gmt"))
	switch {
	case isGMT:
		published = gmt
		if offset := local.Sub(gmt); isLocal && offset.Abs() <= 14*time.Hour {
			r.channel.offset = offset
		}
	case isLocal:
		published = local.Add(-r.channel.offset)
	default:
		if t, ok := record.Date(r.text("pubDate")); ok {
			published = t
		} else if status == blog.Published && text != "" {
			r.note("The date “%s” can't be right.", blog.Excerpt(text, 60))
		}
	}
	if text == "" || text == zeroDate {
		text = r.text("pubDate")
	}
	if t, ok := record.Date(r.text("wp:post_modified_gmt")); ok && t.After(published) {
		updated = t
	}
	return published, updated, blog.Excerpt(text, 200)
}

// words sets an item's body, and what is inferred from it.
func (r *reading) words(it *record.Item, a addresses) {
	it.Body, it.Format = r.body()
	if it.Page { // a link in its text is not a source, unless a field says so
		it.URL, it.Via = r.source(), r.via()
		return
	}
	link := r.isLink() || a.linked()
	p := shape.Post{Title: it.Title, URL: r.source(), Via: r.via(), Body: it.Body, Base: a.base, Hint: link || r.isAside()}
	p, notes := shape.Read(p)
	r.notes = append(r.notes, notes...)
	if p.URL == "" && link {
		if p.URL = firstOutside(p.Body, a.base); p.URL != "" {
			r.note("It is a link post; the first link in its text is taken for what it links to.")
		}
	}
	it.Title, it.URL, it.Via, it.Body = p.Title, p.URL, p.Via, p.Body
	if p.Markdown && it.Format == blog.WordPress {
		it.Format = blog.Markdown
	}
}

// sourceFields are the custom fields with the source of a post: WordPress's own, those of
// plugins for link blogs, and those of the plugin for post kinds.
var sourceFields = []string{
	"_format_link_url", "linked_list_url", "_link_blog_custom_link", "_links_to", "_format_quote_source_url",
	"mf2_bookmark-of", "mf2_repost-of", "mf2_like-of", "mf2_in-reply-to", "mf2_cite",
}

// stored matches an address in a list serialized by PHP.
var stored = regexp.MustCompile(`"(https?://[^"]+)"`)

// source returns the post's source according to custom fields.
func (r *reading) source() string {
	for _, key := range sourceFields {
		for _, value := range r.of(key) {
			if m := stored.FindStringSubmatch(value); m != nil {
				value = m[1]
			}
			if u, err := record.URL(value, nil); err == nil {
				return u
			}
		}
	}
	return ""
}

func (r *reading) via() string {
	u, err := record.URL(r.first("_pullquote_via", "_link_blog_custom_via"), nil)
	if err != nil {
		return ""
	}
	return u
}

// hostOf returns the host of an address, which may be nil.
func hostOf(u *url.URL) string {
	if u == nil {
		return ""
	}
	return blog.HostOf(u.String())
}
