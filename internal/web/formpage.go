package web

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/internal/entry"
	"pullquote/internal/i18n"
	"pullquote/internal/sqlite/pool"
	"pullquote/views/component"
	"pullquote/views/desk"
)

// showForm renders the form with every word that was sent, what is wrong with it,
// and what else there is to see. Even an internal error is logged and shown as a
// sentence above the form: no error page takes the words away.
func (s *server) showForm(c echo.Context, state form) error {
	f, err := s.frame(c)
	if err != nil {
		if state.err == nil {
			return err
		}
		f = s.bareFrame(c)
	}
	status := http.StatusOK
	if state.err != nil {
		status, _ = problem(nil, state.err)
		s.logFailure(c, status, state.err)
		state.shownErr = f.viewer.shown(c, state.err)
	}
	if state.ID != 0 && state.stored == nil && f.viewer.signedIn() {
		// If the store can't be read, the form is shown all the same.
		if p, err := s.store.Post(c.Request().Context(), state.ID); err == nil {
			state.stored = &p
		}
	}
	view := f.composePage(state)
	view.Head.Small = c.QueryParam("w") == "1"
	if state.preview == nil && state.conflictFree() && f.viewer.signedIn() {
		// What was linked before is a help only: without it the form works all the
		// same.
		if view.Linked, err = s.linkedBefore(c, f, state); err != nil {
			s.log.WarnContext(c.Request().Context(), "what was linked before is not known", "request", requestID(c.Request().Context()), "err", err)
		}
	}
	return s.render(c, status, view.View())
}

// bareFrame returns a frame if the store can't be read: with the settings that are
// known, or with the defaults in the client's language.
func (s *server) bareFrame(c echo.Context) frame {
	v, _ := c.Get("viewer").(viewer)
	f := frame{origin: s.origin(c.Request()), prefix: s.prefix, viewer: v, static: s.static, now: s.now()}
	if st := s.snapshots.last.Load(); st != nil {
		f.settings, f.look = st.settings, st.look
	} else {
		f.settings = newSettings(c)
		f.settings.Title = programName
		f.look = entry.For(f.settings)
	}
	f.locale, f.zone = f.look.Locale, f.look.Zone
	return f
}

// composePage returns the page of a form.
func (f frame) composePage(state form) desk.Compose {
	var view desk.Compose
	if conflict := conflictOf(state.err); conflict != nil {
		view.Conflict = f.conflictView(state, conflict.Stored)
		state.against(&conflict.Stored)
	}
	view.Form = formView(state)
	if f.viewer.signedIn() {
		view.Form.Writer = int64(f.viewer.ID)
	}
	if conflictOf(state.err) == nil {
		view.Form.Faults = reassure(f.locale, state.err, faults(f.locale, state.shownErr))
	}
	if state.notice != nil {
		view.Notice = f.locale.Sentence(state.notice)
	}
	for _, note := range state.notes {
		view.Notes = append(view.Notes, f.locale.Sentence(note))
	}
	if canonical := state.Source.About.Canonical; canonical != "" && canonical != state.URL && blog.CheckURL("url", canonical) == nil {
		view.Canonical = canonical
	}
	title := f.locale.T("New post")
	if p := state.stored; p != nil {
		title = f.locale.T("Edit: %s", blog.Excerpt(p.Name(), 60))
		view.Form.Public = p.Public()
		view.History = action(p.ID, "history")
		if !p.InTrash() {
			view.Delete = action(p.ID, "trash")
		}
		if p.Public() {
			view.Look = blog.Href(p.Path)
		}
	}
	if state.saved && state.stored != nil && view.Notice == "" {
		view.Notice = f.locale.T("Draft saved %s.", f.locale.Date(state.stored.Touched.In(f.zone), i18n.Clock))
	}
	if state.preview != nil && state.err == nil {
		e := f.draftEntry(state.preview)
		view.Preview = &e
	}
	view.Head = f.head(title, "")
	view.Head.Author = view.Form.Writer // the form knows the author even if the store fails
	return view
}

// formView returns the fields of a form. Invalid values of hidden fields are left
// out, since the author can't correct them.
func formView(state form) desk.Form {
	view := desk.Form{
		Action: "/compose", Key: state.Key, Writer: int64(state.writer), Version: state.Version, ID: int64(state.ID),
		Title: state.Title, URL: state.URL, Via: state.Via, Body: state.Body, Tags: blog.TagList(state.Tags),
		Slug: state.Slug, Opened: state.opened, Copy: state.copy, Renewed: state.Renewed, Unsaved: state.sent, Looking: state.looking, Source: sourceView(state.Source),
		Captured: capturedView(state.Captured),
	}
	if state.sent {
		view.Tags = state.tags
	}
	if state.ID != 0 {
		view.Action = action(state.ID, "edit")
	}
	if state.Format.Known() {
		view.Format = string(state.Format)
	}
	if blog.CheckLang(state.Lang) == nil {
		view.Lang = state.Lang
	}
	return view
}

// conflictView compares the fields of the stored version with those that were sent,
// and lists those that differ.
func (f frame) conflictView(state form, stored blog.Post) *desk.Conflict {
	view := &desk.Conflict{Saved: f.moment(stored.Touched), Keep: whereabouts(stored)}
	slug := strings.TrimSpace(state.Slug)
	if slug == "" {
		slug = stored.Slug // an empty slug keeps the address
	}
	for _, d := range []desk.Difference{
		{Label: f.locale.T("URL"), Stored: stored.URL, Yours: strings.TrimSpace(state.URL)},
		{Label: f.locale.T("Title"), Stored: stored.Title, Yours: line(state.Title)},
		{Label: f.locale.T("Commentary"), Stored: stored.Body, Yours: lines(state.Body)},
		{Label: f.locale.T("Tags"), Stored: blog.TagList(stored.Tags), Yours: blog.TagList(state.Tags)},
		{Label: f.locale.T("Via"), Stored: stored.Via, Yours: strings.TrimSpace(state.Via)},
		{Label: f.locale.T("Slug"), Stored: stored.Slug, Yours: slug},
	} {
		if d.Stored != d.Yours {
			view.Differences = append(view.Differences, d)
		}
	}
	return view
}

// faultsOf returns the faults with sentences in an error.
func faultsOf(l *i18n.Locale, err error) (faults component.Faults) {
	for _, f := range blog.Faults(err) {
		faults = append(faults, component.Fault{Field: f.Field, Message: l.Sentence(f)})
	}
	return faults
}

// faults converts an error to a form's faults. Every error has a sentence, and no
// sentence contains the cause.
func faults(l *i18n.Locale, err error) component.Faults {
	var out component.Faults
	for _, f := range blog.Faults(err) {
		if f.Kind != blog.Internal {
			out = append(out, component.Fault{Field: f.Field, Message: l.Sentence(f)})
		}
	}
	if err != nil && len(out) == 0 {
		out = component.Faults{{Message: l.T("Nothing was saved: the program met a fault of its own, which is in its log. Try again.")}}
	}
	return out
}

// reassure adds to the message of a post that could not be stored that nothing of
// it is lost: the form contains it again.
func reassure(l *i18n.Locale, err error, faults component.Faults) component.Faults {
	if len(faults) > 0 && (pool.Trouble(err) != "" || blog.KindOf(err) == blog.Internal) {
		faults[len(faults)-1].Message += " " + l.T("Your words are safe in this window.")
	}
	return faults
}
