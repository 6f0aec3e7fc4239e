package web

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/internal/i18n"
	"pullquote/views/desk"
)

// settings handles GET /settings.
func (s *server) settings(c echo.Context, v viewer) error {
	now, err := s.store.Settings(c.Request().Context())
	if err != nil {
		return err
	}
	view := settingsView(now, v.Author)
	view.Notice = s.locale(c).T(settingsNotice[c.QueryParam("notice")])
	return s.showSettings(c, v, http.StatusOK, view)
}

// settingsView returns the filled form.
func settingsView(b blog.Settings, a blog.Author) desk.Settings {
	return desk.Settings{
		BlogTitle: b.Title, Tagline: b.Tagline, Lang: b.Lang, TimeZone: b.TimeZone, Pattern: string(b.Pattern),
		Name: a.Name, Email: a.Email, Reading: readingView(i18n.For(b.Interface()), b.Reading),
	}
}

var settingsNotice = map[string]string{
	"saved":    i18n.Mark("Saved."),
	"password": i18n.Mark("The password is changed. All other sessions have ended."),
	"sessions": i18n.Mark("All other sessions have ended."),
}

// showSettings renders the page with the author's sessions.
func (s *server) showSettings(c echo.Context, v viewer, status int, view desk.Settings) error {
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	sessions, err := s.auth.Sessions(c.Request().Context(), v.ID)
	if err != nil {
		return err
	}
	for _, session := range sessions {
		view.Sessions = append(view.Sessions, desk.Session{
			Browser: browserName(f.locale, session.UserAgent), Seen: f.moment(session.Seen), Since: f.moment(session.Created), Current: session.ID == v.session,
		})
	}
	view.Head = f.head(f.locale.T("Settings"), "")
	view.Username = v.Username
	return s.render(c, status, view.View())
}

// saveSettings handles POST /settings: the blog's settings and the author's name
// and email address.
func (s *server) saveSettings(c echo.Context, v viewer) error {
	values, err := postForm(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	change := func(next *blog.Settings) error {
		next.Title, next.Tagline = line(values.Get("blog_title")), line(values.Get("tagline"))
		next.Lang, next.TimeZone = strings.TrimSpace(values.Get("lang")), strings.TrimSpace(values.Get("time_zone"))
		next.Pattern = blog.Pattern(strings.TrimSpace(values.Get("pattern")))
		return next.Validate()
	}
	who := v.Author
	who.Name, who.Email = line(values.Get("name")), strings.TrimSpace(values.Get("email"))
	next, err := s.store.Settings(ctx)
	if err != nil {
		return err
	}
	if err = errors.Join(change(&next), who.Validate()); err == nil {
		next, err = s.store.ChangeSettings(ctx, change)
	}
	if err == nil {
		err = s.store.SaveAuthor(ctx, who)
	}
	if err != nil {
		return s.settingsRefused(c, v, next, who, err)
	}
	return c.Redirect(http.StatusSeeOther, "/settings?notice=saved")
}

// settingsRefused renders the form with the values that were not saved, and the
// reason.
func (s *server) settingsRefused(c echo.Context, v viewer, next blog.Settings, who blog.Author, err error) error {
	status, _ := s.refusal(c, v, err)
	view := settingsView(next, who)
	view.Faults = faults(s.locale(c), err)
	return s.showSettings(c, v, status, view)
}

// changePassword handles POST /settings/password and ends all other sessions.
func (s *server) changePassword(c echo.Context, v viewer) error {
	values, err := postForm(c)
	if err != nil {
		return err
	}
	err = s.auth.ChangePassword(c.Request().Context(), v.Author, values.Get("password"), values.Get("new_password"), v.session)
	if err == nil {
		return c.Redirect(http.StatusSeeOther, "/settings?notice=password")
	}
	now, unread := s.store.Settings(c.Request().Context())
	if unread != nil {
		return err
	}
	status, _ := s.refusal(c, v, err)
	view := settingsView(now, v.Author)
	view.Faults = faults(s.locale(c), err)
	return s.showSettings(c, v, status, view)
}

// endSessions handles POST /settings/sessions: it ends all of the author's sessions
// but this one.
func (s *server) endSessions(c echo.Context, v viewer) error {
	if err := s.auth.SignOutEverywhere(c.Request().Context(), v.ID, v.session); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/settings?notice=sessions")
}
