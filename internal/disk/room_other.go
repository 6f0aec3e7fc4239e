//go:build !(darwin || freebsd || linux)

package disk

// Room returns how many bytes can still be written to the disk that a folder is
// on, and whether that is known. On these systems it is not.
func Room(string) (bytes int64, known bool) { return 0, false }
