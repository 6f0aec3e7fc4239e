package listen

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// scribe is the inner end of a connection, which notes what is asked of it.
type scribe struct {
	net.Conn
	mu        sync.Mutex
	written   [][]byte
	deadlines atomic.Int64
}

func (s *scribe) Write(p []byte) (int, error) {
	s.mu.Lock()
	s.written = append(s.written, bytes.Clone(p))
	s.mu.Unlock()
	if s.Conn == nil {
		return len(p), nil
	}
	return s.Conn.Write(p)
}

func (s *scribe) SetReadDeadline(t time.Time) error {
	s.deadlines.Add(1)
	return s.Conn.SetReadDeadline(t)
}

func (s *scribe) SetWriteDeadline(t time.Time) error {
	if s.Conn == nil {
		return nil
	}
	return s.Conn.SetWriteDeadline(t)
}

func (s *scribe) CloseWrite() error { return s.Conn.(halfCloser).CloseWrite() }

// with returns a connection over an inner one.
func with(inner net.Conn) *Conn {
	l := Wrap(&street{}, Options{Limits: Limits{Most: 10, Stall: time.Minute, Rate: 1 << 10}, Now: time.Now})
	return &Conn{Conn: inner, home: l}
}

func TestTheBeginningOfAnAnswerWaitsForItsRest(t *testing.T) {
	inner := &scribe{}
	c := with(inner)
	full, rest := bytes.Repeat([]byte("a"), netHTTPBuffer), []byte("rest")
	announce(t, c, netHTTPBuffer+1)
	if n, err := c.Write(full); n != len(full) || err != nil || len(inner.written) != 0 {
		t.Fatalf("Write = %d, %v, and %d pieces left; want none", n, err, len(inner.written))
	}
	full[0] = 'x' // net/http fills its buffer anew
	if n, err := c.Write(rest); n != len(rest) || err != nil {
		t.Fatalf("Write = %d, %v", n, err)
	}
	full[0] = 'a'
	if got := bytes.Join(inner.written, nil); !bytes.Equal(got, slices.Concat(full, rest)) {
		t.Errorf("%d bytes left, not those that were written", len(got))
	}
	inner.written = nil
	if c.Write(full); len(inner.written) != 1 {
		t.Error("what was not announced waits, too")
	}
}

func TestWhatHasNoRestDoesNotWait(t *testing.T) {
	full := bytes.Repeat([]byte("a"), netHTTPBuffer)
	for name, a := range map[string]struct {
		body   int
		pieces [][]byte
	}{
		"a body that may fit the buffer":       {netHTTPBuffer, [][]byte{full}},
		"a header that comes alone, for a 304": {3 * netHTTPBuffer, [][]byte{full[:500], full}},
	} {
		inner := &scribe{}
		c := with(inner)
		announce(t, c, a.body)
		for _, p := range a.pieces {
			c.Write(p)
		}
		if len(inner.written) != len(a.pieces) {
			t.Errorf("%s: %d of %d pieces left", name, len(inner.written), len(a.pieces))
		}
	}
	announce(t, &scribe{}, 1<<20) // where TLS stands between, there is no connection to be found
}

// announce says that a body comes, as a handler does.
func announce(t *testing.T, c net.Conn, body int) {
	t.Helper()
	w := struct {
		http.ResponseWriter
		http.Hijacker
	}{httptest.NewRecorder(), nil}
	Gather(w, httptest.NewRequestWithContext(ConnContext(t.Context(), c), http.MethodGet, "/", nil), body)
}

func TestPagesMadeOnTheWayDoNotDisturbTheAnswer(t *testing.T) {
	inner := &scribe{}
	c := with(inner)
	r := httptest.NewRequestWithContext(ConnContext(t.Context(), c), http.MethodGet, "/", nil)
	var want []byte
	for n := range byte(9) {
		Gather(httptest.NewRecorder(), r, 1<<20)
		piece := bytes.Repeat([]byte{'a' + n}, netHTTPBuffer)
		c.Write(piece)
		want = append(want, piece...)
		if got := bytes.Join(inner.written, nil); !bytes.Equal(got, want) {
			t.Fatalf("after %d pieces %d bytes have left", n+1, len(got))
		}
	}
	// Even one that is announced, and does not come alone, loses nothing.
	inner.written, want = nil, nil
	for n := range byte(9) {
		announce(t, c, 1<<20)
		piece := bytes.Repeat([]byte{'a' + n}, netHTTPBuffer)
		c.Write(piece)
		want = append(want, piece...)
	}
	c.Write([]byte("end"))
	if got := bytes.Join(inner.written, nil); !bytes.Equal(got, append(want, "end"...)) {
		t.Errorf("%d bytes have left, and not all in their order", len(got))
	}
}

// served is a real server whose connections are watched, and a client on one
// connection.
func served(t *testing.T, handler http.Handler) (client net.Conn, inner *scribe) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	arrived := make(chan *scribe, 1)
	l := Wrap(&watched{listener, arrived}, Options{Limits: Limits{Most: 10, Stall: time.Minute, Rate: 1 << 10}, Now: time.Now})
	server := &http.Server{
		Handler: handler, ConnState: l.ConnState, ConnContext: ConnContext,
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
	}
	go server.Serve(l)
	t.Cleanup(func() { server.Close() })
	client, err = net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	client.SetDeadline(time.Now().Add(time.Minute))
	return client, <-arrived
}

// watched has a scribe for each connection.
type watched struct {
	net.Listener
	arrived chan *scribe
}

func (w *watched) Accept() (net.Conn, error) {
	c, err := w.Listener.Accept()
	if err != nil {
		return nil, err
	}
	s := &scribe{Conn: c}
	w.arrived <- s
	return s, nil
}

func TestAnswersOfAllSizesComeWhole(t *testing.T) {
	all := bytes.Repeat([]byte("0123456789abcdef"), 1<<16)
	client, _ := served(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var n int
		fmt.Sscan(r.URL.Query().Get("n"), &n)
		w.Header().Set("Content-Length", fmt.Sprint(n))
		Gather(w, r, n)
		w.Write(all[:n])
	}))
	in := bufio.NewReader(client)
	sizes := []int{0, 1, 100_000, 600_000, len(all)}
	for n := range 5_000 {
		sizes = append(sizes, 3_500+n)
	}
	for _, n := range sizes {
		fmt.Fprintf(client, "GET /?n=%d HTTP/1.1\r\nHost: a\r\n\r\n", n)
		resp, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatalf("%d bytes: %v", n, err)
		}
		got, err := io.ReadAll(resp.Body)
		if err != nil || !bytes.Equal(got, all[:n]) {
			t.Fatalf("of %d bytes came %d: %v", n, len(got), err)
		}
	}
}

func TestOneRequestAfterTheOtherMovesHardlyATimer(t *testing.T) {
	client, inner := served(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	in := bufio.NewReader(client)
	const requests = 500
	for range requests {
		fmt.Fprint(client, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
		if _, err := http.ReadResponse(in, nil); err != nil {
			t.Fatal(err)
		}
	}
	// Net/http asks for five deadlines with each; two are moved where it has to
	// wake a Read that waits already.
	if n := inner.deadlines.Load(); n > 2*requests+requests/2 {
		t.Errorf("%d requests set %d deadlines", requests, n)
	}
}

func TestAReadEndsWhenItWasToldTo(t *testing.T) {
	soon := func() time.Time { return time.Now().Add(30 * time.Millisecond) }
	for name, set := range map[string]func(c *Conn){
		"in time":                        func(c *Conn) { c.SetReadDeadline(soon()) },
		"at once, when the time is over": func(c *Conn) { c.SetReadDeadline(time.Unix(1, 0)) },
		"sooner than was said before":    func(c *Conn) { c.SetReadDeadline(time.Now().Add(time.Hour)); c.SetReadDeadline(soon()) },
		"after it had no end":            func(c *Conn) { c.SetReadDeadline(time.Time{}); c.SetReadDeadline(soon()) },
		"with both ways":                 func(c *Conn) { c.SetDeadline(soon()) },
	} {
		for _, waiting := range []bool{false, true} {
			ours, theirs := net.Pipe()
			c := with(ours)
			ended := make(chan error, 1)
			read := func() {
				_, err := c.Read(make([]byte, 1))
				ended <- err
			}
			if waiting {
				go read()
				time.Sleep(5 * time.Millisecond)
				set(c)
			} else {
				set(c)
				go read()
			}
			select {
			case err := <-ended:
				// Net/http asks for the type.
				if timeout, ok := err.(net.Error); !ok || !timeout.Timeout() {
					t.Errorf("%s (waiting: %t): %v", name, waiting, err)
				}
			case <-time.After(10 * time.Second):
				t.Errorf("%s (waiting: %t): it does not end", name, waiting)
			}
			ours.Close()
			theirs.Close()
		}
	}
}

func TestAReadDoesNotEndBeforeItWasToldTo(t *testing.T) {
	ours, theirs := net.Pipe()
	defer ours.Close()
	c := with(ours)
	got := make(chan error, 1)
	c.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
	go func() {
		_, err := c.Read(make([]byte, 1))
		got <- err
	}()
	c.SetReadDeadline(time.Time{}) // as net/http does for a handler that takes long
	go func() {
		time.Sleep(100 * time.Millisecond)
		theirs.Write([]byte("a"))
	}()
	if err := <-got; err != nil {
		t.Errorf("the runtime's earlier deadline ended it: %v", err)
	}
}
