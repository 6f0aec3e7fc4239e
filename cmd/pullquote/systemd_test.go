package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// heard collects what is told to systemd's socket.
func heard(t *testing.T) (socket string, states <-chan string) {
	t.Helper()
	socket = filepath.Join(t.TempDir(), "notify")
	l, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	out := make(chan string, 1000)
	go func() {
		buf := make([]byte, 1000)
		for {
			n, err := l.Read(buf)
			if err != nil {
				close(out)
				return
			}
			out <- string(buf[:n])
		}
	}()
	return socket, out
}

func TestSystemdHandsTheSocketOverAndIsToldHowTheProgramIs(t *testing.T) {
	p := serve(t)
	p.Process.Kill()
	p.Wait()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	p.addr = listener.Addr().String()
	file, err := listener.(*net.TCPListener).File()
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	socket, states := heard(t)
	// LISTEN_PID is known to the process itself alone: a shell writes it and becomes the program.
	cmd := exec.CommandContext(t.Context(), "/bin/sh", "-c", `LISTEN_PID=$$ exec pullquote serve --addr 192.0.2.1:80 --data "$0"`, p.dir)
	cmd.Env = append(os.Environ(), "LISTEN_FDS=1", "NOTIFY_SOCKET="+socket, "WATCHDOG_USEC=200000")
	cmd.ExtraFiles = []*os.File{file}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	await := func(want string) {
		t.Helper()
		timeout := time.After(time.Minute)
		for {
			select {
			case got := <-states:
				if got == want {
					return
				}
			case <-timeout:
				t.Fatalf("systemd does not hear %s", want)
			}
		}
	}
	await("READY=1")
	if status, body := p.get("/readyz"); status != 200 || !strings.Contains(body, "ready") {
		t.Errorf("through systemd's socket it answers %d %q", status, body)
	}
	await("WATCHDOG=1")
	await("WATCHDOG=1")
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	await("STOPPING=1")
	if err := cmd.Wait(); err != nil {
		t.Errorf("it leaves with %v", err)
	}
}

// systemd returns a program of systemd, and skips the test where there is none.
func systemd(t *testing.T, program string, args ...string) (string, error) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skip("this machine has no " + program + ", which Debian's package systemd brings")
	}
	out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput()
	return string(out), err
}

// installed writes the unit as it is installed, with a program that is there.
func installed(t *testing.T) string {
	t.Helper()
	unit, err := os.ReadFile("../../deploy/pullquote.service")
	if err != nil {
		t.Fatal(err)
	}
	program, err := exec.LookPath("pullquote")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "pullquote.service")
	text := strings.ReplaceAll(string(unit), "/usr/local/bin/pullquote", program)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestSystemdUnderstandsTheUnit(t *testing.T) {
	out, err := systemd(t, "systemd-analyze", "verify", "--man=no", installed(t))
	if err != nil || strings.Contains(out, "pullquote.service:") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestTheUnitShutsTheProgramIn(t *testing.T) {
	const most = 15 // of 100: tenths of systemd's "exposure level"
	out, err := systemd(t, "systemd-analyze", "security", "--offline=true", fmt.Sprintf("--threshold=%d", most), installed(t))
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// Folders for backups, the group that a proxy joins and Litestream's unit need a user who
// is there while the blog is not served.
func TestTheUnitsUserIsLasting(t *testing.T) {
	unit, err := os.ReadFile(installed(t))
	if err != nil {
		t.Fatal(err)
	}
	settings := map[string]string{}
	for line := range strings.Lines(string(unit)) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok && !strings.HasPrefix(name, "#") {
			settings[name] = value
		}
	}
	if settings["User"] != "pullquote" || settings["DynamicUser"] != "" {
		t.Errorf("it runs as %q, DynamicUser=%q", settings["User"], settings["DynamicUser"])
	}
	if !strings.Contains(string(unit), "useradd") {
		t.Error("it does not say how that user is made")
	}
}
