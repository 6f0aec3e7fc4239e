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

// contentPolicy allows what the site itself brings and the pictures that an
// author embeds. There is no inline style or script on any page, so that no
// exception is needed and pages can be cached as they are.
const contentPolicy = "default-src 'none'; img-src 'self' https: http:; style-src 'self'; script-src 'self'; font-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// secured sets the headers that every answer bears.
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

// headAsGet lets HEAD reach the routes of GET; net/http drops the body and
// keeps its length.
func headAsGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			r = r.Clone(r.Context())
			r.Method = http.MethodGet
		}
		next.ServeHTTP(w, r)
	})
}

// answer watches what is written, for the log.
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

// Unwrap lets http.ResponseController find the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// served answers from the kept pages what it can, and logs the rest. Such an
// answer takes a few microseconds: a line in the log would cost as much.
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

// requestID gives the id under which a request stands in the log.
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// logged writes a line for each request, never its query (which may hold a
// token), and turns a panic into the error page. Reads that went well are
// logged at debug level: they are many.
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
				panic(http.ErrAbortHandler) // half an answer must not pass for a whole one
			}
		}()
		next.ServeHTTP(a, r)
	})
}

// clientAddress gives the address a request comes from: that of the
// connection, or, if that is a proxy we trust, the last address in
// X-Forwarded-For that is not one.
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

// peer gives the address at the other end of the connection.
func peer(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// socketPeer is what net/http calls the other end of a socket in the file
// system. Who may connect there, its file's permissions say.
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
// X-Forwarded-Proto is believed from proxies we trust: who forged it would
// otherwise put addresses on pages that others get, too.
func (s *server) secure(r *http.Request) bool {
	if r.TLS != nil || strings.HasPrefix(s.base, "https://") {
		return true
	}
	proto, _, _ := strings.Cut(r.Header.Get("X-Forwarded-Proto"), ",") // the first proxy's comes first
	return strings.EqualFold(strings.TrimSpace(proto), "https") && s.trusts(peer(r))
}

// origin gives scheme and host under which the reader reached the blog, and its
// path prefix: what comes before a path of ours in a whole address.
func (s *server) origin(r *http.Request) string {
	if s.base != "" {
		return s.base
	}
	if s.secure(r) {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
