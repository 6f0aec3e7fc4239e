package certs

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/http"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// LetsEncrypt is the directory of the authority that is asked where no other is
// named.
const LetsEncrypt = acme.LetsEncryptURL

// Source gives certificates to a server.
type Source interface {
	// TLS gives the configuration of a server that shows the certificates.
	TLS() *tls.Config
	// Challenges answers what an authority asks over plain HTTP, and hands
	// everything else on.
	Challenges(next http.Handler) http.Handler
	// Prepare has a certificate ready, so that the first reader need not wait.
	Prepare(ctx context.Context) error
}

// Options are what Automatic needs.
type Options struct {
	Domains   []string          // for which certificates are asked for, and no others
	Email     string            // whom the authority writes to; may be empty
	Directory string            // of the authority; empty is LetsEncrypt
	Folder    string            // keeps certificates and the account's key
	Transport http.RoundTripper // reaches the authority
	Agent     string            // what is said of the program there
}

// Automatic gets certificates from an authority, and new ones in time. It proves
// that the domains are its own by tls-alpn-01, on port 443, or http-01, on port
// 80.
type Automatic struct {
	manager *autocert.Manager
	domains []string
}

// NewAutomatic returns an Automatic. Who calls it agrees to the authority's terms.
func NewAutomatic(o Options) *Automatic {
	if o.Directory == "" {
		o.Directory = LetsEncrypt
	}
	return &Automatic{domains: o.Domains, manager: &autocert.Manager{
		Prompt:     autocert.AcceptTOS,
		Cache:      autocert.DirCache(o.Folder),
		HostPolicy: autocert.HostWhitelist(o.Domains...),
		Email:      o.Email,
		Client:     &acme.Client{DirectoryURL: o.Directory, HTTPClient: &http.Client{Transport: o.Transport}, UserAgent: o.Agent},
	}}
}

// TLS implements Source.
func (a *Automatic) TLS() *tls.Config { return a.manager.TLSConfig() }

// Challenges implements Source.
func (a *Automatic) Challenges(next http.Handler) http.Handler { return a.manager.HTTPHandler(next) }

// Prepare implements Source. Authorities that can't be reached, or are not
// satisfied, are asked again when a reader comes.
func (a *Automatic) Prepare(context.Context) error {
	for _, domain := range a.domains {
		// What a browser of today says that it understands.
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
