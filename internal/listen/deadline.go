package listen

import (
	"errors"
	"os"
	"sync"
	"time"
)

// readLimit is until when a connection is read from. Net/http asks for another
// deadline five times with each request: a later one than before, or none, or, so
// that a Read that has hardly begun ends, one in the past. Each would have the
// runtime move a timer. So what is asked for is noted, and the runtime is told only
// where a Read has to end before it would anyway.
type readLimit struct {
	mu     sync.Mutex
	begun  bool      // a Read is under way
	wanted time.Time // zero is none
	set    time.Time // when the runtime ends a Read; zero is never
	before time.Time // the same, before it was set to something earlier
	over   bool      // the connection is being closed: no Read begins, and none goes on
}

// endReading has a Read that is under way end at a time, whatever is asked for.
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

// beginRead sees to it that a Read ends in time, and fails where that has passed.
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

// early reports whether a Read has to end before the runtime would end it.
func (l *readLimit) early() bool {
	return !l.wanted.IsZero() && (l.set.IsZero() || l.wanted.Before(l.set))
}

// tell has the runtime end a Read.
func (c *Conn) tell(at time.Time) error {
	l := &c.reading
	l.before, l.set = l.set, at
	return c.Conn.SetReadDeadline(at)
}

// readOn reports whether there is time to read when the runtime has ended a Read,
// and has it end the next one later.
func (c *Conn) readOn() bool {
	l := &c.reading
	l.mu.Lock()
	defer l.mu.Unlock()
	now := c.home.o.Now()
	until := l.wanted
	if l.over || !until.IsZero() && !until.After(now) {
		return false
	}
	// The next request will ask for something like what was set before.
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

// SetWriteDeadline implements net.Conn. It holds until something is written; none
// leaves it to grant, which sees to each write in any case.
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
