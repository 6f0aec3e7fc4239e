package web

import (
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

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
	c.Response().Header().Set("Cache-Control", "private, no-cache") // of no use to shared caches
	return s.render(c, http.StatusOK, page.Login{Head: f.head(f.locale.T("Sign in"), ""), Next: next}.View())
}

// login handles POST /login and redirects to the page that was asked for.
func (s *server) login(c echo.Context) error {
	if done, err := s.setUp(c.Request().Context()); err != nil || !done {
		return s.welcome(c, err)
	}
	values, err := postForm(c)
	if err != nil {
		return err
	}
	next := local(values.Get("next"), "/")
	v, err := s.signIn(c, values.Get("username"), values.Get("password"))
	if err == nil {
		return c.Redirect(http.StatusSeeOther, next)
	}
	status, sentence := s.refusal(c, v, err)
	f, err := s.frame(c)
	if err != nil {
		f = s.bareFrame(c)
	}
	return s.render(c, status, page.Login{
		Head: f.head(f.locale.T("Sign in"), ""), Next: next, Username: values.Get("username"), Error: sentence,
	}.View())
}

// showSignInAgain answers a form that was sent without a session with a sign-in
// form that contains all of its fields, even if the store fails: the words in them
// are stored nowhere else. by is the author whose password was right, if signing in
// failed all the same. Files, which the form for imports sends, are not included:
// the sender still has them, and the page says that they have to be chosen again. A
// viewer who is signed in here is not the author of the words.
func (s *server) showSignInAgain(c echo.Context, values url.Values, by viewer, fault error) error {
	status := http.StatusUnauthorized
	now, _ := c.Get("viewer").(viewer)
	view := page.Login{Again: true, Other: now.signedIn(), Files: values.Has(againFiles), Action: c.Request().URL.RequestURI(), Username: values.Get(againUsername)}
	if fault != nil {
		status, view.Error = s.refusal(c, by, fault)
	}
	f, err := s.frame(c)
	if err != nil {
		f = s.bareFrame(c)
	}
	view.Head = f.head(f.locale.T("Sign in"), "")
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if name == againUsername || name == againPassword {
			continue
		}
		for _, value := range values[name] {
			view.Carried = append(view.Carried, component.Hidden{Name: name, Value: value})
		}
	}
	return s.render(c, status, view.View())
}

// logoutForm handles GET /logout: it asks for confirmation, since a GET must not
// change anything.
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
	return s.render(c, http.StatusOK, page.Logout{Head: f.head(f.locale.T("Sign out"), "")}.View())
}

// logout handles POST /logout.
func (s *server) logout(c echo.Context) error {
	v, err := s.viewer(c)
	if err != nil {
		return err
	}
	if v.token != "" {
		if err := s.auth.SignOut(c.Request().Context(), v.token); err != nil {
			return err
		}
	}
	s.forget(c)
	return c.Redirect(http.StatusSeeOther, "/")
}
