package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"pullquote/internal/app"
	"pullquote/internal/sqlite"
)

// litestream returns the program that docs/backup.md is about: the one that the
// environment names, else the one that is installed.
func litestream(t *testing.T) string {
	t.Helper()
	path := os.Getenv("LITESTREAM")
	if path == "" {
		path = "litestream"
	}
	found, err := exec.LookPath(path)
	if err != nil {
		t.Skipf("Litestream is not installed, so nothing is replicated: %v", err)
	}
	return found
}

// stream is a blog that Litestream replicates.
type stream struct {
	program, data, replica string
	running                []*exec.Cmd
}

func (s *stream) start(t *testing.T, program string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s.running = append(s.running, cmd)
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // most were killed before
		_ = cmd.Wait()
	})
}

// replicate serves the blog, with Litestream beside it.
func (s *stream) replicate(t *testing.T) {
	t.Helper()
	s.start(t, "pullquote", "serve", "--data", s.data, "--addr", freeAddress(t))
	s.start(t, s.program, "replicate", filepath.Join(s.data, "pullquote.db"), "file://"+s.replica)
}

// kill kills both.
func (s *stream) kill(t *testing.T) {
	t.Helper()
	for _, cmd := range s.running {
		if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
	}
	for _, cmd := range s.running {
		_ = cmd.Wait() // it was killed
	}
	s.running = nil
}

// post publishes the post of a number, in a process of its own.
func (s *stream) post(t *testing.T, n int) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), "pullquote", "post", "--data", s.data, "--title", "Post "+strconv.Itoa(n), "https://example.org/"+strconv.Itoa(n)).CombinedOutput(); err != nil {
		t.Fatalf("post %d: %v: %s", n, err, out)
	}
}

// restored returns a file that Litestream has made of the replica.
func (s *stream) restored(t *testing.T, args ...string) (string, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "restored.db")
	args = append(append([]string{"restore", "-o", file}, args...), "file://"+s.replica)
	if out, err := exec.CommandContext(t.Context(), s.program, args...).CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return file, nil
}

// await waits until what the replica gives has so many posts.
func (s *stream) await(t *testing.T, posts int) {
	t.Helper()
	var last error
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		file, err := s.restored(t)
		if err == nil {
			var facts sqlite.Facts
			if facts, err = sqlite.Verify(t.Context(), file, file); err == nil && facts.Posts == posts {
				return
			}
			err = errors.Join(err, fmt.Errorf("%d posts", facts.Posts))
		}
		last = err
	}
	t.Fatalf("the replica does not give %d posts: %v", posts, last)
}

func TestLitestreamBringsBackWhatItHadAndAnyMomentBefore(t *testing.T) {
	s := &stream{program: litestream(t), data: blogOf(t, 1), replica: filepath.Join(t.TempDir(), "replica")}
	s.replicate(t)
	for n := range 5 {
		s.post(t, n)
	}
	s.await(t, 6)
	moment := time.Now()
	time.Sleep(50 * time.Millisecond) // what follows bears a later time, to the millisecond
	for n := 5; n < 9; n++ {
		s.post(t, n)
	}
	s.await(t, 10)

	// While more is written, the server and Litestream are killed.
	s.post(t, 9)
	s.post(t, 10)
	s.kill(t)

	file, err := s.restored(t)
	if err != nil {
		t.Fatal(err)
	}
	facts, err := sqlite.Verify(t.Context(), file, file)
	if err != nil || facts.Posts < 10 || facts.Posts > 12 {
		t.Errorf("of 12 posts, 10 of which were replicated, %d are back, %v", facts.Posts, err)
	}
	earlier, err := s.restored(t, "-timestamp", moment.UTC().Format(time.RFC3339Nano))
	if err != nil {
		t.Fatal(err)
	}
	if facts, err := sqlite.Verify(t.Context(), earlier, earlier); err != nil || facts.Posts != 6 {
		t.Errorf("of the moment before, %d posts are back, %v; want 6", facts.Posts, err)
	}

	// As docs/backup.md says: what Litestream gives is brought back like any
	// other backup, and replicated from there.
	if code, _, stderr := call(t, "", "restore", "--force", "--data", s.data, earlier); code != exitDone {
		t.Fatalf("restore leaves with %d: %s", code, stderr)
	}
	if out, err := exec.CommandContext(t.Context(), s.program, "reset", filepath.Join(s.data, "pullquote.db")).CombinedOutput(); err != nil {
		t.Fatalf("reset: %v: %s", err, out)
	}
	s.replicate(t)
	s.post(t, 11)
	s.await(t, 7)
	s.kill(t)
	checkup, err := app.Examine(t.Context(), app.Config{Data: s.data})
	if err != nil || !checkup.Sound() || checkup.Posts != 7 {
		t.Errorf("the blog has %d posts, %v %v, %v", checkup.Posts, checkup.Unreadable, checkup.Damage, err)
	}
}
