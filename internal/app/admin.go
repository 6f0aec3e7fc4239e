package app

import (
	"context"
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

// admin is the server for the operator, at an address of its own: metrics, profiles,
// health. The zero admin serves nothing.
type admin struct {
	server   *http.Server
	listener net.Listener
}

// openAdmin listens on the operator's address, if there is one.
func (a *App) openAdmin(ctx context.Context, site *web.Site, connections *listen.Listener) (admin, error) {
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
		w.Write(a.metrics(r.Context(), site, connections))
	})
	mux.Handle("GET /healthz", site)
	mux.Handle("GET /readyz", site)
	// Not /debug/pprof/cmdline: the command line may contain secrets.
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	mux.HandleFunc("GET /debug/pprof/cmdline", http.NotFound)
	a.log.Info("metrics and profiles", "addr", listen.Name(listener.Addr()))
	return admin{a.server(againstRebinding(mux, listener.Addr())), listener}, nil
}

// againstRebinding protects a loopback address from DNS rebinding: a hostile page
// whose host name comes to resolve to this machine could otherwise read what is
// served here through the operator's browser. So it refuses requests whose Host is
// neither an IP address nor localhost. Other addresses are not restricted.
func againstRebinding(next http.Handler, addr net.Addr) http.Handler {
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

// serve serves until the admin is closed.
func (a admin) serve() error {
	if a.server == nil {
		return nil
	}
	return served(a.server.Serve(a.listener))
}

// close ends the server at once, including a profile that is being taken.
func (a admin) close() {
	if a.server != nil {
		a.server.Close()
		a.listener.Close() // which the server does not know until it serves
	}
}
