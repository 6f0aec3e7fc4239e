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

// pagesAtOnce is how many pages Copy copies before it looks whether it is
// still wanted.
const pagesAtOnce = 2048

// backuper is a connection that can be copied page by page.
type backuper interface {
	NewBackup(destination string) (*sqlite.Backup, error)
}

// Copy writes the database as it stands into a file, which it makes or
// replaces, while others read and write the database. It tells how many of how
// many pages are copied; progress may be nil. The file is written, but not
// waited for until it is on the disk.
//
// It is SQLite's online backup, in one transaction that reads: the copy is of
// one moment, byte for byte, and no writer makes it begin again or waits for
// it. VACUUM INTO would write a smaller file, but takes several times as long,
// gives rows of tables without an INTEGER PRIMARY KEY new numbers, and can't
// copy a database that is damaged.
func (db *DB) Copy(ctx context.Context, path string, progress func(done, total int)) error {
	return db.ReadAlone(ctx, func(tx *Tx) error {
		// The online backup begins again when another program commits, unless the
		// connection holds on to what it sees.
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

// explainCopy words what a person can do something about.
func explainCopy(path string, err error) error {
	sentence := ""
	switch code(err) & 0xff {
	case codeFull, codeIO:
		sentence = "No copy was made in %s: the disk there is full, or reports a fault. Make room, or choose another place."
	case codeReadOnly, codeCantOpen:
		sentence = "No copy was made in %s: nothing can be written there. Check who owns the folder, or choose another place."
	default:
		return explain(err, true)
	}
	return &blog.Error{Kind: blog.Unavailable, Message: sentence, Args: []any{filepath.Dir(path)}, Err: err}
}

func copyPages(ctx context.Context, source backuper, path string, progress func(done, total int)) (err error) {
	// Without a journal: until the copy is whole, nobody takes it for one.
	b, err := source.NewBackup(fileURI(path, url.Values{"_pragma": {"journal_mode(OFF)", "synchronous(OFF)"}}))
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
		return err // which Commit says again
	}
	return finishErr
}

func closeCopy(c driver.Conn) error {
	if c == nil {
		return nil
	}
	return c.Close()
}

// fileURI names a file with settings for the driver. A path is escaped, so
// that folders may have any name.
func fileURI(path string, q url.Values) string {
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath(), RawQuery: q.Encode()}).String()
}
