package entry

import (
	"slices"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"pullquote/internal/blog"
	"pullquote/internal/i18n"
	"pullquote/internal/markup"
	"pullquote/views/component"
)

// Look is how a blog shows its posts. Use For to make one.
type Look struct {
	Locale *i18n.Locale
	Zone   *time.Location

	posts string // language of posts without one (BCP 47)
	pages string // language of the pages (BCP 47)
	stamp int64
}

// For returns the look of a blog with these settings.
func For(s blog.Settings) *Look {
	l := &Look{Locale: i18n.For(s.Interface()), Zone: s.Zone(), posts: s.Lang}
	l.pages = l.Locale.Lang()
	if base, _, _ := strings.Cut(strings.ToLower(s.Lang), "-"); base == l.pages {
		l.pages = s.Lang
	}
	l.stamp = l.stampOf(s.Renamed)
	return l
}

// Looks caches the last look, and makes another only if the settings have changed:
// loading a time zone takes as long as a query. The zero value is ready to use, and
// safe for concurrent use.
type Looks struct{ last atomic.Pointer[known] }

type known struct {
	settings blog.Settings
	look     *Look
}

// For returns the look of a blog with these settings.
func (l *Looks) For(s blog.Settings) *Look {
	if last := l.last.Load(); last != nil && last.settings == s {
		return last.look
	}
	look := For(s)
	l.last.Store(&known{s, look})
	return look
}

// Lang returns the language of the pages (BCP 47): that of the posts, if the
// program supports it, otherwise that of the interface.
func (l *Look) Lang() string { return l.pages }

// LangOf returns a post's language.
func (l *Look) LangOf(p *blog.Post) string {
	if p.Lang != "" {
		return p.Lang
	}
	return l.posts
}

// Foreign returns lang, or an empty string if it is the language of the pages.
func (l *Look) Foreign(lang string) string {
	if strings.EqualFold(lang, l.pages) {
		return ""
	}
	return lang
}

// Moment formats a time. For the zero time it returns the zero Moment.
func (l *Look) Moment(t time.Time, form i18n.Form) component.Moment {
	if t.IsZero() {
		return component.Moment{}
	}
	t = t.In(l.Zone)
	return component.Moment{ISO: t.Format(time.RFC3339), Shown: l.Locale.Date(t, form)}
}

// updated formats when a post was last changed: only as the time of day if that was
// on the day of publication.
func (l *Look) updated(p *blog.Post) component.Moment {
	day := func(t time.Time) string { return t.In(l.Zone).Format(time.DateOnly) }
	if day(p.Updated) == day(p.Published) {
		return l.Moment(p.Updated, i18n.Clock)
	}
	return l.Moment(p.Updated, i18n.Date)
}

// briefLength is the maximum length of a quotation that is set large, in
// characters: about six lines.
const briefLength = 280

// Entry returns the view of a post. clock is the format of its time, which depends
// on the entry's surroundings.
func (l *Look) Entry(p *blog.Post, clock i18n.Form) component.Entry {
	e := component.Entry{
		Locale: l.Locale,
		Kind:   string(p.Kind()), Title: p.Title, Name: blog.Excerpt(p.Name(), 120),
		Source: p.URL, Domain: p.Host(), Words: markup.Stored(p.Rendered),
		Published: l.Moment(p.Published, clock), Updated: l.updated(p),
		Author: component.Link{Text: p.Author.Name},
	}
	if p.Via != "" {
		e.Via = component.Link{Text: blog.HostOf(p.Via), Address: p.Via}
	}
	e.Brief = p.Kind() == blog.KindQuote && utf8.RuneCountInString(p.Rendered.Quoted) <= briefLength
	if p.URL != "" && p.Title == "" {
		e.Title, e.Bare = p.Name(), true
	}
	if p.Path != "" {
		e.Permalink = blog.Href(p.Path)
	}
	if p.Author.Slug != "" {
		e.Author.Address = p.Author.Path()
	}
	e.Lang = l.Foreign(l.LangOf(p))
	e.RTL = RightToLeft(l.LangOf(p))
	for _, t := range p.Tags {
		e.Tags = append(e.Tags, component.Link{Text: t.Name, Address: t.Path()})
	}
	return e
}

// RightToLeft reports whether a language (BCP 47) is written from right to left.
func RightToLeft(lang string) bool {
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	return slices.Contains([]string{"ar", "he", "fa", "ur", "yi", "ps", "sd", "ug", "dv", "ckb", "arc", "syr"}, base)
}
