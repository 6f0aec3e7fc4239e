package web

import (
	"bytes"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

// media handles GET /media/:name: a picture or another file that posts show.
// Its name is made of its content, so it never changes.
func (s *server) media(c echo.Context) error {
	name := param(c, "name")
	control := http.NewResponseController(c.Response())
	m, done, err := s.files.open(c.Request().Context(), name, func() {
		_ = control.SetWriteDeadline(s.now()) // where that can't be, he goes at his own time
	})
	if err != nil {
		return later(c, err)
	}
	defer done()
	h := c.Response().Header()
	h.Set("Content-Type", m.Type)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("ETag", `"`+name+`"`)
	http.ServeContent(c.Response(), c.Request(), "", time.Time{}, bytes.NewReader(m.Data))
	return nil
}
