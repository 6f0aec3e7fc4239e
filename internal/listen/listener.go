package listen

import (
	"cmp"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// Limits bound what connections cost.
type Limits struct {
	Most      int           // connections at a time
	PerClient int           // connections of one client at a time, unless Free exempts it
	Stall     time.Duration // how long a client that is written to may accept nothing
	Rate      int           // bytes a second below which a request is slow, and may lose its place
}

// Options are what a Listener needs besides the listener below it.
type Options struct {
	Limits
	Free func(netip.Addr) bool // whether an address may hold any number of connections, as a proxy does; may be nil
	Now  func() time.Time
	Log  *slog.Logger
}

// Listener accepts connections within its limits. The http.Server has to use its
// ConnState.
type Listener struct {
	net.Listener
	o     Options
	begin time.Time

	mu    sync.Mutex
	conns map[*Conn]struct{}
	held  map[string]int // by client

	buffers sync.Pool // of *[netHTTPBuffer]byte, for the beginnings of answers

	accepted, refused, shownOut atomic.Uint64
	hurried                     atomic.Bool // connections are closed without lingering
}

// Wrap returns a listener with limits over l.
func Wrap(l net.Listener, o Options) *Listener {
	return &Listener{Listener: l, o: o, begin: o.Now(), conns: map[*Conn]struct{}{}, held: map[string]int{}}
}

// clock returns a time as nanoseconds since the Listener was made. It is monotonic,
// as deadlines are, even if the machine's clock is set.
func (l *Listener) clock(t time.Time) int64 { return int64(t.Sub(l.begin)) }

// Stats are counts of a listener's connections.
type Stats struct {
	Open, Most int    // connections now, and the limit
	Accepted   uint64 // connections that were admitted
	Refused    uint64 // connections for which no room could be made
	ShownOut   uint64 // connections that were closed to make room
}

// Stats returns the counts so far.
func (l *Listener) Stats() Stats {
	l.mu.Lock()
	open := len(l.conns)
	l.mu.Unlock()
	return Stats{Open: open, Most: l.o.Most, Accepted: l.accepted.Load(), Refused: l.refused.Load(), ShownOut: l.shownOut.Load()}
}

// Accept implements net.Listener. A connection for which no room can be made is
// closed without an answer, which would cost more than it is worth.
func (l *Listener) Accept() (net.Conn, error) {
	for {
		inner, err := l.Listener.Accept()
		if errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) {
			l.makeRoom("", l.share())
		}
		if err != nil {
			return nil, err
		}
		if c := l.admit(inner); c != nil {
			return c, nil
		}
		l.refused.Add(1)
		inner.Close()
	}
}

// share returns how many connections are closed at a time when all places are taken:
// finding them is too expensive to be done for each new one.
func (l *Listener) share() int { return max(1, l.o.Most/32) }

// admit registers a connection. It returns nil if there is no room for it.
func (l *Listener) admit(inner net.Conn) *Conn {
	client := l.client(inner.RemoteAddr())
	l.mu.Lock()
	full, many := len(l.conns) >= l.o.Most, client != "" && l.held[client] >= l.o.PerClient
	l.mu.Unlock()
	if many && l.makeRoom(client, 1) == 0 || full && l.makeRoom("", l.share()) == 0 {
		return nil
	}
	c := &Conn{Conn: inner, home: l, client: client}
	c.since.Store(l.clock(l.o.Now()))
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conns[c] = struct{}{}
	l.held[client]++
	l.accepted.Add(1)
	return c
}

// client returns the key under which the connections of an address are counted: an
// IPv4 address itself, or the /64 network of an IPv6 address, which is what one
// customer gets. It is empty for a client that may hold any number of connections:
// one that Free exempts, or this machine, where a proxy or the owner is.
func (l *Listener) client(addr net.Addr) string {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok {
		return ""
	}
	ip := tcp.AddrPort().Addr().Unmap().WithZone("")
	if ip.IsLoopback() || l.o.Free != nil && l.o.Free(ip) {
		return ""
	}
	if ip.Is4() {
		return ip.String()
	}
	return netip.PrefixFrom(ip, 64).Masked().String()
}

// slowAfter is how long a request may take before its rate matters.
const slowAfter = 5 * time.Second

// makeRoom closes up to n connections, of one client or, if client is empty, of all,
// and returns how many it closed.
func (l *Listener) makeRoom(client string, n int) int {
	now := l.clock(l.o.Now())
	type candidate struct {
		*Conn
		busy  bool
		held  int // connections of its client; 0 for one that may hold any number
		since int64
	}
	var candidates []candidate
	l.mu.Lock()
	for c := range l.conns {
		g := candidate{Conn: c, busy: c.busy.Load(), since: c.since.Load()}
		if c.client != "" {
			g.held = l.held[c.client]
		}
		if (client == "" || c.client == client) && (!g.busy || c.slow(now)) {
			candidates = append(candidates, g)
		}
	}
	l.mu.Unlock()
	slices.SortFunc(candidates, func(a, b candidate) int {
		switch {
		case !a.busy && b.busy:
			return -1
		case a.busy && !b.busy:
			return 1
		}
		return cmp.Or(cmp.Compare(b.held, a.held), cmp.Compare(a.since, b.since))
	})
	candidates = candidates[:min(n, len(candidates))]
	for _, c := range candidates {
		c.end()
	}
	l.shownOut.Add(uint64(len(candidates)))
	if len(candidates) > 0 && l.o.Log != nil {
		l.o.Log.Debug("connections closed to make room", "count", len(candidates), "client", client)
	}
	return len(candidates)
}

// CloseUnused closes the connections on which there was no request yet: browsers open
// some in advance, and a server that shuts down would wait for them.
func (l *Listener) CloseUnused() {
	l.mu.Lock()
	var unused []*Conn
	for c := range l.conns {
		if c.moved.Load() == 0 && !c.busy.Load() {
			unused = append(unused, c)
		}
	}
	l.mu.Unlock()
	for _, c := range unused {
		c.end()
	}
}

// drop removes a connection that was closed.
func (l *Listener) drop(c *Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.conns, c)
	if l.held[c.client]--; l.held[c.client] <= 0 {
		delete(l.held, c.client)
	}
}
