package main

import (
	"context"
	"errors"
	"fmt"

	"pullquote/internal/app"
	"pullquote/internal/chart"
)

// growthTarget is the maximum ratio of a page's cost, largest blog to smallest.
const growthTarget = 1.2

// grown is a blog of one size, served without a cache.
type grown struct {
	*site
	folder string
	posts  int
	kinds  []kind
}

// openSizes serves a blog of each size, all at the same time.
func openSizes(ctx context.Context, o options) (blogs []*grown, stop func() error, err error) {
	stop = func() (err error) {
		for _, b := range blogs {
			err = errors.Join(err, b.stop())
		}
		return err
	}
	for _, n := range o.sizes {
		folder, err := keptBlog(ctx, o.dir, n, o.log)
		if err != nil {
			return nil, stop, errors.Join(err, stop())
		}
		pages, err := kinds(ctx, folder, n)
		if err != nil {
			return nil, stop, errors.Join(err, stop())
		}
		s, err := serve(ctx, app.Config{Data: folder, Log: o.quiet, PageCache: cacheOff})
		if err != nil {
			return nil, stop, errors.Join(err, stop())
		}
		blogs = append(blogs, &grown{s, folder, n, pages})
	}
	return blogs, stop, nil
}

// measureGrowth measures how the cost of pages grows with the blog.
func measureGrowth(ctx context.Context, o options) (s section, err error) {
	s = section{
		title: "Growth: pages",
		note:  "Medians over pages from all over each blog, one request after the other, without the page cache. All sizes are served at the same time and their rounds alternate. The newest posts are the same in every blog; the ratio is that of the largest to the smallest. Where a blog has fewer than 10,000 pages, its middle stands for page 5,000.",
		head:  []string{"page"},
	}
	blogs, stop, err := openSizes(ctx, o)
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, stop()) }()
	for _, b := range blogs {
		s.head = append(s.head, fmt.Sprintf("%d posts", b.posts))
	}
	s.head = append(s.head, "ratio", "target")
	drawn := chart.Lines{Title: "What a page costs as the blog grows", X: "posts in the blog", Y: "median answer without the page cache, ms"}
	for i, k := range blogs[0].kinds {
		medians, err := alternate(ctx, blogs, i, o)
		if err != nil {
			return s, fmt.Errorf("%s: %w", k.name, err)
		}
		row, curve := []string{k.name}, chart.Curve{Name: k.name}
		for j, m := range medians {
			row = append(row, inMillis(m))
			curve.Points = append(curve.Points, chart.Point{X: float64(blogs[j].posts), Y: m})
		}
		growth := medians[len(medians)-1] / medians[0]
		s.add(append(row, ratio(growth), atMost(growth, growthTarget, ""))...)
		drawn.Curves = append(drawn.Curves, curve)
	}
	s.charts = []picture{{"growth-pages", drawn}}
	return s, nil
}

// alternate returns the median latency of one kind of page for each blog, in
// milliseconds.
func alternate(ctx context.Context, blogs []*grown, page int, o options) (medians []float64, err error) {
	rounds := make([][]float64, len(blogs))
	for round := range o.rounds + 1 {
		for i, b := range blogs {
			d, err := job{Addr: b.addr, Asks: b.kinds[page].asks, Connections: 1, Count: sampled}.run(ctx)
			if err != nil {
				return nil, err
			}
			if round > 0 {
				rounds[i] = append(rounds[i], d.quantile(0.5))
			}
		}
	}
	for _, r := range rounds {
		medians = append(medians, median(r))
	}
	return medians, nil
}
