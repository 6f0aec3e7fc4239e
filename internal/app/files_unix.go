//go:build unix

package app

import "syscall"

// spareFiles is how many file descriptors are reserved for the database, for other
// files, and for connections that are being closed.
const spareFiles = 100

// affordable returns how many connections the limit of open files allows, up to most.
func affordable(most int) int {
	var files syscall.Rlimit // its fields are signed on some systems
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files); err != nil || uint64(files.Cur) >= uint64(most+spareFiles) {
		return most
	}
	return max(leastRoom, int(files.Cur)-spareFiles)
}
