package listen

import (
	"context"
	"net"
	"net/http"
)

// netHTTPBuffer is the size of the buffer that net/http puts before a
// connection, in bytes.
const netHTTPBuffer = 4 << 10

type connKey struct{}

// ConnContext lets Gather find the connection, for http.Server.ConnContext.
// Where TLS or HTTP/2 stands between, Gather does nothing.
func ConnContext(ctx context.Context, c net.Conn) context.Context {
	if c, ok := c.(*Conn); ok {
		return context.WithValue(ctx, connKey{}, c)
	}
	return ctx
}

// Gather says that the body of an answer is about to be written whole, in one
// piece. Net/http sends the first 4 KB of it, with the header, from its buffer,
// and the rest in a second system call, which takes a sixth of the time of the
// whole answer. Now they leave together.
//
// Writer and request are those that net/http gave to its handler, as they are or
// wrapped: a page that is made on the way, to be put into something else, bears
// the context of the same request, and is not sent. An answer to HEAD has no
// body.
func Gather(w http.ResponseWriter, r *http.Request, body int) {
	if body <= netHTTPBuffer || !sends(w) {
		return // with more than the buffer takes something must follow what is kept back
	}
	if c, ok := r.Context().Value(connKey{}).(*Conn); ok {
		c.gathering = true
	}
}

// sends reports whether what is written there leaves by a connection: such a
// writer of net/http's lets one have it.
func sends(w http.ResponseWriter) bool {
	for {
		inner, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			_, ok = w.(http.Hijacker)
			return ok
		}
		w = inner.Unwrap()
	}
}

// gather keeps back what fills net/http's buffer, and reports whether it did.
func (c *Conn) gather(p []byte) bool {
	if !c.gathering {
		return false
	}
	c.gathering = false
	if len(p) != netHTTPBuffer || c.beginning != nil {
		return false
	}
	if c.beginning, _ = c.home.buffers.Get().(*[netHTTPBuffer]byte); c.beginning == nil {
		c.beginning = new([netHTTPBuffer]byte)
	}
	copy(c.beginning[:], p)
	return true
}

// writeAfter writes what was kept back and p after it, with one system call, and
// returns how many bytes of p were written.
func (c *Conn) writeAfter(p []byte) (int, error) {
	kept := c.beginning
	c.beginning = nil
	c.together = append(c.parts[:0], kept[:], p)
	n, err := c.together.WriteTo(c.Conn)
	c.parts = [2][]byte{} // they are not this connection's
	c.home.buffers.Put(kept)
	c.moved.Add(min(n, netHTTPBuffer))
	return max(int(n)-netHTTPBuffer, 0), err
}
