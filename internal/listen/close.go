package listen

import (
	"io"
	"time"
)

// For how long, and up to how many bytes, a connection that is being closed after
// its last answer is read from. Half a second is what net/http uses, too.
const (
	lingers    = time.Second / 2
	mostUnread = 1 << 20
)

// Close implements net.Conn. If a request was under way, Close lingers so that its
// answer arrives: closing a connection with unread input (further requests, or the
// rest of a body) resets it, and both systems then discard what they still hold of
// the answer.
func (c *Conn) Close() error {
	if c.busy.Swap(false) && !c.home.hurried.Load() {
		c.linger()
	}
	return c.end()
}

// end closes the connection at once.
func (c *Conn) end() error {
	c.leave.Do(func() { c.home.drop(c) })
	return c.Conn.Close()
}

// halfCloser is a connection whose writing side can be closed alone, as TCP and Unix
// connections are.
type halfCloser interface{ CloseWrite() error }

// linger closes the writing side and reads until the other side has closed its own.
// If net/http closes the connection because writing to it failed, it may still be
// reading in another goroutine, waiting for the next request; endReading ends that.
func (c *Conn) linger() {
	half, ok := c.Conn.(halfCloser)
	if !ok || half.CloseWrite() != nil || c.endReading(c.home.o.Now().Add(lingers)) != nil {
		return // the other side is gone, or can't be told that the answer has ended
	}
	_, _ = io.CopyN(io.Discard, c.Conn, mostUnread)
}

// CloseWrite closes the writing side. Net/http calls it before it closes a
// connection that still receives data, so that the client can read the answer.
func (c *Conn) CloseWrite() error {
	if half, ok := c.Conn.(halfCloser); ok {
		return half.CloseWrite()
	}
	return nil
}

// Hurry makes all further calls of Conn.Close close at once, without lingering. It is
// for a shutdown whose time is up.
func (l *Listener) Hurry() { l.hurried.Store(true) }
