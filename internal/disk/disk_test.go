package disk_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/disk"
)

func TestAFileTakesItsNameOnlyIfThatIsFree(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "copy.db")
	for _, tt := range []struct {
		name    string
		replace bool
		kind    blog.ErrorKind
	}{{"a free name", false, blog.Internal}, {"a name that is taken", false, blog.Conflict}, {"one that is to be replaced", true, blog.Internal}} {
		temp, err := disk.Temp(folder)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(temp, []byte(tt.name), 0o600); err != nil {
			t.Fatal(err)
		}
		err = disk.Place(temp, path, tt.replace)
		got, readErr := os.ReadFile(path)
		if placed := string(got) == tt.name; readErr != nil || blog.KindOf(err) != tt.kind || placed != (err == nil) {
			t.Errorf("%s: %v, and the file holds %q", tt.name, err, got)
		}
	}
}

func TestWhatKilledProgramsLeftIsSwept(t *testing.T) {
	folder := t.TempDir()
	old, err := disk.Temp(folder)
	if err != nil {
		t.Fatal(err)
	}
	young, err := disk.Temp(folder)
	if err != nil {
		t.Fatal(err)
	}
	mine := filepath.Join(folder, "mine.db")
	if err := os.WriteFile(mine, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	for _, path := range []string{old, mine} {
		if err := os.Chtimes(path, now, now.Add(-2*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	disk.Sweep(folder, now)
	for path, want := range map[string]bool{old: false, young: true, mine: true} {
		if _, err := os.Stat(path); (err == nil) != want {
			t.Errorf("%s is there: %v, want %v", filepath.Base(path), err == nil, want)
		}
	}
}

func TestFoldersAreMadeForWhoRunsTheProgramAlone(t *testing.T) {
	top := t.TempDir()
	path := filepath.Join(top, "some", "where", "data")
	for range 2 { // the second finds it
		if err := disk.Folders(path); err != nil {
			t.Fatal(err)
		}
	}
	for _, made := range []string{path, filepath.Dir(path), filepath.Join(top, "some")} {
		if info, err := os.Stat(made); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%s: %v, %v", made, info, err)
		}
	}
	file := filepath.Join(top, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := disk.Folders(filepath.Join(file, "data")); err == nil {
		t.Error("a folder is made within a file")
	}
	if err := disk.Folders(file); err == nil {
		t.Error("a file is taken for a folder")
	}
}

func TestALockIsSharedOrAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	first, err := disk.Share(path)
	if err != nil {
		t.Fatal(err)
	}
	second, err := disk.Share(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := disk.Alone(path); !errors.Is(err, disk.ErrHeld) {
		t.Errorf("alone beside two others: %v", err)
	}
	if err := errors.Join(first.Release(), second.Release()); err != nil {
		t.Fatal(err)
	}
	alone, err := disk.Alone(path)
	if err != nil {
		t.Fatalf("alone when all have gone: %v", err)
	}
	if _, err := disk.Share(path); !errors.Is(err, disk.ErrHeld) {
		t.Errorf("sharing with one who is alone: %v", err)
	}
	if err := errors.Join(alone.Release(), alone.Release()); err != nil {
		t.Fatal(err)
	}
}

func TestALockTellsWhoHasItAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	if got := disk.Holder(path); got != "" {
		t.Errorf("a lock that nobody ever had is held by %q", got)
	}
	lock, err := disk.Alone(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(lock.Sign("a long name that is overwritten"), lock.Sign("the server")); err != nil {
		t.Fatal(err)
	}
	if got := disk.Holder(path); got != "the server" {
		t.Errorf("it is held by %q", got)
	}
	if err := lock.Release(); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(path); err != nil || len(text) > 0 {
		t.Errorf("who has gone leaves %q behind, %v", text, err)
	}
	// Who was killed could not take the name away.
	if err := os.WriteFile(path, []byte("a dead one"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := disk.Holder(path); got != "" {
		t.Errorf("it is held by %q", got)
	}
}

func TestAFileKeepsItsBytesUnderASecondName(t *testing.T) {
	folder := t.TempDir()
	path, second := filepath.Join(folder, "a"), filepath.Join(folder, "b")
	if err := os.WriteFile(path, []byte("first"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := disk.Keep(path, second); err != nil {
		t.Fatal(err)
	}
	temp, err := disk.Temp(folder)
	if err != nil {
		t.Fatal(err)
	}
	if err := disk.Place(temp, path, true); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(second); err != nil || string(got) != "first" {
		t.Errorf("%q, %v", got, err)
	}
	if err := disk.Keep(path, second); !errors.Is(err, os.ErrExist) {
		t.Errorf("keeping under a name that is taken: %v", err)
	}
}
