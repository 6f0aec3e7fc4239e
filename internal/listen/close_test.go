package listen

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// What is unread when a connection is closed has the system throw away what was
// not taken yet.
func TestWhatIsSentBehindTheLastRequestCostsNoAnswer(t *testing.T) {
	body := bytes.Repeat([]byte("0123456789abcdef"), 1<<18) // 4 MB: more than the system holds for one who waits
	var beyond atomic.Int64
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/beyond" {
			beyond.Add(1)
		}
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		w.Write(body)
	})
	for name, behind := range map[string]string{
		"nothing":       "",
		"a request":     "GET /beyond HTTP/1.1\r\nHost: a\r\n\r\n",
		"many requests": strings.Repeat("GET /beyond HTTP/1.1\r\nHost: a\r\n\r\n", 1_500),
		"noise":         strings.Repeat("noise", 10_000),
	} {
		client, _ := served(t, handler)
		client.(*net.TCPConn).SetReadBuffer(256 << 10)
		sent := make(chan struct{})
		go func() {
			defer close(sent)
			io.WriteString(client, "GET /first HTTP/1.1\r\nHost: a\r\n\r\nGET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"+behind)
		}()
		in := bufio.NewReader(client)
		for n := range 2 {
			resp, err := http.ReadResponse(in, nil)
			if err != nil {
				t.Fatalf("%s behind it: answer %d: %v", name, n+1, err)
			}
			got, err := io.ReadAll(resp.Body)
			if err != nil || !bytes.Equal(got, body) {
				t.Fatalf("%s behind it: of answer %d come %d bytes, %v", name, n+1, len(got), err)
			}
		}
		if rest, err := io.ReadAll(in); err != nil || len(rest) > 0 {
			t.Errorf("%s behind it: then come %d bytes, %v", name, len(rest), err)
		}
		<-sent
	}
	if n := beyond.Load(); n > 0 {
		t.Errorf("%d requests behind the last one were taken", n)
	}
}

// Net/http closes such a connection within the handler's Write, and reads meanwhile
// what may come in next.
func TestAHandlerIsDoneWithOneWhoTakesNothing(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := Wrap(inner, Options{Limits: Limits{Most: 10, PerClient: 10, Stall: time.Second, Rate: 1 << 20}, Now: time.Now})
	done := make(chan error, 1)
	server := &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, err := w.Write(make([]byte, 32<<20))
			done <- err
		}),
		ConnState: l.ConnState, ReadHeaderTimeout: 10 * time.Minute, ReadTimeout: 10 * time.Minute, IdleTimeout: 10 * time.Minute,
	}
	go server.Serve(l)
	defer server.Close()
	client, err := net.Dial("tcp", inner.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if _, err := io.WriteString(client, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-done:
		if err == nil {
			t.Error("everything was taken")
		}
	case <-time.After(time.Minute):
		t.Error("the handler writes still")
	}
}

// halved is a pipe of which the one way is as if closed.
type halved struct{ net.Conn }

func (halved) CloseWrite() error { return nil }

func TestAConnectionIsClosedAtOnceWhereNobodyIsToWaitFor(t *testing.T) {
	for name, leave := range map[string]func(c *Conn, client net.Conn){
		"the client goes":  func(c *Conn, client net.Conn) { client.Close(); c.Close() },
		"it was idle":      func(c *Conn, _ net.Conn) { c.busy.Store(false); c.Close() },
		"it is shown out":  func(c *Conn, _ net.Conn) { c.home.makeRoom("", 1) },
		"there is no time": func(c *Conn, _ net.Conn) { c.home.Hurry(); c.Close() },
	} {
		ours, theirs := net.Pipe()
		c := with(halved{ours})
		c.home.o.Now = func() time.Time { return time.Now().Add(time.Hour) } // so long it would linger
		c.home.conns[c] = struct{}{}
		c.busy.Store(true) // since 1970, and nothing has moved
		left := make(chan struct{})
		go func() {
			defer close(left)
			leave(c, theirs)
		}()
		select {
		case <-left:
		case <-time.After(time.Minute):
			t.Fatalf("%s, and it lingers", name)
		}
		if open := c.home.Stats().Open; open != 0 {
			t.Errorf("%s, and it keeps its place", name)
		}
		if _, err := ours.Write([]byte("a")); err == nil {
			t.Errorf("%s, and it is open", name)
		}
	}
}

func TestALingeringConnectionIsTheFirstToBeShownOut(t *testing.T) {
	ours, theirs := net.Pipe()
	defer theirs.Close()
	c := with(halved{ours})
	c.home.o.Now = func() time.Time { return time.Now().Add(time.Hour) }
	c.home.conns[c] = struct{}{}
	c.busy.Store(true)
	c.since.Store(c.home.o.Now().UnixNano())
	left := make(chan struct{})
	go func() {
		defer close(left)
		c.Close()
	}()
	for deadline := time.Now().Add(time.Minute); c.home.makeRoom("", 1) == 0; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it is not shown out")
		}
	}
	<-left
}
