package pool

import "os"

// frozen reports whether a file is complete and on a read-only disk. SQLite can't
// open a file in WAL mode there, since it has to create others beside it, unless
// it is told that the file is immutable
// (https://www.sqlite.org/uri.html#uriimmutable). If a killed program has left a
// WAL, SQLite has to read that, too, and the file does not count as frozen.
//
// A frozen file is served read-only. When the disk becomes writable again, the
// program has to be restarted: the file is no longer immutable.
func frozen(path string) bool {
	if info, err := os.Stat(path + "-wal"); err == nil && info.Size() > 0 {
		return false
	}
	return readOnlyDisk(path)
}
