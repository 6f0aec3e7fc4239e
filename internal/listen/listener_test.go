package listen

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"
)

// street is a listener to which connections come from where the test says.
type street struct{ next []arrival }

// arrival is what an Accept gives.
type arrival struct {
	conn net.Conn
	err  error
}

func (s *street) Accept() (net.Conn, error) {
	if len(s.next) == 0 {
		return nil, errors.New("nobody else comes")
	}
	a := s.next[0]
	s.next = s.next[1:]
	return a.conn, a.err
}

func (s *street) Close() error   { return nil }
func (s *street) Addr() net.Addr { return &net.TCPAddr{} }

// visitor is one end of a connection from some address.
type visitor struct {
	net.Conn
	from net.Addr
	once sync.Once
	gone chan struct{} // closed when the server closes its end
}

func (v *visitor) RemoteAddr() net.Addr { return v.from }

func (v *visitor) Close() error {
	v.once.Do(func() { close(v.gone) })
	return v.Conn.Close()
}

// house is a Listener with a clock that the test moves.
type house struct {
	*Listener
	*street
	t   *testing.T
	now time.Time
}

func newHouse(t *testing.T, l Limits) *house {
	h := &house{street: &street{}, t: t, now: time.Unix(1_000_000, 0)}
	h.Listener = Wrap(h.street, Options{
		Limits: l, Now: func() time.Time { return h.now },
		Free: func(a netip.Addr) bool { return a == netip.MustParseAddr("10.0.0.1") },
	})
	return h
}

// from lets somebody come, and returns the connection, nil if there is no place.
func (h *house) from(address string) (*visitor, *Conn) {
	h.t.Helper()
	_, end := net.Pipe()
	v := &visitor{Conn: end, from: net.TCPAddrFromAddrPort(netip.MustParseAddrPort(address)), gone: make(chan struct{})}
	h.next = append(h.next, arrival{conn: v})
	c, err := h.Listener.Accept()
	if err != nil {
		return v, nil
	}
	h.now = h.now.Add(time.Second)
	return v, c.(*Conn)
}

func (v *visitor) isGone() bool {
	select {
	case <-v.gone:
		return true
	default:
		return false
	}
}

func TestNobodyTakesAllPlaces(t *testing.T) {
	h := newHouse(t, Limits{Most: 100, PerClient: 3, Stall: time.Second, Rate: 1000})
	busy := func(c *Conn) { h.ConnState(c, http.StateActive) }
	var greedy []*visitor
	for i := range 3 {
		v, c := h.from(fmt.Sprintf("192.0.2.1:%d", i+1))
		busy(c)
		greedy = append(greedy, v)
	}
	if _, c := h.from("192.0.2.1:9"); c != nil {
		t.Error("a fourth connection from one address is let in while the others are busy")
	}
	if _, c := h.from("192.0.2.2:9"); c == nil {
		t.Error("another address is not let in")
	}
	for i := range 5 {
		if _, c := h.from(fmt.Sprintf("10.0.0.1:%d", i+1)); c == nil {
			t.Error("a proxy is not let in")
		}
		if _, c := h.from(fmt.Sprintf("127.0.0.1:%d", i+1)); c == nil {
			t.Error("this machine is not let in")
		}
	}
	for i := range 3 {
		if _, c := h.from(fmt.Sprintf("[2001:db8::%d]:1", i+1)); c == nil {
			t.Error("an address of IPv6 is not let in")
		}
	}
	if v, _ := h.from("[2001:db8::ffff]:1"); v.isGone() {
		t.Error("one who asks again is turned away, though connections of the same network are idle")
	}
	if _, c := h.from("[2001:db8:0:1::1]:1"); c == nil {
		t.Error("another network of IPv6 is not let in")
	}
	h.now = h.now.Add(time.Minute)
	if _, c := h.from("192.0.2.1:10"); c == nil {
		t.Error("slow requests of one address don't make room for its next")
	}
	if !greedy[0].isGone() || greedy[1].isGone() {
		t.Error("not the slow one that came first had to go")
	}
}

func TestWhoHasToGoWhenTheHouseIsFull(t *testing.T) {
	h := newHouse(t, Limits{Most: 6, PerClient: 4, Stall: time.Second, Rate: 1000})
	asking, c := h.from("192.0.2.7:1")
	h.ConnState(c, http.StateActive)
	single, _ := h.from("192.0.2.8:1")
	var many []*visitor
	for i := range 4 {
		v, _ := h.from(fmt.Sprintf("192.0.2.9:%d", i+1))
		many = append(many, v)
	}
	if _, c := h.from("192.0.2.10:1"); c == nil {
		t.Fatal("a full house of idle ones lets nobody in")
	}
	if !many[0].isGone() || many[1].isGone() || single.isGone() || asking.isGone() {
		t.Error("not the first of those who hold most had to go")
	}
	if s := h.Stats(); s.Open != 6 || s.ShownOut != 1 || s.Accepted != 7 || s.Refused != 0 {
		t.Errorf("the figures are %+v", s)
	}
}

func TestAProxyAmongOthersDoesNotConfuseWhoHasToGo(t *testing.T) {
	h := newHouse(t, Limits{Most: 6, PerClient: 4, Stall: time.Second, Rate: 1000})
	single, _ := h.from("192.0.2.8:1")
	proxy, _ := h.from("10.0.0.1:1")
	var many []*visitor
	for i := range 4 {
		v, _ := h.from(fmt.Sprintf("192.0.2.9:%d", i+1))
		many = append(many, v)
	}
	if _, c := h.from("192.0.2.10:1"); c == nil {
		t.Fatal("a full house of idle ones lets nobody in")
	}
	if !many[0].isGone() || many[1].isGone() || single.isGone() || proxy.isGone() {
		t.Error("not the first of those who hold most had to go")
	}
}

func TestAFullHouseOfBusyPeopleTurnsNewOnesAway(t *testing.T) {
	h := newHouse(t, Limits{Most: 2, PerClient: 4, Stall: time.Second, Rate: 1000})
	for i := range 2 {
		_, c := h.from(fmt.Sprintf("192.0.2.%d:1", i+1))
		h.ConnState(c, http.StateActive)
		c.moved.Store(1 << 20)
	}
	h.now = h.now.Add(slowAfter)
	if _, c := h.from("192.0.2.3:1"); c != nil {
		t.Error("there is a place")
	}
	if h.Stats().Refused != 1 {
		t.Errorf("the figures are %+v", h.Stats())
	}
}

func TestWhereFilesRunOutRoomIsMade(t *testing.T) {
	h := newHouse(t, Limits{Most: 100, PerClient: 100, Stall: time.Second, Rate: 1000})
	first, _ := h.from("192.0.2.1:1")
	h.next = append(h.next, arrival{err: &net.OpError{Op: "accept", Err: syscall.EMFILE}})
	if _, err := h.Listener.Accept(); !errors.Is(err, syscall.EMFILE) {
		t.Errorf("it says %v", err)
	}
	if !first.isGone() {
		t.Error("an idle connection keeps its file")
	}
}

func TestOnlyUnusedConnectionsAreClosedAtTheEnd(t *testing.T) {
	h := newHouse(t, Limits{Most: 100, PerClient: 100, Stall: time.Second, Rate: 1000})
	unused, _ := h.from("192.0.2.1:1")
	asking, c := h.from("192.0.2.1:2")
	c.moved.Store(1)
	busy, c := h.from("192.0.2.1:3")
	h.ConnState(c, http.StateActive)
	h.CloseUnused()
	if !unused.isGone() || asking.isGone() || busy.isGone() {
		t.Errorf("gone are: unused %t, asking %t, busy %t", unused.isGone(), asking.isGone(), busy.isGone())
	}
}

func TestWhoTakesNothingIsGivenUpAndWhoTakesALittleIsNot(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer inner.Close()
	l := Wrap(inner, Options{Limits: Limits{Most: 10, PerClient: 10, Stall: time.Second, Rate: 1 << 20}, Now: time.Now})
	for _, tc := range []struct {
		name string
		take func(net.Conn)
		fits func(error) bool
	}{
		{"nothing", func(net.Conn) {}, func(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }},
		{"a little at a time", func(c net.Conn) {
			for err := error(nil); err == nil; time.Sleep(20 * time.Millisecond) { // for longer than a stall, in all
				_, err = io.CopyN(io.Discard, c, 256<<10)
			}
		}, func(err error) bool { return err == nil }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			client, err := net.Dial("tcp", inner.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			server, err := l.Accept()
			if err != nil {
				t.Fatal(err)
			}
			defer server.Close()
			go tc.take(client)
			if _, err := server.Write(make([]byte, 32<<20)); !tc.fits(err) {
				t.Errorf("writing ends with %v", err)
			}
		})
	}
}

// setBack returns the time that time.Now gave as it would have been if the machine's
// clock had been set back before: the wall clock's is earlier, and what the runtime
// counts deadlines by goes on. The package time lets nobody make such a time, so
// the seconds are taken off where it has them, above 30 bits of nanoseconds.
func setBack(now time.Time, by time.Duration) time.Time {
	wall := (*uint64)(unsafe.Pointer(&now))
	*wall -= uint64(by/time.Second) << 30
	return now
}

func TestWhoReadsIsNotGivenUpWhenTheClockIsSetBack(t *testing.T) {
	before := time.Now()
	if after := setBack(before, time.Hour); after.Sub(before) != 0 || before.Round(0).Sub(after.Round(0)) != time.Hour {
		t.Fatalf("setBack makes %v of %v", after, before)
	}
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer inner.Close()
	const stall = 50 * time.Millisecond
	by := time.Duration(0)
	l := Wrap(inner, Options{Limits: Limits{Most: 10, PerClient: 10, Stall: stall, Rate: 1 << 20}, Now: func() time.Time { return setBack(time.Now(), by) }})
	client, err := net.Dial("tcp", inner.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	server, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	for range 2 {
		if _, err := server.Write([]byte("words")); err != nil {
			t.Errorf("with the clock set back by %v: %v", by, err)
		}
		by = time.Hour
		time.Sleep(2 * stall) // the deadline of the first Write passes
	}
}

func TestWhatASocketsFileMustBe(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, []byte("words"), 0o600); err != nil {
		t.Fatal(err)
	}
	if l, err := On(context.Background(), "unix:"+file); err == nil {
		l.Close()
		t.Error("a file that is no socket was replaced")
	}
	for address, ok := range map[string]bool{"127.0.0.1:80": true, ":80": true, "unix:/x": true, "unix:": false, "": false, "nonsense": false, "127.0.0.1:port": false} {
		if err := CheckAddress(address); (err == nil) != ok {
			t.Errorf("CheckAddress(%q) says %v", address, err)
		}
	}
}
