//go:build unix

package transfer

import (
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestAnExportGoesIntoAPipeAndBehindALinkAndLeavesThemWhatTheyAre(t *testing.T) {
	dir := t.TempDir()
	words := func(to io.Writer) error { _, err := io.WriteString(to, "words"); return err }
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	read := make(chan string, 1)
	go func() {
		data, err := os.ReadFile(pipe)
		if err != nil {
			t.Error(err)
		}
		read <- string(data)
	}()
	if err := writeWhole(pipe, words); err != nil {
		t.Fatal(err)
	}
	if got := <-read; got != "words" {
		t.Errorf("out of the pipe comes %q", got)
	}
	if info, err := os.Lstat(pipe); err != nil || info.Mode().Type() != os.ModeNamedPipe {
		t.Errorf("the pipe is now %v, %v", info.Mode(), err)
	}
	file, link := filepath.Join(dir, "file"), filepath.Join(dir, "link")
	if err := os.WriteFile(file, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("file", link); err != nil {
		t.Fatal(err)
	}
	if err := writeWhole(link, words); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode().Type() != os.ModeSymlink {
		t.Errorf("the link is now %v, %v", info.Mode(), err)
	}
	if data, err := os.ReadFile(file); err != nil || string(data) != "words" {
		t.Errorf("behind it stands %q, %v", data, err)
	}
}
