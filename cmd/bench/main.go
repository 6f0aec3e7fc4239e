// Command bench measures the real server beside a bare net/http handler that
// writes the same bytes, in one run on one machine, and prints the ratios.
//
//	go run ./cmd/bench
//	go run ./cmd/bench -import 100000
//
// The second brings an archive in, beside a bare loop of prepared inserts that
// puts the same rows into the same schema.
//
// It makes a blog of generated posts in a temporary folder, serves it, and
// asks for three pages from as many connections as -c says: the home page and
// a post as a reader, the form as the signed-in author. Rounds of the server
// and of the bare handler alternate, so that a change in the machine's speed
// hits both; the median round is printed. Read the ratios: the figures
// themselves say as much about the machine as about the program.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime"
	"text/tabwriter"
	"time"
)

func main() {
	var o options
	flag.IntVar(&o.posts, "posts", 1000, "posts in the generated blog")
	flag.IntVar(&o.connections, "c", 16, "connections that ask at the same time")
	flag.IntVar(&o.rounds, "rounds", 5, "rounds of each side; the median counts")
	flag.DurationVar(&o.round, "round", time.Second, "length of a round")
	imported := flag.Int("import", 0, "measure an import of that many posts instead")
	flag.Parse()
	if *imported > 0 {
		if err := measureImport(context.Background(), *imported, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		return
	}
	if err := run(context.Background(), o, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

type options struct {
	posts       int
	connections int
	rounds      int
	round       time.Duration
}

// run makes the blog, measures its pages and prints the table.
func run(ctx context.Context, o options, out io.Writer) error {
	dir, err := os.MkdirTemp("", "pullquote-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	site, err := startBlog(ctx, dir, o.posts, log)
	if err != nil {
		return err
	}
	defer site.stop()

	fmt.Fprintf(out, "%d posts, %d connections, %d rounds of %s a side, %s/%s, %d CPUs, %s\n\n",
		o.posts, o.connections, o.rounds, o.round, runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "page\tbytes\tpullquote/s\tbare/s\tratio\t")
	for _, page := range site.pages {
		r, err := compare(ctx, site.addr, page, o)
		if err != nil {
			return fmt.Errorf("%s: %w", page.name, err)
		}
		fmt.Fprintf(table, "%s\t%d\t%.0f\t%.0f\t%.2f\t\n", page.name, r.bytes, r.server, r.bare, r.server/r.bare)
	}
	return table.Flush()
}
