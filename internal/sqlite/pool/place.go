package pool

import (
	"errors"
	"os"
	"path/filepath"
)

// errMoved means that anything written now would be lost, or would damage another
// file.
var errMoved = errors.New("pool: the file under the database's name is not the one that was opened")

// place identifies the files of an open database. Nothing keeps people from
// deleting a file that a program has open, or from replacing it: the program would
// go on writing to a file that nobody can find any more. The WAL and its index
// (-shm) are part of the database, though they look like leftovers of a program.
//
// They stay the same files for as long as any connection is open, and the
// generation's connection always is.
type place []held

// held is a file that the connections have open.
type held struct {
	name string // for the database, the name it was opened under, symbolic links included
	file os.FileInfo
}

// resolved returns a path with symbolic links resolved, as SQLite does: the WAL is
// beside the file itself.
func resolved(path string) string {
	if followed, err := filepath.EvalSymlinks(path); err == nil {
		return followed
	}
	return path // the file does not exist yet
}

// occupy records which files were opened under a name. It is not called for an
// immutable file, which needs no watching and has no files beside it.
func occupy(name string) (place, error) {
	path := resolved(name)
	var p place
	for _, n := range []string{name, path + "-wal", path + "-shm"} {
		info, err := os.Stat(n)
		if err != nil {
			return nil, err
		}
		p = append(p, held{n, info})
	}
	return p, nil
}

// taken reports whether one of the names refers to another file now. Another
// program may have begun a WAL of its own, and reading with two WALs yields
// nonsense.
func (p place) taken() bool {
	for _, h := range p {
		if info, err := os.Stat(h.name); err == nil && !os.SameFile(info, h.file) {
			return true
		}
	}
	return false
}

// kept fails with errMoved unless the names still refer to the files that were
// opened. A folder without permission is no failure: its files are open.
func (p place) kept() error {
	for _, h := range p {
		info, err := os.Stat(h.name)
		if err == nil && !os.SameFile(info, h.file) || err != nil && !errors.Is(err, os.ErrPermission) {
			return errMoved
		}
	}
	return nil
}
