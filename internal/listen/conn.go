package listen

import (
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Conn is a connection with a place. What it counts is read by others while it
// is in use.
type Conn struct {
	net.Conn
	home   *Listener
	client string // empty for one who may hold any number

	busy     atomic.Bool  // a request is under way
	since    atomic.Int64 // when busy changed, by the Listener's clock
	moved    atomic.Int64 // bytes, since then
	deadline atomic.Int64 // of writing, as it was set last, by that clock; 0 if somebody else set it
	reading  readLimit
	leave    sync.Once
	asked    bool // the first request has begun; who reads alone knows of it

	// Who writes alone knows of these.
	gathering bool                 // the first piece that is written waits for the second
	beginning *[netHTTPBuffer]byte // it; nil if none waits
	together  net.Buffers
	parts     [2][]byte
}

// ConnState notes what a connection is at, for http.Server.ConnState.
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

// slow reports whether a request moves less than it must.
func (c *Conn) slow(now int64) bool {
	took := time.Duration(now - c.since.Load())
	return took > slowAfter && float64(c.moved.Load()) < took.Seconds()*float64(c.home.o.Rate)
}

// portion is how much is written under one deadline, in bytes: a page is one, as a
// rule, since each costs a system call.
const portion = 64 << 10

// Write implements net.Conn. It fails if the other side takes nothing for the
// time of a stall, and half of that is always granted; what is long has as much
// longer as it takes at the least rate.
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

// write writes one piece, and before it what waits for it.
func (c *Conn) write(p []byte) (int, error) {
	if c.beginning != nil {
		return c.writeAfter(p)
	}
	return c.Conn.Write(p)
}

// grant sees to it that there is time to write n bytes. A deadline that leaves
// enough is left as it is: setting one costs more than looking at the clock.
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
