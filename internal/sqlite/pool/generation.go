package pool

import (
	"context"
	"database/sql/driver"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"time"
)

// lookEvery is how often the file is asked whether another program has
// committed something.
const lookEvery = 200 * time.Millisecond

// A generation is a number that changes when something is committed that
// whoever keeps what was read has to know of.
//
// Commits of this program are counted as they happen. Those of others are seen
// by PRAGMA data_version, which a connection finds changed when another one has
// committed; and since our own writer is another one, too, each transaction
// that is not quiet leaves a mark in the file, PRAGMA user_version, by which our
// commits are told from theirs.
//
// A commit of ours may say which topics it touches; then whoever keeps what
// depends on others need not read it again. Of another program's nothing is
// known: it touches everything.
type generation struct {
	number atomic.Uint64
	all    atomic.Uint64 // the number that the last commit made which touches everything

	topics  sync.RWMutex
	touched map[string]uint64 // the number that the last commit made which touches a topic

	marked atomic.Int64 // what this program has left in user_version last, or has seen there
	own    atomic.Int64 // commits of this program since the file was asked last

	asking sync.Mutex
	asked  atomic.Int64 // nanoseconds since begin
	begin  time.Time
	data   int64 // data_version, as it was last
	conn   *conn
	leave  bool // conn is not to be closed: see stay
}

// Generation gives a number that changes with each commit by which readers see
// something else: at once with one of this program, within a fifth of a second
// with another's. What was read after the number was asked for is good for as
// long as the number stays.
func (db *DB) Generation() uint64 {
	g := &db.generation
	since := int64(time.Since(g.begin))
	if last := g.asked.Load(); since-last >= int64(lookEvery) && g.asked.CompareAndSwap(last, since) {
		db.look()
	}
	return g.number.Load()
}

// Unchanged reports whether nothing was committed since a generation, as far as
// that is known, that touches one of the topics, or everything.
func (db *DB) Unchanged(since uint64, topics []string) bool {
	g := &db.generation
	if g.all.Load() > since {
		return false
	}
	g.topics.RLock()
	defer g.topics.RUnlock()
	for _, t := range topics {
		if g.touched[t] > since {
			return false
		}
	}
	return g.all.Load() <= since
}

// manyTopics is of how many topics it is known when they were touched.
const manyTopics = 10_000

// next counts a commit that touches topics, or everything.
func (g *generation) next(everything bool, topics []string) {
	g.topics.Lock()
	defer g.topics.Unlock()
	n := g.number.Load() + 1
	if everything || len(g.touched)+len(topics) > manyTopics {
		clear(g.touched)
		g.all.Store(n)
	}
	if g.touched == nil {
		g.touched = map[string]uint64{}
	}
	for _, t := range topics {
		g.touched[t] = n
	}
	g.number.Store(n)
}

// look asks the file whether somebody else has committed. A file that can't be
// asked has nothing new to show.
func (db *DB) look() {
	g := &db.generation
	if !g.asking.TryLock() {
		return
	}
	defer g.asking.Unlock()
	if g.conn == nil { // the pool is closed
		return
	}
	own, marked := g.own.Swap(0), g.marked.Load()
	data, err := g.read(`PRAGMA data_version`)
	var mark int64
	if err == nil && data != g.data {
		mark, err = g.read(`PRAGMA user_version`)
	}
	if err == nil && data != g.data {
		ours := mark == marked && (own > 0 || g.data == 0)
		if g.data = data; !ours {
			g.marked.CompareAndSwap(marked, mark)
			g.next(true, nil)
		}
	}
	if err != nil {
		g.data = 0
		if another, err := db.reads.open(); err == nil {
			g.conn.close()
			g.conn = another
		}
	}
}

// ask opens the connection that asks. It is open from then on until the pool is
// closed, whatever becomes of the others.
func (g *generation) ask(kind connector) (err error) {
	g.asking.Lock()
	defer g.asking.Unlock()
	if g.conn == nil {
		g.conn, err = kind.open()
	}
	return err
}

func (g *generation) read(pragma string) (int64, error) {
	got, err := selectFrom(context.Background(), g.conn, pragma, Value[int64], nil)
	if err != nil || len(got) == 0 {
		return 0, err
	}
	return got[0], nil
}

// mark leaves a mark of a transaction that is about to be committed.
func (c *conn) mark() (int64, error) {
	last, err := selectFrom(context.Background(), c, `PRAGMA user_version`, Value[int64], nil)
	if err != nil || len(last) == 0 {
		return 0, err
	}
	next := (last[0] + 1) & math.MaxInt32
	// It takes no parameter, and is not worth being kept.
	set, err := c.Prepare(fmt.Sprintf(`PRAGMA user_version = %d`, next))
	if err != nil {
		return 0, err
	}
	defer set.Close()
	_, err = set.(driver.StmtExecContext).ExecContext(context.Background(), nil)
	return next, err
}

// others reports whether another program has committed since this connection,
// which is the only one of ours that writes, has written last. Our mark would
// hide that from look.
func (c *conn) others() (bool, error) {
	got, err := selectFrom(context.Background(), c, `PRAGMA data_version`, Value[int64], nil)
	if err != nil || len(got) == 0 {
		return true, err
	}
	others := c.data != got[0]
	c.data = got[0]
	return others, nil
}

// committed notes a commit of this program, and that of another before it.
func (g *generation) committed(quiet, others bool, mark int64, tx *Tx) {
	g.own.Add(1)
	if !quiet {
		g.marked.Store(mark)
	}
	switch {
	case others:
		g.next(true, nil)
	case !quiet:
		g.next(!tx.partial, tx.topics)
	}
}

// stay says whether the connection is to be left open when the pool is closed. The
// last one that is closed brings its log into the file, which must not be if the
// files are not the ones that were opened: another program may have changed the
// one, or begun the other anew. The system closes it, and does nothing else.
func (g *generation) stay(open bool) {
	g.asking.Lock()
	defer g.asking.Unlock()
	g.leave = open
}

func (g *generation) close() {
	g.asking.Lock()
	defer g.asking.Unlock()
	if g.conn != nil {
		if !g.leave {
			g.conn.close()
		}
		g.conn = nil
	}
}
