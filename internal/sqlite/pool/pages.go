package pool

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"time"
)

// ReadAlone is Read on a connection of its own, for reads that take minutes, so
// that page requests don't have to wait for a connection. Meanwhile, what others
// commit stays in the WAL.
func (db *DB) ReadAlone(ctx context.Context, fn func(*Tx) error) error {
	c, err := db.reads.open()
	if err != nil {
		return explain(err, reading)
	}
	defer c.close()
	if err := c.run(`BEGIN`); err != nil {
		return explain(err, reading)
	}
	defer c.run(`ROLLBACK`)
	return db.diagnose(fn(&Tx{conn: c, db: db, now: db.Now()}), reading)
}

// Pages writes the database, as the transaction sees it, to a stream: the bytes of
// a file that needs no WAL. Only one page at a time is in memory. Progress, which
// may be nil, is called with the number of pages written and the total. Errors of
// the stream are returned unchanged.
func (tx *Tx) Pages(ctx context.Context, to io.Writer, progress func(done, total int)) (err error) {
	const query = `/* Pages */ SELECT data FROM sqlite_dbpage('main')`
	total, err := One(ctx, tx, `/* Pages: count */ PRAGMA page_count`, Value[int])
	if err != nil {
		return err
	}
	begin := time.Now()
	defer func() { tx.ran(ctx, query, begin, err) }()
	// The loop checks ctx itself, so the driver need not watch it.
	rows, buffer, err := tx.conn.query(context.WithoutCancel(ctx), query, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	done := 0
	for ; ; done++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		if progress != nil && (done%pagesAtOnce == 0 || done == total) {
			progress(done, total)
		}
		if err := rows.Next(buffer); err == io.EOF {
			break
		} else if err != nil {
			return err
		}
		if err := writePage(to, buffer[0]); err != nil {
			return err
		}
	}
	if done != total {
		return fmt.Errorf("pool: of %d pages %d were read", total, done)
	}
	return nil
}

func writePage(to io.Writer, page driver.Value) error {
	data, ok := page.([]byte)
	if !ok {
		return fmt.Errorf("pool: a page is %T", page)
	}
	_, err := to.Write(data)
	return err
}
