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

// Options are what the owner decides of the client. The zero value is the
// strictest.
type Options struct {
	// AllowHosts names hosts that may be reached though they are in a private
	// network or at an unusual port: HOST for any port, or HOST:PORT. A host is
	// a name or an IP address, IPv6 with a port in brackets. A host is allowed
	// under the name that stands here, and not under others that lead there.
	AllowHosts []string
	// CAFile is a file of PEM certificates that are trusted beside the system's.
	CAFile string
	// Agent is what User-Agent says of us behind the program's name, for
	// instance "1.2.0; +https://links.example.org".
	Agent string
	// Log hears of each fetch at level debug; nil is silence.
	Log *slog.Logger

	hooks hooks
}

// hooks are for tests: the zero value is the real world.
type hooks struct {
	resolver *net.Resolver              // answers for the system's name servers
	dialling func(address string) error // hears of each connection that the guard lets through; an error prevents it
	limits   limits
}

// limits hold for one fetch, however often it is redirected.
type limits struct {
	whole  time.Duration // from the call to the last byte
	header time.Duration // from a request sent to its headers
	body   int64         // bytes after decompression
}

// Limits of a fetch. A person waits for it with the form before them. The body
// is large enough for the longest articles of the web: 1 MB is a book.
const (
	wholeTime     = 10 * time.Second
	headerTime    = 5 * time.Second
	dialTime      = 4 * time.Second
	bodyBytes     = 4 << 20
	headerBytes   = 128 << 10
	mostRedirects = 5
)

// Client fetches pages. It is made by New and may be used by many at once.
type Client struct {
	transport *http.Transport
	agent     string
	log       *slog.Logger
	limits    limits
}

// New returns a client. Faults in the options are *blog.Error, Invalid, joined.
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
		// A proxy would look names up itself, behind the guard's back. So what
		// the environment says of one is not asked.
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

// Transport returns the guarded way out to who speaks a protocol of its own. The
// guard holds for each connection; redirects are the caller's.
func (c *Client) Transport() http.RoundTripper { return c.transport }

// Page is a page of the web, as it was fetched.
type Page struct {
	URL         string // the address at the end of all redirects
	ContentType string // the media type without parameters, "text/html"; as the bytes look, if the server doesn't say
	Body        []byte // UTF-8, from whatever charset; empty if it is not text
	Cut         bool   // the body went on, but the limit of size or time was reached, or the connection broke
	Filename    string // what Content-Disposition calls the file; empty if there is none
}

// HTML reports whether the page is HTML.
func (p Page) HTML() bool {
	return p.ContentType == "text/html" || p.ContentType == "application/xhtml+xml"
}

// Page fetches what is at an address of the web. Its errors are *blog.Error:
//
//   - Invalid, of field url: the address is none of the web
//   - Forbidden: it leads, at once or by a redirect, into a private network
//   - Unavailable: the host can't be reached, answers too late or with an
//     error, redirects without end, or shows a check for robots
//
// If the caller goes away, the error is the context's.
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

// userAgent says who asks, in the form that sites expect of an honest robot.
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

// rootsWith returns the certificates of the system and of a PEM file; nil, which
// is the system's alone, if no file is named.
func rootsWith(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, &blog.Error{Kind: blog.Invalid, Message: "--ca-file %q can't be read. It takes a file of certificates in PEM form.", Args: []any{file}, Err: err}
	}
	defer func() { _ = f.Close() }()
	pem, err := io.ReadAll(io.LimitReader(f, 16<<20))
	if err != nil {
		return nil, &blog.Error{Kind: blog.Invalid, Message: "--ca-file %q can't be read. It takes a file of certificates in PEM form.", Args: []any{file}, Err: err}
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool() // a machine without any, as in an empty container
	}
	if !roots.AppendCertsFromPEM(pem) {
		return nil, blog.Fault("", "--ca-file %q holds no certificate in PEM form, -----BEGIN CERTIFICATE-----.", file)
	}
	return roots, nil
}

// orDefault fills in what is not set.
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
