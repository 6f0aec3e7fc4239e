package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"pullquote/internal/app"
)

// readTarget is the minimum ratio of requests per second, pages from the cache to a
// bare handler.
const readTarget = 0.9

// measureCached measures reading from the page cache.
func measureCached(ctx context.Context, o options) (s section, err error) {
	s = section{
		title: "Reading, from the page cache",
		note: fmt.Sprintf("A blog of %d posts, %d connections. Beside it a bare net/http handler that writes the same bytes and headers, in the same process; the load comes from another one. Rounds of the two alternate; the median of %d rounds counts.",
			o.reading, o.connections, o.rounds),
		head: []string{"page", "encoding", "bytes", "Pullquote, requests/s", "bare handler, requests/s", "ratio", "target"},
	}
	folder, err := keptBlog(ctx, o.dir, o.reading, o.log)
	if err != nil {
		return s, err
	}
	pages, err := kinds(ctx, folder, o.reading)
	if err != nil {
		return s, err
	}
	blog, err := serve(ctx, app.Config{Data: folder, Log: o.quiet})
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, blog.stop()) }()
	for _, k := range pages {
		if k.name == "month" || k.name == "page 5,000" {
			continue
		}
		for _, encoding := range []string{"identity", "gzip", "br"} {
			a := ask{Path: k.asks[0].Path, Encoding: encoding}
			c, err := compare(ctx, blog.addr, a, o)
			if errors.Is(err, errEncoding) {
				s.add(k.name, encoding, "–", "not served", "–", "–", "–")
				continue
			}
			if err != nil {
				return s, fmt.Errorf("%s: %w", a.Path, err)
			}
			s.add(k.name, encoding, whole(float64(c.bytes)), whole(c.server), whole(c.bare), ratio(c.server/c.bare), atLeast(c.server/c.bare, readTarget))
		}
	}
	return s, nil
}

// errEncoding means that a page is not available in an encoding.
var errEncoding = errors.New("the page does not come in this encoding")

// compared is the result for a page: the requests per second of either side, as
// medians of the rounds.
type compared struct {
	bytes        int
	server, bare float64
}

// compare measures a page of a server beside a bare handler that writes the same
// bytes.
func compare(ctx context.Context, addr string, a ask, o options) (c compared, err error) {
	header, body, err := fetch(ctx, addr, a)
	if err != nil {
		return c, err
	}
	if got := header.Get("Content-Encoding"); got != a.Encoding && !(got == "" && a.Encoding == "identity") {
		return c, errEncoding
	}
	plain, stop, err := serveBare(header, body, slog.New(slog.DiscardHandler))
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, stop()) }()
	var server, bare []float64
	for round := range o.rounds + 1 {
		for _, side := range []struct {
			addr   string
			speeds *[]float64
		}{{addr, &server}, {plain, &bare}} {
			d, err := job{Addr: side.addr, Asks: []ask{a}, Connections: o.connections, For: o.round}.run(ctx)
			if err != nil {
				return c, err
			}
			if round > 0 { // the first round warms both up
				*side.speeds = append(*side.speeds, d.perSecond())
			}
		}
	}
	return compared{bytes: len(body), server: median(server), bare: median(bare)}, nil
}
