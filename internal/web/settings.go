package web

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/views/desk"
)

// settings handles GET /settings.
func (s *server) settings(c echo.Context, v viewer) error {
	now, err := s.posts.Settings(c.Request().Context())
	if err != nil {
		return err
	}
	return s.showSettings(c, v, http.StatusOK, desk.Settings{
		BlogTitle: now.Title, Tagline: now.Tagline, Lang: now.Lang, TimeZone: now.TimeZone, Pattern: string(now.Pattern),
		Name: v.Name, Email: v.Email, Notice: settingsNotice[c.QueryParam("notice")],
	})
}

var settingsNotice = map[string]string{
	"saved":    "Saved.",
	"password": "The password is changed. All other sessions have ended.",
	"sessions": "All other sessions have ended.",
}

// showSettings shows the page with the sessions there are.
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
			Browser: browserName(session.UserAgent), Seen: f.moment(session.Seen), Since: f.moment(session.Created), Current: session.ID == v.session,
		})
	}
	view.Head = f.head("Settings", "")
	view.Username = v.Username
	return s.render(c, status, view.View())
}

// saveSettings handles POST /settings: the blog's and the author's name.
func (s *server) saveSettings(c echo.Context, v viewer) error {
	values, err := postForm(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	next, err := s.posts.Settings(ctx)
	if err != nil {
		return err
	}
	next.Title, next.Tagline = strings.TrimSpace(values.Get("blog_title")), strings.TrimSpace(values.Get("tagline"))
	next.Lang, next.TimeZone = strings.TrimSpace(values.Get("lang")), strings.TrimSpace(values.Get("time_zone"))
	next.Pattern = blog.Pattern(strings.TrimSpace(values.Get("pattern")))
	who := v.Author
	who.Name, who.Email = strings.TrimSpace(values.Get("name")), strings.TrimSpace(values.Get("email"))
	if err := errors.Join(next.Validate(), who.Validate()); err != nil {
		return s.showSettings(c, v, http.StatusUnprocessableEntity, desk.Settings{
			Faults: faults(err), BlogTitle: next.Title, Tagline: next.Tagline, Lang: next.Lang, TimeZone: next.TimeZone,
			Pattern: string(next.Pattern), Name: who.Name, Email: who.Email,
		})
	}
	if err := s.keeper.SaveSettings(ctx, next); err != nil {
		return err
	}
	if err := s.keeper.SaveAuthor(ctx, who); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/settings?notice=saved")
}

// changePassword handles POST /settings/password and ends all other sessions.
func (s *server) changePassword(c echo.Context, v viewer) error {
	values, err := postForm(c)
	if err != nil {
		return err
	}
	err = s.auth.ChangePassword(c.Request().Context(), v.Author, values.Get("password"), values.Get("new_password"), v.session)
	if blog.KindOf(err) == blog.Internal && err != nil {
		return err
	}
	if err == nil {
		return c.Redirect(http.StatusSeeOther, "/settings?notice=password")
	}
	now, err2 := s.posts.Settings(c.Request().Context())
	if err2 != nil {
		return err2
	}
	status, _ := problem(err)
	return s.showSettings(c, v, status, desk.Settings{
		BlogTitle: now.Title, Tagline: now.Tagline, Lang: now.Lang, TimeZone: now.TimeZone, Pattern: string(now.Pattern),
		Name: v.Name, Email: v.Email, Faults: faults(err),
	})
}

// endSessions handles POST /settings/sessions: it signs the author out
// everywhere but here.
func (s *server) endSessions(c echo.Context, v viewer) error {
	if err := s.auth.SignOutEverywhere(c.Request().Context(), v.ID, v.session); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/settings?notice=sessions")
}
