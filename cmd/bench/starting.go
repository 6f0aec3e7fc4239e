package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// Targets for the program itself.
const (
	startMillis  = 100
	residentMB   = 80
	binaryMB     = 40
	megabyte     = 1 << 20
	startTimeout = time.Minute
)

// measureProgram measures the real binary: its size, the time until it serves, its
// memory, and its throughput on one processor.
func measureProgram(ctx context.Context, o options) (s section, err error) {
	n := o.sizes[len(o.sizes)-1]
	s = section{
		title: "The program",
		note:  fmt.Sprintf("The binary, built as a release is and serving the blog of %d posts. A start is the time from the beginning of the process to the end of the first home page.", n),
		head:  []string{"", "value", "target"},
	}
	folder, err := keptBlog(ctx, o.dir, n, o.log)
	if err != nil {
		return s, err
	}
	dir, err := os.MkdirTemp("", "pullquote-bench-")
	if err != nil {
		return s, err
	}
	defer os.RemoveAll(dir)
	binary := filepath.Join(dir, "pullquote")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", binary, "pullquote/cmd/pullquote")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return s, fmt.Errorf("the program can't be built: %w\n%s", err, out)
	}
	info, err := os.Stat(binary)
	if err != nil {
		return s, err
	}
	size := float64(info.Size()) / megabyte
	s.add("size of the binary", whole(size)+" MB", atMost(size, binaryMB, " MB"))
	if err := s.starts(ctx, binary, folder, o); err != nil {
		return s, err
	}
	if err := s.resident(ctx, binary, folder, n, o); err != nil {
		return s, err
	}
	return s, s.oneProcessor(ctx, binary, folder, o)
}

func (s *section) starts(ctx context.Context, binary, folder string, o options) error {
	var times []float64
	for range o.rounds + 1 {
		begin := time.Now()
		p, err := start(ctx, binary, folder, 0)
		if err != nil {
			return err
		}
		_, _, err = fetch(ctx, p.addr, ask{Path: "/", Encoding: "identity"})
		took := time.Since(begin)
		if err := errors.Join(err, p.stop()); err != nil {
			return err
		}
		times = append(times, took.Seconds()*1000)
	}
	m := median(times[1:]) // the first start reads the binary from disk
	s.add("start to first page, median", inMillis(m), atMost(m, startMillis, " ms"))
	return nil
}

// resident measures memory after many different pages.
func (s *section) resident(ctx context.Context, binary, folder string, posts int, o options) error {
	db, err := bare(folder, false)
	if err != nil {
		return err
	}
	defer db.Close()
	paths, err := column(ctx, db, "SELECT path FROM post LIMIT ?", o.pages)
	if err != nil {
		return err
	}
	p, err := start(ctx, binary, folder, 0)
	if err != nil {
		return err
	}
	pages := asks(paths)
	for i := range pages {
		pages[i].Encoding = "gzip"
	}
	_, err = job{Addr: p.addr, Asks: pages, Connections: o.connections, Count: len(paths)}.run(ctx)
	now, most, known := memory(p.command.Process.Pid)
	if err := errors.Join(err, p.stop()); err != nil {
		return err
	}
	what := fmt.Sprintf("resident memory after %d different pages in gzip, over %d connections", len(paths), o.connections)
	if !known {
		s.add(what, "not known on this system", "")
		return nil
	}
	s.add(what, fmt.Sprintf("%.0f MB, at most %.0f MB", now, most), atMost(most, residentMB, " MB"))
	return nil
}

// oneProcessor compares the throughput with GOMAXPROCS=1 and without a limit.
func (s *section) oneProcessor(ctx context.Context, binary, folder string, o options) error {
	for _, processors := range []int{1, runtime.NumCPU()} {
		p, err := start(ctx, binary, folder, processors)
		if err != nil {
			return err
		}
		d, err := job{Addr: p.addr, Asks: []ask{{Path: "/"}}, Connections: o.connections, For: 2 * o.round}.run(ctx)
		if err := errors.Join(err, p.stop()); err != nil {
			return err
		}
		s.add(fmt.Sprintf("home pages a second with GOMAXPROCS=%d", processors), fmt.Sprintf("%.0f, p99 %s", d.perSecond(), inMillis(d.quantile(0.99))), "")
	}
	return nil
}

// process is the running program.
type process struct {
	command *exec.Cmd
	addr    string
}

// announced matches the address that the program prints.
var announced = regexp.MustCompile(`http://([^/\s]+)/`)

// start starts the program. If processors is 0, it uses all of them.
func start(ctx context.Context, binary, folder string, processors int) (*process, error) {
	c := exec.CommandContext(ctx, binary, "serve", "--addr", "127.0.0.1:0", "--data", folder)
	c.Stderr = io.Discard
	if processors > 0 {
		c.Env = append(os.Environ(), "GOMAXPROCS="+strconv.Itoa(processors))
	}
	out, err := c.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.Start(); err != nil {
		return nil, err
	}
	late := time.AfterFunc(startTimeout, func() { c.Process.Kill() })
	defer late.Stop()
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if m := announced.FindStringSubmatch(lines.Text()); m != nil {
			return &process{c, m[1]}, nil
		}
	}
	return nil, errors.Join(errors.New("the program printed no address"), c.Wait())
}

// stop ends the program with an interrupt, as from a terminal.
func (p *process) stop() error {
	if err := p.command.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	return p.command.Wait()
}

// memory returns the resident memory of a process, and its maximum so far, in MB.
// known is false if the system does not provide it.
func memory(pid int) (now, most float64, known bool) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, 0, false
	}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(line, ":")
		kilobytes, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 64)
		switch {
		case err != nil:
		case name == "VmRSS":
			now = kilobytes / 1024
		case name == "VmHWM":
			most = kilobytes / 1024
		}
	}
	return now, most, now > 0
}
