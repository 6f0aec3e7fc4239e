package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"pullquote/internal/auth"
	"pullquote/internal/blog"
)

// The fields of the sign-in form when it stands in for another form that was
// sent without a session: the other form's fields come along, hidden.
const (
	againUsername = "login_username"
	againPassword = "login_password"
)

// author lets only a signed-in author through. Who asks for a page is sent to
// sign in and comes back to it; who sent a form signs in in its place, and the
// form goes on with every word in it.
func (s *server) author(next func(echo.Context, viewer) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		if done, err := s.setUp(c.Request().Context()); err != nil || !done {
			return s.welcome(c, err)
		}
		v, err := s.viewer(c)
		if err != nil {
			return err
		}
		if v.signedIn() {
			return next(c, v)
		}
		if c.Request().Method == http.MethodGet {
			return c.Redirect(http.StatusSeeOther, "/login?next="+url.QueryEscape(c.Request().URL.RequestURI()))
		}
		return s.signInAgain(c, next)
	}
}

// signInAgain answers a form that came without a session.
func (s *server) signInAgain(c echo.Context, next func(echo.Context, viewer) error) error {
	form, err := postForm(c)
	if err != nil {
		return err
	}
	if !form.Has(againPassword) {
		return s.showSignInAgain(c, form, nil)
	}
	token, author, err := s.signIn(c, form.Get(againUsername), form.Get(againPassword))
	if err != nil {
		return s.showSignInAgain(c, form, err)
	}
	s.remember(c, token, author)
	form.Del(againUsername)
	form.Del(againPassword)
	v, err := s.viewer(c)
	if err != nil {
		return err
	}
	return next(c, v)
}

// signIn asks auth, with where the request comes from.
func (s *server) signIn(c echo.Context, username, password string) (string, blog.Author, error) {
	return s.auth.SignIn(c.Request().Context(), auth.Login{
		Username: username, Password: password,
		Address: c.RealIP(), UserAgent: c.Request().UserAgent(),
	})
}

// signInStatus gives the status of a sign-in page that shows err, and says
// when to come back.
func signInStatus(c echo.Context, err error) (int, error) {
	if err == nil {
		return http.StatusOK, nil
	}
	fault, ok := errors.AsType[*blog.Error](err)
	if !ok || fault.Kind != blog.Unauthorized && fault.Kind != blog.TooMany {
		return 0, err
	}
	if wait := auth.RetryAfter(err); wait > 0 {
		c.Response().Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds()+0.999)))
	}
	return statusOf(fault.Kind), nil
}
