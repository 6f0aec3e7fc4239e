package pool

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"time"
)

// Inspect opens an existing file read-only: nothing in it is changed, and a WAL
// beside it is not checkpointed. Write fails on the handle. Immutable says that no
// program has the file open and that it has no WAL; then no file is created beside
// it and no lock is taken. A complete file on a read-only disk counts as immutable
// in any case.
//
// Unlike Open it does not check the file: damage is reported by the queries that
// meet it.
func Inspect(path string, immutable bool) *DB {
	options := url.Values{"mode": {"ro"}, "_txlock": {"deferred"}}
	if immutable || frozen(path) {
		options.Set("immutable", "1")
	}
	only := newConnector(path, options, lockTimeout(busyTimeout), numberPragma("query_only", 1))
	return &DB{reads: only, writes: only, now: time.Now, writer: newSlots(1), readers: newSlots(2)}
}

// Try runs statements in a transaction that is then rolled back, on a connection
// of its own. It is for checks that SQLite regards as changes.
func Try(ctx context.Context, path string, statements ...string) error {
	file := newConnector(path, url.Values{"mode": {"rw"}, "_txlock": {"immediate"}}, lockTimeout(busyTimeout))
	db, err := sql.Open("sqlite", file.source)
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
	file := newConnector(path, url.Values{"mode": {"rw"}}, lockTimeout(time.Second), pragma{"synchronous", "FULL", "2"})
	db, err := sql.Open("sqlite", file.source)
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
