package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"pullquote/internal/auth"
	"pullquote/internal/blog"
	"pullquote/internal/i18n"
	"pullquote/views/page"
)

// welcome answers instead of every page while the blog is not set up. err is the
// error of finding that out.
func (s *server) welcome(c echo.Context, err error) error {
	if err != nil {
		return err
	}
	return s.render(c, http.StatusServiceUnavailable, page.Welcome{Head: s.plainHead(newSettings(c), programName)}.View())
}

// uninvited answers a request that is not invited to set up the blog. err is the
// error of finding that out. If the blog is not set up yet, there is nothing that
// the page of an error could link to.
func (s *server) uninvited(c echo.Context, err error) error {
	if blog.KindOf(err) != blog.Forbidden {
		return err
	}
	settings := newSettings(c)
	status, sentence := problem(i18n.For(settings.Lang), err)
	return s.render(c, status, page.Welcome{Head: s.plainHead(settings, programName), Wrong: sentence}.View())
}

// invited checks that the blog is not set up and that token is that of the one-time
// address.
func (s *server) invited(c echo.Context, token string) error {
	done, err := s.setUp(c.Request().Context())
	switch {
	case err != nil:
		return err
	case done || s.setup.invitation == nil:
		return &blog.Error{Kind: blog.Gone, Message: "This blog is set up already, so the set-up address no longer works. Sign in instead."}
	case !s.setup.invitation.Accepts(token):
		return &blog.Error{Kind: blog.Forbidden, Message: "This is not the set-up address. The right one was printed in the terminal when the program started; it changes with each start."}
	}
	return nil
}

// setupForm handles GET /setup?token=….
func (s *server) setupForm(c echo.Context) error {
	token := c.QueryParam("token")
	if err := s.invited(c, token); err != nil {
		return s.uninvited(c, err)
	}
	return s.showSetup(c, http.StatusOK, page.Setup{Token: token, TimeZone: s.setup.zone})
}

func (s *server) showSetup(c echo.Context, status int, view page.Setup) error {
	settings := newSettings(c)
	view.Head = s.plainHead(settings, i18n.For(settings.Lang).T("Set up your blog"))
	c.Response().Header().Set("Cache-Control", "no-store")
	c.Response().Header().Set("Referrer-Policy", "no-referrer") // the address contains the token
	return s.render(c, status, view.View())
}

// newSettings returns the settings of a new blog. Its language is that of the
// browser, if the program supports it.
func newSettings(c echo.Context) blog.Settings {
	settings := blog.DefaultSettings()
	settings.Lang = i18n.Accepted(c.Request().Header.Get("Accept-Language")).Lang()
	return settings
}

// setupBlog handles POST /setup: it creates the blog and its author, signs the
// author in, and redirects to the blog.
func (s *server) setupBlog(c echo.Context) error {
	form, err := postForm(c)
	if err != nil {
		return err
	}
	if err := s.invited(c, form.Get("token")); err != nil {
		return s.uninvited(c, err)
	}
	_, err = s.auth.SetUp(c.Request().Context(), auth.SetUp{
		Title: form.Get("blog_title"), Name: form.Get("name"), Username: form.Get("username"),
		Email: form.Get("email"), Password: form.Get("password"),
		TimeZone: form.Get("time_zone"), Lang: newSettings(c).Lang, BaseURL: s.base,
	})
	if err != nil && blog.KindOf(err) != blog.Conflict {
		status, _ := s.refusal(c, viewer{}, err)
		return s.showSetup(c, status, page.Setup{
			Token: form.Get("token"), Faults: faults(i18n.For(newSettings(c).Lang), err), BlogTitle: form.Get("blog_title"), Name: form.Get("name"),
			Username: form.Get("username"), Email: form.Get("email"), TimeZone: form.Get("time_zone"),
		})
	}
	s.setup.invitation.Use()
	s.setup.done.Store(true)
	if err != nil {
		return err // somebody else set the blog up at the same moment
	}
	if _, err := s.signIn(c, form.Get("username"), form.Get("password")); err != nil {
		s.log.WarnContext(c.Request().Context(), "not signed in after set-up", "err", err)
		return c.Redirect(http.StatusSeeOther, "/login")
	}
	return c.Redirect(http.StatusSeeOther, "/")
}
