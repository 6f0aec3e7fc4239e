package blog

import (
	"errors"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Limits of a post. MaxBody is in bytes, other lengths are in characters (Unicode
// code points).
const (
	MaxTitle = 1000
	MaxURL   = 8000
	MaxBody  = 2 << 20
	MaxTags  = 100
	MaxSlug  = 200
)

// PostID identifies a post. It is zero for a post that is not stored yet.
type PostID int64

// Status determines who may read a post.
type Status string

// The statuses of a post. A post in the trash keeps its status, so that it can be
// restored with it.
const (
	Draft     Status = "draft"
	Published Status = "published"
)

// Format is the markup language of a post's body.
type Format string

// The formats of a body.
const (
	Markdown  Format = "markdown"  // CommonMark with GFM's extensions and footnotes; raw HTML is allowed
	HTML      Format = "html"      // plain HTML
	WordPress Format = "wordpress" // HTML as WordPress stores it: blank lines separate paragraphs, line ends are line breaks
)

// Known reports whether the format is one of the constants.
func (f Format) Known() bool { return f == Markdown || f == HTML || f == WordPress }

// Kind determines how a post is shown. It is derived from the post and not stored.
type Kind string

// The kinds of a post.
const (
	KindLink  Kind = "link"  // has a source, and text of the author's own
	KindQuote Kind = "quote" // has a source, and nothing but a quotation from it
	KindNote  Kind = "note"  // has no source
)

// Post is a link post, a quotation or a note.
type Post struct {
	ID      PostID
	Version int64  // incremented by every saved change; compared with the version that an editor started from
	Key     string // chosen by the form before the first save, so that sending it twice makes one post; may be empty
	Status  Status
	Author  Author

	Title  string // plain text; may be empty
	URL    string // the source as the author gave it; empty for a note
	Source Source // what is known of the source
	Via    string // where the author found it; a URL or empty
	Body   string // the author's text as written; never cleaned
	Format Format
	Tags   []Tag
	Lang   string // BCP 47; empty means the blog's language

	Slug string
	GUID string // identifies the post to feed readers; never changes
	Base string // former address of an imported post: the base of relative links in Body; empty for posts written here
	Path string // the canonical path, "/links/slug/"; empty until the post is published

	Created   time.Time
	Published time.Time // zero for a draft that was never published
	Updated   time.Time // last change after publication; zero if there was none
	Trashed   time.Time // zero unless the post is in the trash
	Touched   time.Time // last change of any kind, shown only on the author's desk
	DateText  string    // the date as the imported archive spelled it; else empty

	Rendered Rendered
	Quotes   []Quote
}

// Rendered is the rendered form of a post's body. It is made once, when the body is
// saved, and stored beside it. Only package markup makes it.
type Rendered struct {
	HTML    string // sanitised HTML, put onto pages as it is
	Own     string // the author's own text as plain text
	Quoted  string // the quoted text as plain text
	Version int    // version of the renderer, see markup.Version
}

// Kind returns how the post is shown.
func (p *Post) Kind() Kind {
	switch {
	case p.URL == "":
		return KindNote
	case p.Rendered.Own == "" && p.Rendered.Quoted != "":
		return KindQuote
	}
	return KindLink
}

// InTrash reports whether the post is in the trash.
func (p *Post) InTrash() bool { return !p.Trashed.IsZero() }

// Public reports whether readers may see the post.
func (p *Post) Public() bool { return p.Status == Published && !p.InTrash() }

// Host returns the host of the source as shown beside the title: without port and
// "www.". It is empty for a note.
func (p *Post) Host() string { return HostOf(p.URL) }

// Name returns a name for the post: its title, else its source without the scheme,
// else the beginning of its text, else "Untitled".
func (p *Post) Name() string {
	if p.Title != "" {
		return p.Title
	}
	if p.URL != "" {
		_, rest, _ := strings.Cut(p.URL, "://")
		return strings.TrimSuffix(rest, "/")
	}
	words := p.Rendered.Own
	if words == "" {
		words = p.Rendered.Quoted
	}
	if words = Excerpt(words, 60); words != "" {
		return words
	}
	return "Untitled"
}

// Validate reports all rules that the post breaks, each as an *Error with its field
// (title, url, via, body, lang, tags, slug), joined. It does not check the fields
// that the store sets: ID, version, path, times.
func (p *Post) Validate() error {
	var faults []error
	fault := func(field, format string, args ...any) {
		faults = append(faults, Fault(field, format, args...))
	}
	if n := utf8.RuneCountInString(p.Title); n > MaxTitle {
		fault("title", "The title has %d characters; %d is the most. Move the rest into the commentary.", n, MaxTitle)
	}
	if strings.ContainsFunc(p.Title, unicode.IsControl) {
		fault("title", "The title holds a control character. Take it out and try again.")
	}
	if err := CheckURL("url", p.URL); p.URL != "" && err != nil {
		faults = append(faults, err)
	}
	if err := CheckURL("via", p.Via); p.Via != "" && err != nil {
		faults = append(faults, err)
	}
	if len(p.Body) > MaxBody {
		fault("body", "The commentary is %d KB long; %d KB is the most.", len(p.Body)>>10, MaxBody>>10)
	}
	if !utf8.ValidString(p.Title) || !utf8.ValidString(p.Body) {
		fault("body", "Some of these bytes are not text (UTF-8). Paste the words again.")
	}
	if p.URL == "" && strings.TrimSpace(p.Body) == "" && p.Title == "" {
		fault("url", "A post needs a URL, or words of its own. Give one of them.")
	}
	if err := CheckLang(p.Lang); err != nil {
		faults = append(faults, err)
	}
	if !p.Format.Known() {
		fault("body", "The format %q is not known; there are markdown, html and wordpress.", p.Format)
	}
	if len(p.Tags) > MaxTags {
		fault("tags", "%d tags are too many; %d is the most.", len(p.Tags), MaxTags)
	}
	for _, t := range p.Tags {
		if err := t.Validate(); err != nil {
			faults = append(faults, err)
		}
	}
	if n := utf8.RuneCountInString(p.Slug); n > MaxSlug {
		fault("slug", "The address has %d characters; %d is the most.", n, MaxSlug)
	}
	return errors.Join(faults...)
}

// Excerpt shortens text to at most n characters before the ellipsis that marks the
// cut, at the end of a word if possible. White space is folded.
func Excerpt(text string, n int) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) <= n {
		return text
	}
	cut := string([]rune(text)[:n])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return strings.TrimRightFunc(cut, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsPunct(r) }) + "…"
}
