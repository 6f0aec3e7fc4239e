package walvfs

import (
	"syscall"

	"modernc.org/libc"
)

// forgetFailure clears why the thread's last system call failed.
func forgetFailure(tls *libc.TLS) { *at[int32](libc.X__errno_location(tls)) = 0 }

// lockless reports whether a system call has failed since forgetFailure because the
// disk keeps no locks, see fcntl(2).
func lockless(tls *libc.TLS) bool {
	return *at[int32](libc.X__errno_location(tls)) == int32(syscall.ENOLCK)
}
