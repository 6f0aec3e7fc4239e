package pool

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"modernc.org/sqlite"
)

// A conn is a connection, used by one transaction at a time. It speaks to the
// driver itself: what database/sql does for each row of each query, for any
// driver, costs a page as much as SQLite's own work. And it keeps its statements:
// to prepare those that store a post, with all the triggers that they set off,
// takes longer than to run them.
type conn struct {
	driver.Conn
	statements map[string]*statement
	much       bool  // its page cache is that for transactions that change much
	data       int64 // what PRAGMA data_version said last; 0 if it was not asked

	// Of the one that writes, see begin.
	looks  bool      // it is set to look for its turn often
	began  time.Time // its last turn
	rested time.Time // when it may have the next one
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

// connector opens connections of one kind.
type connector struct {
	dsn   string
	want  map[string]string // settings that each has to have; SQLite ignores a misspelt one without a word
	check func() error      // fails if the files must not be opened any more; nil never does
}

func (c connector) open() (*conn, error) {
	if c.check != nil {
		if err := c.check(); err != nil {
			return nil, err
		}
	}
	opened, err := (&sqlite.Driver{}).Open(c.dsn)
	if err != nil {
		return nil, err
	}
	n := &conn{Conn: opened, statements: map[string]*statement{}}
	for name, value := range c.want {
		got, err := selectFrom(context.Background(), n, "PRAGMA "+name, Value[string], nil)
		if err == nil && (len(got) != 1 || got[0] != value) {
			err = fmt.Errorf("PRAGMA %s is %q, not %q", name, got, value)
		}
		if err != nil {
			n.close()
			return nil, err
		}
	}
	return n, nil
}

// close ends the connection. SQLite keeps one open, and its file, whose
// statements are not all finalized. It has nothing to lose that an error would
// tell of.
func (c *conn) close() {
	for _, s := range c.statements {
		s.Close()
	}
	c.Close()
}

// lend gives fn a connection when one is free; fn says whether it can be used
// again. Places holds the connections, nil for one that is not open.
func lend(ctx context.Context, places chan *conn, kind connector, fn func(*conn) (usable bool, err error)) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	var c *conn
	var open bool
	select {
	case c, open = <-places:
	case <-ctx.Done():
		return ctx.Err()
	}
	if !open {
		return errClosed
	}
	usable := false // if fn panics, too
	defer func() {
		if !usable && c != nil {
			c.close()
			c = nil
		}
		places <- c
	}()
	if c == nil {
		if c, err = kind.open(); err != nil {
			return err
		}
	}
	usable, err = fn(c)
	return err
}

// errClosed is what a closed pool says.
var errClosed = errors.New("pool: the database is closed")

// empty closes the connections when they are free. Whoever asks for one then is
// told that there are none.
func empty(places chan *conn) {
	for range cap(places) {
		if c := <-places; c != nil {
			c.close()
		}
	}
	close(places)
}

// places makes room for connections, none of which is open.
func places(n int) chan *conn {
	out := make(chan *conn, n)
	for range n {
		out <- nil
	}
	return out
}

// run runs a statement that has no parameters and whose end nobody may prevent.
func (c *conn) run(query string) error {
	_, err := c.exec(context.Background(), query, nil)
	return err
}

// rollback ends a transaction of which nothing stays. It reports whether the
// connection is as it was before: not if the disk failed, since what SQLite has
// of the file in memory may then be what never reached it.
func (c *conn) rollback(why error) (usable bool) {
	return c.run(`ROLLBACK`) == nil && code(why)&0xff != codeIO
}

// prepare gives a statement, prepared once for the connection's life.
func (c *conn) prepare(query string) (*statement, error) {
	if s, ok := c.statements[query]; ok {
		return s, nil
	}
	if len(c.statements) >= keptStatements {
		for q, s := range c.statements {
			s.Close()
			delete(c.statements, q)
		}
	}
	prepared, err := c.Prepare(query)
	if err != nil {
		return nil, err
	}
	s := &statement{Stmt: prepared}
	c.statements[query] = s
	return s, nil
}

func (c *conn) exec(ctx context.Context, query string, args []any) (driver.Result, error) {
	s, err := c.prepare(query)
	if err != nil {
		return nil, err
	}
	values, err := named(args)
	if err != nil {
		return nil, err
	}
	return s.Stmt.(driver.StmtExecContext).ExecContext(ctx, values)
}

// query runs a statement that gives rows, and gives room for one.
func (c *conn) query(ctx context.Context, query string, args []any) (driver.Rows, row, error) {
	s, err := c.prepare(query)
	if err != nil {
		return nil, nil, err
	}
	values, err := named(args)
	if err != nil {
		return nil, nil, err
	}
	rows, err := s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, values)
	if err != nil {
		return nil, nil, err
	}
	if s.row == nil {
		s.row = make(row, len(rows.Columns()))
	}
	return rows, s.row, nil
}

// manyRows is how many rows there is room for when there is more than one: a
// page of a list.
const manyRows = 24

// selectFrom gives all rows of a query, each read by scan, which may run other
// queries, but not this one.
func selectFrom[T any](ctx context.Context, c *conn, query string, scan func(Scanner) (T, error), args []any) ([]T, error) {
	out, _, err := selectWhile(ctx, c, query, scan, func(int) bool { return true }, args)
	return out, err
}

// selectWhile gives rows of a query as long as more, which is told how many there
// are, wants another. Ended tells that there are no others.
func selectWhile[T any](ctx context.Context, c *conn, query string, scan func(Scanner) (T, error), more func(n int) bool, args []any) (out []T, ended bool, err error) {
	rows, room, err := c.query(ctx, query, args)
	if err != nil {
		return nil, false, err
	}
	defer func() {
		if closed := rows.Close(); err == nil {
			err = closed
		}
	}()
	var scanner Scanner = room // once for all rows: to make it of a slice takes memory
	for more(len(out)) {
		if err := rows.Next(room); err == io.EOF {
			return out, true, nil
		} else if err != nil {
			return nil, false, err
		}
		value, err := scan(scanner)
		if err != nil {
			return nil, false, err
		}
		if len(out) == 1 {
			out = slices.Grow(out, manyRows) // one row is often all, two never are
		}
		out = append(out, value)
		if err := ctx.Err(); err != nil {
			return nil, false, err
		}
	}
	return out, false, nil
}
