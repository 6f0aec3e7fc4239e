package pool_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"pullquote/internal/sqlite/pool"
)

// nobody is the ID of a user who owns nothing.
const nobody = 65534

// asNobody drops root's permission to write to every file until the test ends. The
// permission belongs to the thread, so the test locks its goroutine to one; SQLite
// runs on the thread that calls it.
func asNobody(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		return
	}
	runtime.LockOSThread()
	if err := syscall.Setfsuid(nobody); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Setfsuid(0); err != nil {
			t.Error(err)
		}
		runtime.UnlockOSThread()
	})
}

func TestAFileThatOthersOwnIsExplained(t *testing.T) {
	path := filepath.Join(t.TempDir(), "words.db")
	if err := open(t, path, pool.Options{}).Close(); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Dir(path)
	if err := errors.Join(os.Chmod(path, 0o444), os.Chmod(dir, 0o555), os.Chmod(filepath.Dir(dir), 0o755)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(dir, 0o700) })
	asNobody(t)
	if file, err := os.OpenFile(path, os.O_WRONLY, 0); err == nil {
		file.Close()
		t.Fatal("the file can be written to")
	}
	db, err := pool.Open(t.Context(), path, pool.Options{})
	if err == nil {
		db.Close()
	}
	wantUnavailable(t, err, "can't be opened")
}
