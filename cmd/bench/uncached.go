package main

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"pullquote/internal/app"
	"pullquote/internal/sqlite/pool"
)

// Targets for rendering.
const (
	renderTarget = 0.2 // share of a bare handler's requests per second
	cpuTarget    = 200 // microseconds of processor time for the home page
)

// measureUncached measures pages that are read from the database and rendered for
// each request.
func measureUncached(ctx context.Context, o options) (s section, err error) {
	s = section{
		title: "Reading, without the page cache",
		note:  fmt.Sprintf("The same blog of %d posts with the cache switched off. Processor time is what the server's process used for a request while it had as much to do as it could, its garbage collection included.", o.reading),
		head:  []string{"page", "queries", "CPU a request", "Pullquote, requests/s", "bare handler, requests/s", "ratio", "target"},
	}
	folder, err := keptBlog(ctx, o.dir, o.reading, o.log)
	if err != nil {
		return s, err
	}
	pages, err := kinds(ctx, folder, o.reading)
	if err != nil {
		return s, err
	}
	counts, err := countQueries(ctx, folder, pages, o)
	if err != nil {
		return s, err
	}
	blog, err := serve(ctx, app.Config{Data: folder, Log: o.quiet, PageCache: cacheOff})
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, blog.stop()) }()
	for i, k := range pages {
		c, err := compare(ctx, blog.addr, ask{Path: k.asks[0].Path, Encoding: "identity"}, o)
		if err != nil {
			return s, err
		}
		cpu, err := cpuOf(ctx, blog.addr, k, o)
		if err != nil {
			return s, err
		}
		target := ""
		if k.name == "home" {
			target = atLeast(c.server/c.bare, renderTarget) + ", " + atMost(cpu, cpuTarget, " µs")
		}
		s.add(k.name, whole(float64(counts[i])), whole(cpu)+" µs", whole(c.server), whole(c.bare), ratio(c.server/c.bare), target)
	}
	return s, nil
}

// cpuOf returns the processor time that a page costs, in microseconds.
func cpuOf(ctx context.Context, addr string, k kind, o options) (float64, error) {
	var costs []float64
	for range o.rounds {
		before := processorTime()
		d, err := job{Addr: addr, Asks: k.asks, Connections: o.connections, For: o.round}.run(ctx)
		if err != nil {
			return 0, err
		}
		costs = append(costs, float64((processorTime()-before)/time.Microsecond)/float64(d.Answered))
	}
	return median(costs), nil
}

// countQueries returns the number of statements that each kind of page runs.
func countQueries(ctx context.Context, folder string, pages []kind, o options) (counts []int64, err error) {
	var ran atomic.Int64
	blog, err := serve(ctx, app.Config{Data: folder, Log: o.quiet, PageCache: cacheOff, Trace: func(context.Context, pool.Statement) { ran.Add(1) }})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, blog.stop()) }()
	for _, k := range pages {
		for range 2 { // the first request may fill caches
			ran.Store(0)
			if _, _, err := fetch(ctx, blog.addr, ask{Path: k.asks[0].Path, Encoding: "identity"}); err != nil {
				return nil, err
			}
		}
		counts = append(counts, ran.Load())
	}
	return counts, nil
}
