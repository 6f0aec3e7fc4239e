// Command bench measures the real program beside minimal programs that do the same,
// in one run on one machine, and reports which of its targets it meets.
//
//	go run ./cmd/bench
//	go run ./cmd/bench -posts 1000,100000,1000000 -pages 100000 -dir ~/bench-data -out docs/benchmarks
//	go run ./cmd/bench -only cached,search
//	go run ./cmd/bench -import 100000
//
// It generates blogs, serves them, and measures reading with and without the page
// cache beside a bare net/http handler that writes the same bytes, the cost of pages
// and searches as a blog grows, publishing beside a durable commit, and the binary
// itself. The load comes from a process of its own. Rounds of both sides alternate,
// so that a change in the machine's speed affects both; the median round counts.
// Compare the ratios: the figures themselves depend as much on the machine as on the
// program.
//
// The last form imports an archive, beside a bare loop of prepared inserts of the
// same rows into the same schema.
//
// Generating a blog takes about a second per thousand posts; with -dir it is kept
// for the next run. Its posts pass through the gate like an import, so its rows are
// those of a real blog.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

func main() {
	if err := command(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// command parses the flags and runs the benchmarks.
func command(ctx context.Context, args []string) error {
	o := options{
		log:   slog.New(slog.NewTextHandler(os.Stderr, nil)),
		quiet: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
	flags := flag.NewFlagSet("bench", flag.ExitOnError)
	flags.StringVar(&o.dir, "dir", "", "folder in which generated blogs are kept for the next run; without it they are made anew")
	flags.StringVar(&o.out, "out", filepath.Join(os.TempDir(), "pullquote-bench"), "folder for the report and its pictures")
	sizes := flags.String("posts", "1000,10000", "sizes of the growing blog, in posts, the smallest first")
	flags.IntVar(&o.reading, "reading", 10000, "posts of the blog that is read and written")
	flags.IntVar(&o.pages, "pages", 2000, "different pages that are served before memory is looked at")
	flags.IntVar(&o.connections, "c", 16, "connections that ask at the same time")
	flags.IntVar(&o.rounds, "rounds", 3, "rounds of each side; the median counts")
	flags.DurationVar(&o.round, "round", 300*time.Millisecond, "length of a round")
	only := flags.String("only", "", "measure these parts only: "+partNames())
	imported := flags.Int("import", 0, "measure an import of that many posts instead")
	generating := flags.Bool("generate", false, "make the load that is described on standard input; bench starts itself with it")
	if err := flags.Parse(args); err != nil {
		return err
	}
	switch {
	case *generating:
		return generate(ctx, os.Stdin, os.Stdout)
	case *imported > 0:
		return measureImport(ctx, *imported, os.Stdout)
	}
	var err error
	if o.sizes, err = parseSizes(*sizes); err != nil {
		return err
	}
	wanted := parts
	if *only != "" {
		names := strings.Split(*only, ",")
		wanted = slices.DeleteFunc(slices.Clone(parts), func(p part) bool { return !slices.Contains(names, p.name) })
		if len(wanted) != len(names) {
			return fmt.Errorf("-only %s: the parts are %s", *only, partNames())
		}
	}
	return run(ctx, o, wanted, strings.Join(args, " "), os.Stdout)
}

// part is something that is measured.
type part struct {
	name    string
	measure func(context.Context, options) (section, error)
}

var parts = []part{
	{"cached", measureCached},
	{"uncached", measureUncached},
	{"growth", measureGrowth},
	{"search", measureSearch},
	{"publish", measurePublishing},
	{"program", measureProgram},
}

func partNames() string {
	var names []string
	for _, p := range parts {
		names = append(names, p.name)
	}
	return strings.Join(names, ",")
}

// run measures the parts and writes the report.
func run(ctx context.Context, o options, wanted []part, args string, out io.Writer) error {
	if o.dir == "" {
		dir, err := os.MkdirTemp("", "pullquote-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		o.dir = dir
	}
	r := report{heading: heading(args)}
	fmt.Fprintln(out, r.heading)
	for _, p := range wanted {
		s, err := p.measure(ctx, o)
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		if err := s.text(out); err != nil {
			return err
		}
		r.sections = append(r.sections, s)
	}
	if err := r.write(o.out); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "\nThe report is in %s\n", o.out)
	return err
}

// heading returns when, what and where was measured.
func heading(args string) string {
	commit := "an unknown commit"
	if out, err := exec.Command("git", "rev-parse", "--short", "HEAD").Output(); err == nil { // go run does not record it
		commit = "commit " + strings.TrimSpace(string(out))
	}
	command := strings.TrimSpace("go run ./cmd/bench " + args)
	return fmt.Sprintf("`%s`\n\n%s, %s, %s/%s, %d CPUs%s, %s.",
		command, time.Now().UTC().Format("2 January 2006"), commit, runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), processor(), runtime.Version())
}

// processor returns the name of the machine's processor, if the system provides it.
func processor() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		if name, value, _ := strings.Cut(line, ":"); strings.TrimSpace(name) == "model name" {
			return " (" + strings.TrimSpace(value) + ")"
		}
	}
	return ""
}
