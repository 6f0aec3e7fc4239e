package certs

import (
	"crypto/tls"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"time"

	"pullquote/internal/blog"
)

// lookAgain is the interval between two checks whether the files have changed.
const lookAgain = 10 * time.Second

// Files is a Source whose certificate lies in two files. When they change, it serves
// the new one; if that can't be read, it logs so and goes on serving the old one.
type Files struct {
	cert, key string
	now       func() time.Time
	log       *slog.Logger

	mu     sync.Mutex
	held   *tls.Certificate
	stamp  [2]time.Time // modification times of the files when held was read
	looked time.Time    // the last check
}

// NewFiles reads a certificate, followed by any intermediate ones, and its key, both
// in PEM form. It fails with Invalid if they can't be read or don't match.
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

// Challenges implements Source. There are none.
func (f *Files) Challenges(next http.Handler) http.Handler { return next }

// Prepare implements Source. There is nothing to obtain.
func (f *Files) Prepare() error { return nil }

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

// stamps returns the modification times of the files.
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

// read reads the files.
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
