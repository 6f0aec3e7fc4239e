package pool

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"time"
)

// Inspect opens an existing file read-only: nothing in it is changed, and a WAL
// beside it is not checkpointed. Write fails on the handle. Still says that no
// program has the file open and that it has no WAL; then no file is created beside
// it and no lock is taken. A complete file on a read-only disk counts as still in
// any case.
//
// Unlike Open it does not check the file: damage is reported by the queries that
// meet it.
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

// Try runs statements in a transaction that is then rolled back, on a connection
// of its own. It is for checks that SQLite regards as changes.
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

// Settle checkpoints a database's WAL and removes it, so that the file alone is
// the database. It fails with Unavailable if another program has the database
// open.
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

// IsDamaged reports whether a statement failed because the file is no database, or
// a damaged one.
func IsDamaged(err error) bool {
	c := code(err) & 0xff
	return c == codeCorrupt || c == codeNotADB
}

// IsUnreadable reports whether a statement failed because a page of the file is
// damaged, or because the disk failed to read it.
func IsUnreadable(err error) bool { return IsDamaged(err) || code(err)&0xff == codeIO }

// IsHalfWritten reports whether the file needs a rollback, because a program was
// killed in the middle of a change. Opening the file for writing rolls that back;
// it can't be read before.
func IsHalfWritten(err error) bool { return code(err) == codeReadOnlyRollback }

// IsBarred reports whether a statement failed because this user may not open the
// database, or create the files beside it that reading needs.
func IsBarred(err error) bool {
	c := code(err) & 0xff
	return c == codeCantOpen || c == codeReadOnly
}
