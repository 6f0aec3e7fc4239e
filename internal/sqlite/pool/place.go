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
// program would write on, into a file that nobody ever finds again.
type place struct {
	name string      // as it was opened, by way of symbolic links or not
	file os.FileInfo // nil if nobody can change the file
	log  string      // the name of the log
}

// resolved gives a path without symbolic links, as SQLite follows them: the log
// lies beside the file itself.
func resolved(path string) string {
	if followed, err := filepath.EvalSymlinks(path); err == nil {
		return followed
	}
	return path // the file is yet to be made
}

// occupy notes which file was opened under a name.
func occupy(name string) (place, error) {
	path := resolved(name)
	if frozen(path) {
		return place{}, nil
	}
	info, err := os.Stat(path)
	return place{name: name, file: info, log: path + "-wal"}, err
}

// kept fails with errMoved unless the name still leads to the file that was
// opened, and its log is there, into which commits are written. A folder that
// may not be looked into any more is no fault: the file in it is open.
func (p place) kept() error {
	if p.file == nil {
		return nil
	}
	info, err := os.Stat(p.name)
	if err == nil && os.SameFile(info, p.file) {
		_, err = os.Stat(p.log)
	} else if err == nil {
		return errMoved
	}
	if err != nil && !errors.Is(err, os.ErrPermission) {
		return errMoved
	}
	return nil
}
