package main

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestALogThatNobodyReadsDoesNotStopTheBlog(t *testing.T) {
	unread, log, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer unread.Close()
	p := &program{dir: t.TempDir(), addr: freeAddress(t)}
	p.Cmd = exec.CommandContext(t.Context(), "pullquote", "serve", "--data", p.dir, "--addr", p.addr, "--log-level", "debug")
	p.Stderr = log
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	log.Close() // the program has its own
	t.Cleanup(func() { p.Process.Kill() })
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		if status, _ := p.get("/readyz"); status == http.StatusOK {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the program does not answer")
		}
	}

	// A pipe holds 64 KB, so these lines are more than enough.
	const requests = 100
	long := strings.Repeat("a", 2000)
	for i := range requests {
		if status, _ := p.get(fmt.Sprintf("/%s-%d", long, i)); status != http.StatusNotFound && status != http.StatusSeeOther {
			t.Fatalf("request %d, with a log that nobody reads, is answered %d", i, status)
		}
	}

	lines := bufio.NewScanner(unread)
	for lines.Scan() && !strings.Contains(lines.Text(), "lines of the log were lost") {
	}
	if !strings.Contains(lines.Text(), "lines=") {
		t.Errorf("when it is read, the log does not say how many lines were lost; it ends with %q, %v", lines.Text(), lines.Err())
	}
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	rest := ""
	for lines.Scan() {
		rest += lines.Text() + "\n"
	}
	if err := p.Wait(); err != nil || !strings.Contains(rest, "shutting down") {
		t.Errorf("at the end the log says %q, and the program ends with %v", rest, err)
	}
}
