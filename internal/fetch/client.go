package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
	"unicode"

	"pullquote/internal/blog"
)

// Options configure a Client. The zero value is the strictest.
type Options struct {
	// AllowHosts lists hosts that may be reached although they are in a private
	// network or at an unusual port: HOST for any port, or HOST:PORT. A host is a
	// name or an IP address, in brackets for IPv6 with a port. It is allowed under
	// this name only, not under others that resolve to the same address.
	AllowHosts []string
	// CAFile is a file of PEM certificates to trust in addition to the system's.
	CAFile string
	// Agent follows the program's name in User-Agent, for instance
	// "1.2.0; +https://links.example.org".
	Agent string
	// Log receives a message at level debug for each fetch. It may be nil.
	Log *slog.Logger

	hooks hooks
}

// hooks are for tests. The zero value is for production.
type hooks struct {
	resolver *net.Resolver              // replaces the system's
	dialling func(address string) error // called for each connection that the guard allows; an error prevents it
	limits   limits
}

// limits apply to one fetch, with all its redirects.
type limits struct {
	whole  time.Duration // from the call to the last byte
	header time.Duration // from a request sent to its headers
	body   int64         // bytes after decompression
}

// Limits of a fetch. A person waits for it in front of the form. The body is large enough
// for the longest articles: 1 MB is a book.
const (
	wholeTime     = 10 * time.Second
	headerTime    = 5 * time.Second
	dialTime      = 4 * time.Second
	bodyBytes     = 4 << 20
	headerBytes   = 128 << 10
	mostRedirects = 5
)

// Client fetches pages. Make it with New. It is safe for concurrent use.
type Client struct {
	transport *http.Transport
	agent     string
	log       *slog.Logger
	limits    limits
}

// New returns a client. Faults in the options are *blog.Error of kind Invalid, joined.
func New(o Options) (*Client, error) {
	limits := o.hooks.limits.orDefault()
	guard, allowErr := newGuard(o.AllowHosts, o.hooks)
	roots, caErr := rootsWith(o.CAFile)
	if err := errors.Join(allowErr, caErr); err != nil {
		return nil, err
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	transport := &http.Transport{
		// A proxy would resolve names itself, bypassing the guard, so none is taken
		// from the environment.
		Proxy:                  nil,
		DialContext:            guard.dial,
		TLSClientConfig:        &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    limits.header,
		ResponseHeaderTimeout:  limits.header,
		MaxResponseHeaderBytes: headerBytes,
		DisableCompression:     true, // body.go decompresses, so that the limit counts what comes out
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           8,
		IdleConnTimeout:        5 * time.Second,
	}
	return &Client{
		transport: transport,
		agent:     userAgent(o.Agent),
		log:       o.Log,
		limits:    limits,
	}, nil
}

// Transport returns the guarded transport, for other protocols over HTTP. The guard
// checks each connection; redirects are up to the caller.
func (c *Client) Transport() http.RoundTripper { return c.transport }

// Page is a page of the web, as it was fetched.
type Page struct {
	URL         string // the address at the end of all redirects
	ContentType string // the media type without parameters, as in "text/html"; sniffed if the server sends none
	Body        []byte // converted to UTF-8; empty if it is not text
	Cut         bool   // the body is truncated, by a limit or a broken connection
	Filename    string // from Content-Disposition; may be empty
}

// HTML reports whether the page is HTML.
func (p Page) HTML() bool {
	return p.ContentType == "text/html" || p.ContentType == "application/xhtml+xml"
}

// Page fetches a page. Its errors are *blog.Error:
//
//   - Invalid, of field url: address is not a web address
//   - Forbidden: the address, or a redirect, leads into a private network
//   - Unavailable: the host can't be reached, answers too late or with an
//     error, redirects too often, or shows a check for robots
//
// If ctx is cancelled, the error is that of ctx.
func (c *Client) Page(ctx context.Context, address string) (Page, error) {
	u, err := target(address)
	if err != nil {
		return Page{}, err
	}
	limited, cancel := context.WithTimeout(ctx, c.limits.whole)
	defer cancel()
	page, err := c.fetch(limited, u)
	if err != nil {
		err = failure(ctx, u.Host, err)
	}
	c.log.LogAttrs(ctx, slog.LevelDebug, "fetched a page", slog.String("host", u.Host), slog.String("type", page.ContentType),
		slog.Int("bytes", len(page.Body)), slog.Bool("cut", page.Cut), slog.Any("err", err))
	return page, err
}

// userAgent returns the User-Agent, in the form that sites expect of honest robots.
func userAgent(agent string) string {
	agent = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r > unicode.MaxASCII {
			return -1
		}
		return r
	}, agent)
	if agent = strings.TrimLeft(strings.TrimSpace(agent), "/"); agent != "" && agent[0] != ';' {
		agent = "/" + agent
	}
	return "Mozilla/5.0 (compatible; Pullquote" + agent + ")"
}

// rootsWith returns the system's certificates together with those in a PEM file, or nil,
// which means the system's, if no file is named.
func rootsWith(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	pem, err := readUpTo(file, mostCertificates)
	if err != nil {
		return nil, &blog.Error{Kind: blog.Invalid, Message: "--ca-file %q can't be read. It takes a file of certificates in PEM form.", Args: []any{file}, Err: err}
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool() // there are none, as in an empty container
	}
	if !roots.AppendCertsFromPEM(pem) {
		return nil, blog.Fault("", "--ca-file %q holds no certificate in PEM form, -----BEGIN CERTIFICATE-----.", file)
	}
	return roots, nil
}

// mostCertificates is how much of a file of certificates is read, in bytes.
const mostCertificates = 16 << 20

// readUpTo returns the beginning of a file.
func readUpTo(file string, limit int64) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, limit))
}

// orDefault replaces zero values by the defaults.
func (l limits) orDefault() limits {
	if l.whole == 0 {
		l.whole = wholeTime
	}
	if l.header == 0 {
		l.header = headerTime
	}
	if l.body == 0 {
		l.body = bodyBytes
	}
	return l
}
