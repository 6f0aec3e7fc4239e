//go:build !linux

package walvfs

import "modernc.org/libc"

func forgetFailure(*libc.TLS) {}

// lockless can't be told on these systems: what SQLite is refused is taken for
// another program's lock.
func lockless(*libc.TLS) bool { return false }
