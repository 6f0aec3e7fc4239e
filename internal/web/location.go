package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"

	"pullquote/internal/auth"
)

// location is where the blog is reached: its address, and the proxies in front of
// it.
type location struct {
	base    string         // scheme, host and path prefix; if empty, taken from each request
	prefix  prefix         // the path of base
	proxies []netip.Prefix // whose X-Forwarded-* and X-Request-Id headers are trusted
}

// clientAddress returns the IP address that a request comes from: that of the
// connection or, if that is a trusted proxy, the last address in X-Forwarded-For
// that is not one.
func (l location) clientAddress(r *http.Request) string {
	host := peer(r)
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && l.trusts(host); i-- {
		hop := strings.TrimSpace(hops[i])
		if _, err := netip.ParseAddr(hop); err != nil {
			break
		}
		host = hop
	}
	return host
}

// peer returns the IP address of the other end of the connection.
func peer(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// socketPeer is the RemoteAddr that net/http sets for a Unix domain socket. The
// permissions of its file determine who may connect.
const socketPeer = "@"

func (l location) trusts(host string) bool {
	if host == socketPeer {
		return true
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	for _, p := range l.proxies {
		if p.Contains(addr.Unmap()) {
			return true
		}
	}
	return false
}

// secure reports whether the reader's side of the connection is encrypted.
// X-Forwarded-Proto is trusted only from trusted proxies: otherwise a forged header
// would put addresses on pages that others are served, too.
func (l location) secure(r *http.Request) bool {
	if r.TLS != nil || strings.HasPrefix(l.base, "https://") {
		return true
	}
	proto, _, _ := strings.Cut(r.Header.Get("X-Forwarded-Proto"), ",") // the first proxy's value comes first
	return strings.EqualFold(strings.TrimSpace(proto), "https") && l.trusts(peer(r))
}

// origin returns the scheme and host under which the reader reached the blog, and
// the path prefix: everything before a path in an absolute address.
func (l location) origin(r *http.Request) string {
	if l.base != "" {
		return l.base
	}
	if l.secure(r) {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// root is the Path of the blog's cookies. Scripts use the same; see
// assets/js/root.js.
func (l location) root() string { return l.prefix.path("/") }

// queueClient returns the key of a client in queues. Loopback addresses have none,
// and so no limit of their own: there is a proxy there, or the owner.
func (l location) queueClient(r *http.Request) string {
	client := auth.AddressKey(l.clientAddress(r))
	if addr, err := netip.ParseAddr(client); err == nil && addr.IsLoopback() {
		return ""
	}
	return client
}
