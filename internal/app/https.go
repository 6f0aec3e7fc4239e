package app

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/certs"
	"pullquote/internal/fetch"
	"pullquote/internal/listen"
)

// HTTPS configures TLS without a proxy. The zero value means no TLS.
type HTTPS struct {
	Automatic bool     // request certificates from an authority
	Domains   []string // the domains to request them for; empty means that of the base URL
	Email     string   // contact for the authority; may be empty
	Directory string   // the authority's ACME directory; empty means Let's Encrypt
	PlainAddr string   // where plain HTTP is redirected to https, and the authority's challenges are answered; may be empty

	CertFile, KeyFile string // PEM files of an existing certificate and its key
}

// on reports whether the blog is served by TLS.
func (h HTTPS) on() bool { return h.Automatic || h.CertFile != "" || h.KeyFile != "" }

// check reports each fault of the configuration.
func (h HTTPS) check(base string, fault func(format string, args ...any)) {
	switch {
	case h.Automatic && (h.CertFile != "" || h.KeyFile != ""):
		fault("--https asks for a certificate, and --tls-cert and --tls-key bring one. Choose one of the two.")
	case (h.CertFile != "") != (h.KeyFile != ""):
		fault("--tls-cert and --tls-key go together: the certificate, and the key that belongs to it.")
	case h.on() && strings.HasPrefix(base, "http://"):
		fault("--base-url %q is not encrypted, and the blog shall be. Begin it with https://.", base)
	}
	if !h.Automatic {
		if len(h.Domains) > 0 || h.Email != "" || h.Directory != "" {
			fault("--acme-domain, --acme-email and --acme-directory belong to --https, which is missing.")
		}
		return
	}
	if len(h.domains(base)) == 0 {
		fault("--https needs the domain that a certificate is for. Name it with --base-url or --acme-domain.")
	}
	for _, domain := range h.domains(base) {
		if net.ParseIP(domain) != nil || !strings.Contains(domain, ".") || strings.ContainsAny(domain, "/:*") {
			fault("%q is no domain that a certificate can be asked for. It should look like links.example.org.", domain)
		}
	}
	if u, err := url.Parse(h.Directory); h.Directory != "" && (err != nil || u.Scheme != "https" || u.Host == "") {
		fault("--acme-directory %q should be the https address of an authority's directory.", h.Directory)
	}
	if h.PlainAddr != "" && listen.CheckAddress(h.PlainAddr) != nil {
		fault("--http-addr %q is no address and port to listen on.", h.PlainAddr)
	}
}

// domains returns the domains that certificates are requested for.
func (h HTTPS) domains(base string) []string {
	if len(h.Domains) > 0 {
		return h.Domains
	}
	if u, err := url.Parse(base); err == nil && u.Hostname() != "" {
		return []string{u.Hostname()}
	}
	return nil
}

// certificates returns the source of certificates, or nil if the blog is served without
// TLS.
func (c Config) certificates(outside *fetch.Client) (*certs.Watched, error) {
	h := c.HTTPS
	switch {
	case h.Automatic:
		return certs.Watch(certs.NewAutomatic(certs.Options{
			Domains: h.domains(c.BaseURL), Email: h.Email, Directory: h.Directory, Folder: filepath.Join(c.Data, "certificates"),
			Transport: outside.Transport(), Agent: "Pullquote/" + c.agent(),
			Now: c.Now, Log: c.Log,
		}), c.Now, c.Log), nil
	case h.on():
		files, err := certs.NewFiles(h.CertFile, h.KeyFile, c.Now, c.Log)
		return certs.Watch(files, c.Now, c.Log), err
	}
	return nil, nil
}

// hsts tells browsers to use https only, for a year.
func hsts(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Strict-Transport-Security", "max-age=31536000")
		next.ServeHTTP(w, r)
	})
}

// plain is the server for plain HTTP beside the one for https. The zero plain serves
// nothing.
type plain struct {
	server   *http.Server
	listener *listen.Listener
}

// openPlain listens for plain HTTP, to redirect it to the blog's address.
func (a *App) openPlain(ctx context.Context, base string) (plain, error) {
	address := a.config.HTTPS.PlainAddr
	if a.certs == nil || address == "" {
		return plain{}, nil
	}
	listener, err := listen.On(ctx, address)
	if err != nil {
		return plain{}, &blog.Error{Kind: blog.Unavailable, Message: "Nothing can listen on %s. Choose another address with --http-addr, or an empty one where port 80 is not yours.", Args: []any{address}, Err: err}
	}
	origin, _, _ := blog.SplitBase(base) // the request's path includes the prefix
	server := a.server(a.certs.Challenges(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.Error(w, "Use https.", http.StatusBadRequest)
			return
		}
		http.Redirect(w, r, origin+r.URL.RequestURI(), http.StatusMovedPermanently)
	})))
	limited := a.limitConnections(listener)
	server.ConnState = limited.ConnState
	return plain{server, limited}, nil
}

// serve serves until the server is closed.
func (p plain) serve() error {
	if p.server == nil {
		return nil
	}
	return served(p.server.Serve(p.listener))
}

// close ends the server at once.
func (p plain) close() {
	if p.server != nil {
		p.listener.Hurry()
		p.server.Close()
	}
}
