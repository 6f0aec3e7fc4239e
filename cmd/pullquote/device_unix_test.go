//go:build unix

package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// pipeIn makes a pipe with a name in a folder, which stands for a device here.
func pipeIn(t *testing.T, dir string) string {
	t.Helper()
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	return pipe
}

func wantPipe(t *testing.T, pipe string) {
	t.Helper()
	info, err := os.Lstat(pipe)
	if err != nil || info.Mode().Type() != os.ModeNamedPipe {
		t.Errorf("the pipe is now %v, %v", info, err)
	}
	if entries, err := os.ReadDir(filepath.Dir(pipe)); err != nil || len(entries) != 1 {
		t.Errorf("beside it lies %v, %v", entries, err)
	}
}

func TestABackupTakesNoDevicesPlace(t *testing.T) {
	data, pipe := blogIn(t), pipeIn(t, t.TempDir())
	for _, args := range [][]string{{"backup", pipe}, {"backup", "--force", pipe}} {
		code, _, stderr := call(t, "", append(args, "--data", data)...)
		if code != exitFailed || !strings.Contains(stderr, "is a device or a pipe, and was left alone") {
			t.Errorf("%q leaves with %d and says %q", args, code, stderr)
		}
	}
	wantPipe(t, pipe)
}

func TestAnExportIntoADeviceLeavesNothingBesideIt(t *testing.T) {
	data, pipe := blogIn(t), pipeIn(t, t.TempDir())
	read := make(chan string, 1)
	go func() {
		f, err := os.Open(pipe)
		if err != nil {
			t.Error(err)
			read <- ""
			return
		}
		defer f.Close()
		text, err := io.ReadAll(f)
		if err != nil {
			t.Error(err)
		}
		read <- string(text)
	}()
	if code, _, stderr := call(t, "", "export", "--data", data, "--format", "json", "--out", pipe); code != exitDone {
		t.Fatalf("it leaves with %d and says %q", code, stderr)
	}
	if got := <-read; !strings.Contains(got, `"format":"pullquote"`) {
		t.Errorf("out of the pipe comes %.100q", got)
	}
	wantPipe(t, pipe)
}
