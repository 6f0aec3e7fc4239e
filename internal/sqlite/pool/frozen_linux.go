package pool

import "syscall"

// readOnlyDisk asks the kernel. To open the file and close it again would give
// up the locks that SQLite holds on it.
func readOnlyDisk(path string) bool {
	const toWrite = 2 // W_OK, see access(2)
	return syscall.Access(path, toWrite) == syscall.EROFS
}
