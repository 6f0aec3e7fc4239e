//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package pool

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
)

// lockProbe is the name of the file that is locked to test whether locks work.
const lockProbe = ".pullquote-partial-lock"

// lockless reports whether the disk that a file is on does not support locks.
// SQLite can't tell that from another program's lock (both are SQLITE_BUSY), so it
// is tested with a file beside the database: closing the database itself would
// release the locks that SQLite holds on it. See fcntl(2), ENOLCK.
func lockless(path string) bool {
	// If the program is killed here, the file is removed later because of its
	// name's prefix.
	f, err := os.OpenFile(filepath.Join(filepath.Dir(path), lockProbe), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return false
	}
	defer os.Remove(f.Name())
	defer f.Close()
	err = syscall.FcntlFlock(f.Fd(), syscall.F_SETLK, &syscall.Flock_t{Type: syscall.F_WRLCK, Whence: io.SeekStart, Len: 1})
	return errors.Is(err, syscall.ENOLCK)
}
