package web

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/internal/i18n"
	"pullquote/internal/markup"
	"pullquote/views/component"
	"pullquote/views/layout"
	"pullquote/views/page"
)

// frame is what all pages of one answer have in common: the blog's settings,
// its days, who looks at it. It turns posts into what pages show.
type frame struct {
	settings blog.Settings
	locale   *i18n.Locale
	zone     *time.Location
	origin   string // with the prefix
	prefix   prefix
	viewer   viewer
	static   bool
	now      time.Time
}

// frame reads what the answer to a request is framed with.
func (s *server) frame(c echo.Context) (frame, error) {
	st, err := s.stands(c.Request().Context())
	if err != nil {
		return frame{}, err
	}
	v, err := s.viewer(c)
	if err != nil {
		return frame{}, err
	}
	return frame{settings: st.settings, locale: st.locale, zone: st.zone, origin: s.origin(c.Request()), prefix: s.prefix, viewer: v, static: s.static, now: s.now()}, nil
}

// locale gives the language to speak in to the one who asks: English where the
// settings can't be read.
func (s *server) locale(c echo.Context) *i18n.Locale {
	st, err := s.stands(c.Request().Context())
	if err != nil {
		return nil
	}
	return st.locale
}

// head makes a page's head. An empty canonical address keeps the page out of
// search engines.
func (f frame) head(title, canonical string) layout.Head {
	description := f.settings.Tagline
	if description == "" {
		description = f.locale.T("%s: links, quotes and commentary.", f.settings.Title)
	}
	return layout.Head{
		Locale: f.locale,
		Blog:   f.settings.Title, Tagline: f.settings.Tagline, Lang: f.lang(), TitleLang: f.foreign(f.settings.Lang),
		Title: title, Description: description, Canonical: canonical, Hidden: canonical == "",
		SignedIn: f.viewer.signedIn(), Static: f.static, Me: f.settings.Reading.Elsewhere(),
	}
}

// feeds gives a page's head the feeds below a path, which are of something; of
// the whole blog if that is empty.
func (f frame) feeds(path, of string, head layout.Head) layout.Head {
	head.Feeds, head.FeedTitle = path, f.settings.Title
	if of != "" {
		head.FeedTitle = f.settings.Title + ": " + of
	}
	return head
}

// address writes a decoded path as a whole address.
func (f frame) address(path string) string { return f.origin + href(path) }

// moment shows a time to the minute, in the blog's zone.
func (f frame) moment(t time.Time) component.Moment {
	return f.shown(t, i18n.DateTime)
}

func (f frame) shown(t time.Time, form i18n.Form) component.Moment {
	if t.IsZero() {
		return component.Moment{}
	}
	t = t.In(f.zone)
	return component.Moment{ISO: t.Format(time.RFC3339), Shown: f.locale.Date(t, form)}
}

// days parts posts, newest first, into days.
func (f frame) days(posts []blog.Post) []component.Day {
	var days []component.Day
	for i := range posts {
		p := &posts[i]
		date := component.Moment{
			ISO:   p.Published.In(f.zone).Format(time.DateOnly),
			Shown: f.locale.Date(p.Published.In(f.zone), i18n.Weekday),
		}
		if len(days) == 0 || days[len(days)-1].Date != date {
			days = append(days, component.Day{Date: date, Address: dayOf(p.Published.In(f.zone)).path})
		}
		last := &days[len(days)-1]
		last.Entries = append(last.Entries, f.entry(p, i18n.Clock))
	}
	return days
}

// briefLength is how long a quotation may be to be set large, in characters:
// about six lines of it.
const briefLength = 280

// entry makes what is shown of a post. The form of its time depends on what
// stands around it.
func (f frame) entry(p *blog.Post, clock i18n.Form) component.Entry {
	e := component.Entry{
		Locale: f.locale,
		Kind:   string(p.Kind()), Title: p.Title, Name: blog.Excerpt(p.Name(), 120),
		Source: p.URL, Domain: p.Host(), Words: markup.Stored(p.Rendered),
		Published: f.shown(p.Published, clock), Updated: f.shown(p.Updated, i18n.Date),
		Author: component.Link{Text: p.Author.Name},
	}
	if p.Via != "" {
		e.Via = component.Link{Text: blog.HostOf(p.Via), Address: p.Via}
	}
	e.Brief = p.Kind() == blog.KindQuote && utf8.RuneCountInString(p.Rendered.Quoted) <= briefLength
	if p.URL != "" && p.Title == "" {
		e.Title = p.Name()
	}
	if p.Path != "" {
		e.Permalink = href(p.Path)
	}
	if p.Author.Slug != "" {
		e.Author.Address = p.Author.Path()
	}
	e.Lang = f.foreign(f.langOf(p))
	e.RTL = rightToLeft(f.langOf(p))
	for _, t := range p.Tags {
		e.Tags = append(e.Tags, component.Link{Text: t.Name, Address: t.Path()})
	}
	if f.viewer.signedIn() && p.ID != 0 {
		e.Edit = action(p.ID, "edit")
	}
	return e
}

// descriptionLength is how much of a post search engines are given, in
// characters.
const descriptionLength = 160

// postPage makes a post's own page.
func (f frame) postPage(p *blog.Post) page.Post {
	e := f.entry(p, i18n.Date)
	e.Alone = true
	if f.viewer.signedIn() {
		e.Delete = action(p.ID, "trash")
	}
	head := f.head(p.Name(), f.address(p.Path))
	head.Description = blog.Excerpt(p.Rendered.Own+" "+p.Rendered.Quoted, descriptionLength)
	if head.Description == "" {
		head.Description = p.Name()
	}
	head.Share, head.Data, head.Quotes = f.postShare(p), f.postData(p, head.Description), true
	return page.Post{Head: head, Entry: e}
}

// lang gives the language of the pages: that of the posts, if the program speaks
// it, else the one that it speaks.
func (f frame) lang() string {
	if base, _, _ := strings.Cut(strings.ToLower(f.settings.Lang), "-"); base == f.locale.Lang() {
		return f.settings.Lang
	}
	return f.locale.Lang()
}

// langOf gives a post's language.
func (f frame) langOf(p *blog.Post) string {
	if p.Lang != "" {
		return p.Lang
	}
	return f.settings.Lang
}

// foreign gives a language if it is not that of the pages.
func (f frame) foreign(lang string) string {
	if strings.EqualFold(lang, f.lang()) {
		return ""
	}
	return lang
}

// day shows a time to the day.
func (f frame) day(t time.Time) string { return f.locale.Date(t.In(f.zone), i18n.Date) }

// rightToLeft reports whether a language (BCP 47) is written so.
func rightToLeft(lang string) bool {
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	return slices.Contains([]string{"ar", "he", "fa", "ur", "yi", "ps", "sd", "ug", "dv", "ckb", "arc", "syr"}, base)
}

// draftEntry makes what a post that is being written will look like.
func (f frame) draftEntry(p *blog.Post) component.Entry {
	shown := *p
	if shown.Published.IsZero() {
		shown.Published = f.now
	}
	shown.ID = 0 // no way to edit what is being edited
	return f.entry(&shown, i18n.Date)
}
