package pool

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"time"
)

// Inspect opens a file that is there, only to read it: nothing in it is
// changed, not even what a log beside it holds is brought in. The handle's
// Write fails. A still file is one that no program has open and that has no log;
// no file is made beside it then, and no lock is taken. One that lies, whole, on
// a disk that can only be read is still, whatever its reader says.
//
// Unlike Open it asks nothing of the file: a damaged one is found so by those
// queries that meet the damage.
func Inspect(path string, still bool) *DB {
	q := url.Values{}
	q.Add("_pragma", fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()))
	q.Add("_pragma", "query_only(1)")
	reportsPlainly(q)
	q.Set("mode", "ro")
	q.Set("_txlock", "deferred")
	if still || frozen(path) {
		q.Set("immutable", "1")
	}
	only := connector{dsn: fileURI(path, q)}
	return &DB{reads: only, writes: only, now: time.Now, writer: places(1), readers: places(2)}
}

// Try runs statements in a transaction that is then taken back, on a
// connection of its own. It is for checks that SQLite takes for changes.
func Try(ctx context.Context, path string, statements ...string) error {
	q := url.Values{}
	q.Add("_pragma", fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()))
	reportsPlainly(q)
	q.Set("mode", "rw")
	q.Set("_txlock", "immediate")
	db, err := sql.Open("sqlite", fileURI(path, q))
	if err != nil {
		return fmt.Errorf("pool: try %q: %w", path, err)
	}
	defer db.Close()
	tx, err := db.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, s := range statements {
		if _, err := tx.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// Settle brings what stands in a database's log into the file and removes the
// log, so that the file alone is the database. It fails with Unavailable if
// another program has the database open.
func Settle(ctx context.Context, path string) error {
	q := url.Values{}
	q.Add("_pragma", "busy_timeout(1000)")
	q.Add("_pragma", "synchronous(FULL)")
	reportsPlainly(q)
	q.Set("mode", "rw")
	db, err := sql.Open("sqlite", fileURI(path, q))
	if err != nil {
		return fmt.Errorf("pool: settle %q: %w", path, err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	var mode string
	if err := db.QueryRowContext(ctx, `PRAGMA journal_mode = DELETE`).Scan(&mode); err != nil {
		return explainOpen(path, err)
	}
	if mode != "delete" {
		return fmt.Errorf("pool: settle %q: the journal mode stays %q", path, mode)
	}
	return nil
}

// IsDamaged reports whether a statement failed because the file is no
// database, or a damaged one.
func IsDamaged(err error) bool {
	c := code(err) & 0xff
	return c == codeCorrupt || c == codeNotADB
}

// IsUnreadable reports whether a statement failed because a page of the file is
// damaged, or because the disk does not give it.
func IsUnreadable(err error) bool { return IsDamaged(err) || code(err)&0xff == codeIO }

// IsHalfWritten reports whether the file holds half of a change that a program
// was killed in. It is taken back when the file is opened to write; it can't be
// read before.
func IsHalfWritten(err error) bool { return code(err) == codeReadOnlyRollback }

// IsBarred reports whether a statement failed because this user may not open
// the database, or make the files beside it that reading it needs.
func IsBarred(err error) bool {
	c := code(err) & 0xff
	return c == codeCantOpen || c == codeReadOnly
}
