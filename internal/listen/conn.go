package listen

import (
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Conn is a connection that a Listener has admitted. Other goroutines read its
// counters while it is in use.
type Conn struct {
	net.Conn
	home   *Listener
	client string // empty for a client that may hold any number of connections

	busy     atomic.Bool  // a request is under way
	since    atomic.Int64 // when busy changed, by the Listener's clock
	moved    atomic.Int64 // bytes read and written since then
	deadline atomic.Int64 // of writing, as last set by grant, by that clock; 0 if the server set one
	reading  readLimit
	leave    sync.Once
	asked    bool // the first request has begun; used by the reading goroutine only

	// Used by the writing goroutine only.
	gathering bool                 // the next write is held back for the one after it
	beginning *[netHTTPBuffer]byte // the write that is held back; nil if none is
	together  net.Buffers
	parts     [2][]byte
}

// ConnState records the state of a connection. Use it as http.Server.ConnState.
func (l *Listener) ConnState(inner net.Conn, state http.ConnState) {
	if over, ok := inner.(interface{ NetConn() net.Conn }); ok { // TLS
		inner = over.NetConn()
	}
	c, ok := inner.(*Conn)
	if !ok || state != http.StateActive && state != http.StateIdle {
		return
	}
	c.busy.Store(state == http.StateActive)
	c.since.Store(l.clock(l.o.Now()))
	if state == http.StateActive {
		c.moved.Store(0)
	}
}

// slow reports whether a request moves at less than the minimum rate.
func (c *Conn) slow(now int64) bool {
	took := time.Duration(now - c.since.Load())
	return took > slowAfter && float64(c.moved.Load()) < took.Seconds()*float64(c.home.o.Rate)
}

// portion is how much is written under one deadline, in bytes. Each portion may cost
// a system call; most pages are a single one.
const portion = 64 << 10

// Write implements net.Conn. It fails if the other side takes nothing for Stall (at
// least half of it is always granted); a long write has additional time, by the
// minimum rate.
func (c *Conn) Write(p []byte) (written int, err error) {
	if c.gather(p) {
		return len(p), nil
	}
	for {
		part := p[:min(len(p), portion)]
		if err := c.grant(len(part)); err != nil {
			return written, err
		}
		n, err := c.write(part)
		c.moved.Add(int64(n))
		written += n
		if p = p[n:]; err != nil || len(p) == 0 {
			return written, err
		}
	}
}

// write writes one piece, after the one that is held back, if any.
func (c *Conn) write(p []byte) (int, error) {
	if c.beginning != nil {
		return c.writeAfter(p)
	}
	return c.Conn.Write(p)
}

// grant extends the write deadline if it leaves too little time for n bytes. One
// that leaves enough is kept, since setting it costs more than reading the clock.
func (c *Conn) grant(n int) error {
	now := c.home.o.Now()
	need := c.home.o.Stall + time.Duration(n)*time.Second/time.Duration(c.home.o.Rate)
	if c.deadline.Load()-c.home.clock(now) > int64(need/2) {
		return nil
	}
	until := now.Add(need)
	if err := c.Conn.SetWriteDeadline(until); err != nil {
		return err
	}
	c.deadline.Store(c.home.clock(until))
	return nil
}
