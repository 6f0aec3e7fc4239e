package app

import (
	"io"
	"net"
	"net/http"
	"strings"
)

// mostUnasked is how much of a body that nothing asks for is read, in bytes.
const mostUnasked = 256 << 10

// mostRanges is how many parts of a file may be asked for at once. Players and
// download managers ask for one or two; each costs more bytes than it takes to
// ask for it.
const mostRanges = 8

// sane takes the edge off requests that net/http lets pass and that are never
// sent in good faith.
//
// A body of chunks ends the connection: where Content-Length came along, too,
// net/http goes by the chunks and forgets the length, and what a proxy that
// went by the length takes for the body must not be answered as a request (RFC
// 9112, 6.3). Browsers send no chunks.
//
// Who names no host, as HTTP/1.0 allows, means the address that the connection
// came in at.
func sane(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.TransferEncoding) > 0 && r.ProtoMajor == 1 {
			w.Header().Set("Connection", "close")
		}
		if r.Host == "" || r.Host[0] == ':' {
			r.Host = reached(r)
		}
		if unasked(r) {
			// Where the connection ends with the answer, what was not read of the
			// body would have the system cut the answer off. A body that does not
			// come is the client's fault, and its answer a page as ever.
			_, _ = io.CopyN(io.Discard, r.Body, mostUnasked)
		}
		if ranges := r.Header.Get("Range"); strings.Count(ranges, ",") >= mostRanges {
			r.Header.Del("Range")
		}
		next.ServeHTTP(w, r)
	})
}

// reached returns the host, and the port if it is not the usual one, at which a
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

// unasked reports whether a request has a body though its method takes none.
func unasked(r *http.Request) bool {
	return r.ContentLength != 0 && (r.Method == http.MethodGet || r.Method == http.MethodHead)
}
