package web

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/internal/entry"
	"pullquote/internal/i18n"
	"pullquote/internal/sqlite"
	"pullquote/views/component"
	"pullquote/views/layout"
	"pullquote/views/page"
)

// frame is what the parts of one answer have in common: the blog's settings, its
// time zone, the viewer. It turns posts into view models.
type frame struct {
	settings blog.Settings
	look     *entry.Look
	locale   *i18n.Locale   // that of look
	zone     *time.Location // that of look
	origin   string         // including the prefix
	prefix   prefix
	viewer   viewer
	writers  string // the IDs of all who can sign in, if the viewer is signed in
	static   bool
	now      time.Time
	changed  time.Time // when the state that is read after this became visible to readers
}

// frame reads what the answer to a request needs besides its content.
func (s *server) frame(c echo.Context) (frame, error) {
	changed := s.store.Changed()
	st, err := s.snapshots.current(c.Request().Context())
	if err != nil {
		return frame{}, err
	}
	v, err := s.viewer(c)
	if err != nil {
		return frame{}, err
	}
	f := frame{settings: st.settings, look: st.look, locale: st.look.Locale, zone: st.look.Zone, origin: s.origin(c.Request()), prefix: s.prefix, viewer: v, static: s.static, now: s.now(), changed: changed}
	if v.signedIn() {
		f.writers, err = s.writers(c)
	}
	return f, err
}

// writers returns the IDs of all who can sign in, separated by spaces.
func (s *server) writers(c echo.Context) (string, error) {
	ids, err := s.store.Writers(c.Request().Context())
	numbers := make([]string, len(ids))
	for i, id := range ids {
		numbers[i] = fmt.Sprint(int64(id))
	}
	return strings.Join(numbers, " "), err
}

// locale returns the blog's language: the last one known if the settings can't be
// read, nil, which is English, if they never were.
func (s *server) locale(c echo.Context) *i18n.Locale {
	st, err := s.snapshots.current(c.Request().Context())
	if err != nil {
		st = s.snapshots.last.Load()
	}
	if st == nil {
		return nil
	}
	return st.look.Locale
}

// head returns a page's head. An empty canonical address hides the page from search
// engines.
func (f frame) head(title, canonical string) layout.Head {
	description := f.settings.Tagline
	if description == "" {
		description = f.locale.T("%s: links, quotes and commentary.", f.settings.Title)
	}
	return layout.Head{
		Locale: f.locale,
		Blog:   f.settings.Title, Tagline: f.settings.Tagline, Lang: f.look.Lang(), TitleLang: f.look.Foreign(f.settings.Lang),
		Title: title, Description: description, Canonical: canonical, Hidden: canonical == "",
		SignedIn: f.viewer.signedIn(), Author: int64(f.viewer.ID), Writers: f.writers, Static: f.static, Me: f.settings.Reading.Elsewhere(),
	}
}

// feeds adds the feeds below a path to a page's head. of names what they contain;
// if it is empty, that is the whole blog.
func (f frame) feeds(path, of string, head layout.Head) layout.Head {
	head.Feeds, head.FeedTitle = path, f.settings.Title
	if of != "" {
		head.FeedTitle = f.settings.Title + ": " + of
	}
	return head
}

// address returns the absolute address of a decoded path.
func (f frame) address(path string) string { return f.origin + blog.Href(path) }

// moment formats a time to the minute, in the blog's time zone.
func (f frame) moment(t time.Time) component.Moment {
	return f.look.Moment(t, i18n.DateTime)
}

// entries returns a page of a list grouped by day, what the list is of, and the
// cursor of the next page. Readers get the stored HTML of the entries, a signed-in
// author gets entries with a link to edit each.
func (s *server) entries(ctx context.Context, f frame, of sqlite.Of, before blog.Cursor) (about sqlite.About, days []component.Day, next blog.Cursor, err error) {
	if !f.viewer.signedIn() {
		about, entries, next, err := s.store.Entries(ctx, of, before, postsPerPage, f.look)
		days := f.days(len(entries), func(i int) time.Time { return entries[i].Published }, func(day *component.Day, i int) {
			day.Finished = append(day.Finished, entry.Finished(entries[i].HTML))
		})
		return about, days, next, err
	}
	about, list, err := s.store.Posts(ctx, of, before, postsPerPage)
	days = f.days(len(list.Posts), func(i int) time.Time { return list.Posts[i].Published }, func(day *component.Day, i int) {
		e := f.look.InList(&list.Posts[i])
		e.Edit = action(list.Posts[i].ID, "edit")
		day.Entries = append(day.Entries, e)
	})
	return about, days, list.Next, err
}

// days groups n posts, newest first, by day.
func (f frame) days(n int, published func(i int) time.Time, add func(day *component.Day, i int)) []component.Day {
	var days []component.Day
	var day period
	for i := range n {
		if at := published(i).In(f.zone); i == 0 || at.Before(day.from) || !at.Before(day.until) {
			day = dayOf(at)
			days = append(days, component.Day{
				Date:    component.Moment{ISO: at.Format(time.DateOnly), Shown: f.locale.Date(at, i18n.Weekday)},
				Address: day.path,
			})
		}
		add(&days[len(days)-1], i)
	}
	return days
}

// entry returns the view of a post, with what its author may do.
func (f frame) entry(p *blog.Post, clock i18n.Form) component.Entry {
	e := f.look.Entry(p, clock)
	if f.viewer.signedIn() && p.ID != 0 {
		e.Edit = action(p.ID, "edit")
	}
	return e
}

// descriptionLength is the length of a post's description for search engines, in
// characters.
const descriptionLength = 160

// postPage returns a post's own page.
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

// day formats a time to the day.
func (f frame) day(t time.Time) string { return f.locale.Date(t.In(f.zone), i18n.Date) }

// draftEntry returns the preview of a post that is being written.
func (f frame) draftEntry(p *blog.Post) component.Entry {
	shown := *p
	if shown.Published.IsZero() {
		shown.Published = f.now
	}
	shown.ID = 0 // no link to edit what is being edited
	return f.entry(&shown, i18n.Date)
}
