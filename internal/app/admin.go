package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/pprof"
	"net/netip"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/listen"
	"pullquote/internal/metrics"
	"pullquote/internal/web"
)

// admin is what the operator is shown, at an address of its own: metrics,
// profiles, health. The zero admin shows nothing.
type admin struct {
	server   *http.Server
	listener net.Listener
}

// openAdmin listens on the operator's address, if there is one.
func (a *App) openAdmin(ctx context.Context, site *web.Site, door *listen.Listener) (admin, error) {
	if a.config.AdminAddr == "" {
		return admin{}, nil
	}
	listener, err := listen.On(ctx, a.config.AdminAddr)
	if err != nil {
		return admin{}, &blog.Error{Kind: blog.Unavailable, Message: "Nothing can listen on %s. Choose another address with --admin-addr.", Args: []any{a.config.AdminAddr}, Err: err}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", metrics.ContentType)
		w.Write(a.metrics(r.Context(), site, door))
	})
	mux.Handle("GET /healthz", site)
	mux.Handle("GET /readyz", site)
	// Not /debug/pprof/cmdline: what stands there is nobody's business but the
	// operator's, who knows it.
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	mux.HandleFunc("GET /debug/pprof/cmdline", http.NotFound)
	a.log.Info("metrics and profiles", "addr", listen.Name(listener.Addr()))
	return admin{a.server(unnamed(mux, listener.Addr())), listener}, nil
}

// unnamed lets only those through who ask for the operator's address by number, or
// as localhost, if it is one of this machine alone: there, a browser that is shown
// a page from elsewhere would ask for what stands here under that page's name, once
// the name leads to this machine, and hand it to the page.
func unnamed(next http.Handler, addr net.Addr) http.Handler {
	if tcp, ok := addr.(*net.TCPAddr); !ok || !tcp.IP.IsLoopback() {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err != nil && !strings.EqualFold(host, "localhost") {
			http.Error(w, "This is the operator's address of this machine alone. Ask for it as "+addr.String()+".", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (a admin) serve() error {
	if a.server == nil {
		return nil
	}
	return served(a.server.Serve(a.listener))
}

// close ends it at once: a profile that is being taken is of no use any more.
func (a admin) close() error {
	if a.server == nil {
		return nil
	}
	if err := a.server.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("closing the operator's address: %w", err)
	}
	return nil
}
