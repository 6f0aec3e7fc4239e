package fetch

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"pullquote/internal/blog"
)

// errNoNetwork ends a test's connection to the real web before it begins.
var errNoNetwork = errors.New("tests don't reach the web")

// dials records what the guard let through.
type dials struct {
	mu   sync.Mutex
	seen []string
}

func (d *dials) all() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.seen
}

// record notes a connection. Only those to this machine may be opened.
func (d *dials) record(address string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.seen = append(d.seen, address)
	if strings.HasPrefix(address, "127.") || strings.HasPrefix(address, "[::1]") {
		return nil
	}
	return errNoNetwork
}

// client makes a client that reaches this machine, if at all.
func client(t *testing.T, o Options) (*Client, *dials) {
	t.Helper()
	d := &dials{}
	o.hooks.dialling = d.record
	if o.hooks.resolver == nil {
		o.hooks.resolver = nameServer(t, nil)
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.transport.CloseIdleConnections)
	return c, d
}

// server starts a server and a client that may reach it.
func server(t *testing.T, handler http.HandlerFunc) (*httptest.Server, *Client) {
	t.Helper()
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	c, _ := client(t, Options{AllowHosts: []string{hostOf(s.URL)}, hooks: hooks{limits: limits{whole: time.Minute}}})
	return s, c
}

// trap is a listener that nobody may reach.
type trap struct {
	port string
	mu   sync.Mutex
	hits int
}

// newTrap listens on loopback, IPv4 and where there is one IPv6, under one port.
func newTrap(t *testing.T) *trap {
	t.Helper()
	tr := &trap{}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, tr.port, _ = net.SplitHostPort(l.Addr().String())
	tr.watch(t, l)
	if l6, err := net.Listen("tcp", "[::1]:"+tr.port); err == nil {
		tr.watch(t, l6)
	}
	return tr
}

func (tr *trap) watch(t *testing.T, l net.Listener) {
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			tr.mu.Lock()
			tr.hits++
			tr.mu.Unlock()
			_ = conn.Close()
		}
	}()
}

func (tr *trap) count() int {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	return tr.hits
}

// nameServer is a resolver whose answers come from answer: the IPv4 addresses
// of a name without its last dot, none for "no such host". It is asked by the
// real resolver of package net over the real protocol.
func nameServer(t *testing.T, answer func(name string) []string) *net.Resolver {
	t.Helper()
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pc.Close() })
	go func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := pc.ReadFrom(buf)
			if err != nil {
				return
			}
			if reply := dnsReply(buf[:n], answer); reply != nil {
				_, _ = pc.WriteTo(reply, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", pc.LocalAddr().String())
	}}
}

func dnsReply(query []byte, answer func(name string) []string) []byte {
	var m dnsmessage.Message
	if m.Unpack(query) != nil || len(m.Questions) != 1 {
		return nil
	}
	q := m.Questions[0]
	var ips []string
	if answer != nil {
		ips = answer(strings.TrimSuffix(q.Name.String(), ".") + map[bool]string{true: " AAAA"}[q.Type == dnsmessage.TypeAAAA])
	}
	m.Response, m.Authoritative, m.RecursionAvailable = true, true, true
	m.Additionals = nil
	if answer == nil {
		m.RCode = dnsmessage.RCodeNameError
	}
	for _, s := range ips {
		ip := net.ParseIP(s)
		h := dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: dnsmessage.ClassINET}
		if q.Type == dnsmessage.TypeAAAA {
			m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.AAAAResource{AAAA: [16]byte(ip.To16())}})
		} else {
			m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.AResource{A: [4]byte(ip.To4())}})
		}
	}
	reply, _ := m.Pack()
	return reply
}

// wantError asserts that err is for a person: of that kind, with a sentence
// that has those words in it.
func wantError(t *testing.T, err error, kind blog.ErrorKind, words ...string) {
	t.Helper()
	e, ok := errors.AsType[*blog.Error](err)
	if !ok {
		t.Errorf("error is %v, want a *blog.Error", err)
		return
	}
	if e.Kind != kind {
		t.Errorf("error is of kind %d, want %d: %v", e.Kind, kind, err)
	}
	for _, w := range words {
		if !strings.Contains(e.Sentence(), w) {
			t.Errorf("sentence %q does not say %q", e.Sentence(), w)
		}
	}
	if !strings.HasSuffix(e.Sentence(), ".") || strings.Contains(e.Sentence(), "\n") {
		t.Errorf("%q is not a sentence", e.Sentence())
	}
}

// fill writes n bytes of a page.
func fill(n int) []byte { return bytes.Repeat([]byte("x"), n) }
