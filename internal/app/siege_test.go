package app_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"pullquote/internal/app"
	"pullquote/internal/listen"
)

// siege is a blog that is served within limits, with its log and its metrics.
type siege struct {
	*running
	log   journal
	admin *http.Client
}

// journal is a log that can be read while it is written.
type journal struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.buf.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.buf.String()
}

// besiege serves a blog with an author. Where nothing else is said, its limits
// are the usual ones.
func besiege(t *testing.T, change func(*app.Config)) *siege {
	t.Helper()
	s := &siege{}
	dir := t.TempDir()
	config := app.Config{Data: dir, Log: slog.New(slog.NewTextHandler(&s.log, &slog.HandlerOptions{Level: slog.LevelDebug})), Limits: app.DefaultLimits(), AdminAddr: "unix:" + filepath.Join(dir, "admin")}
	if change != nil {
		change(&config)
	}
	s.running = open(t, config)
	s.admin = listen.Client(filepath.Join(dir, "admin"))
	s.setUp(t)
	s.serve(t)
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if resp, err := s.admin.Get("http://admin/healthz"); err == nil {
			resp.Body.Close()
			return s
		}
	}
	t.Fatal("it is not served")
	return nil
}

// figure reads a metric; samples of the same name and labels are one.
func (s *siege) figure(t *testing.T, sample string) float64 {
	t.Helper()
	resp, err := s.admin.Get("http://admin/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(sample) + ` (\S+)$`).FindSubmatch(text)
	if m == nil {
		return 0
	}
	value, err := strconv.ParseFloat(string(m[1]), 64)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// eventually waits until a figure is what it is expected to be.
func (s *siege) eventually(t *testing.T, sample string, fits func(float64) bool) {
	t.Helper()
	var got float64
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if got = s.figure(t, sample); fits(got) {
			return
		}
	}
	t.Errorf("%s is %v in the end", sample, got)
}

// impatient makes a server one that waits three seconds for headers and for who
// takes nothing, and four for all of a request: little, but more than a reader
// needs on a machine that is busy with other things.
func impatient(c *app.Config) {
	c.Limits.HeaderTimeout, c.Limits.BodyTimeout, c.Limits.WriteTimeout = 3*time.Second, 4*time.Second, 3*time.Second
	c.Limits.MinRate = 32 << 10
}

// patience is how long a reader waits meanwhile. It is long, since the machine
// may be busy with other things; who is locked out waits for ever.
const patience = 30 * time.Second

// isServed fails the test unless a reader who comes now gets the home page.
func (s *siege) isServed(t *testing.T) {
	t.Helper()
	client := &http.Client{Timeout: patience, Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Get(s.URL + "/")
	if err != nil {
		t.Errorf("meanwhile a reader is not served: %v", err)
		return
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK || !bytes.Contains(body, []byte("Marginalia")) {
		t.Errorf("meanwhile a reader gets %s, %v", resp.Status, err)
	}
}

// dial opens a connection that ends with the test.
func (s *siege) dial(t *testing.T) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// raw sends bytes and returns the status of every answer until the connection
// ends.
func (s *siege) raw(t *testing.T, request string) (statuses []int, headers []http.Header) {
	t.Helper()
	c := s.dial(t)
	if err := c.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	go io.WriteString(c, request) // the server may answer and close before it has all
	answers := bufio.NewReader(c)
	for {
		resp, err := http.ReadResponse(answers, nil)
		if err != nil {
			return statuses, headers
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		statuses, headers = append(statuses, resp.StatusCode), append(headers, resp.Header)
		if resp.Close {
			return statuses, headers
		}
	}
}

// ada returns a client that is signed in.
func (s *siege) ada(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := noRedirect()
	c.Jar = jar
	resp, err := c.PostForm(s.URL+"/login", url.Values{"username": {"ada"}, "password": {password}})
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusSeeOther {
		t.Fatalf("signing in answers %s", resp.Status)
	}
	return c
}

// many does something in many places at once and returns how often each status
// came.
func many(n int, do func(i int) (*http.Response, error)) map[string]int {
	var mu sync.Mutex
	var all sync.WaitGroup
	counts := map[string]int{}
	for i := range n {
		all.Go(func() {
			outcome := "broken"
			if resp, err := do(i); err == nil {
				io.Copy(io.Discard, resp.Body)
				resp.Body.Close()
				outcome = fmt.Sprint(resp.StatusCode)
			}
			mu.Lock()
			defer mu.Unlock()
			counts[outcome]++
		})
	}
	all.Wait()
	return counts
}

// peak runs something and returns the most that the heap held meanwhile, in MB.
func peak(do func()) int {
	runtime.GC()
	debug.FreeOSMemory()
	done, most := make(chan struct{}), make(chan uint64)
	go func() {
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		var top uint64
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			top = max(top, m.HeapInuse+m.StackInuse)
			select {
			case <-done:
				most <- top
				return
			case <-tick.C:
			}
		}
	}()
	do()
	close(done)
	return int(<-most >> 20)
}
