//go:build !linux

package pool

// readOnlyDisk can't be told here; a file on such a disk is not opened.
func readOnlyDisk(string) bool { return false }
