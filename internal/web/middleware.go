package web

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"

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

// clientAddress returns the IP address that a request comes from: that of the
// connection or, if that is a trusted proxy, the last address in X-Forwarded-For
// that is not one.
func (s *server) clientAddress(r *http.Request) string {
	host := peer(r)
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && s.trusts(host); i-- {
		hop := strings.TrimSpace(hops[i])
		if _, err := netip.ParseAddr(hop); err != nil {
			break
		}
		host = hop
	}
	return host
}

// peer returns the IP address of the other end of the connection.
func peer(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// socketPeer is the RemoteAddr that net/http sets for a Unix domain socket. The
// permissions of its file determine who may connect.
const socketPeer = "@"

func (s *server) trusts(host string) bool {
	if host == socketPeer {
		return true
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	for _, p := range s.trusted {
		if p.Contains(addr.Unmap()) {
			return true
		}
	}
	return false
}

// secure reports whether the reader's side of the connection is encrypted.
// X-Forwarded-Proto is trusted only from trusted proxies: otherwise a forged header
// would put addresses on pages that others are served, too.
func (s *server) secure(r *http.Request) bool {
	if r.TLS != nil || strings.HasPrefix(s.base, "https://") {
		return true
	}
	proto, _, _ := strings.Cut(r.Header.Get("X-Forwarded-Proto"), ",") // the first proxy's value comes first
	return strings.EqualFold(strings.TrimSpace(proto), "https") && s.trusts(peer(r))
}

// origin returns the scheme and host under which the reader reached the blog, and
// the path prefix: everything before a path in an absolute address.
func (s *server) origin(r *http.Request) string {
	if s.base != "" {
		return s.base
	}
	if s.secure(r) {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
