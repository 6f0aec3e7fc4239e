package web

import (
	"strings"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/internal/i18n"
	"pullquote/internal/sqlite"
	"pullquote/views/desk"
)

// linkedBefore returns what the blog has linked to before that relates to the page
// of a form.
func (s *server) linkedBefore(c echo.Context, f frame, state form) (desk.Linked, error) {
	ctx := c.Request().Context()
	var view desk.Linked
	address := strings.TrimSpace(state.URL)
	if path, ok := strings.CutPrefix(address, s.origin(c.Request())+"/"); ok {
		if p, _, err := s.store.Lookup(ctx, blog.AddressKey("/"+path, "")); err == nil {
			view.Own = action(p.ID, "edit")
			return view, nil
		}
	}
	// If the post is published, it is too late to choose another for its words.
	if blog.CheckURL("url", address) != nil || state.stored != nil && state.stored.Status == blog.Published {
		return view, nil
	}
	linked, err := s.store.Linked(ctx, []string{address, state.Source.About.Canonical, state.Source.Original}, state.Title, state.ID)
	if err != nil {
		return view, err
	}
	for i := range linked.Page {
		view.Page = append(view.Page, f.linkedPost(&linked.Page[i]))
	}
	view.Site = f.siteSentence(blog.HostOf(address), linked)
	for i := range linked.Similar {
		view.Similar = append(view.Similar, f.linkedPost(&linked.Similar[i]))
	}
	return view, nil
}

// linkedPost returns the view of an earlier post.
func (f frame) linkedPost(p *blog.Post) desk.LinkedPost {
	view := desk.LinkedPost{ID: int64(p.ID), Name: blog.Excerpt(p.Name(), 100), Open: whereabouts(*p), Draft: p.Status == blog.Draft}
	at := p.Published
	if view.Draft {
		at = p.Touched
	}
	view.When = f.look.Moment(at, i18n.Date)
	if p.Public() {
		e := f.entry(p, i18n.Date)
		e.Edit, e.Delete = "", ""
		view.Entry = &e
	}
	return view
}

// siteSentence says how often the blog has linked to a site.
func (f frame) siteSentence(host string, linked sqlite.Linked) string {
	if linked.Site == 0 {
		return ""
	}
	last := f.day(linked.SiteLast)
	switch linked.Site {
	case 1:
		return f.locale.T("You have linked to %s once, on %s.", host, last)
	case 2:
		return f.locale.T("You have linked to %s twice, last on %s.", host, last)
	}
	return f.locale.T("You have linked to %s %d times, last on %s.", host, linked.Site, last)
}

// conflictFree reports whether the form shows no conflict.
func (f *form) conflictFree() bool { return conflictOf(f.err) == nil }

func sourceView(s blog.Source) desk.Source {
	a := s.About
	return desk.Source{
		Original: s.Original, Canonical: a.Canonical, PageTitle: a.Title, Site: a.Site, Author: a.Author,
		Published: a.Published, Lang: a.Lang, Description: a.Description, Image: a.Image,
	}
}

func capturedView(quotes []blog.Quote) []desk.Captured {
	out := make([]desk.Captured, 0, len(quotes))
	for _, q := range quotes {
		out = append(out, desk.Captured{Text: q.Captured, Source: q.Source, Prefix: q.Prefix, Suffix: q.Suffix, Place: q.Place})
	}
	return out
}
