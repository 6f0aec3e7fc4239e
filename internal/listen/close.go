package listen

import (
	"io"
	"time"
)

// How long, and of how many bytes, what comes in on a connection is read for
// nothing after its last answer. A second's half is what net/http, too, thinks
// enough for the other side to notice.
const (
	lingers    = time.Second / 2
	mostUnread = 1 << 20
)

// Close implements net.Conn. A request that is under way has been answered, and the
// answer shall arrive: what has not left yet is thrown away by the system, and what
// has arrived by the other side's, if a connection is closed on which something came
// in that nobody has read. That may be other requests behind the last that is
// answered, or the rest of a body.
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

// halfCloser is a connection of which the one way can be closed, as those of the
// network and of the file system are.
type halfCloser interface{ CloseWrite() error }

// linger says that no more is written, and reads until the other side says so, too.
// Net/http, which closes a connection that can't be written to while it answers,
// may be reading: it waits for the next request, and would for as long as one may
// take to come.
func (c *Conn) linger() {
	half, ok := c.Conn.(halfCloser)
	if !ok || half.CloseWrite() != nil || c.endReading(c.home.o.Now().Add(lingers)) != nil {
		return // there is nobody any more, or who is there would wait for the end
	}
	_, _ = io.CopyN(io.Discard, c.Conn, mostUnread)
}

// CloseWrite says that no more is written, which net/http does before it
// closes a connection on which more is coming in: the other side shall be able
// to read the answer first.
func (c *Conn) CloseWrite() error {
	if half, ok := c.Conn.(halfCloser); ok {
		return half.CloseWrite()
	}
	return nil
}

// Hurry has connections closed at once from now on, whatever is under way: it is
// for the time when no more time is left.
func (l *Listener) Hurry() { l.hurried.Store(true) }
