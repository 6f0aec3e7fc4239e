package web

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"pullquote/internal/auth"
	"pullquote/internal/blog"
)

// cookieName is the name of the session's cookie. On https it bears a prefix
// that browsers enforce: set by this host, for all its paths, over https. Below
// a path prefix the cookie is for the paths of the blog alone, so that the host's
// other programs don't get it; then browsers enforce no more than https.
const (
	cookieName      = "pullquote"
	hostCookieName  = "__Host-pullquote"
	belowCookieName = "__Secure-pullquote"
)

// viewer is who looks at a page. The zero viewer is a reader.
type viewer struct {
	blog.Author
	session int64
	expires time.Time // the session
	token   string
}

func (v viewer) signedIn() bool { return v.ID != 0 }

// viewer tells who sent the request. A session that has ended makes a reader;
// a store that can't be asked is an error.
func (s *server) viewer(c echo.Context) (viewer, error) {
	switch v := c.Get("viewer").(type) {
	case viewer:
		return v, nil
	case error: // a store that fails takes its time: it is not asked again
		return viewer{}, v
	}
	v, err := s.recognise(c, s.sessionToken(c.Request()))
	if v.signedIn() && v.expires.Sub(s.now()) > auth.SessionLife-time.Minute {
		// It was moved just now: the browser shall hold it as long.
		s.remember(c, v.token)
	}
	return v, err
}

// recognise finds out whose session the token is, for the rest of the request.
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

// sessionToken reads the cookie. On https only the one with the prefix counts:
// the other could have been set by a neighbour on the same domain.
func (s *server) sessionToken(r *http.Request) string {
	if cookie, err := r.Cookie(s.cookie(r, "", 0).Name); err == nil {
		return cookie.Value
	}
	return ""
}

// remember lets the browser hold the session. An answer that says so is nobody
// else's, whatever it is: a cache that kept it would hand the session on.
func (s *server) remember(c echo.Context, token string) {
	c.Response().Before(func() { c.Response().Header().Set("Cache-Control", "private, no-store") })
	c.SetCookie(s.cookie(c.Request(), token, int(auth.SessionLife.Seconds())))
}

// forget takes the session from the browser.
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
