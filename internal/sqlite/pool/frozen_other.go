//go:build !linux

package pool

// readOnlyDisk can't detect a read-only disk on this system; a file on one is not
// opened.
func readOnlyDisk(string) bool { return false }
