package pool

import "syscall"

// readOnlyDisk reports whether a file is on a read-only disk. It asks the kernel:
// opening and closing the file would release the locks that SQLite holds on it.
func readOnlyDisk(path string) bool {
	const toWrite = 2 // W_OK, see access(2)
	return syscall.Access(path, toWrite) == syscall.EROFS
}
