package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/internal/i18n"
	"pullquote/views/layout"
	"pullquote/views/page"
)

// statusOf gives the HTTP status of a kind of failure.
func statusOf(k blog.ErrorKind) int {
	switch k {
	case blog.Invalid:
		return http.StatusUnprocessableEntity
	case blog.NotFound:
		return http.StatusNotFound
	case blog.Gone:
		return http.StatusGone
	case blog.Conflict:
		return http.StatusConflict
	case blog.Unauthorized:
		return http.StatusUnauthorized
	case blog.Forbidden:
		return http.StatusForbidden
	case blog.TooLarge:
		return http.StatusRequestEntityTooLarge
	case blog.TooMany:
		return http.StatusTooManyRequests
	case blog.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// problem says what is shown for an error: the status and a sentence that may
// leave the machine.
func problem(err error) (status int, sentence string) {
	if e, ok := errors.AsType[*blog.Error](err); ok && e.Kind != blog.Internal {
		return statusOf(e.Kind), e.Message
	}
	if e, ok := errors.AsType[*echo.HTTPError](err); ok {
		switch e.Code {
		case http.StatusNotFound:
			return e.Code, "There is no page at this address."
		case http.StatusMethodNotAllowed:
			return e.Code, "This address can't be used that way."
		}
		return e.Code, "The request could not be understood."
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return http.StatusServiceUnavailable, "That took too long, so it was given up. Try again in a moment."
	}
	return http.StatusInternalServerError, "The program met a fault of its own. It is in the log; nothing that was saved before is lost."
}

// fail is the one place where an error becomes a page.
func (s *server) fail(err error, c echo.Context) {
	ctx := c.Request().Context()
	status, sentence := problem(err)
	if c.Response().Committed || errors.Is(ctx.Err(), context.Canceled) {
		// Half of the answer is out, or nobody waits for it any more.
		s.logFailure(c, status, err)
		return
	}
	if s.keepWords(c, status, err) {
		return
	}
	s.logFailure(c, status, err)
	view := page.Error{Head: s.failHead(c, page.Heading(status)), Status: status, Message: sentence}
	if status >= 500 {
		view.Reference = requestID(ctx)
	}
	if err := s.render(c, status, view.View()); err != nil {
		s.log.ErrorContext(ctx, "the error page was not rendered", "err", err)
		s.writeLastResort(c.Response())
	}
}

// logFailure logs what is our fault, with its cause.
func (s *server) logFailure(c echo.Context, status int, err error) {
	if status < 500 {
		return
	}
	ctx := c.Request().Context()
	level := slog.LevelError
	if errors.Is(ctx.Err(), context.Canceled) {
		level = slog.LevelDebug // the reader went away: what failed then is no fault
	}
	s.log.Log(ctx, level, "request failed", "request", requestID(ctx), "method", c.Request().Method, "route", c.Path(), "err", err)
}

// lastResort is the page for a failure to make any other page. It is made at
// start, so that it can't fail.
func (s *server) lastResort() ([]byte, error) {
	_, sentence := problem(nil)
	head := s.plainHead(blog.DefaultSettings(), page.Heading(http.StatusInternalServerError))
	return renderToBytes(page.Error{Head: head, Status: http.StatusInternalServerError, Message: sentence}.View())
}

func (s *server) writeLastResort(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "private, no-cache")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusInternalServerError)
	w.Write(s.plainError)
}

// refuseCrossSite answers a form that another site's page sent.
func (s *server) refuseCrossSite(w http.ResponseWriter, r *http.Request) {
	s.log.WarnContext(r.Context(), "cross-site request refused", "method", r.Method, "path", r.URL.Path, "origin", r.Header.Get("Origin"))
	head := s.plainHead(blog.DefaultSettings(), page.Heading(http.StatusForbidden))
	body, err := renderToBytes(page.Error{
		Head: head, Status: http.StatusForbidden,
		Message: "This form came from another site, so it was refused and nothing was changed. Open the blog itself and try again.",
	}.View())
	if err != nil {
		s.writeLastResort(w)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusForbidden)
	w.Write(body)
}

// programName stands where the blog's title would, while there is none.
const programName = "Pullquote"

// plainHead is the head of a page that must not depend on the store.
func (s *server) plainHead(settings blog.Settings, title string) layout.Head {
	name := settings.Title
	if name == "" {
		name = programName
	}
	return layout.Head{Locale: i18n.For(settings.Lang), Blog: name, Lang: settings.Lang, Title: title, Hidden: true}
}

// failHead is the head of an error page: the blog's, if the store can be read.
func (s *server) failHead(c echo.Context, title string) layout.Head {
	f, err := s.frame(c)
	if err != nil {
		return s.plainHead(blog.DefaultSettings(), title)
	}
	return f.head(title, "")
}
