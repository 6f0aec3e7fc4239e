package pool

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"slices"
	"time"
)

// A conn is a connection, used by one transaction at a time. It calls the driver
// directly: the work that database/sql does per row and query, to suit any driver,
// costs a page as much as SQLite's own. It also keeps its prepared statements:
// preparing those that store a post, with all the triggers that they fire, takes
// longer than running them.
type conn struct {
	driver.Conn
	statements map[string]*statement
	largeCache bool  // its page cache is the large one, for transactions that change much
	data       int64 // last result of PRAGMA data_version; 0 before the first

	// For the connection that writes only, see begin.
	polls    bool      // its busy_timeout is pollInterval
	began    time.Time // beginning of its last turn
	nextTurn time.Time // earliest time of its next turn
}

// statement is a query that is prepared on a connection, with a buffer for a row.
type statement struct {
	driver.Stmt
	row row
}

// keptStatements limits how many prepared statements a connection keeps. A program
// has a few hundred; more would mean that queries are built from input.
const keptStatements = 400

// close closes the connection, after its statements: SQLite keeps a connection and
// its file open until all of them are finalized. Errors are ignored, since there
// is nothing left to lose.
func (c *conn) close() {
	for _, s := range c.statements {
		s.Close()
	}
	c.Close()
}

// lend passes fn a connection as soon as one is free; fn reports whether it can be
// used again. Slots holds the connections, with nil for each that is not open.
func lend(ctx context.Context, slots chan *conn, kind connector, fn func(*conn) (usable bool, err error)) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	var c *conn
	var open bool
	select {
	case c, open = <-slots:
	case <-ctx.Done():
		return ctx.Err()
	}
	if !open {
		return errClosed
	}
	usable := false // stays false if fn panics
	defer func() {
		if !usable && c != nil {
			c.close()
			c = nil
		}
		slots <- c
	}()
	if c == nil {
		if c, err = kind.open(); err != nil {
			return err
		}
	}
	usable, err = fn(c)
	return err
}

// errClosed is returned by a closed pool.
var errClosed = errors.New("pool: the database is closed")

// empty closes the connections, each as soon as it is free, and then the channel:
// lend fails with errClosed from then on.
func empty(slots chan *conn) {
	for range cap(slots) {
		if c := <-slots; c != nil {
			c.close()
		}
	}
	close(slots)
}

// newSlots returns a channel for n connections, none of them open.
func newSlots(n int) chan *conn {
	slots := make(chan *conn, n)
	for range n {
		slots <- nil
	}
	return slots
}

// run runs a statement that has no parameters and must not be cancelled.
func (c *conn) run(query string) error {
	_, err := c.exec(context.Background(), query, nil)
	return err
}

// rollback rolls a transaction back. It reports whether the connection can be used
// again: not if the disk failed, since SQLite's page cache may then hold what
// never reached the file.
func (c *conn) rollback(why error) (usable bool) {
	return c.run(`ROLLBACK`) == nil && primaryCode(why) != codeIO
}

// prepare returns a prepared statement, from the connection's cache if it is
// there.
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

// query runs a statement that returns rows. It also returns the statement's row
// buffer.
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

// manyRows is how many rows a result makes room for after its first: a page of a
// list.
const manyRows = 24

// selectFrom returns all rows of a query, each read by scan. Scan may run other
// queries, but not the same one.
func selectFrom[T any](ctx context.Context, c *conn, query string, scan func(Scanner) (T, error), args []any) ([]T, error) {
	out, _, err := selectWhile(ctx, c, query, scan, func(int) bool { return true }, args)
	return out, err
}

// selectWhile returns rows of a query as long as more, called with the number of
// rows so far, returns true. Ended reports whether there are no further rows.
func selectWhile[T any](ctx context.Context, c *conn, query string, scan func(Scanner) (T, error), more func(n int) bool, args []any) (out []T, ended bool, err error) {
	rows, buffer, err := c.query(ctx, query, args)
	if err != nil {
		return nil, false, err
	}
	defer func() {
		if closed := rows.Close(); err == nil {
			err = closed
		}
	}()
	var scanner Scanner = buffer // converted once for all rows: converting a slice to an interface allocates
	for more(len(out)) {
		if err := rows.Next(buffer); err == io.EOF {
			return out, true, nil
		} else if err != nil {
			return nil, false, err
		}
		value, err := scan(scanner)
		if err != nil {
			return nil, false, err
		}
		if len(out) == 1 {
			out = slices.Grow(out, manyRows) // a result is often one row, hardly ever two
		}
		out = append(out, value)
		if err := ctx.Err(); err != nil {
			return nil, false, err
		}
	}
	return out, false, nil
}
