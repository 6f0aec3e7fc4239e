//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package pool

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
)

// lockProbe is the file that is locked to find out whether one can be.
const lockProbe = ".pullquote-partial-lock"

// lockless reports whether the disk that a file is on keeps no locks. SQLite takes
// that for another program's lock (both are SQLITE_BUSY), so it is asked again,
// with a file beside it: to close the database itself would give up the locks that
// SQLite holds on it. See fcntl(2), ENOLCK.
func lockless(path string) bool {
	// By the beginning of its name it is removed later if this program is killed here.
	f, err := os.OpenFile(filepath.Join(filepath.Dir(path), lockProbe), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return false
	}
	defer os.Remove(f.Name())
	defer f.Close()
	err = syscall.FcntlFlock(f.Fd(), syscall.F_SETLK, &syscall.Flock_t{Type: syscall.F_WRLCK, Whence: io.SeekStart, Len: 1})
	return errors.Is(err, syscall.ENOLCK)
}
