//go:build unix

package app

import "syscall"

// spareFiles are kept for the database, for what is read and written beside it,
// and for connections that are being closed.
const spareFiles = 100

// affordable returns how many connections there may be, as far as the files go
// that the system lets the program open.
func affordable(most int) int {
	var files syscall.Rlimit // whose numbers have a sign on some systems
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files); err != nil || uint64(files.Cur) >= uint64(most+spareFiles) {
		return most
	}
	return max(leastRoom, int(files.Cur)-spareFiles)
}
