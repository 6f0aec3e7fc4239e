//go:build unix

package killtest

import (
	"bytes"
	"context"
	"net/http"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

const password = "correct horse battery"

// shown is what a program prints, to be read while it runs.
type shown struct {
	mu    sync.Mutex
	text  bytes.Buffer
	heard chan struct{} // something was added
}

func newShown() *shown { return &shown{heard: make(chan struct{}, 1)} }

// Write implements io.Writer.
func (s *shown) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text.Write(p)
	select {
	case s.heard <- struct{}{}:
	default:
	}
	return len(p), nil
}

func (s *shown) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// program is the blog being served by a process of its own.
type program struct {
	t     *testing.T
	data  string
	url   string
	cmd   *exec.Cmd
	out   *shown
	log   *shown
	took  time.Duration // until it answered
	ended chan struct{}
}

var listening = regexp.MustCompile(`(http://[\d.:]+)/`)

// blogIn makes a blog that is set up and returns its data folder.
func blogIn(t *testing.T, dir string) string {
	t.Helper()
	data := filepath.Join(dir, "data")
	cmd := exec.Command(binary, "init", "--data", data, "--title", "Marginalia", "--name", "Ada", "--username", "ada", "--time-zone", "UTC", "--password-stdin")
	cmd.Stdin = strings.NewReader(password + "\n")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("init: %v\n%s", err, out)
	}
	return data
}

// launch starts the server, below a command that leads another if one is named.
func launch(t *testing.T, data string, under ...string) *program {
	t.Helper()
	args := append(slices.Clone(under), binary, "serve", "--addr", "127.0.0.1:0", "--data", data)
	p := &program{t: t, data: data, cmd: exec.Command(args[0], args[1:]...), out: newShown(), log: newShown(), ended: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	p.cmd.Env = append(p.cmd.Environ(), "TZ=UTC")
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = p.cmd.Wait() // how it ended, the test knows
		close(p.ended)
	}()
	t.Cleanup(p.kill)
	return p
}

// serve starts the server and waits until it answers.
func serve(t *testing.T, data string, under ...string) *program {
	t.Helper()
	begin := time.Now()
	p := launch(t, data, under...)
	if !p.ready(time.Minute) {
		t.Fatalf("the program did not start:\n%s%s", p.out, p.log)
	}
	p.took = time.Since(begin)
	return p
}

// ready waits until the program has said where it listens.
func (p *program) ready(patience time.Duration) bool {
	deadline := time.After(patience)
	for {
		if m := listening.FindStringSubmatch(p.out.String()); m != nil {
			p.url = m[1]
			return true
		}
		select {
		case <-p.out.heard:
		case <-p.ended:
			return false
		case <-deadline:
			return false
		}
	}
}

// over reports whether the program has ended.
func (p *program) over() bool {
	select {
	case <-p.ended:
		return true
	case <-time.After(10 * time.Millisecond):
		return false
	}
}

// kill ends the program as a power cut would.
func (p *program) kill() {
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL) // it may be gone
	<-p.ended
}

// stop ends it as its operator would.
func (p *program) stop() {
	p.t.Helper()
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.ended:
	case <-time.After(time.Minute):
		p.t.Errorf("the program does not end:\n%s", p.log)
		p.kill()
	}
}

// run runs a command of the program to its end.
func run(t *testing.T, ctx context.Context, data, input string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	cmd := exec.CommandContext(ctx, binary, append(args, "--data", data)...)
	var out, log bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(input), &out, &log
	err = cmd.Run()
	return out.String(), log.String(), err
}

// browser is who asks over HTTP; redirects are answers to it.
type browser struct {
	http.Client
	url    string
	cookie *http.Cookie
}

func newBrowser(url string, cookie *http.Cookie) *browser {
	return &browser{url: url, cookie: cookie, Client: http.Client{
		Timeout:       60 * time.Second,
		Transport:     &http.Transport{MaxIdleConnsPerHost: 16},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}
