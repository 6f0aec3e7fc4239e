package main

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pullquote/internal/app"
	"pullquote/internal/blog"
	"pullquote/internal/publish"
	"pullquote/internal/sqlite"
)

// blogOf makes a blog with so many long posts, and returns its folder.
func blogOf(t *testing.T, posts int) string {
	t.Helper()
	data := blogIn(t)
	a, err := app.Open(t.Context(), app.Config{Data: data, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	owner, err := a.Store.Owner(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Repeat("Herons stand still for hours. ", 1000)
	for i := range posts {
		entry := publish.Entry{Title: fmt.Sprintf("Post %d", i), Body: words, Format: blog.Markdown}
		if _, err := a.Gate.Save(t.Context(), owner, publish.Save{Publish: true, Entry: entry}); err != nil {
			t.Fatal(err)
		}
	}
	return data
}

// killed runs the program and kills it after a while.
func killed(t *testing.T, after time.Duration, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "pullquote", args...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(after)
	_ = cmd.Process.Kill() // it may have ended
	_ = cmd.Wait()
}

func TestABackupThatIsKilledLeavesNoHalfFile(t *testing.T) {
	data := blogOf(t, 60)
	folder := t.TempDir()
	whole, rounds := 0, 12
	for round := range rounds {
		file := filepath.Join(folder, fmt.Sprintf("%d.db", round))
		killed(t, time.Duration(20+15*round+rand.IntN(15))*time.Millisecond, "backup", "--data", data, file)
		if _, err := os.Stat(file); err != nil {
			continue
		}
		whole++
		if facts, err := sqlite.Verify(t.Context(), file, file); err != nil || facts.Posts != 60 {
			t.Errorf("round %d: the backup is there, with %d posts, %v", round, facts.Posts, err)
		}
	}
	t.Logf("%d of %d backups were made before the kill", whole, rounds)
	if code, _, stderr := call(t, "", "backup", "--data", data, filepath.Join(folder, "last.db.zst")); code != exitDone {
		t.Errorf("a backup after all kills leaves with %d: %s", code, stderr)
	}
}

func TestARestoreThatIsKilledLeavesTheFormerBlogOrTheNewOne(t *testing.T) {
	data, few := blogOf(t, 60), blogOf(t, 3)
	folder := t.TempDir()
	files := []string{filepath.Join(folder, "few.db"), filepath.Join(folder, "many.db.zst")}
	for i, from := range []string{few, data} {
		if code, _, stderr := call(t, "", "backup", "--data", from, files[i]); code != exitDone {
			t.Fatalf("backup leaves with %d: %s", code, stderr)
		}
	}
	seen := map[int]int{}
	for round := range 16 {
		killed(t, time.Duration(20+12*(round/2)+rand.IntN(12))*time.Millisecond, "restore", "--force", "--data", data, files[round%2])
		checkup, err := app.Examine(t.Context(), app.Config{Data: data})
		if err != nil {
			t.Fatal(err)
		}
		if !checkup.Sound() || checkup.Posts != 3 && checkup.Posts != 60 {
			t.Fatalf("round %d: %d posts, %v %v %v", round, checkup.Posts, checkup.Unreadable, checkup.Damage, checkup.Orphans)
		}
		seen[checkup.Posts]++
	}
	t.Logf("seen after the kills, by number of posts: %v", seen)
	if code, _, stderr := call(t, "", "doctor", "--data", data); code != exitDone {
		t.Errorf("doctor leaves with %d: %s", code, stderr)
	}
}

func TestNothingIsWrittenOverTheBlogItself(t *testing.T) {
	data := blogOf(t, 3)
	database := filepath.Join(data, "pullquote.db")
	alias := filepath.Join(t.TempDir(), "innocent.db")
	if err := os.Symlink(database, alias); err != nil {
		t.Fatal(err)
	}
	archive := filepath.Join(t.TempDir(), "post.md")
	if err := os.WriteFile(archive, []byte("---\ntitle: A heron\n---\nWords.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"backup", "--force", "--data", data, database},
		{"backup", "--force", "--data", data, alias},
		{"backup", "--force", "--data", data, database + "-wal"},
		{"export", "--format", "json", "--data", data, "--out", database},
		{"import", "--data", data, "--report", database, archive},
	} {
		code, _, stderr := call(t, "", args...)
		if code != exitFailed || !strings.Contains(stderr, "is a file of the blog itself") {
			t.Errorf("%q leaves with %d: %s", args, code, stderr)
		}
	}
	if code, _, stderr := call(t, "", "doctor", "--data", data); code != exitDone {
		t.Errorf("doctor leaves with %d: %s", code, stderr)
	}
}
