package pool

import (
	"database/sql"
	"errors"
	"strings"

	"modernc.org/sqlite"

	"pullquote/internal/blog"
)

// Result codes, see https://www.sqlite.org/rescode.html. The texts of errors
// change from version to version; the codes do not.
const (
	codeBusy       = 5
	codeLocked     = 6
	codeReadOnly   = 8
	codeIO         = 10
	codeCorrupt    = 11
	codeFull       = 13
	codeTooBig     = 18
	codeConstraint = 19
	codeMismatch   = 20
	codeCantOpen   = 14
	codeProtocol   = 15
	codeNotADB     = 26
	codePrimaryKey = 1555
	codeUnique     = 2067
	codeRowID      = 2579

	codeWrite            = 778  // SQLITE_IOERR_WRITE
	codeSizeMemory       = 4874 // SQLITE_IOERR_SHMSIZE
	codeReadOnlyRollback = 776
	codeLockMemory       = 5130 // SQLITE_IOERR_SHMLOCK
	codeMapMemory        = 5386 // SQLITE_IOERR_SHMMAP
)

// code returns SQLite's extended result code, 0 for any other error.
func code(err error) int {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code()
	}
	return 0
}

// IsUnique reports whether a statement failed because a value that has to be
// unique exists already.
func IsUnique(err error) bool {
	c := code(err)
	return c == codeUnique || c == codePrimaryKey || c == codeRowID
}

// IsConstraint reports whether a statement failed because of a constraint of the
// schema, or a value that no column can hold.
func IsConstraint(err error) bool {
	c := code(err) & 0xff
	return c == codeConstraint || c == codeTooBig || c == codeMismatch
}

// IsFull reports whether a statement failed because the disk is full: for its own
// writes, or for the files that SQLite creates beside the database.
func IsFull(err error) bool {
	c := code(err)
	return c&0xff == codeFull || c == codeWrite || c == codeSizeMemory
}

// IsBusy reports whether another program held the database for too long.
func IsBusy(err error) bool {
	c := code(err) & 0xff
	return c == codeBusy || c == codeLocked
}

// errLockless means that no lock can be taken, whatever other programs do.
var errLockless = errors.New("pool: the disk keeps no locks")

// IsNoRows reports whether One found no row.
func IsNoRows(err error) bool { return errors.Is(err, sql.ErrNoRows) }

// Trouble returns a clause that says what keeps the database from being written
// to, or "" for any other error.
func Trouble(err error) string {
	if errors.Is(err, errMoved) {
		return "the database was moved, deleted or replaced"
	}
	if errors.Is(err, errLockless) {
		return "the disk keeps no locks"
	}
	switch code(err) & 0xff {
	case codeFull:
		return "the disk is full"
	case codeReadOnly, codeCantOpen:
		return "the database can't be written to"
	case codeBusy, codeLocked, codeProtocol:
		return "another program holds the database"
	case codeIO:
		return "the disk reports a fault, or is full"
	case codeCorrupt, codeNotADB:
		return "the database is damaged"
	}
	return ""
}

// explain wraps errors that a person can do something about in a *blog.Error.
func explain(err error, reading bool) error {
	if _, ok := errors.AsType[*blog.Error](err); ok || err == nil {
		return err
	}
	if errors.Is(err, errMoved) && reading {
		return &blog.Error{Kind: blog.Unavailable, Message: "The database, or a file beside it that belongs to it, was moved, deleted or replaced while the program ran, and can't be read any more. Start the program again. What was saved before is in the file that the server's log names.", Err: err}
	}
	if errors.Is(err, errMoved) {
		return &blog.Error{Kind: blog.Unavailable, Message: "Nothing was saved: the database, or a file beside it that belongs to it, was moved, deleted or replaced while the program ran. Put back what was moved, start the program again, and try once more. What was saved before is in the file that the server's log names.", Err: err}
	}
	if errors.Is(err, errLockless) {
		return &blog.Error{Kind: blog.Unavailable, Message: "Nothing can be read or saved: the disk that the database is on keeps no locks any more, as when the lock service of a network disk has ended. Start that again, or put the data folder on a disk of this machine.", Err: err}
	}
	sentence := ""
	switch code(err) & 0xff {
	case codeFull:
		sentence = "Nothing was saved: the disk is full. Make room and try again."
	case codeReadOnly, codeCantOpen:
		sentence = "Nothing was saved: the database can't be written to. Check who owns the data folder and whether the disk can only be read, start the program again, and try once more."
	case codeBusy, codeLocked, codeProtocol:
		sentence = "Nothing was saved: another program holds the database. Try again in a moment."
	case codeIO:
		sentence = "Nothing was saved: the disk reports a fault, or is full. Look at the disk and try again."
	case codeCorrupt, codeNotADB:
		sentence = "The database is damaged. Stop the program, keep a copy of the data folder, and go back to a backup."
	default:
		return err
	}
	if reading && strings.HasPrefix(sentence, "Nothing was saved") {
		sentence = "The database can't be read just now. Look at the disk and at who owns the data folder, and try again."
	}
	return &blog.Error{Kind: blog.Unavailable, Message: sentence, Err: err}
}

// explainOpen wraps an error of opening a file in a *blog.Error.
func explainOpen(path string, err error) error {
	sentence := "The database %s can't be opened. Check that the folder is there and who may write to it."
	switch code(err) & 0xff {
	case codeNotADB, codeCorrupt:
		sentence = "The file %s is no database, or a damaged one. Move it away, or choose another folder with --data."
	case codeBusy, codeLocked, codeProtocol:
		sentence = "Another program holds the database %s. End it and try again."
		if lockless(path) {
			sentence = "The database %s can't be opened: the disk that it is on keeps no locks, as some that are reached over a network. Put the data folder on a disk of this machine, or have the locks of that one turned on."
		}
	case codeIO:
		sentence = "The database %s can't be opened: the disk is full, or reports a fault. Make room, look at the disk, and try again."
	}
	if IsFull(err) {
		sentence = "The database %s can't be opened: the disk is full, and SQLite needs a little room beside it. Make some and try again."
	}
	switch code(err) {
	case codeLockMemory, codeMapMemory:
		sentence = "The database %s can't be opened: on the disk that it is on, programs can't share memory, as on many that are reached over a network. Put the data folder on a disk of this machine."
	}
	return &blog.Error{Kind: blog.Unavailable, Message: sentence, Args: []any{path}, Err: err}
}
