package certs

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"time"

	"pullquote/internal/blog"
)

// lookAgain is how long the files are trusted not to have changed.
const lookAgain = 10 * time.Second

// Files shows a certificate that lies in two files. When they change, the new
// one is shown; one that can't be read is noted, and the old one shown on.
type Files struct {
	cert, key string
	now       func() time.Time
	log       *slog.Logger

	mu     sync.Mutex
	held   *tls.Certificate
	stamp  [2]time.Time // when the files were changed
	looked time.Time
}

// NewFiles reads a certificate, with those between it and its authority, and its
// key, both in PEM form. It fails with Invalid if they can't be read or don't go
// together.
func NewFiles(cert, key string, now func() time.Time, log *slog.Logger) (*Files, error) {
	f := &Files{cert: cert, key: key, now: now, log: log}
	f.looked = now()
	if err := f.read(); err != nil {
		return nil, &blog.Error{Kind: blog.Invalid, Message: "The certificate in %s and the key in %s can't be used. Both have to be PEM files that the program may read, and belong together.", Args: []any{cert, key}, Err: err}
	}
	return f, nil
}

// TLS implements Source.
func (f *Files) TLS() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return f.current(), nil }}
}

// Challenges implements Source: nobody asks.
func (f *Files) Challenges(next http.Handler) http.Handler { return next }

// Prepare implements Source.
func (f *Files) Prepare(context.Context) error { return nil }

// current returns the certificate, read again if the files have changed.
func (f *Files) current() *tls.Certificate {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.now()
	if now.Sub(f.looked) < lookAgain {
		return f.held
	}
	f.looked = now
	if stamp, err := f.stamps(); err == nil && stamp == f.stamp {
		return f.held
	}
	if err := f.read(); err != nil {
		f.log.Warn("the certificate has changed and can't be read; the old one is shown on", "file", f.cert, "err", err)
	} else {
		f.log.Info("the certificate was read again", "file", f.cert)
	}
	return f.held
}

func (f *Files) stamps() (stamp [2]time.Time, err error) {
	for i, name := range []string{f.cert, f.key} {
		info, statErr := os.Stat(name)
		if statErr != nil {
			err = errors.Join(err, statErr)
			continue
		}
		stamp[i] = info.ModTime()
	}
	return stamp, err
}

func (f *Files) read() error {
	stamp, err := f.stamps()
	if err != nil {
		return err
	}
	pair, err := tls.LoadX509KeyPair(f.cert, f.key)
	if err != nil {
		return err
	}
	f.held, f.stamp = &pair, stamp
	return nil
}
