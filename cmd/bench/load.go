package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// result is what a page gave: requests per second of either side, the median
// of the rounds.
type result struct {
	bytes        int
	server, bare float64
}

// compare measures a page of the server beside a bare handler that writes the
// same bytes.
func compare(ctx context.Context, addr string, p page, o options) (result, error) {
	header, body, err := fetch(addr, p)
	if err != nil {
		return result{}, err
	}
	bare, stop, err := startBare(header, body)
	if err != nil {
		return result{}, err
	}
	defer stop()
	var server, plain []float64
	for round := range o.rounds + 1 {
		s, err := load(ctx, addr, p, o)
		if err != nil {
			return result{}, err
		}
		b, err := load(ctx, bare, p, o)
		if err != nil {
			return result{}, err
		}
		if round > 0 { // the first warms both up
			server, plain = append(server, s), append(plain, b)
		}
	}
	return result{bytes: len(body), server: median(server), bare: median(plain)}, nil
}

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

// fetch gets the page once, to have its bytes.
func fetch(addr string, p page) (http.Header, []byte, error) {
	req, err := http.NewRequest(http.MethodGet, "http://"+addr+p.path, nil)
	if err != nil {
		return nil, nil, err
	}
	req.Header.Set("Accept-Encoding", "identity")
	if p.cookie != "" {
		req.Header.Set("Cookie", p.cookie)
	}
	resp, err := (&http.Transport{}).RoundTrip(req)
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("answered %s", resp.Status)
	}
	return resp.Header, body, err
}

// startBare serves the bytes, and the headers that came with them, from the
// least handler that net/http allows.
func startBare(header http.Header, body []byte) (addr string, stop func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	length := strconv.Itoa(len(body))
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		h := w.Header()
		for name, values := range header {
			h[name] = values
		}
		h.Set("Content-Length", length)
		w.Write(body)
	})}
	go server.Serve(listener)
	return listener.Addr().String(), func() { server.Close() }, nil
}

// load asks for a page over and over from o.connections connections for
// o.round, and gives the requests per second that were answered.
func load(ctx context.Context, addr string, p page, o options) (float64, error) {
	request := []byte("GET " + p.path + " HTTP/1.1\r\nHost: " + addr + "\r\nAccept-Encoding: identity\r\nCookie: " + p.cookie + "\r\n\r\n")
	var answered atomic.Int64
	begin := time.Now()
	group, ctx := errgroup.WithContext(ctx)
	for range o.connections {
		group.Go(func() error { return ask(ctx, addr, request, begin.Add(o.round), &answered) })
	}
	if err := group.Wait(); err != nil {
		return 0, err
	}
	return float64(answered.Load()) / time.Since(begin).Seconds(), nil
}

// ask is one connection. It reads answers by hand: net/http's client costs as
// much as the server and would hide the difference.
func ask(ctx context.Context, addr string, request []byte, until time.Time, answered *atomic.Int64) error {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	in := bufio.NewReaderSize(conn, 64<<10)
	for time.Now().Before(until) && ctx.Err() == nil {
		if _, err := conn.Write(request); err != nil {
			return err
		}
		if err := skipAnswer(in); err != nil {
			return err
		}
		answered.Add(1)
	}
	return nil
}

// skipAnswer reads one answer of status 200 that bears its length.
func skipAnswer(in *bufio.Reader) error {
	length := -1
	for first := true; ; first = false {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return err
		}
		text := strings.TrimSpace(string(line))
		switch name, value, _ := strings.Cut(text, ": "); {
		case first && !strings.HasPrefix(text, "HTTP/1.1 200 "):
			return fmt.Errorf("answered %s", text)
		case strings.EqualFold(name, "Content-Length"):
			if length, err = strconv.Atoi(value); err != nil {
				return err
			}
		case text == "":
			if length < 0 {
				return errors.New("an answer without a Content-Length")
			}
			_, err := in.Discard(length)
			return err
		}
	}
}
