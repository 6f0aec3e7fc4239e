package pool

import (
	"database/sql"
	"errors"

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
	codeCantOpen   = 14
	codeProtocol   = 15
	codeTooBig     = 18
	codeConstraint = 19
	codeMismatch   = 20
	codeNotADB     = 26

	codeReadOnlyRollback = 776
	codeWrite            = 778 // SQLITE_IOERR_WRITE
	codePrimaryKey       = 1555
	codeUnique           = 2067
	codeRowID            = 2579
	codeSizeMemory       = 4874 // SQLITE_IOERR_SHMSIZE
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

// primaryCode returns SQLite's primary result code, 0 for any other error.
func primaryCode(err error) int { return code(err) & 0xff }

// IsUnique reports whether a statement failed because a value that has to be
// unique exists already.
func IsUnique(err error) bool {
	c := code(err)
	return c == codeUnique || c == codePrimaryKey || c == codeRowID
}

// IsConstraint reports whether a statement failed because of a constraint of the
// schema, or a value that no column can hold.
func IsConstraint(err error) bool {
	c := primaryCode(err)
	return c == codeConstraint || c == codeTooBig || c == codeMismatch
}

// IsFull reports whether a statement failed because the disk is full: for its own
// writes, or for the files that SQLite creates beside the database.
func IsFull(err error) bool {
	c := code(err)
	return primaryCode(err) == codeFull || c == codeWrite || c == codeSizeMemory
}

// IsBusy reports whether another program held the database for too long.
func IsBusy(err error) bool {
	c := primaryCode(err)
	return c == codeBusy || c == codeLocked
}

// gotNoLock reports whether a statement failed only because it got no lock:
// the connection is as good as before.
func gotNoLock(err error) bool { return IsBusy(err) || primaryCode(err) == codeProtocol }

// errLockless means that no lock can be taken, whatever other programs do.
var errLockless = errors.New("pool: the disk keeps no locks")

// IsDamaged reports whether a statement failed because the file is no database, or
// a damaged one.
func IsDamaged(err error) bool {
	c := primaryCode(err)
	return c == codeCorrupt || c == codeNotADB
}

// IsUnreadable reports whether a statement failed because a page of the file is
// damaged, or because the disk failed to read it.
func IsUnreadable(err error) bool { return IsDamaged(err) || primaryCode(err) == codeIO }

// IsHalfWritten reports whether the file needs a rollback, because a program was
// killed in the middle of a change. Opening the file for writing rolls that back;
// it can't be read before.
func IsHalfWritten(err error) bool { return code(err) == codeReadOnlyRollback }

// IsBarred reports whether a statement failed because this user may not open the
// database, or create the files beside it that reading needs.
func IsBarred(err error) bool {
	c := primaryCode(err)
	return c == codeCantOpen || c == codeReadOnly
}

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
	switch primaryCode(err) {
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

// access is what a connection was used for when an error occurred: what to say of
// it differs.
type access int

const (
	reading access = iota
	writing
)

// explain wraps errors that a person can do something about in a *blog.Error.
func explain(err error, during access) error {
	if _, explained := errors.AsType[*blog.Error](err); explained || err == nil {
		return err
	}
	sentence := ""
	switch primary := primaryCode(err); {
	case errors.Is(err, errMoved) && during == reading:
		sentence = "The database, or a file beside it that belongs to it, was moved, deleted or replaced while the program ran, and can't be read any more. Start the program again. What was saved before is in the file that the server's log names."
	case errors.Is(err, errMoved):
		sentence = "Nothing was saved: the database, or a file beside it that belongs to it, was moved, deleted or replaced while the program ran. Put back what was moved, start the program again, and try once more. What was saved before is in the file that the server's log names."
	case errors.Is(err, errLockless):
		sentence = "Nothing can be read or saved: the disk that the database is on keeps no locks any more, as when the lock service of a network disk has ended. Start that again, or put the data folder on a disk of this machine."
	case primary == codeCorrupt, primary == codeNotADB:
		sentence = "The database is damaged. Run pullquote doctor on the server; it says what is hit and how it comes back."
	case Trouble(err) == "":
		return err
	case during == reading:
		sentence = "The database can't be read just now. Look at the disk and at who owns the data folder, and try again."
	case primary == codeFull:
		sentence = "Nothing was saved: the disk is full. Make room and try again."
	case primary == codeReadOnly, primary == codeCantOpen:
		sentence = "Nothing was saved: the database can't be written to. Check who owns the data folder and whether the disk can only be read, start the program again, and try once more."
	case primary == codeIO:
		sentence = "Nothing was saved: the disk reports a fault, or is full. Look at the disk and try again."
	default: // another program's lock
		sentence = "Nothing was saved: another program holds the database. Try again in a moment."
	}
	return &blog.Error{Kind: blog.Unavailable, Message: sentence, Err: err}
}

// explainOpen wraps an error of opening a file in a *blog.Error.
func explainOpen(path string, err error) error {
	sentence := "The database %s can't be opened. Check that the folder is there and who may write to it."
	switch primaryCode(err) {
	case codeNotADB, codeCorrupt:
		sentence = "The file %s is no database, or a damaged one. If it is your blog, run pullquote doctor; otherwise choose another folder with --data."
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
