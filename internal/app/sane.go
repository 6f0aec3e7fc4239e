package app

import (
	"net/http"
	"strings"
)

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
func sane(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.TransferEncoding) > 0 && r.ProtoMajor == 1 {
			w.Header().Set("Connection", "close")
		}
		if ranges := r.Header.Get("Range"); strings.Count(ranges, ",") >= mostRanges {
			r.Header.Del("Range")
		}
		next.ServeHTTP(w, r)
	})
}
