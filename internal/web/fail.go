package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"unicode"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/internal/i18n"
	"pullquote/internal/search"
	"pullquote/internal/sqlite"
	"pullquote/views/layout"
	"pullquote/views/page"
)

// statusOf returns the HTTP status of an error kind.
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
	case blog.Late:
		return http.StatusRequestTimeout
	case blog.TooLarge:
		return http.StatusRequestEntityTooLarge
	case blog.TooMany:
		return http.StatusTooManyRequests
	case blog.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// problem returns what to show for an error: the status and a sentence that is safe
// to send to the client.
func problem(l *i18n.Locale, err error) (status int, sentence string) {
	if e, ok := errors.AsType[*blog.Error](err); ok && e.Kind != blog.Internal {
		return statusOf(e.Kind), l.Sentence(e)
	}
	if e, ok := errors.AsType[*echo.HTTPError](err); ok {
		switch e.Code {
		case http.StatusNotFound:
			return e.Code, l.T("There is no page at this address.")
		case http.StatusMethodNotAllowed:
			return e.Code, l.T("This address can’t be used that way.")
		case http.StatusUnsupportedMediaType:
			return e.Code, l.T("What is sent here must not be compressed.")
		}
		return e.Code, l.T("The request could not be understood.")
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return http.StatusServiceUnavailable, l.T("That took too long, so it was given up. Try again in a moment.")
	}
	return http.StatusInternalServerError, l.T("The program met a fault of its own. It is in the log; nothing that was saved before is lost.")
}

// shown returns the error to show to the viewer. An Unavailable error contains a
// sentence for the blog's owner; readers can do nothing about a full disk, and
// strangers need not know of it, so they get a general one.
func (v viewer) shown(c echo.Context, err error) error {
	if v.signedIn() || blog.KindOf(err) != blog.Unavailable {
		return err
	}
	switch c.Request().Method {
	case http.MethodGet, http.MethodHead:
		return &blog.Error{Kind: blog.Unavailable, Message: "This page can't be shown right now. The fault is this blog's, and whoever runs it finds it in the log. Try again later.", Err: err}
	}
	return &blog.Error{Kind: blog.Unavailable, Message: "That can't be done right now, and nothing was changed. The fault is this blog's, and whoever runs it finds it in the log. Try again later.", Err: err}
}

// heading returns the heading above an error's sentence.
func heading(l *i18n.Locale, status int) string {
	switch status {
	case http.StatusNotFound:
		return l.T("Not found")
	case http.StatusGone:
		return l.T("No longer here")
	case http.StatusForbidden:
		return l.T("Not allowed")
	case http.StatusConflict:
		return l.T("Changed meanwhile")
	case http.StatusRequestTimeout:
		return l.T("Too slow")
	case http.StatusRequestEntityTooLarge:
		return l.T("Too long")
	case http.StatusTooManyRequests:
		return l.T("Too often")
	case http.StatusServiceUnavailable:
		return l.T("Not possible now")
	case http.StatusUnprocessableEntity, http.StatusBadRequest, http.StatusMethodNotAllowed, http.StatusUnsupportedMediaType, http.StatusNotImplemented:
		return l.T("That did not work")
	}
	return l.T("A fault of ours")
}

// fail is echo's error handler, the one place where an error becomes a page.
func (s *server) fail(err error, c echo.Context) {
	ctx := c.Request().Context()
	status, _ := problem(nil, err)
	if c.Response().Committed {
		s.logFailure(c, status, err) // part of the answer is sent
		return
	}
	if errors.Is(ctx.Err(), context.Canceled) && status != http.StatusRequestTimeout {
		s.logFailure(c, status, err)
		hungUp(c, status)
		return
	}
	if status == http.StatusRequestTimeout {
		allowLateAnswer(c)
	}
	if s.keepWords(c, status, err) {
		return
	}
	s.logFailure(c, status, err)
	view := s.errorPage(c, err)
	if err := s.render(c, status, view.View()); err != nil {
		s.log.ErrorContext(ctx, "the error page was not rendered", "err", err)
		s.writeLastResort(c.Response())
	}
}

// statusHungUp is nginx's status for a client that closed the connection before the
// answer.
const statusHungUp = 499

// hungUp answers a client that has closed the connection or did not send the whole
// request. Mostly nobody receives it; but without an explicit status net/http would
// report 200.
func hungUp(c echo.Context, status int) {
	if status >= http.StatusInternalServerError {
		status = statusHungUp
	}
	c.Response().Header().Set("Connection", "close")
	c.Response().WriteHeader(status)
}

// allowLateAnswer allows answering a client whose request did not arrive completely in
// time. Net/http has canceled the context, as if the client were gone; but it may
// well be there. The connection is closed because whatever arrives next is the rest
// of this request, not another one.
func allowLateAnswer(c echo.Context) {
	c.Response().Header().Set("Connection", "close")
	c.SetRequest(c.Request().WithContext(context.WithoutCancel(c.Request().Context())))
}

// logFailure logs a failure with status 500 or above, with its cause.
func (s *server) logFailure(c echo.Context, status int, err error) {
	if status < 500 {
		return
	}
	ctx := c.Request().Context()
	level := slog.LevelError
	if errors.Is(ctx.Err(), context.Canceled) {
		level = slog.LevelDebug // the client went away, so this is no fault
	}
	s.log.Log(ctx, level, "request failed", "request", requestID(ctx), "method", c.Request().Method, "route", c.Path(), "err", err)
}

// errorPage returns the page for an error. If it is 404 or 410, it has a search box
// and some search results.
func (s *server) errorPage(c echo.Context, err error) page.Error {
	f, fault := s.frame(c)
	if fault != nil {
		f = s.bareFrame(c)
	}
	status, sentence := problem(f.locale, f.viewer.shown(c, err))
	view := page.Error{Head: f.head(heading(f.locale, status), ""), Heading: heading(f.locale, status), Message: sentence}
	switch {
	case status >= 500:
		view.Reference = requestID(c.Request().Context())
	case fault == nil && (status == http.StatusNotFound || status == http.StatusGone) && c.Request().Method == http.MethodGet:
		view.Search = true
		view.Query, view.Hits = s.suggestions(c, f)
	}
	return view
}

// guesses is how many posts are suggested on the page of an address that leads
// nowhere.
const guesses = 5

// notWords matches parts of addresses that say nothing about the content.
var notWords = regexp.MustCompile(`(?i)^(?:index|older|html?|php|aspx?|amp|page|post|posts|archives?|blog|links?|category|tags?|tagged|feed|rss|xml|www|\d{1,4})$`)

// wordsOf extracts from an address the words to search for.
func wordsOf(path string) string {
	var parts []string
	for _, w := range strings.FieldsFunc(path, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }) {
		if !notWords.MatchString(w) && len(parts) < 12 {
			parts = append(parts, w)
		}
	}
	return blog.Excerpt(strings.Join(parts, " "), 100)
}

// suggestions returns the words of an address, and posts that contain them. If the
// search fails, it returns no posts: the page is an error page already.
func (s *server) suggestions(c echo.Context, f frame) (words string, hits []page.Hit) {
	words = wordsOf(c.Request().URL.Path)
	if words == "" || s.static {
		return words, nil
	}
	leave, ok := s.queues.searches.try()
	if !ok { // readers' own searches take precedence
		return words, nil
	}
	defer leave()
	// All of the words, else any of them, else words that begin alike.
	for _, query := range []search.Query{search.Parse(words, f.zone), search.AnyOf(words), search.LikeAnyOf(words)} {
		if query.Empty() {
			continue
		}
		found, err := s.store.Search(c.Request().Context(), sqlite.Searching{Query: query, Best: true, Limit: guesses, Patience: rankPatience})
		if err != nil {
			s.log.WarnContext(c.Request().Context(), "nothing could be proposed for a missing page", "err", err)
			return words, nil
		}
		for i := range found.Posts {
			hits = append(hits, f.hit(&query, &found.Posts[i]))
		}
		if len(hits) > 0 {
			break
		}
	}
	return words, hits
}

// plainErrorPage returns an error page that does not depend on the store.
func (s *server) plainErrorPage(status int, sentence string) page.Error {
	name := heading(nil, status)
	return page.Error{Head: s.plainHead(blog.DefaultSettings(), name), Heading: name, Message: sentence}
}

// lastResort renders the page for a failure to render any other page. It is called
// at start, so that it can't fail later.
func (s *server) lastResort() ([]byte, error) {
	body, err := renderToBytes(s.plainErrorPage(problem(nil, nil)).View())
	return s.prefix.apply(body), err
}

func (s *server) writeLastResort(w http.ResponseWriter) {
	secure(w.Header()) // overwrites whatever was set before the fault
	w.Header().Set("Cache-Control", "private, no-cache")
	w.Header().Set("Vary", "Cookie, Accept-Encoding")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusInternalServerError)
	w.Write(s.plainError)
}

// refuseCrossSite answers a form that was sent from another site's page.
func (s *server) refuseCrossSite(w http.ResponseWriter, r *http.Request) {
	s.log.WarnContext(r.Context(), "cross-site request refused", "method", r.Method, "path", r.URL.Path, "origin", r.Header.Get("Origin"))
	body, err := renderToBytes(s.plainErrorPage(http.StatusForbidden,
		"This form came from another site, so it was refused and nothing was changed. Open the blog itself and try again.").View())
	if err != nil {
		s.writeLastResort(w)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusForbidden)
	w.Write(s.prefix.apply(body))
}

// programName stands in for the blog's title while it has none.
const programName = "Pullquote"

// plainHead returns the head of a page that must not depend on the store.
func (s *server) plainHead(settings blog.Settings, title string) layout.Head {
	name := settings.Title
	if name == "" {
		name = programName
	}
	return layout.Head{Locale: i18n.For(settings.Lang), Blog: name, Lang: settings.Lang, Title: title, Hidden: true}
}
