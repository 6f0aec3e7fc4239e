package listen

import (
	"errors"
	"os"
	"sync"
	"time"
)

// readLimit is the read deadline of a connection. Net/http sets the deadline five
// times per request: to a later time, to none, or to one in the past in order to
// interrupt a Read. Each would make the runtime move a timer. So the deadline is
// only recorded, and the runtime is told of it only if a Read would otherwise end
// too late.
type readLimit struct {
	mu     sync.Mutex
	begun  bool      // a Read is under way
	wanted time.Time // the deadline that was asked for; zero is none
	set    time.Time // the deadline that the runtime knows; zero is none
	before time.Time // the value of set before its last change
	over   bool      // the connection is being closed: no Read may begin or go on
}

// endReading makes a Read that is under way end at a time, whatever deadline is set
// afterwards.
func (c *Conn) endReading(at time.Time) error {
	l := &c.reading
	l.mu.Lock()
	defer l.mu.Unlock()
	l.over = true
	return c.Conn.SetReadDeadline(at)
}

// Read implements net.Conn.
func (c *Conn) Read(p []byte) (n int, err error) {
	for {
		if err := c.beginRead(); err != nil {
			return 0, err
		}
		n, err = c.read(p)
		c.moved.Add(int64(n))
		if c.endRead(); err == nil || n > 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
			return n, err
		}
		if !c.readOn() {
			return n, err
		}
	}
}

// beginRead tells the runtime of the deadline if that is necessary. It fails if the
// deadline has passed.
func (c *Conn) beginRead() error {
	l := &c.reading
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.over {
		return os.ErrDeadlineExceeded
	}
	if l.early() {
		if !l.wanted.After(c.home.o.Now()) {
			return os.ErrDeadlineExceeded
		}
		if err := c.tell(l.wanted); err != nil {
			return err
		}
	}
	l.begun = true
	return nil
}

func (c *Conn) endRead() {
	c.reading.mu.Lock()
	c.reading.begun = false
	c.reading.mu.Unlock()
}

// early reports whether the deadline is before the one that the runtime knows.
func (l *readLimit) early() bool {
	return !l.wanted.IsZero() && (l.set.IsZero() || l.wanted.Before(l.set))
}

// tell sets the runtime's deadline.
func (c *Conn) tell(at time.Time) error {
	l := &c.reading
	l.before, l.set = l.set, at
	return c.Conn.SetReadDeadline(at)
}

// readOn reports whether a Read that the runtime has ended may go on, because a later
// deadline was asked for meanwhile, which it then sets.
func (c *Conn) readOn() bool {
	l := &c.reading
	l.mu.Lock()
	defer l.mu.Unlock()
	now := c.home.o.Now()
	until := l.wanted
	if l.over || !until.IsZero() && !until.After(now) {
		return false
	}
	// The next request will set a deadline much like the one before.
	if l.before.After(now) && (until.IsZero() || l.before.Before(until)) {
		until = l.before
	}
	return c.tell(until) == nil
}

// SetReadDeadline implements net.Conn.
func (c *Conn) SetReadDeadline(t time.Time) error {
	l := &c.reading
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wanted = t
	if l.over || !l.begun || !l.early() {
		return nil
	}
	return c.tell(t)
}

// SetWriteDeadline implements net.Conn. The deadline holds until the next Write. The
// zero time changes nothing, since grant sets a deadline for each Write anyway.
func (c *Conn) SetWriteDeadline(t time.Time) error {
	if t.IsZero() {
		return nil
	}
	c.deadline.Store(0)
	return c.Conn.SetWriteDeadline(t)
}

// SetDeadline implements net.Conn.
func (c *Conn) SetDeadline(t time.Time) error {
	return errors.Join(c.SetReadDeadline(t), c.SetWriteDeadline(t))
}
