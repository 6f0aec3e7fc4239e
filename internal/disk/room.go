//go:build darwin || freebsd || linux

package disk

import "syscall"

// Room returns how many bytes an unprivileged program can still write to the disk
// that a folder is on, and whether that is known.
func Room(folder string) (bytes int64, known bool) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(folder, &s); err != nil {
		return 0, false
	}
	return int64(s.Bavail) * int64(s.Bsize), true // whose types differ from system to system
}
