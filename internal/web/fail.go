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

// problem says what is shown for an error: the status and a sentence that may
// leave the machine.
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

// told gives the error that is spoken of to who has asked. What keeps the blog
// from being read or written to has a sentence for who runs it; readers can do
// nothing about a disk, and strangers need not know of it.
func (v viewer) told(c echo.Context, err error) error {
	if v.signedIn() || blog.KindOf(err) != blog.Unavailable {
		return err
	}
	switch c.Request().Method {
	case http.MethodGet, http.MethodHead:
		return &blog.Error{Kind: blog.Unavailable, Message: "This page can't be shown right now. The fault is this blog's, and whoever runs it finds it in the log. Try again later.", Err: err}
	}
	return &blog.Error{Kind: blog.Unavailable, Message: "That can't be done right now, and nothing was changed. The fault is this blog's, and whoever runs it finds it in the log. Try again later.", Err: err}
}

// heading gives the words above an error's sentence.
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

// fail is the one place where an error becomes a page.
func (s *server) fail(err error, c echo.Context) {
	ctx := c.Request().Context()
	status, _ := problem(nil, err)
	if c.Response().Committed {
		s.logFailure(c, status, err) // half of the answer is out
		return
	}
	if errors.Is(ctx.Err(), context.Canceled) && status != http.StatusRequestTimeout {
		s.logFailure(c, status, err)
		hungUp(c, status)
		return
	}
	if status == http.StatusRequestTimeout {
		outwait(c)
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

// statusHungUp says, by nginx's convention, that the one who asked did not wait.
const statusHungUp = 499

// hungUp answers one who has hung up, or has not sent what was announced.
// Mostly nobody hears it; but without a word net/http would say that all is well.
func hungUp(c echo.Context, status int) {
	if status >= http.StatusInternalServerError {
		status = statusHungUp
	}
	c.Response().Header().Set("Connection", "close")
	c.Response().WriteHeader(status)
}

// outwait lets one be answered whose request did not come whole in time. Net/http
// has given the request up then, as if nobody were there any more; but he may well
// be, and what else he sends is the rest of this request, not another one.
func outwait(c echo.Context) {
	c.Response().Header().Set("Connection", "close")
	c.SetRequest(c.Request().WithContext(context.WithoutCancel(c.Request().Context())))
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

// errorPage says why there is no other page. Where nothing is, it helps to find
// what was looked for.
func (s *server) errorPage(c echo.Context, err error) page.Error {
	f, fault := s.frame(c)
	if fault != nil {
		f = s.bareFrame(c)
	}
	status, sentence := problem(f.locale, f.viewer.told(c, err))
	view := page.Error{Head: f.head(heading(f.locale, status), ""), Heading: heading(f.locale, status), Message: sentence}
	switch {
	case status >= 500:
		view.Reference = requestID(c.Request().Context())
	case fault == nil && (status == http.StatusNotFound || status == http.StatusGone) && c.Request().Method == http.MethodGet:
		view.Search = true
		view.Query, view.Hits = s.perhaps(c, f)
	}
	return view
}

// guesses is how many posts are shown to one whose address leads nowhere.
const guesses = 5

// notWords are parts of addresses that say nothing of what is there.
var notWords = regexp.MustCompile(`(?i)^(?:index|older|html?|php|aspx?|amp|page|post|posts|archives?|blog|links?|category|tags?|tagged|feed|rss|xml|www|\d{1,4})$`)

// wordsOf gives what an address says, to be searched for.
func wordsOf(path string) string {
	var parts []string
	for _, w := range strings.FieldsFunc(path, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }) {
		if !notWords.MatchString(w) && len(parts) < 12 {
			parts = append(parts, w)
		}
	}
	return blog.Excerpt(strings.Join(parts, " "), 100)
}

// perhaps gives the words of an address, and posts in which they stand. What
// can't be searched is not shown: the page is one already that says what failed.
func (s *server) perhaps(c echo.Context, f frame) (words string, hits []page.Hit) {
	words = wordsOf(c.Request().URL.Path)
	if words == "" || s.static {
		return words, nil
	}
	leave, ok := s.searching.try()
	if !ok { // those who search come first
		return words, nil
	}
	defer leave()
	// All of the words, else some of them, else what begins like them.
	for _, query := range []search.Query{search.Parse(words, f.zone), search.AnyOf(words), search.LikeAnyOf(words)} {
		if query.Empty() {
			continue
		}
		found, err := s.posts.Search(c.Request().Context(), sqlite.Searching{Query: query, Best: true, Limit: guesses, Patience: rankPatience})
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

// plainErrorPage is an error page that does not depend on the store.
func (s *server) plainErrorPage(status int, sentence string) page.Error {
	name := heading(nil, status)
	return page.Error{Head: s.plainHead(blog.DefaultSettings(), name), Heading: name, Message: sentence}
}

// lastResort is the page for a failure to make any other page. It is made at
// start, so that it can't fail.
func (s *server) lastResort() ([]byte, error) {
	body, err := renderToBytes(s.plainErrorPage(problem(nil, nil)).View())
	return s.prefix.over(body), err
}

func (s *server) writeLastResort(w http.ResponseWriter) {
	secure(w.Header()) // whatever stood there before the fault
	w.Header().Set("Cache-Control", "private, no-cache")
	w.Header().Set("Vary", "Cookie, Accept-Encoding")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusInternalServerError)
	w.Write(s.plainError)
}

// refuseCrossSite answers a form that another site's page sent.
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
	w.Write(s.prefix.over(body))
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
