package pool

import (
	"context"
	"database/sql/driver"
	"fmt"
	"io"
	"slices"
	"strconv"
)

// A reader is a connection that can only read, used by one transaction at a
// time. It speaks to the driver itself: what database/sql does for each row of
// each query, for any driver, costs a page as much as SQLite's own work.
type reader struct {
	conn       driver.Conn
	statements map[string]*statement
	begin, end driver.Stmt
}

// statement is a query that is prepared on a connection, with room for a row.
type statement struct {
	driver.Stmt
	row row
}

// keptStatements is how many statements a connection keeps prepared. A program
// has some hundred; more would mean that queries are put together from what
// somebody sent.
const keptStatements = 400

// openReader opens a connection and asks it for the settings that the program
// relies on.
func (db *DB) openReader() (*reader, error) {
	conn, err := db.writer.Driver().Open(dsn(db.path, true))
	if err != nil {
		return nil, err
	}
	r := &reader{conn: conn, statements: map[string]*statement{}}
	if err := r.prepareFixed(); err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

func (r *reader) prepareFixed() (err error) {
	if err := r.check(readerSettings); err != nil {
		return err
	}
	if r.begin, err = r.conn.Prepare(`BEGIN`); err != nil {
		return err
	}
	r.end, err = r.conn.Prepare(`ROLLBACK`)
	return err
}

// check asks for settings: SQLite ignores a misspelt one without a word.
func (r *reader) check(want map[string]string) error {
	for name, value := range want {
		got, err := selectFrom(context.Background(), r, "PRAGMA "+name, Value[string], nil)
		if err != nil {
			return err
		}
		if len(got) != 1 || got[0] != value {
			return fmt.Errorf("PRAGMA %s is %q, not %q", name, got, value)
		}
	}
	return nil
}

// transact runs fn between the beginning and the end of a transaction. It
// reports whether the connection can be used again.
func (r *reader) transact(fn func() error) (usable bool, err error) {
	if _, err := r.begin.Exec(nil); err != nil {
		return false, err
	}
	err = fn()
	// Nothing was written: a rollback is an end as good as a commit, and can't
	// fail for want of room.
	if _, ended := r.end.Exec(nil); ended != nil {
		return false, err
	}
	return true, err
}

// close ends the connection. SQLite keeps one open, and its file, whose
// statements are not all finalized. It has nothing to lose that an error would
// tell of.
func (r *reader) close() {
	for _, s := range r.statements {
		s.Close()
	}
	for _, s := range []driver.Stmt{r.begin, r.end} {
		if s != nil {
			s.Close()
		}
	}
	r.conn.Close()
}

// prepare gives a statement, prepared once for the connection's life: parsing
// and planning a query of a page costs as much as running it.
func (r *reader) prepare(query string) (*statement, error) {
	if s, ok := r.statements[query]; ok {
		return s, nil
	}
	if len(r.statements) >= keptStatements {
		for q, s := range r.statements {
			s.Close()
			delete(r.statements, q)
		}
	}
	prepared, err := r.conn.Prepare(query)
	if err != nil {
		return nil, err
	}
	s := &statement{Stmt: prepared}
	r.statements[query] = s
	return s, nil
}

// manyRows is how many rows there is room for when there is more than one: a
// page of a list.
const manyRows = 24

// selectFrom gives all rows of a query, each read by scan.
func selectFrom[T any](ctx context.Context, r *reader, query string, scan func(Scanner) (T, error), args []any) (out []T, err error) {
	s, err := r.prepare(query)
	if err != nil {
		return nil, err
	}
	values, err := named(args)
	if err != nil {
		return nil, err
	}
	rows, err := s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, values)
	if err != nil {
		return nil, err
	}
	defer func() {
		if closed := rows.Close(); err == nil {
			err = closed
		}
	}()
	// A scan may run another query, never the same one.
	if s.row == nil {
		s.row = make(row, len(rows.Columns()))
	}
	for {
		if err := rows.Next(s.row); err == io.EOF {
			return out, nil
		} else if err != nil {
			return nil, err
		}
		value, err := scan(s.row)
		if err != nil {
			return nil, err
		}
		if len(out) == 1 {
			out = slices.Grow(out, manyRows) // one row is often all, two never are
		}
		out = append(out, value)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
}

// readerSettings are what a reading connection has to be set to.
var readerSettings = map[string]string{
	"journal_mode": "wal", "foreign_keys": "1", "query_only": "1",
	"busy_timeout": strconv.FormatInt(busyTimeout.Milliseconds(), 10), "cache_size": strconv.Itoa(-readerCacheKiB),
}
