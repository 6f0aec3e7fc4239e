package pool

import (
	"errors"
	"os"
	"path/filepath"
)

// errMoved means that anything written now would be lost, or would damage another
// file.
var errMoved = errors.New("pool: the file under the database's name is not the one that was opened")

// openFiles are the files of an open database: the database itself, the WAL, and its
// index (-shm). Nothing keeps people from deleting a file that a program has open, or
// from replacing it: the program would go on writing to a file that nobody can find
// any more. The WAL and its index are part of the database, though they look like
// leftovers of a program.
//
// They stay the same files for as long as any connection is open, and the
// generation's connection always is.
type openFiles []openFile

type openFile struct {
	name string // for the database, the name it was opened under, symbolic links included
	info os.FileInfo
}

// resolved returns a path with symbolic links resolved, as SQLite does: the WAL is
// beside the file itself.
func resolved(path string) string {
	if followed, err := filepath.EvalSymlinks(path); err == nil {
		return followed
	}
	return path // the file does not exist yet
}

// filesOf returns the files that were opened under a name. It is not called for an
// immutable file, which needs no watching and has no files beside it.
func filesOf(name string) (openFiles, error) {
	path := resolved(name)
	var files openFiles
	for _, n := range []string{name, path + "-wal", path + "-shm"} {
		info, err := os.Stat(n)
		if err != nil {
			return nil, err
		}
		files = append(files, openFile{n, info})
	}
	return files, nil
}

// replaced reports whether one of the names refers to another file now. Another
// program may have begun a WAL of its own, and reading with two WALs yields
// nonsense.
func (files openFiles) replaced() bool {
	for _, f := range files {
		if info, err := os.Stat(f.name); err == nil && !os.SameFile(info, f.info) {
			return true
		}
	}
	return false
}

// Astray reports whether the database, its WAL or the WAL's index was deleted, moved
// or replaced since it was opened, so that nothing can be saved.
func (db *DB) Astray() bool { return db.files.verify() != nil }

// verify fails with errMoved unless the names still refer to the files that were
// opened. A folder without permission is no failure: its files are open.
func (files openFiles) verify() error {
	for _, f := range files {
		info, err := os.Stat(f.name)
		if err == nil && !os.SameFile(info, f.info) || err != nil && !errors.Is(err, os.ErrPermission) {
			return errMoved
		}
	}
	return nil
}
