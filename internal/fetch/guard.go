package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"syscall"
	"time"

	"code.dny.dev/ssrf"

	"pullquote/internal/blog"
)

// errLocal is the error for names that always mean this machine (RFC 6761, section 6.3).
var errLocal = errors.New("the name is this machine's own")

// guard opens connections: to hosts that the operator has allowed, and else only to
// public addresses, at the usual ports of web servers.
type guard struct {
	allowed map[endpoint]bool
	open    *net.Dialer
	guarded *net.Dialer
}

// endpoint is a normalized host and a port; port 0 means any.
type endpoint struct {
	host string
	port uint16
}

// newGuard returns a guard that allows some hosts. Errors are *blog.Error, joined.
func newGuard(allow []string, h hooks) (*guard, error) {
	g := &guard{allowed: map[endpoint]bool{}}
	var faults []error
	for _, entry := range allow {
		if entry = strings.TrimSpace(entry); entry == "" {
			continue
		}
		p, err := parseEndpoint(entry)
		if err != nil {
			faults = append(faults, &blog.Error{Kind: blog.Invalid, Err: err, Message: "--allow-hosts holds %q. It takes hosts, with a port or without: nas.home, 192.168.1.7:8080, [::1]:8080.", Args: []any{blog.Excerpt(entry, 80)}})
			continue
		}
		g.allowed[p] = true
	}
	addresses, ports := ssrf.New(ssrf.WithAnyPort()), ssrf.New(ssrf.WithPorts(80, 443, 8080, 8443))
	g.guarded = dialer(h, func(network, address string, c syscall.RawConn) error {
		// The address first, since its error is the more helpful one.
		if err := addresses.Safe(network, address, c); err != nil {
			return err
		}
		return ports.Safe(network, address, c)
	})
	g.open = dialer(h, nil)
	return g, errors.Join(faults...)
}

// dialer returns a dialer that calls check before each connection. It does so in Control,
// which runs after name resolution and before connecting: what was checked is what is
// dialled, whatever the name server answers the next time.
func dialer(h hooks, check func(network, address string, c syscall.RawConn) error) *net.Dialer {
	return &net.Dialer{
		Timeout:       dialTime,
		FallbackDelay: 250 * time.Millisecond,
		Resolver:      h.resolver,
		Control: func(network, address string, c syscall.RawConn) error {
			if check != nil {
				if err := check(network, address, c); err != nil {
					return err
				}
			}
			if h.dialling != nil {
				return h.dialling(address)
			}
			return nil
		},
	}
}

// dial is the guard's http.Transport.DialContext.
func (g *guard) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, text, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return nil, fmt.Errorf("port of %s: %w", address, err)
	}
	if g.allowed[endpoint{host, uint16(port)}] || g.allowed[endpoint{host, 0}] {
		return g.open.DialContext(ctx, network, address)
	}
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return nil, errLocal
	}
	return g.guarded.DialContext(ctx, network, address)
}

// parseEndpoint parses an entry of --allow-hosts.
func parseEndpoint(entry string) (endpoint, error) {
	bare := entry
	if inner, ok := strings.CutPrefix(entry, "["); ok {
		bare = strings.TrimSuffix(inner, "]")
	}
	if ip, err := netip.ParseAddr(bare); err == nil && (bare == entry || strings.HasSuffix(entry, "]")) {
		host, err := canonicalHost(ip.String())
		return endpoint{host: host}, err
	}
	host, text, err := net.SplitHostPort(entry)
	if err != nil {
		host, err = canonicalHost(entry)
		return endpoint{host: host}, err
	}
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil || port == 0 {
		return endpoint{}, errors.New("the port is not between 1 and 65535")
	}
	host, err = canonicalHost(host)
	return endpoint{host, uint16(port)}, err
}
