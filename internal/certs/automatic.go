package certs

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// Source provides a server's certificates.
type Source interface {
	// TLS returns the configuration of a server with the certificates.
	TLS() *tls.Config
	// Challenges returns a handler for plain HTTP that answers the authority's
	// challenges and passes every other request to next.
	Challenges(next http.Handler) http.Handler
	// Prepare obtains the certificates, so that the first reader need not wait.
	Prepare() error
}

// Options configure an Automatic.
type Options struct {
	Domains   []string          // the only domains that certificates are requested for
	Email     string            // contact for the authority; may be empty
	Directory string            // the authority's ACME directory; empty means Let's Encrypt
	Folder    string            // where certificates and the account's key are kept
	Transport http.RoundTripper // reaches the authority
	Agent     string            // the User-Agent of requests to the authority
	Now       func() time.Time
	Log       *slog.Logger // hears why readers get no certificate
}

// Automatic is a Source that requests certificates from an authority and renews them
// in time. It proves control of the domains by tls-alpn-01, on port 443, or http-01,
// on port 80.
type Automatic struct {
	manager *autocert.Manager
	domains []string
	now     func() time.Time
	log     *slog.Logger

	mu     sync.Mutex
	logged time.Time // when a missing certificate was last logged
}

// silence is the interval between two lines in the log about a missing certificate.
const silence = time.Minute

// NewAutomatic returns an Automatic. Calling it accepts the authority's terms of
// service.
func NewAutomatic(o Options) *Automatic {
	return &Automatic{domains: o.Domains, now: o.Now, log: o.Log, manager: &autocert.Manager{
		Prompt:     autocert.AcceptTOS,
		Cache:      autocert.DirCache(o.Folder),
		HostPolicy: autocert.HostWhitelist(o.Domains...),
		Email:      o.Email,
		Client:     &acme.Client{DirectoryURL: o.Directory, HTTPClient: &http.Client{Transport: o.Transport}, UserAgent: o.Agent},
	}}
}

// TLS implements Source.
func (a *Automatic) TLS() *tls.Config {
	config := a.manager.TLSConfig()
	config.GetCertificate = func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		certificate, err := a.manager.GetCertificate(hello)
		if err != nil && slices.Contains(a.domains, hello.ServerName) {
			a.missing(hello.ServerName, err)
		}
		return certificate, err
	}
	return config
}

// missing logs that there is no certificate of a domain. It does so once a minute,
// since every reader who connects meets the same error.
func (a *Automatic) missing(domain string, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	if now.Sub(a.logged) < silence {
		return
	}
	a.logged = now
	a.log.Warn("there is no certificate for a reader", "domain", domain, "err", err)
}

// Challenges implements Source.
func (a *Automatic) Challenges(next http.Handler) http.Handler { return a.manager.HTTPHandler(next) }

// Prepare implements Source. If it fails, the authority is asked again when a reader
// connects.
func (a *Automatic) Prepare() error {
	for _, domain := range a.domains {
		// As a current browser sends it.
		hello := &tls.ClientHelloInfo{
			ServerName:        domain,
			CipherSuites:      []uint16{tls.TLS_AES_128_GCM_SHA256, tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256},
			SignatureSchemes:  []tls.SignatureScheme{tls.ECDSAWithP256AndSHA256},
			SupportedCurves:   []tls.CurveID{tls.CurveP256},
			SupportedVersions: []uint16{tls.VersionTLS13, tls.VersionTLS12},
		}
		if _, err := a.manager.GetCertificate(hello); err != nil {
			return fmt.Errorf("certs: of %s: %w", domain, err)
		}
	}
	return nil
}
