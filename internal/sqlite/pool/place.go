package pool

import (
	"errors"
	"os"
	"path/filepath"
)

// errMoved says that what would be written now would be lost, or spoil another
// file.
var errMoved = errors.New("pool: the file under the database's name is not the one that was opened")

// place is where an open database lies. Nothing keeps people from deleting a
// file that a program has open, or from putting another in its place: the
// program would write on, into a file that nobody ever finds again. The log and
// the index of what is in it belong to the database, though they look like
// something that a program has left behind.
//
// They stay the same files for as long as any connection is open; the one of
// the generation always is.
type place []held

// held is a file that the connections have open.
type held struct {
	name string // for the database as it was opened, by way of symbolic links or not
	file os.FileInfo
}

// resolved gives a path without symbolic links, as SQLite follows them: the log
// lies beside the file itself.
func resolved(path string) string {
	if followed, err := filepath.EvalSymlinks(path); err == nil {
		return followed
	}
	return path // the file is yet to be made
}

// occupy notes which files were opened under a name. A file that nobody can
// change needs no looking after, and has none beside it.
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

// taken reports whether another file stands under one of the names: another
// program may have begun a log of its own, and what is read of two logs is
// nonsense.
func (p place) taken() bool {
	for _, h := range p {
		if info, err := os.Stat(h.name); err == nil && !os.SameFile(info, h.file) {
			return true
		}
	}
	return false
}

// kept fails with errMoved unless the names still lead to the files that were
// opened. A folder that may not be looked into any more is no fault: the files
// in it are open.
func (p place) kept() error {
	for _, h := range p {
		info, err := os.Stat(h.name)
		if err == nil && !os.SameFile(info, h.file) || err != nil && !errors.Is(err, os.ErrPermission) {
			return errMoved
		}
	}
	return nil
}
