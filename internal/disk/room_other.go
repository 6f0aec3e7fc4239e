//go:build !(darwin || freebsd || linux)

package disk

// Room gives the bytes that may still be written to the disk that a folder is
// on, and whether that is known; on these systems it is not.
func Room(string) (bytes int64, known bool) { return 0, false }
