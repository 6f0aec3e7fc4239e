package pool

import (
	"context"
	"database/sql/driver"
	"fmt"
	"net/url"
	"path/filepath"

	"modernc.org/sqlite"

	"pullquote/internal/blog"
)

// pagesAtOnce is how many pages are copied between two checks of the context.
const pagesAtOnce = 2048

// backuper is a connection that supports SQLite's online backup.
type backuper interface {
	NewBackup(destination string) (*sqlite.Backup, error)
}

// Copy copies the database into a file, which it creates or replaces, while others
// read and write the database. Progress, which may be nil, is called with the
// number of pages copied and the total. The file is not synced to the disk.
//
// Copy uses SQLite's online backup within one read transaction: the copy is one
// snapshot, byte for byte, and writers neither restart it nor wait for it. VACUUM
// INTO would write a smaller file, but takes several times as long, changes the
// rowids of tables without an INTEGER PRIMARY KEY, and can't copy a damaged
// database.
func (db *DB) Copy(ctx context.Context, path string, progress func(done, total int)) error {
	return db.ReadAlone(ctx, func(tx *Tx) error {
		// The online backup restarts when another program commits, unless the
		// connection holds a snapshot.
		if _, err := One(ctx, tx, `/* Copy */ SELECT count(*) FROM sqlite_schema`, Value[int]); err != nil {
			return err
		}
		source, ok := tx.conn.Conn.(backuper)
		if !ok {
			return fmt.Errorf("pool: %T can't be copied", tx.conn.Conn)
		}
		return explainCopy(path, copyPages(ctx, source, path, progress))
	})
}

// explainCopy wraps errors that a person can do something about in a *blog.Error.
func explainCopy(path string, err error) error {
	sentence := ""
	switch primaryCode(err) {
	case codeFull, codeIO:
		sentence = "No copy was made in %s: the disk there is full, or reports a fault. Make room, or choose another place."
	case codeReadOnly, codeCantOpen:
		sentence = "No copy was made in %s: nothing can be written there. Check who owns the folder, or choose another place."
	default:
		return explain(err, reading)
	}
	return &blog.Error{Kind: blog.Unavailable, Message: sentence, Args: []any{filepath.Dir(path)}, Err: err}
}

func copyPages(ctx context.Context, source backuper, path string, progress func(done, total int)) (err error) {
	// No journal: an incomplete copy is never used.
	destination := newConnector(path, url.Values{}, pragma{"journal_mode", "OFF", "off"}, pragma{"synchronous", "OFF", "0"})
	b, err := source.NewBackup(destination.source)
	if err != nil {
		return err
	}
	for more := true; more; {
		if err = ctx.Err(); err != nil {
			break
		}
		if more, err = b.Step(pagesAtOnce); err != nil {
			break
		}
		if progress != nil {
			progress(b.PageCount()-b.Remaining(), b.PageCount())
		}
	}
	copied, finishErr := b.Commit()
	if finishErr == nil {
		finishErr = closeCopy(copied)
	}
	if err != nil {
		return err // Commit returns the same error
	}
	return finishErr
}

func closeCopy(c driver.Conn) error {
	if c == nil {
		return nil
	}
	return c.Close()
}
