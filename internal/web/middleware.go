package web

import (
	"context"
	"log/slog"
	"net/http"
	"runtime/debug"

	"pullquote/internal/pagecache"
)

// contentPolicy allows the site's own resources and pictures that an author embeds.
// No page has inline styles or scripts, so no exception is needed, and pages can be
// cached as they are.
const contentPolicy = "default-src 'none'; img-src 'self' https: http:; style-src 'self'; script-src 'self'; font-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// secured sets the security headers of every answer.
func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secure(w.Header())
		next.ServeHTTP(w, r)
	})
}

func secure(h http.Header) {
	h.Set("Content-Security-Policy", contentPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
}

// headAsGet routes HEAD requests as GET; net/http drops the body and keeps its
// length.
func headAsGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			r = r.Clone(r.Context())
			r.Method = http.MethodGet
		}
		next.ServeHTTP(w, r)
	})
}

// answer is an http.ResponseWriter that records the status and the size, for the
// log.
type answer struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(p []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(p)
	a.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// served answers from the page cache if it can, and passes other requests on, which
// are logged. Requests answered from the cache are logged at debug level only: such
// an answer takes a few microseconds, and a log line would cost as much.
func (s *server) served(pages *pagecache.Cache) http.Handler {
	rest := s.logged(pages)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.log.Enabled(r.Context(), slog.LevelDebug) {
			begin := s.begin()
			if status, n, ok := pages.Hit(w, r); ok {
				s.observe(r, Answered{Status: status, Bytes: int64(n), Duration: s.since(begin), FromCache: true})
				return
			}
		}
		rest.ServeHTTP(w, r)
	})
}

type requestIDKey struct{}

// requestID returns the ID of a request in the log.
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// logged logs each request, but never its query, which may contain a token, and
// turns a panic into the error page. Successful reads are logged at debug level:
// they are many.
func (s *server) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := &answer{ResponseWriter: w}
		id, begin := s.newRequestID(r), s.begin()
		r = r.WithContext(context.WithValue(r.Context(), requestIDKey{}, id))
		defer func() {
			fault := recover()
			if fault == http.ErrAbortHandler {
				panic(fault)
			}
			half := fault != nil && a.status != 0
			if fault != nil {
				s.log.ErrorContext(r.Context(), "panic", "request", id, "method", r.Method, "path", loggedPath(r.URL), "panic", fault, "stack", string(debug.Stack()))
			}
			if fault != nil && !half {
				s.writeLastResort(a)
			}
			level := slog.LevelDebug
			if r.Method != http.MethodGet && r.Method != http.MethodHead || a.status >= 500 {
				level = slog.LevelInfo
			}
			s.log.Log(r.Context(), level, "request", "request", id, "method", r.Method, "path", loggedPath(r.URL), "status", a.status, "bytes", a.bytes)
			s.observe(r, Answered{Status: a.status, Bytes: a.bytes, Duration: s.since(begin)})
			if half {
				panic(http.ErrAbortHandler) // a truncated answer must not look complete
			}
		}()
		next.ServeHTTP(a, r)
	})
}
