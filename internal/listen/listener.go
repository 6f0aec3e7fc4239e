package listen

import (
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
	PerClient int           // of them, from one address; those of Free are not counted
	Stall     time.Duration // how long one who is written to may take nothing
	Rate      int           // bytes a second that a connection must move when others wait for its place
}

// Options are what a Listener needs besides the listener below it.
type Options struct {
	Limits
	Free func(netip.Addr) bool // may hold any number: proxies, through which many come; nil is nobody
	Now  func() time.Time
	Log  *slog.Logger
}

// Listener accepts as many connections as its limits allow. Its ConnState is to
// be that of the http.Server.
type Listener struct {
	net.Listener
	o     Options
	begin time.Time

	mu    sync.Mutex
	conns map[*Conn]struct{}
	held  map[string]int // by client

	buffers sync.Pool // of *[netHTTPBuffer]byte, for the beginnings of answers

	accepted, refused, shownOut atomic.Uint64
	hurried                     atomic.Bool // connections are closed at once
}

// Wrap puts limits on a listener.
func Wrap(l net.Listener, o Options) *Listener {
	return &Listener{Listener: l, o: o, begin: o.Now(), conns: map[*Conn]struct{}{}, held: map[string]int{}}
}

// clock returns a time as nanoseconds since the Listener began: as the runtime
// counts to a deadline, whoever sets the machine's clock meanwhile.
func (l *Listener) clock(t time.Time) int64 { return int64(t.Sub(l.begin)) }

// Stats are what has happened at a listener, for metrics.
type Stats struct {
	Open, Most                  int
	Accepted, Refused, ShownOut uint64
}

// Stats returns what has happened so far.
func (l *Listener) Stats() Stats {
	l.mu.Lock()
	open := len(l.conns)
	l.mu.Unlock()
	return Stats{Open: open, Most: l.o.Most, Accepted: l.accepted.Load(), Refused: l.refused.Load(), ShownOut: l.shownOut.Load()}
}

// Accept implements net.Listener. A connection for which no place can be made
// is closed without a word: an answer would cost more than it is worth.
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

// share is how many are shown out at a time when the house is full: looking
// for them costs too much to be done for each who comes.
func (l *Listener) share() int { return max(1, l.o.Most/32) }

// admit returns a connection its place, nil if there is none.
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

// client returns what counts as one client: an IPv4 address, or the /64 network
// that one IPv6 customer has to choose addresses from; empty for one who may
// hold any number. On this machine there is a proxy, or its owner.
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

// slowAfter is how long a request may take before it is looked at how much it
// moves.
const slowAfter = 5 * time.Second

// makeRoom closes up to n connections, of one client or, if it is empty, of
// all, and returns how many.
func (l *Listener) makeRoom(client string, n int) int {
	now := l.clock(l.o.Now())
	type guest struct {
		*Conn
		busy  bool
		held  int
		since int64
	}
	var guests []guest
	l.mu.Lock()
	for c := range l.conns {
		g := guest{Conn: c, busy: c.busy.Load(), held: l.held[c.client], since: c.since.Load()}
		if (client == "" || c.client == client) && (!g.busy || c.slow(now)) {
			guests = append(guests, g)
		}
	}
	l.mu.Unlock()
	slices.SortFunc(guests, func(a, b guest) int {
		switch {
		case a.busy != b.busy && b.busy:
			return -1
		case a.busy != b.busy:
			return 1
		case a.held != b.held && a.client != "" && b.client != "":
			return b.held - a.held
		case a.since < b.since:
			return -1
		}
		return 1
	})
	guests = guests[:min(n, len(guests))]
	for _, g := range guests {
		g.end()
	}
	l.shownOut.Add(uint64(len(guests)))
	if len(guests) > 0 && l.o.Log != nil {
		l.o.Log.Debug("connections closed to make room", "count", len(guests), "client", client)
	}
	return len(guests)
}

// CloseUnused closes the connections on which nothing was ever asked: browsers
// open some ahead, and a server that ends would wait for them.
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

func (l *Listener) drop(c *Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.conns, c)
	if l.held[c.client]--; l.held[c.client] <= 0 {
		delete(l.held, c.client)
	}
}
