package web

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"pullquote/internal/auth"
	"pullquote/internal/blog"
)

// cookieName is the name of the session cookie. On HTTPS it has a prefix whose
// meaning browsers enforce: set by this host, for all its paths, over HTTPS. If the
// blog has a path prefix, the cookie is limited to it, so that other programs on
// the host don't receive it; then browsers enforce only HTTPS.
const (
	cookieName      = "pullquote"
	hostCookieName  = "__Host-pullquote"
	belowCookieName = "__Secure-pullquote"
)

// viewer is the person who looks at a page. The zero viewer is a reader.
type viewer struct {
	blog.Author
	session int64
	expires time.Time // when the session ends
	token   string
}

func (v viewer) signedIn() bool { return v.ID != 0 }

// viewer returns who sent the request. If the session has ended, that is a reader;
// if the store can't be queried, viewer returns the error.
func (s *server) viewer(c echo.Context) (viewer, error) {
	switch v := c.Get("viewer").(type) {
	case viewer:
		return v, nil
	case error: // a failing store may be slow: don't ask it again
		return viewer{}, v
	}
	v, err := s.recognise(c, s.sessionToken(c.Request()))
	if v.signedIn() && v.expires.Sub(s.now()) > auth.SessionLife-time.Minute {
		// The session was just extended: the cookie has to last as long.
		s.remember(c, v.token)
	}
	return v, err
}

// recognise looks up whose session the token is, and remembers it for the rest of
// the request.
func (s *server) recognise(c echo.Context, token string) (viewer, error) {
	v := viewer{token: token}
	if token != "" {
		session, author, err := s.auth.Session(c.Request().Context(), token)
		switch {
		case err == nil:
			v.Author, v.session, v.expires = author, session.ID, session.Expires
		case blog.KindOf(err) != blog.Unauthorized:
			c.Set("viewer", err)
			return viewer{}, err
		}
	}
	c.Set("viewer", v)
	return v, nil
}

// sessionToken reads the cookie. On HTTPS only the prefixed cookie counts: the
// other could have been set by another host of the same domain.
func (s *server) sessionToken(r *http.Request) string {
	if cookie, err := r.Cookie(s.cookie(r, "", 0).Name); err == nil {
		return cookie.Value
	}
	return ""
}

// remember sets the session cookie. Whatever the answer is, it must not be stored:
// a cache would hand the session to others.
func (s *server) remember(c echo.Context, token string) {
	c.Response().Before(func() { c.Response().Header().Set("Cache-Control", "private, no-store") })
	c.SetCookie(s.cookie(c.Request(), token, int(auth.SessionLife.Seconds())))
}

// forget deletes the session cookie.
func (s *server) forget(c echo.Context) {
	c.SetCookie(s.cookie(c.Request(), "", -1))
	c.Set("viewer", viewer{})
}

func (s *server) cookie(r *http.Request, value string, maxAge int) *http.Cookie {
	cookie := &http.Cookie{
		Name: cookieName, Value: value, Path: s.root(), MaxAge: maxAge,
		HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
	if s.secure(r) {
		cookie.Name, cookie.Secure = hostCookieName, true
		if s.prefix != "" {
			cookie.Name = belowCookieName
		}
	}
	return cookie
}
