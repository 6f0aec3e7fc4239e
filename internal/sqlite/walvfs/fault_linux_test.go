package walvfs_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"pullquote/internal/sqlite/walvfs"
)

func TestATransactionIsWrittenWithFewCalls(t *testing.T) {
	calls := func(vfs string) int {
		c := open(t, t.TempDir(), vfs)
		run(t, c, table, `PRAGMA cache_size = 1000`)
		before := writeCalls(t)
		run(t, c, add(1, 120)) // some 40 pages
		return writeCalls(t) - before
	}
	each, together := calls(plain), calls(walvfs.Name())
	if each < 60 || together > 6 {
		t.Errorf("%d calls, %d without the package", together, each)
	}
}

// writeCalls returns how often this process has written to a file.
func writeCalls(t *testing.T) int {
	t.Helper()
	b, err := os.ReadFile("/proc/self/io")
	if err != nil {
		t.Skipf("the system does not count the calls: %v", err)
	}
	_, rest, _ := strings.Cut(string(b), "syscw: ")
	line, _, _ := strings.Cut(rest, "\n")
	n, err := strconv.Atoi(line)
	if err != nil {
		t.Fatalf("%s: %v", b, err)
	}
	return n
}

func TestATransactionWhoseWriteFailsIsNotCommitted(t *testing.T) {
	folder := t.TempDir()
	c := open(t, folder, walvfs.Name())
	run(t, c, table, `PRAGMA cache_size = 1000`, add(1, 5))
	before := words(t, c)

	wal, err := os.Stat(filepath.Join(folder, "test.db-wal"))
	if err != nil {
		t.Fatal(err)
	}
	restore := limitFiles(t, uint64(wal.Size())+8<<10)
	_, err = c.ExecContext(t.Context(), add(100, 20)) // fits in the buffer
	restore()
	if err == nil {
		t.Error("a transaction that does not fit was committed")
	}
	for what, got := range map[string]string{"then": words(t, c), "after a crash": recovered(t, folder)} {
		if got != before {
			t.Errorf("%s: %s", what, got)
		}
	}
	run(t, c, add(100, 20))
	if got, want := recovered(t, folder), words(t, c); got != want || strings.Count(got, "\n") != 24 {
		t.Errorf("%q, %q", got, want)
	}
}

// limitFiles limits the size of files that this process writes, in bytes, until
// restore is called.
func limitFiles(t *testing.T, size uint64) (restore func()) {
	t.Helper()
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	set := func(current uint64) {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: current, Max: before.Max}); err != nil {
			t.Fatal(err)
		}
	}
	set(size)
	return func() { set(before.Cur) }
}
