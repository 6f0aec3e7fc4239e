package app_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"math"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pullquote/internal/app"
	"pullquote/internal/blog"
	"pullquote/internal/listen"
)

func TestACertificateIsAskedForAndShown(t *testing.T) {
	for _, challenge := range []string{"http-01", "tls-alpn-01"} {
		t.Run(challenge, func(t *testing.T) {
			a := newAuthority(t, challenge)
			a.plain = filepath.Join(t.TempDir(), "port80")
			var data string
			s := besiege(t, func(c *app.Config) {
				c.AllowHosts, c.CAFile = []string{strings.TrimPrefix(a.URL, "https://")}, a.caFile()
				c.BaseURL = "https://links.example.org"
				c.HTTPS = app.HTTPS{Automatic: true, Email: "ada@example.org", Directory: a.URL + "/directory", PlainAddr: "unix:" + a.plain}
				data = c.Data
				a.know.Add(1) // where the blog is
			})
			a.https = strings.TrimPrefix(s.URL, "http://")
			a.know.Done()
			resp, err := a.browser(s.URL).Get("https://links.example.org/")
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			if resp.StatusCode != http.StatusOK || resp.ProtoMajor != 2 || resp.Header.Get("Strict-Transport-Security") == "" {
				t.Errorf("it answers %s %s %v", resp.Proto, resp.Status, resp.Header)
			}
			if got := resp.TLS.PeerCertificates[0].DNSNames; len(got) != 1 || got[0] != "links.example.org" {
				t.Errorf("the certificate is for %v", got)
			}
			signedIn, err := a.browser(s.URL).PostForm("https://links.example.org/login", url.Values{"username": {"ada"}, "password": {password}})
			if err != nil {
				t.Fatal(err)
			}
			signedIn.Body.Close()
			if c := signedIn.Cookies(); len(c) != 1 || !c[0].Secure || c[0].Name != "__Host-pullquote" {
				t.Errorf("the cookie is %v", c)
			}
			a.mu.Lock()
			asked := a.asked
			a.mu.Unlock()
			if len(asked) != 1 {
				t.Errorf("proofs were looked at: %v", asked)
			}
			if _, err := a.browser(s.URL).Get("https://evil.example/"); err == nil {
				t.Error("there is a certificate for a domain that nobody named")
			}
			plain := listen.Client(a.plain)
			plain.CheckRedirect = noRedirect().CheckRedirect
			moved, err := plain.Get("http://evil.example//evil.example/?q=x")
			if err != nil {
				t.Fatal(err)
			}
			moved.Body.Close()
			if to := moved.Header.Get("Location"); moved.StatusCode != http.StatusMovedPermanently || to != "https://links.example.org//evil.example/?q=x" {
				t.Errorf("plain HTTP answers %s, leads to %q", moved.Status, to)
			}
			info, err := os.Stat(filepath.Join(data, "certificates", "links.example.org"))
			if err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("the certificate is not kept: %v, %v", info, err)
			}
		})
	}
}

func TestPlainHTTPLeadsBelowThePathPrefix(t *testing.T) {
	a := newAuthority(t, "none")
	cert, key := a.files(t, "links.example.org")
	plain := filepath.Join(t.TempDir(), "port80")
	besiege(t, func(c *app.Config) {
		c.BaseURL = "https://links.example.org" + below + "/"
		c.HTTPS = app.HTTPS{CertFile: cert, KeyFile: key, PlainAddr: "unix:" + plain}
	})
	client := listen.Client(plain)
	client.CheckRedirect = noRedirect().CheckRedirect
	for asked, want := range map[string]string{
		below + "/":         "https://links.example.org/links/",
		below + "/desk?a=b": "https://links.example.org/links/desk?a=b",
		below + below + "/": "https://links.example.org/links/links/", // a post may be called so
		"/":                 "https://links.example.org/",
		"//evil.example/":   "https://links.example.org//evil.example/",
	} {
		moved, err := client.Get("http://links.example.org" + asked)
		if err != nil {
			t.Fatal(err)
		}
		moved.Body.Close()
		if to := moved.Header.Get("Location"); moved.StatusCode != http.StatusMovedPermanently || to != want {
			t.Errorf("%s: it answers %s and leads to %q, want %q", asked, moved.Status, to, want)
		}
	}
}

func TestSlowReadersOfEncryptedPagesAreShownOutToo(t *testing.T) {
	a := newAuthority(t, "none")
	s, _, _ := a.besiege(t, func(c *app.Config) { c.Limits.MaxConnections = 50 })
	for i := range 200 {
		c := s.dial(t)
		if i%2 == 0 {
			go tls.Client(c, &tls.Config{InsecureSkipVerify: true}).HandshakeContext(context.Background())
		}
	}
	resp, err := a.browser(s.URL).Get("https://links.example.org/")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	s.eventually(t, "pullquote_connections", func(n float64) bool { return n <= 50 })
}

// files returns a certificate and its key as files.
func (a *authority) files(t *testing.T, domain string) (cert, key string) {
	t.Helper()
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	a.renew(t, domain, cert, key)
	return cert, key
}

// besiege serves a blog at links.example.org with a certificate of the authority's in
// files.
func (a *authority) besiege(t *testing.T, change func(*app.Config)) (s *siege, cert, key string) {
	t.Helper()
	cert, key = a.files(t, "links.example.org")
	s = besiege(t, func(c *app.Config) {
		c.BaseURL = "https://links.example.org"
		c.HTTPS = app.HTTPS{CertFile: cert, KeyFile: key}
		if change != nil {
			change(c)
		}
	})
	return s, cert, key
}

func (a *authority) renew(t *testing.T, domain, cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(
		os.WriteFile(cert, a.certify([]string{domain}, private.Public()), 0o600),
		os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600))
	if err != nil {
		t.Fatal(err)
	}
}

// fastClock is a clock that is ahead of the real one.
type fastClock struct{ ahead atomic.Int64 }

func (c *fastClock) now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

func (c *fastClock) advance(d time.Duration) { c.ahead.Add(int64(d)) }

func TestACertificateInFilesIsReadAgain(t *testing.T) {
	a := newAuthority(t, "none")
	var fast fastClock
	s, cert, key := a.besiege(t, func(c *app.Config) { c.Now = fast.now })
	serial := func() string {
		t.Helper()
		resp, err := a.browser(s.URL).Get("https://links.example.org/healthz")
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		return resp.TLS.PeerCertificates[0].SerialNumber.String()
	}
	pass := func() { fast.advance(time.Minute) }
	first := serial()
	later := time.Now().Add(time.Hour)
	if err := errors.Join(os.WriteFile(cert, []byte("half of it"), 0o600), os.Chtimes(cert, later, later)); err != nil {
		t.Fatal(err)
	}
	pass()
	if serial() != first || !strings.Contains(s.log.String(), "the old one is shown on") {
		t.Error("a certificate that can't be read takes the old one's place")
	}
	a.renew(t, "links.example.org", cert, key)
	pass()
	if serial() == first {
		t.Error("the new certificate is not shown")
	}
}

func TestFailedHandshakesFillNoLog(t *testing.T) {
	a := newAuthority(t, "none")
	s, _, _ := a.besiege(t, nil)
	for range 3 {
		c := s.dial(t)
		io.WriteString(c, "GET / HTTP/1.1\r\nHost: links.example.org\r\n\r\n")
		io.Copy(io.Discard, c)
	}
	for deadline := time.Now().Add(patience); !strings.Contains(s.log.String(), "TLS handshake error"); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the handshakes do not fail")
		}
	}
	for line := range strings.Lines(s.log.String()) {
		if strings.Contains(line, "TLS handshake error") && !strings.Contains(line, "level=DEBUG") {
			t.Errorf("anybody can write into the log: %s", line)
		}
	}
}

func TestACertificateThatReadersMissIsLoggedOnceAMinute(t *testing.T) {
	a := newAuthority(t, "none")
	directory := a.URL
	a.Close() // nobody answers there
	s := besiege(t, func(c *app.Config) {
		c.AllowHosts = []string{strings.TrimPrefix(directory, "https://")}
		c.BaseURL = "https://links.example.org"
		c.HTTPS = app.HTTPS{Automatic: true, Directory: directory}
	})
	for _, name := range []string{"links.example.org", "links.example.org", "evil.example"} {
		c := tls.Client(s.dial(t), &tls.Config{ServerName: name, InsecureSkipVerify: true})
		if err := c.HandshakeContext(t.Context()); err == nil {
			t.Errorf("%s has a certificate", name)
		}
	}
	log := s.log.String()
	if n := strings.Count(log, "there is no certificate for a reader"); n != 1 || strings.Contains(log, "domain=evil.example") {
		t.Errorf("it is logged %d times:\n%s", n, log)
	}
}

func TestACertificateThatIsNotRenewedIsWarnedOfOnceADay(t *testing.T) {
	a := newAuthority(t, "none")
	var fast fastClock
	s, _, _ := a.besiege(t, func(c *app.Config) { c.Now = fast.now }) // for 90 days
	day := 0
	for _, tc := range []struct{ day, warnings int }{{0, 0}, {70, 0}, {77, 1}, {77, 1}, {78, 2}} {
		fast.advance(time.Duration(tc.day-day) * 24 * time.Hour)
		day = tc.day
		resp, err := a.browser(s.URL).Get("https://links.example.org/healthz")
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if n := strings.Count(s.log.String(), "was not renewed in time"); n != tc.warnings {
			t.Errorf("on day %d there were %d warnings, not %d", day, n, tc.warnings)
		}
	}
	want := time.Now().Add(90 * 24 * time.Hour)
	if got := s.figure(t, `pullquote_certificate_end_timestamp_seconds{domain="links.example.org"}`); math.Abs(got-float64(want.Unix())) > 60 {
		t.Errorf("the metric is %v", got)
	}
}

func TestWhatCantBeServedEncryptedIsSaid(t *testing.T) {
	for _, tc := range []struct {
		name string
		c    app.Config
		want string
	}{
		{"no domain", app.Config{HTTPS: app.HTTPS{Automatic: true}}, "needs the domain"},
		{"an address for a domain", app.Config{BaseURL: "https://192.0.2.1", HTTPS: app.HTTPS{Automatic: true}}, "no domain"},
		{"a wildcard", app.Config{HTTPS: app.HTTPS{Automatic: true, Domains: []string{"*.example.org"}}}, "no domain"},
		{"a base URL that is not encrypted", app.Config{BaseURL: "http://links.example.org", HTTPS: app.HTTPS{Automatic: true}}, "Begin it with https"},
		{"a directory that is none", app.Config{BaseURL: "https://links.example.org", HTTPS: app.HTTPS{Automatic: true, Directory: "http://ca.example/"}}, "--acme-directory"},
		{"two ways at once", app.Config{BaseURL: "https://links.example.org", HTTPS: app.HTTPS{Automatic: true, CertFile: "a", KeyFile: "b"}}, "Choose one"},
		{"a certificate without a key", app.Config{HTTPS: app.HTTPS{CertFile: "a"}}, "go together"},
		{"files that are not there", app.Config{HTTPS: app.HTTPS{CertFile: "no-such-file", KeyFile: "b"}}, "can't be used"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.c.Data = filepath.Join(t.TempDir(), "data")
			a, err := app.Open(t.Context(), tc.c)
			if err == nil {
				a.Close()
				t.Fatal("it is opened")
			}
			if faults := blog.Faults(err); len(faults) != 1 || !strings.Contains(faults[0].Sentence(), tc.want) {
				t.Errorf("it says %v", err)
			}
		})
	}
}
