package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

const password = "correct horse battery"

// program is the program while it serves a blog with an author.
type program struct {
	*exec.Cmd
	dir, addr string
	err       bytes.Buffer
	cookie    string // of the author's session
}

// serve sets a blog up and serves it.
func serve(t *testing.T, flags ...string) *program {
	t.Helper()
	p := &program{dir: t.TempDir(), addr: freeAddress(t)}
	init := exec.CommandContext(t.Context(), "pullquote", "init", "--data", p.dir, "--title", "Marginalia", "--name", "Ada", "--username", "ada", "--password-stdin")
	init.Stdin = strings.NewReader(password + "\n")
	if out, err := init.CombinedOutput(); err != nil {
		t.Fatalf("init: %v\n%s", err, out)
	}
	p.begin(t, flags...)
	return p
}

func (p *program) begin(t *testing.T, flags ...string) {
	t.Helper()
	p.Cmd = exec.CommandContext(t.Context(), "pullquote", append([]string{"serve", "--data", p.dir, "--addr", p.addr}, flags...)...)
	p.Stderr = &p.err
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Process.Kill() })
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if status, _ := p.get("/readyz"); status == http.StatusOK {
			return
		}
	}
	t.Fatalf("the program does not answer:\n%s", p.err.String())
}

func (p *program) get(path string) (status int, body string) {
	client := &http.Client{Timeout: time.Minute, Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Get("http://" + p.addr + path)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, err.Error()
	}
	return resp.StatusCode, string(text)
}

// signIn opens a session for the author.
func (p *program) signIn(t *testing.T) {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.PostForm("http://"+p.addr+"/login", url.Values{"username": {"ada"}, "password": {password}})
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	for _, c := range resp.Cookies() {
		p.cookie = c.Name + "=" + c.Value
	}
	client.CloseIdleConnections()
}

// dial opens a connection and sends the beginning of a request.
func (p *program) dial(t *testing.T, begin string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", p.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(2 * time.Minute))
	c.(*net.TCPConn).SetReadBuffer(64 << 10)
	if _, err := io.WriteString(c, begin); err != nil {
		t.Fatal(err)
	}
	return c
}

// postLong publishes posts that no socket's buffers hold. There are no words in
// them, which would take long to index.
func (p *program) postLong(t *testing.T) {
	t.Helper()
	body := filepath.Join(t.TempDir(), "body.md")
	if err := os.WriteFile(body, []byte("```\n"+strings.Repeat(strings.Repeat("-", 999)+"\n", 1700)+"```\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if out, err := exec.CommandContext(t.Context(), "pullquote", "post", "--data", p.dir, "--body", body, "https://example.org/").CombinedOutput(); err != nil {
			t.Fatalf("post: %v\n%s", err, out)
		}
	}
}

func TestWhatWasAcceptedIsFinished(t *testing.T) {
	t.Parallel()
	p := serve(t, "--drain", "5s", "--shutdown-timeout", "2m")
	p.signIn(t)
	p.postLong(t)
	form := url.Values{"title": {"Under way"}, "body": {"These words were on their way."}, "action": {"publish"}}.Encode()
	half := len(form) / 2
	writer := p.dial(t, fmt.Sprintf("POST /compose HTTP/1.1\r\nHost: blog.example\r\nCookie: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s", p.cookie, len(form), form[:half]))
	reader := p.dial(t, "GET / HTTP/1.1\r\nHost: blog.example\r\n\r\n")
	answer := bufio.NewReader(reader)
	page, err := http.ReadResponse(answer, nil)
	if err != nil {
		t.Fatal(err)
	}
	idle := p.dial(t, "")

	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	told := false
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline) && !told; time.Sleep(10 * time.Millisecond) {
		status, _ := p.get("/readyz")
		told = status == http.StatusServiceUnavailable
		if status == 0 {
			break
		}
	}
	if !told {
		t.Error("/readyz never said that the program ends")
	}
	if status, _ := p.get("/healthz"); status != http.StatusOK {
		t.Errorf("while it drains, another request answers %d", status)
	}
	refused := false
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline) && !refused; time.Sleep(20 * time.Millisecond) {
		c, err := net.Dial("tcp", p.addr)
		refused = errors.Is(err, syscall.ECONNREFUSED)
		if err == nil {
			c.Close()
		}
	}
	if !refused {
		t.Error("new connections are taken for ever")
	}
	if _, err := idle.Read(make([]byte, 1)); err == nil {
		t.Error("a connection without a request hears something")
	}

	io.WriteString(writer, form[half:])
	done, err := http.ReadResponse(bufio.NewReader(writer), nil)
	if err != nil || done.StatusCode != http.StatusSeeOther {
		t.Fatalf("the post under way is answered with %v, %v", done, err)
	}
	body, err := io.ReadAll(page.Body)
	if err != nil || !bytes.HasSuffix(bytes.TrimSpace(body), []byte("</html>")) || int64(len(body)) != page.ContentLength {
		t.Errorf("the slow reader got %d of %d bytes, %v", len(body), page.ContentLength, err)
	}
	if err := p.Wait(); err != nil {
		t.Errorf("the program leaves with %v:\n%s", err, p.err.String())
	}
	p.begin(t)
	if _, home := p.get("/"); !strings.Contains(home, "These words were on their way.") {
		t.Error("the post under way is not there")
	}
}

func TestWhoIsTooSlowToEndIsCutOff(t *testing.T) {
	t.Parallel()
	p := serve(t, "--shutdown-timeout", "1s", "--log-format", "json")
	slow := p.dial(t, "POST /login HTTP/1.1\r\nHost: blog.example\r\nContent-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue\r\nContent-Length: 100\r\n\r\n")
	if said, err := bufio.NewReader(slow).ReadString('\n'); !strings.HasPrefix(said, "HTTP/1.1 100 ") { // its body is being read
		t.Fatalf("before the body it answers %q, %v", said, err)
	}
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := p.Wait(); err != nil || !strings.Contains(p.err.String(), `"level":"WARN","msg":"requests were cut off`) {
		t.Errorf("the program leaves with %v:\n%s", err, p.err.String())
	}
}

func TestASecondSignalEndsTheProgramAtOnce(t *testing.T) {
	t.Parallel()
	p := serve(t, "--drain", "1m")
	ended := make(chan error, 1)
	go func() { ended <- p.Wait() }()
	for {
		p.Process.Signal(syscall.SIGTERM)
		select {
		case err := <-ended:
			if status, ok := p.ProcessState.Sys().(syscall.WaitStatus); !ok || !status.Signaled() {
				t.Errorf("it left with %v", err)
			}
			return
		case <-time.After(200 * time.Millisecond): // signals that come together count as one
		}
	}
}

func TestItIsServedThroughASocketInTheFileSystem(t *testing.T) {
	t.Parallel()
	p := serve(t)
	p.Process.Signal(syscall.SIGKILL)
	p.Wait()
	socket := filepath.Join(t.TempDir(), "socket")
	for range 2 { // the second time the file of a program that was killed lies there
		cmd := exec.CommandContext(t.Context(), "pullquote", "serve", "--data", p.dir, "--addr", "unix:"+socket)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		well := false
		for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline) && !well; time.Sleep(20 * time.Millisecond) {
			well = exec.CommandContext(t.Context(), "pullquote", "healthcheck", "--addr", "unix:"+socket).Run() == nil
		}
		if !well {
			t.Error("it is not well")
		}
		if info, err := os.Stat(socket); err != nil || info.Mode().Perm() != 0o660 {
			t.Errorf("the socket is %v, %v", info, err)
		}
		out, err := exec.CommandContext(t.Context(), "pullquote", "serve", "--data", t.TempDir(), "--addr", "unix:"+socket).CombinedOutput()
		if err == nil || !strings.Contains(string(out), "nothing can listen on unix:") {
			t.Errorf("a second program takes the socket over: %s", out)
		}
		cmd.Process.Kill()
		cmd.Wait()
	}
}
