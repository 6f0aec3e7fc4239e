package web

import (
	"bytes"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
)

// media handles GET /media/:name: a picture or another file in posts. Its name is a
// hash of its content, so it never changes; but readers get it only as long as a
// post with it is visible to them.
func (s *server) media(c echo.Context) error {
	name := param(c, "name")
	hidden, err := s.store.HiddenMedia(c.Request().Context(), name)
	if err == nil && hidden {
		err = s.authorsOnly(c)
	}
	if blog.KindOf(err) == blog.NotFound {
		if redirected, formerErr := s.formerFile(c); redirected || formerErr != nil {
			return formerErr
		}
	}
	if err != nil {
		return later(c, err)
	}
	tag, caching := `"`+name+`"`, s.cacheControl.files
	if hidden {
		caching = "private, no-cache"
	}
	h := c.Response().Header()
	if clientHas(c.Request(), tag) {
		h.Set("Cache-Control", caching)
		h.Set("ETag", tag)
		return c.NoContent(http.StatusNotModified)
	}
	control := http.NewResponseController(c.Response())
	m, done, err := s.files.open(c.Request().Context(), name, func() {
		_ = control.SetWriteDeadline(s.now()) // if that is not possible, the client takes its own time
	})
	if err != nil {
		return later(c, err)
	}
	defer done()
	h.Set("Content-Type", m.Type)
	h.Set("Cache-Control", caching)
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("ETag", tag)
	sendParts(c, m.Data)
	return nil
}

// clientHas reports whether the client clientHas the file with a tag already (RFC 9110,
// 13.1.2), so that it need not be read.
func clientHas(r *http.Request, tag string) bool {
	for held := range strings.SplitSeq(r.Header.Get("If-None-Match"), ",") {
		if held = strings.TrimSpace(held); held == "*" || strings.TrimPrefix(held, "W/") == tag {
			return true
		}
	}
	return false
}

// authorsOnly lets authors through. To readers it answers that there is no such
// file.
func (s *server) authorsOnly(c echo.Context) error {
	v, err := s.viewer(c)
	if err == nil && !v.signedIn() {
		err = &blog.Error{Kind: blog.NotFound, Message: "There is no such file."}
	}
	return err
}

// sized matches the suffix of WordPress's smaller versions of a picture:
// heron-300x200.jpg. Other sites may link to a size that no post shows.
var sized = regexp.MustCompile(`(?i)-\d+x\d+(\.\w+)$`)

// formerFile redirects a file's address on the old blog, to which other sites may
// link.
func (s *server) formerFile(c echo.Context) (bool, error) {
	u := c.Request().URL
	paths := []string{u.EscapedPath(), u.Path, s.prefix.path(u.EscapedPath()), s.prefix.path(u.Path)} // the old blog may have had the same prefix
	if u.RawQuery != "" {
		paths = slices.Insert(paths, 0, u.EscapedPath()+"?"+u.RawQuery)
	}
	for _, path := range slices.Clone(paths) {
		if whole := sized.ReplaceAllString(path, "$1"); whole != path {
			paths = append(paths, whole)
		}
	}
	v, err := s.viewer(c)
	if err != nil {
		return false, err
	}
	local, err := s.store.FormerFile(c.Request().Context(), v.signedIn(), paths...)
	if blog.KindOf(err) == blog.NotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, moved(c, local)
}

// sendParts sends a file, or the ranges of it that were requested. A range in
// another unit than bytes has to be ignored (RFC 9110, 14.2); net/http would reject
// the request.
func sendParts(c echo.Context, data []byte) {
	r := c.Request()
	if !strings.HasPrefix(r.Header.Get("Range"), "bytes=") {
		r.Header.Del("Range")
	}
	http.ServeContent(c.Response(), r, "", time.Time{}, bytes.NewReader(data))
}
