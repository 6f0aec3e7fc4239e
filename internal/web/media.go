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

// media handles GET /media/:name: a picture or another file that posts show.
// Its name is made of its content, so it never changes; but readers get it only
// as long as they see a post that shows it.
func (s *server) media(c echo.Context) error {
	name := param(c, "name")
	hidden, err := s.posts.HiddenMedia(c.Request().Context(), name)
	if err == nil && hidden {
		err = s.authorsOnly(c)
	}
	if blog.KindOf(err) == blog.NotFound && err != nil {
		if led, formerErr := s.formerFile(c); led || formerErr != nil {
			return formerErr
		}
	}
	if err != nil {
		return later(c, err)
	}
	tag, caching := `"`+name+`"`, s.cachingFiles
	if hidden {
		caching = "private, no-cache"
	}
	h := c.Response().Header()
	if has(c.Request(), tag) {
		h.Set("Cache-Control", caching)
		h.Set("ETag", tag)
		return c.NoContent(http.StatusNotModified)
	}
	control := http.NewResponseController(c.Response())
	m, done, err := s.files.open(c.Request().Context(), name, func() {
		_ = control.SetWriteDeadline(s.now()) // where that can't be, he goes at his own time
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

// has reports whether who asks has what bears a tag already (RFC 9110, 13.1.2), so
// that it need not be read to tell him.
func has(r *http.Request, tag string) bool {
	for held := range strings.SplitSeq(r.Header.Get("If-None-Match"), ",") {
		if held = strings.TrimSpace(held); held == "*" || strings.TrimPrefix(held, "W/") == tag {
			return true
		}
	}
	return false
}

// authorsOnly lets authors through; to readers there is no such file.
func (s *server) authorsOnly(c echo.Context) error {
	v, err := s.viewer(c)
	if err == nil && !v.signedIn() {
		err = &blog.Error{Kind: blog.NotFound, Message: "There is no such file."}
	}
	return err
}

// sized is the ending that WordPress gives to the smaller versions of a picture:
// heron-300x200.jpg. Others may lead to one that no post shows.
var sized = regexp.MustCompile(`(?i)-\d+x\d+(\.\w+)$`)

// formerFile sends on who asks for a file at the address that it had on the old
// blog: others may lead to it.
func (s *server) formerFile(c echo.Context) (bool, error) {
	u := c.Request().URL
	paths := []string{u.EscapedPath(), u.Path, s.prefix.path(u.EscapedPath()), s.prefix.path(u.Path)} // the old blog may have stood below the same prefix
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
	local, err := s.posts.FormerFile(c.Request().Context(), v.signedIn(), paths...)
	if blog.KindOf(err) == blog.NotFound && err != nil {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, moved(c, local)
}

// sendParts sends a file, or the parts of it that are asked for. A range in
// another unit than bytes is to be taken for none (RFC 9110, 14.2); net/http
// would refuse the request.
func sendParts(c echo.Context, data []byte) {
	r := c.Request()
	if !strings.HasPrefix(r.Header.Get("Range"), "bytes=") {
		r.Header.Del("Range")
	}
	http.ServeContent(c.Response(), r, "", time.Time{}, bytes.NewReader(data))
}
