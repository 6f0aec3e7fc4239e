package certs

import (
	"crypto/tls"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
)

// Watched is a Source that warns of certificates that end soon. Whatever renews them
// does so when a third of their time is left; if it fails, readers would be the first
// to notice, on the day of the end.
type Watched struct {
	Source
	now func() time.Time
	log *slog.Logger

	mu     sync.Mutex
	ends   map[string]time.Time // by the first domain of a certificate
	warned map[string]time.Time // when the log was last warned, by the same
}

// Watch returns a Watched.
func Watch(s Source, now func() time.Time, log *slog.Logger) *Watched {
	return &Watched{Source: s, now: now, log: log, ends: map[string]time.Time{}, warned: map[string]time.Time{}}
}

// Ends returns the time at which each certificate ends that readers have got since the
// start, by its first domain.
func (w *Watched) Ends() map[string]time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return maps.Clone(w.ends)
}

// TLS implements Source.
func (w *Watched) TLS() *tls.Config {
	config := w.Source.TLS()
	get := config.GetCertificate
	config.GetCertificate = func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		certificate, err := get(hello)
		if err == nil && !slices.Contains(hello.SupportedProtos, acme.ALPNProto) { // that one is for the authority
			w.shown(certificate)
		}
		return certificate, err
	}
	return config
}

// soon is the part of a certificate's time that is left when the log is warned.
const soon = 6

// warnAgain is the interval between two warnings about one certificate.
const warnAgain = 24 * time.Hour

// shown notes when a certificate ends that is shown to a reader, and warns if that is
// soon.
func (w *Watched) shown(c *tls.Certificate) {
	if c.Leaf == nil || len(c.Leaf.DNSNames) == 0 {
		return
	}
	domain, end, now := c.Leaf.DNSNames[0], c.Leaf.NotAfter, w.now()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ends[domain] = end
	if end.Sub(now) < end.Sub(c.Leaf.NotBefore)/soon && now.Sub(w.warned[domain]) >= warnAgain {
		w.warned[domain] = now
		w.log.Warn("a certificate was not renewed in time; browsers warn of the blog when it has ended", "domain", domain, "ends", end)
	}
}
