package app_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// authority is a small authority that speaks ACME (RFC 8555): one account, one
// order at a time. It gives a certificate to whom it has asked for a proof.
type authority struct {
	*httptest.Server
	t         *testing.T
	challenge string // the type that it offers
	https     string // where the domain is reached, whatever it is called
	plain     string // the socket behind port 80
	know      sync.WaitGroup

	key  *ecdsa.PrivateKey
	root *x509.Certificate

	mu         sync.Mutex
	nonces     int
	thumbprint string
	domain     string
	valid      bool
	cert       []byte
	asked      []string // the types of proof that were looked at
}

func newAuthority(t *testing.T, challenge string) *authority {
	t.Helper()
	a := &authority{t: t, challenge: challenge}
	var err error
	if a.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "A small authority"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, a.key.Public(), a.key)
	if err != nil {
		t.Fatal(err)
	}
	if a.root, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	a.Server = httptest.NewTLSServer(a)
	t.Cleanup(a.Close)
	return a
}

// caFile writes the certificate of the authority's own server.
func (a *authority) caFile() string {
	a.t.Helper()
	path := filepath.Join(a.t.TempDir(), "ca.pem")
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.Certificate().Raw}), 0o600); err != nil {
		a.t.Fatal(err)
	}
	return path
}

func (a *authority) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.nonces++
	w.Header().Set("Replay-Nonce", fmt.Sprint("nonce-", a.nonces))
	say := func(status int, v any) {
		w.WriteHeader(status)
		json.NewEncoder(w).Encode(v)
	}
	identifiers := []any{map[string]string{"type": "dns", "value": a.domain}}
	switch r.URL.Path {
	case "/directory":
		say(200, map[string]string{"newNonce": a.URL + "/nonce", "newAccount": a.URL + "/account", "newOrder": a.URL + "/order"})
	case "/nonce":
	case "/account":
		a.thumbprint = thumbprint(signed(r).header.JWK)
		w.Header().Set("Location", a.URL+"/account/1")
		say(201, map[string]any{"status": "valid"})
	case "/order":
		var order struct{ Identifiers []struct{ Value string } }
		json.Unmarshal(signed(r).payload, &order)
		a.domain, a.valid, a.cert = order.Identifiers[0].Value, false, nil
		w.Header().Set("Location", a.URL+"/order/1")
		say(201, map[string]any{"status": "pending", "identifiers": []any{order.Identifiers[0]}, "authorizations": []string{a.URL + "/authz"}, "finalize": a.URL + "/finalize"})
	case "/order/1":
		state := map[string]any{"status": "pending", "identifiers": identifiers, "authorizations": []string{a.URL + "/authz"}, "finalize": a.URL + "/finalize"}
		if a.valid {
			state["status"] = "ready"
		}
		if a.cert != nil {
			state["status"], state["certificate"] = "valid", a.URL+"/cert"
		}
		w.Header().Set("Location", a.URL+"/order/1")
		say(200, state)
	case "/authz", "/challenge":
		if r.URL.Path == "/challenge" {
			a.asked = append(a.asked, a.challenge)
			a.valid = a.proven("a-token." + a.thumbprint)
		}
		status := map[bool]string{true: "valid", false: "pending"}[a.valid]
		challenge := map[string]any{"type": a.challenge, "url": a.URL + "/challenge", "token": "a-token", "status": status}
		if r.URL.Path == "/challenge" {
			say(200, challenge)
			return
		}
		say(200, map[string]any{"status": status, "identifier": identifiers[0], "challenges": []any{challenge}})
	case "/finalize":
		if !a.valid {
			say(403, map[string]string{"type": "urn:ietf:params:acme:error:orderNotReady"})
			return
		}
		a.sign(signed(r).payload)
		w.Header().Set("Location", a.URL+"/order/1")
		say(200, map[string]any{"status": "valid", "identifiers": identifiers, "certificate": a.URL + "/cert", "finalize": a.URL + "/finalize"})
	case "/cert":
		w.Header().Set("Content-Type", "application/pem-certificate-chain")
		w.Write(a.cert)
	default:
		http.NotFound(w, r)
	}
}

// jwk is an account's key.
type jwk struct{ Crv, Kty, X, Y string }

// message is what an account has sent. That it has signed it is not looked at.
type message struct {
	header  struct{ JWK jwk }
	payload []byte
}

func signed(r *http.Request) (m message) {
	var body struct{ Protected, Payload string }
	json.NewDecoder(r.Body).Decode(&body)
	header, _ := base64.RawURLEncoding.DecodeString(body.Protected)
	json.Unmarshal(header, &m.header)
	m.payload, _ = base64.RawURLEncoding.DecodeString(body.Payload)
	return m
}

// thumbprint is that of RFC 7638.
func thumbprint(k jwk) string {
	sum := sha256.Sum256(fmt.Appendf(nil, `{"crv":%q,"kty":%q,"x":%q,"y":%q}`, k.Crv, k.Kty, k.X, k.Y))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// proven looks whether the domain answers as only the account's holder can.
func (a *authority) proven(want string) bool {
	a.know.Wait()
	if a.challenge == "http-01" {
		client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", a.plain)
		}}}
		resp, err := client.Get("http://" + a.domain + "/.well-known/acme-challenge/a-token")
		if err != nil {
			return false
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		return err == nil && string(body) == want
	}
	c, err := tls.Dial("tcp", a.https, &tls.Config{ServerName: a.domain, NextProtos: []string{"acme-tls/1"}, InsecureSkipVerify: true})
	if err != nil {
		return false
	}
	defer c.Close()
	sum := sha256.Sum256([]byte(want))
	value, _ := asn1.Marshal(sum[:])
	for _, e := range c.ConnectionState().PeerCertificates[0].Extensions { // id-pe-acmeIdentifier, RFC 8737
		if e.Id.String() == "1.3.6.1.5.5.7.1.31" && bytes.Equal(e.Value, value) {
			return true
		}
	}
	return false
}

func (a *authority) sign(payload []byte) {
	var sent struct{ CSR string }
	json.Unmarshal(payload, &sent)
	der, _ := base64.RawURLEncoding.DecodeString(sent.CSR)
	csr, err := x509.ParseCertificateRequest(der)
	if err != nil {
		a.t.Error(err)
		return
	}
	a.cert = a.certify(csr.DNSNames, csr.PublicKey)
}

// certify returns a certificate for 90 days, with the authority's own, as PEM.
func (a *authority) certify(names []string, key crypto.PublicKey) []byte {
	serial, _ := rand.Int(rand.Reader, big.NewInt(1<<60))
	template := &x509.Certificate{
		SerialNumber: serial, DNSNames: names, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(90 * 24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.root, key, a.key)
	if err != nil {
		a.t.Error(err)
	}
	return append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.root.Raw})...)
}

// browser is a client that trusts the authority and finds every domain where
// the blog is.
func (a *authority) browser(address string) *http.Client {
	roots := x509.NewCertPool()
	roots.AddCert(a.root)
	c := noRedirect()
	c.Timeout = 20 * time.Second
	c.Transport = &http.Transport{
		ForceAttemptHTTP2: true, DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: roots},
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "tcp", strings.TrimPrefix(address, "http://"))
		},
	}
	return c
}
