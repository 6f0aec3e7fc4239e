package web

import (
	"bytes"
	"context"
	"net/http"
	"strconv"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"
)

// render answers with a page, which is buffered so that it is sent whole or not at
// all. A reader's page may be cached; that of a signed-in author is private.
func (s *server) render(c echo.Context, status int, page templ.Component) error {
	buf := templ.GetBuffer()
	defer templ.ReleaseBuffer(buf)
	// Rendering takes a moment only, and the page may be the one that says that the
	// request's time has run out.
	if err := page.Render(context.WithoutCancel(c.Request().Context()), buf); err != nil {
		return err
	}
	s.prefix.applyTo(buf)
	h := c.Response().Header()
	h.Add("Vary", "Cookie")
	if v, _ := c.Get("viewer").(viewer); v.signedIn() || status >= 400 {
		h.Set("Cache-Control", "private, no-cache")
	} else if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", s.cacheControl.pages)
	}
	return writeHTML(c.Response(), status, buf)
}

// writeHTML writes a page with its Content-Length: without it, net/http uses
// chunked encoding, which costs a fifth of the throughput.
func writeHTML(w http.ResponseWriter, status int, page *bytes.Buffer) error {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(page.Len()))
	w.WriteHeader(status)
	_, err := w.Write(page.Bytes())
	return err
}

// renderToBytes renders a page to keep it.
func renderToBytes(page templ.Component) ([]byte, error) {
	var b bytes.Buffer
	err := page.Render(context.Background(), &b)
	return b.Bytes(), err
}
