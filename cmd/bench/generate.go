package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// job is a load that a process of its own makes, so that what it costs is not
// counted as the server's.
type job struct {
	Addr        string
	Asks        []ask
	Connections int
	For         time.Duration // how long; or
	Count       int           // how many answers in all, the asks one after the other
}

// ask is a request.
type ask struct {
	Path     string
	Encoding string // of Accept-Encoding
	Cookie   string `json:",omitempty"`
}

// done is what a load came to. Latencies are in milliseconds, in the order of
// the asks if one connection made them.
type done struct {
	Answered  int
	Seconds   float64
	Latencies []float64
}

func (d done) perSecond() float64 { return float64(d.Answered) / d.Seconds }

// quantile returns the latency that a share q of the answers does not exceed, in
// milliseconds.
func (d done) quantile(q float64) float64 { return quantile(d.Latencies, q) }

func quantile(values []float64, q float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}

func median(values []float64) float64 { return quantile(values, 0.5) }

// run has another process of this program make the load.
func (j job) run(ctx context.Context) (d done, err error) {
	self, err := os.Executable()
	if err != nil {
		return d, err
	}
	in, err := json.Marshal(j)
	if err != nil {
		return d, err
	}
	c := exec.CommandContext(ctx, self, "-generate")
	c.Stdin, c.Stderr = bytes.NewReader(in), os.Stderr
	out, err := c.Output()
	if err != nil {
		return d, fmt.Errorf("the load generator: %w", err)
	}
	return d, json.Unmarshal(out, &d)
}

// generate makes the load that is described on in, and tells on out what it
// came to.
func generate(ctx context.Context, in io.Reader, out io.Writer) error {
	var j job
	if err := json.NewDecoder(in).Decode(&j); err != nil {
		return err
	}
	var next atomic.Int64
	latencies := make([][]float64, j.Connections)
	begin := time.Now()
	group, ctx := errgroup.WithContext(ctx)
	for i := range j.Connections {
		group.Go(func() (err error) {
			latencies[i], err = j.connection(ctx, &next, begin)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	d := done{Seconds: time.Since(begin).Seconds(), Latencies: slices.Concat(latencies...)}
	d.Answered = len(d.Latencies)
	return json.NewEncoder(out).Encode(d)
}

// connection asks over one connection. It reads answers by hand: net/http's
// client costs as much as the server.
func (j job) connection(ctx context.Context, next *atomic.Int64, begin time.Time) (latencies []float64, err error) {
	conn, err := net.Dial("tcp", j.Addr)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	in := bufio.NewReaderSize(conn, 64<<10)
	requests := make([][]byte, len(j.Asks))
	for i, a := range j.Asks {
		requests[i] = a.bytes(j.Addr)
	}
	for ctx.Err() == nil {
		n := int(next.Add(1)) - 1
		if j.Count > 0 && n >= j.Count || j.Count == 0 && time.Since(begin) > j.For {
			break
		}
		sent := time.Now()
		if _, err := conn.Write(requests[n%len(requests)]); err != nil {
			return nil, err
		}
		if err := skipAnswer(in); err != nil {
			return nil, fmt.Errorf("%s: %w", j.Asks[n%len(j.Asks)].Path, err)
		}
		latencies = append(latencies, time.Since(sent).Seconds()*1000)
	}
	return latencies, ctx.Err()
}

func (a ask) bytes(addr string) []byte {
	encoding := a.Encoding
	if encoding == "" {
		encoding = "identity"
	}
	text := "GET " + a.Path + " HTTP/1.1\r\nHost: " + addr + "\r\nAccept-Encoding: " + encoding + "\r\n"
	if a.Cookie != "" {
		text += "Cookie: " + a.Cookie + "\r\n"
	}
	return []byte(text + "\r\n")
}

// skipAnswer reads one answer of status 200, whose length is told or which
// comes in chunks.
func skipAnswer(in *bufio.Reader) error {
	length, chunked := -1, false
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
		case strings.EqualFold(name, "Transfer-Encoding"):
			chunked = true
		case text == "" && chunked:
			return skipChunks(in)
		case text == "":
			if length < 0 {
				return errors.New("an answer without a length")
			}
			_, err := in.Discard(length)
			return err
		}
	}
}

func skipChunks(in *bufio.Reader) error {
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return err
		}
		size, err := strconv.ParseInt(strings.TrimSpace(string(line)), 16, 32)
		if err != nil {
			return err
		}
		if _, err := in.Discard(int(size) + len("\r\n")); err != nil || size == 0 {
			return err
		}
	}
}
