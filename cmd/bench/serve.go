package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"time"

	"pullquote/internal/app"
	"pullquote/internal/auth"
)

// site is a blog that this process serves.
type site struct {
	app  *app.App
	addr string
	stop func() error
}

// cacheOff is the size that disables the page cache.
const cacheOff = -1

// serve serves the blog in a folder on a free port.
func serve(ctx context.Context, c app.Config) (*site, error) {
	a, err := app.Open(ctx, c)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- a.Serve(ctx, listener, io.Discard) }()
	return &site{app: a, addr: listener.Addr().String(), stop: func() error {
		cancel()
		return errors.Join(<-ended, a.Close())
	}}, nil
}

// signIn returns the cookie of the signed-in author.
func (s *site) signIn(ctx context.Context) (string, error) {
	token, _, err := s.app.Auth.SignIn(ctx, auth.Login{Username: username, Password: password, Address: "127.0.0.1"})
	return "pullquote=" + token, err
}

// fetch fetches a page once, for its bytes.
func fetch(ctx context.Context, addr string, a ask) (http.Header, []byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+a.Path, nil)
	if err != nil {
		return nil, nil, err
	}
	req.Header.Set("Accept-Encoding", a.Encoding)
	if a.Cookie != "" {
		req.Header.Set("Cookie", a.Cookie)
	}
	transport := &http.Transport{DisableCompression: true, DisableKeepAlives: true}
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = errors.New(a.Path + " answered " + resp.Status)
	}
	return resp.Header, body, err
}

// serveBare serves the bytes and their headers from a minimal net/http handler.
func serveBare(header http.Header, body []byte, log *slog.Logger) (addr string, stop func() error, err error) {
	length := []string{strconv.Itoa(len(body))}
	return serveHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		h := w.Header()
		for name, values := range header {
			h[name] = values
		}
		h["Content-Length"] = length
		w.Write(body)
	}), log)
}

// serveHandler serves a handler on a free port.
func serveHandler(h http.Handler, log *slog.Logger) (addr string, stop func() error, err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: time.Minute, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
	go server.Serve(listener)
	return listener.Addr().String(), server.Close, nil
}
