package app

import (
	"io"
	"net"
	"net/http"
	"strings"
)

// mostUnasked is how much of an unexpected body is read, in bytes.
const mostUnasked = 256 << 10

// mostRanges limits the parts of a Range header. Players and download managers ask for
// one or two, and each part costs more bytes to answer than to request.
const mostRanges = 8

// sane defuses requests that net/http accepts but that are never sent in good faith.
//
// A chunked body ends its connection: if the request also had a Content-Length,
// net/http ignores and drops that, and what a proxy that went by the length takes for
// the body must not be answered as another request (RFC 9112, 6.3). Browsers send no
// chunked bodies.
//
// A request without a host, as HTTP/1.0 allows, is taken to be for the address that
// the connection came in at.
func sane(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.TransferEncoding) > 0 && r.ProtoMajor == 1 {
			w.Header().Set("Connection", "close")
		}
		if r.Host == "" || r.Host[0] == ':' {
			r.Host = reached(r)
		}
		if unasked(r) {
			// If the connection is closed after the answer, unread parts of the
			// body would make the system cut the answer off. A body that fails
			// to arrive does not matter.
			_, _ = io.CopyN(io.Discard, r.Body, mostUnasked)
		}
		if ranges := r.Header.Get("Range"); strings.Count(ranges, ",") >= mostRanges {
			r.Header.Del("Range")
		}
		next.ServeHTTP(w, r)
	})
}

// reached returns the host, with the port if it is not the default one, at which a
// request came in.
func reached(r *http.Request) string {
	addr, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok {
		return "localhost"
	}
	if r.TLS != nil {
		return strings.TrimSuffix(browsable(addr), ":443")
	}
	return browsable(addr)
}

// unasked reports whether a request has a body although its method takes none.
func unasked(r *http.Request) bool {
	return r.ContentLength != 0 && (r.Method == http.MethodGet || r.Method == http.MethodHead)
}
