package frontmatter

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
	"pullquote/internal/transfer/shape"
)

// reading is a file being read.
type reading struct {
	file      record.File
	location  location
	matter    string // the metadata verbatim
	fields    *fields
	wordPress bool // the keys are those of wordpress-github-sync
	isPlain   bool // the file has no front matter
	titled    bool // its text has a title
	clip      bool // it is a page that was clipped
	draft     bool
	notes     []string
	unseen    []string // see record.Item

	referred map[string]string // addresses of other files, by the names that the body uses
	lost     []string          // names of such files that are not in the archive
	unlinked []string          // links to such files that were kept as written
	guess    string            // path that its generator gave the post, if no other is known
	based    bool              // relative links in the body start at the post's old address, not at the file
}

func (r *reading) note(sentence string) { r.notes = append(r.notes, sentence) }

// ignored are keys that are irrelevant or redundant, and are not listed in the notes.
var ignored = []string{"layout", "published", "draft", "status", "type", "kind", "posttype", "comments", "format", "postformat"}

// item makes the item from the file's metadata and body, or returns a *record.Skip if
// it is no post.
func (r *reading) item(body string) (record.Item, error) {
	r.wordPress = r.isWordPress()
	r.clip = r.isClip()
	r.draft = r.isDraft()
	title := r.title()
	part := r.part(body)
	if part == aFrame {
		return record.Item{}, &record.Skip{Origin: r.file.Name, Title: title, Reason: "A part of the old site, not a post."}
	}
	a := r.addresses()
	published, updated, dateText := r.dates()
	key := r.key(a, keyDate(dateText, published)) // not derived from guesses
	source, via := r.source(a.base)
	unknown := ""
	switch {
	case r.wordPress:
		unknown = firstTag(body)
	case r.isPlain:
		body = r.withLinks(body)
	default:
		r.based, r.guess = a.at() != "", a.guess
		body, unknown, r.lost = translated(r.withLinks(body), title, r.location.isHTML, r.refer)
	}
	s := shape.Post{Title: title, URL: source, Via: via, Body: record.TrimBlankLines(body), Base: a.base, Hint: r.linkHint()}
	var notes []string
	switch {
	case part == aPage: // a link in a page is not a source
		r.pageAddress(&a)
		if r.isPlain {
			s = headed(s, r.location.name)
		}
	case r.isPlain:
		s, notes = r.plainShape(body)
	default:
		s, notes = shape.Read(s)
	}
	r.notes = append(r.notes, notes...)
	if r.titled {
		key += "@" + s.Title // two folders may have files of the same name, without a date in it
	}
	it := record.Item{
		Key:       key,
		Page:      part == aPage,
		Origin:    r.file.Name,
		Title:     s.Title,
		URL:       s.URL,
		Via:       s.Via,
		Body:      s.Body,
		Format:    r.language(s),
		Tags:      r.tags(),
		Author:    r.author(),
		Lang:      r.lang(),
		Slug:      a.slug,
		Path:      a.path,
		Former:    a.former.Keys(a.path),
		Base:      a.at(),
		Hosts:     a.former.Hosts(),
		Status:    blog.Published,
		Published: published,
		Updated:   updated,
		DateText:  dateText,
	}
	if r.draft {
		it.Status = blog.Draft
	}
	if r.clip {
		it.Source = r.clipped(it.URL, it.Title)
	}
	if it.Title == "" && it.URL == "" && it.Body == "" {
		return record.Item{}, &record.Skip{Origin: r.file.Name, Reason: "It has no title, no link and no words."}
	}
	r.remarks(s.Body, it.Format, unknown)
	it.Notes, it.Unseen = r.notes, r.unseen
	return it, nil
}

// isWordPress reports whether the keys are those of wordpress-github-sync.
func (r *reading) isWordPress() bool {
	return r.fields.has("posttitle") || r.fields.has("id") && r.fields.has("postdate")
}

// keyDate returns the date for a key; "" if the file contains none, since other dates are
// guesses.
func keyDate(text string, published time.Time) string {
	if text == "" || published.IsZero() {
		return ""
	}
	return published.Format(time.RFC3339)
}

var langTag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$`)

// language returns the format of the body: for Jekyll and Hugo it follows from the file's
// extension, for WordPress it has to be inferred.
func (r *reading) language(s shape.Post) blog.Format {
	switch {
	case r.location.isHTML && !r.wordPress:
		return blog.HTML
	case !r.wordPress, s.Markdown:
		return blog.Markdown
	}
	return shape.Language(s.Body)
}

// lang returns the post's language; "" if it is not specified, or not as a code.
func (r *reading) lang() string {
	lang := strings.ReplaceAll(r.fields.get("lang", "language", "locale").words(), "_", "-")
	if !langTag.MatchString(lang) {
		return r.location.lang
	}
	return lang
}

// author returns the author's name.
func (r *reading) author() string {
	if r.clip {
		return ""
	}
	name := html.UnescapeString(strings.Join(r.fields.get("author", "authors", "postauthor").texts(), ", "))
	if runes := []rune(name); len(runes) > blog.MaxName {
		r.note("The author's name was too long to be one: " + blog.Excerpt(name, 60))
		return ""
	}
	return name
}

// remarks adds notes on what the author may want to check.
func (r *reading) remarks(body string, format blog.Format, unknown string) {
	if unknown != "" {
		r.note("The text has tags of its old generator, which show as they stand: " + blog.Excerpt(unknown, 60))
	}
	if len(r.lost) > 0 {
		r.note("Links to files that are not in the archive were taken off; their words stay: " + blog.Excerpt(strings.Join(r.lost, ", "), 500) + ".")
	}
	if len(r.unlinked) > 0 {
		r.note("Links to files that are not in the archive, or are no posts, stay as they are written: " + blog.Excerpt(strings.Join(r.unlinked, ", "), 500) + ".")
	}
	if left := shape.Embedded(body); len(left) > 0 {
		r.note("Films, sounds or the like from elsewhere, which pages here leave out: " + blog.Excerpt(strings.Join(left, " "), 1000))
	}
	if code := shape.Shortcode(body, format); code != "" {
		r.note("The text has shortcodes of WordPress, which show as they stand: " + blog.Excerpt(code, 60))
	}
	excerpt := strings.Join(r.fields.get("postexcerpt", "excerpt", "description", "summary").texts(), " ")
	if excerpt != "" && !r.clip {
		r.note("Excerpt, not taken over: " + blog.Excerpt(excerpt, 1000))
	}
	for _, key := range ignored {
		r.fields.get(key)
	}
	keys := r.fields.unused()
	if r.wordPress {
		r.unseen = slices.DeleteFunc(slices.Clone(keys), func(key string) bool { return !record.IsPluginKey(key) })
		keys = slices.DeleteFunc(keys, record.IsPluginKey)
	}
	if len(keys) > 0 {
		r.note("Not taken over: " + blog.Excerpt(strings.Join(keys, ", "), 500) + ".")
	}
}
