package pool

import "os"

// frozen reports whether a file lies, whole, on a disk that can only be read.
// SQLite can't open a file in WAL mode there, since it wants to make others
// beside it; told that nobody can change the file
// (https://www.sqlite.org/uri.html#uriimmutable), it does without them. Where a
// program that was killed has left a log, SQLite reads that, too, and the file
// does not count as frozen.
//
// Readers are served then. When the disk can be written to again, the program
// has to be started again: what it believes of the file is not true any more.
func frozen(path string) bool {
	if info, err := os.Stat(path + "-wal"); err == nil && info.Size() > 0 {
		return false
	}
	return readOnlyDisk(path)
}

// journalMode is what the connections to a file have to say of their journal.
// One that is told that nobody changes the file keeps none.
func journalMode(still bool) string {
	if still {
		return "delete"
	}
	return "wal"
}
