package web

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/internal/i18n"
	"pullquote/views/page"
)

// prefix is the path prefix of a blog that shares its host with other programs,
// such as "/links". It is empty if the blog has the host to itself.
//
// Routes, the database and rendered pages don't contain it: below strips it from
// requests, applyTo adds it to pages, and outgoing adds it to headers. Absolute
// addresses have it from the blog's base URL. Everything else adds it with path.
type prefix string

// path returns the path on the host of a path of the blog, such as "/desk".
func (p prefix) path(own string) string { return string(p) + own }

// below strips the prefix from requests. A proxy has to leave the prefix in place:
// a request without it is meant for another program of the host, and is answered
// with 404. Only the health checks, whose clients bypass the proxy, may be
// requested without it.
func (s *server) below(next http.Handler) http.Handler {
	if s.prefix == "" {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		u := *r.URL
		switch own, found := strings.CutPrefix(u.Path, s.prefix.path("")); {
		case found && strings.HasPrefix(own, "/"):
			raw, plain := strings.CutPrefix(u.RawPath, s.prefix.path(""))
			if !plain {
				raw = "" // the prefix itself was escaped; the decoded path suffices
			}
			u.Path, u.RawPath = own, raw
		case found && own == "":
			u.Path += "/"
			w.Header().Set("Cache-Control", "no-cache")
			http.Redirect(w, r, u.RequestURI(), http.StatusMovedPermanently)
			return
		case u.Path != "/healthz" && u.Path != "/readyz":
			s.elsewhereOnHost(w, r)
			return
		}
		inner := *r
		inner.URL = &u
		next.ServeHTTP(w, &inner)
	})
}

// elsewhereOnHost answers a request without the prefix, most often because a proxy
// strips the prefix. A redirect would loop then.
func (s *server) elsewhereOnHost(w http.ResponseWriter, r *http.Request) {
	settings, err := s.store.Settings(r.Context())
	if err != nil {
		settings = blog.DefaultSettings()
	}
	body, err := renderToBytes(s.elsewherePage(settings).View())
	if err != nil {
		s.writeLastResort(w)
		return
	}
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusNotFound)
	w.Write(s.prefix.apply(body))
}

// elsewherePage says where the blog is.
func (s *server) elsewherePage(settings blog.Settings) page.Error {
	l := i18n.For(settings.Interface())
	view := page.Error{
		Head: s.plainHead(settings, heading(l, http.StatusNotFound)), Heading: heading(l, http.StatusNotFound),
		Message: l.T("This blog is at %s/, and what was asked for is not below it. If it was, the proxy before the blog took %s away: it has to hand addresses on as they came.", s.base, string(s.prefix)),
	}
	view.Head.Locale, view.Head.Lang = l, l.Lang()
	return view
}

// outgoing adds the prefix to the headers that contain addresses.
func (p prefix) outgoing(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Response().Before(func() {
			h := c.Response().Header()
			if to := h.Get(echo.HeaderLocation); ofRoot(to) {
				h.Set(echo.HeaderLocation, p.path(to))
			}
			for i, link := range h.Values("Link") {
				if to, ok := strings.CutPrefix(link, "<"); ok && ofRoot(to) {
					h["Link"][i] = "<" + p.path(to)
				}
			}
		})
		return next(c)
	}
}

// prefixedTwice redirects an address that has the prefix prefixedTwice: text that was written for
// the whole host links to /links/archive/ where it is /archive/ here. It also finds
// posts that were imported from an archive of the same place and whose paths begin
// with the prefix.
func (s *server) prefixedTwice(c echo.Context) (bool, error) {
	if s.prefix == "" {
		return false, nil
	}
	asked := c.Request().URL.EscapedPath()
	candidates := []string{s.prefix.path(asked)}
	if own, bears := strings.CutPrefix(asked, s.prefix.path("")); bears && ofRoot(own) {
		if s.ownPage(own) || strings.HasPrefix(own, "/media/") {
			return true, moved(c, own)
		}
		candidates = append(candidates, own)
	}
	for _, path := range candidates {
		p, _, err := s.store.Lookup(c.Request().Context(), blog.AddressKey(path, ""))
		if err == nil {
			return true, moved(c, blog.Href(p.Path))
		}
		if blog.KindOf(err) != blog.NotFound {
			return false, err
		}
	}
	return false, nil
}
