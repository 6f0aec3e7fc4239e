package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/views/component"
	"pullquote/views/page"
)

// loginForm handles GET /login.
func (s *server) loginForm(c echo.Context) error {
	if done, err := s.setUp(c.Request().Context()); err != nil || !done {
		return s.welcome(c, err)
	}
	v, err := s.viewer(c)
	if err != nil {
		return err
	}
	next := local(c.QueryParam("next"), "/")
	if v.signedIn() {
		return c.Redirect(http.StatusSeeOther, next)
	}
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Login{Head: f.head("Sign in", ""), Next: next}.View())
}

// login handles POST /login and goes on to the page that was asked for.
func (s *server) login(c echo.Context) error {
	form, err := postForm(c)
	if err != nil {
		return err
	}
	next := local(form.Get("next"), "/")
	token, author, err := s.signIn(c, form.Get("username"), form.Get("password"))
	if err == nil {
		s.remember(c, token, author)
		return c.Redirect(http.StatusSeeOther, next)
	}
	status, fault := signInStatus(c, err)
	if fault != nil {
		return fault
	}
	f, err2 := s.frame(c)
	if err2 != nil {
		return err2
	}
	_, sentence := problem(err)
	return s.render(c, status, page.Login{
		Head: f.head("Sign in", ""), Next: next, Username: form.Get("username"), Error: sentence,
	}.View())
}

// showSignInAgain shows the sign-in form in the place of one that was sent
// without a session, with all its fields.
func (s *server) showSignInAgain(c echo.Context, form map[string][]string, signInError error) error {
	status := http.StatusUnauthorized
	view := page.Login{Again: true, Action: c.Request().URL.RequestURI()}
	if signInError != nil {
		var err error
		if status, err = signInStatus(c, signInError); err != nil {
			return err
		}
		_, view.Error = problem(signInError)
	}
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	view.Head = f.head("Sign in", "")
	for name, values := range form {
		for _, value := range values {
			switch name {
			case againUsername:
				view.Username = value
			case againPassword:
			default:
				view.Carried = append(view.Carried, component.Hidden{Name: name, Value: value})
			}
		}
	}
	return s.render(c, status, view.View())
}

// logoutForm handles GET /logout: it asks, since a GET changes nothing.
func (s *server) logoutForm(c echo.Context) error {
	v, err := s.viewer(c)
	if err != nil {
		return err
	}
	if !v.signedIn() {
		return c.Redirect(http.StatusSeeOther, "/")
	}
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Logout{Head: f.head("Sign out", "")}.View())
}

// logout handles POST /logout.
func (s *server) logout(c echo.Context) error {
	v, err := s.viewer(c)
	if err != nil {
		return err
	}
	if v.token != "" {
		if err := s.auth.SignOut(c.Request().Context(), v.token); err != nil && blog.KindOf(err) != blog.NotFound {
			return err
		}
	}
	s.forget(c)
	return c.Redirect(http.StatusSeeOther, "/")
}
