package pool

import (
	"context"
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
// committed: the one of ours that writes finds others' alone. It asks at the
// beginning of each transaction, and in between whenever a while has passed. While
// it waits for another program's lock, a connection that only reads asks for it.
//
// A commit of ours may say which topics it touches; then whoever keeps what
// depends on others need not read it again. Of another program's nothing is
// known: it touches everything.
type generation struct {
	number atomic.Uint64
	all    atomic.Uint64 // the number that the last commit made which touches everything

	topics  sync.RWMutex
	touched map[string]uint64 // the number that the last commit made which touches a topic

	changed atomic.Int64 // when it changed last, or began: milliseconds since 1970

	waiting atomic.Bool // the connection that writes waits for a lock

	asking sync.Mutex
	asked  atomic.Int64 // nanoseconds since begin
	begin  time.Time
	conn   *conn // asks while the one that writes waits
	leave  bool  // conn is not to be closed: see stay
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

// GenerationNow is Generation that asks the file each time, so that another
// program's commit is known at once. It takes a few microseconds more.
func (db *DB) GenerationNow() uint64 {
	db.look()
	return db.generation.number.Load()
}

// Changed gives the time after which nothing was committed that changes the
// generation, as far as this program knows: what was committed before it began may
// be older.
func (db *DB) Changed() time.Time { return time.UnixMilli(db.generation.changed.Load()).UTC() }

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

// next counts a commit that touches topics, or everything, and is known since a
// moment.
func (g *generation) next(known time.Time, everything bool, topics []string) {
	if at := known.UnixMilli(); at > g.changed.Load() { // the clock may have been set back
		g.changed.Store(at)
	}
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

// look asks the file whether another program has committed. A file that can't be
// asked has nothing new to show.
func (db *DB) look() {
	g := &db.generation
	if !g.asking.TryLock() {
		return
	}
	defer g.asking.Unlock()
	others := false
	select {
	case c, open := <-db.writer:
		if !open {
			return
		}
		c, others = db.ofOthers(c)
		db.writer <- c
	default:
		// Who holds the lock has asked, and nobody else commits meanwhile.
		if g.waiting.Load() {
			g.conn, others = db.whileWaiting(g.conn)
		}
	}
	if others {
		g.next(db.Now(), true, nil)
	}
}

// ofOthers asks the connection that writes, nil if it is not open, and gives it
// back as it is then.
func (db *DB) ofOthers(c *conn) (*conn, bool) {
	if c == nil {
		opened, err := db.writes.open()
		if err != nil {
			return nil, false
		}
		c = opened
	}
	others, err := c.others()
	if err != nil {
		c.close()
		return nil, false
	}
	return c, others
}

// whileWaiting asks a connection that reads, nil if the pool is closed, and gives
// it back as it is then. What it finds may have been ours, the first time.
func (db *DB) whileWaiting(c *conn) (*conn, bool) {
	if c == nil {
		return nil, false
	}
	others, err := c.others()
	if err == nil {
		return c, others
	}
	if another, err := db.reads.open(); err == nil {
		c.close()
		c = another
	}
	return c, false
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

// others reports whether another connection has committed since this one was
// asked last: one of another program, if this is the one of ours that writes.
func (c *conn) others() (bool, error) {
	got, err := selectFrom(context.Background(), c, `PRAGMA data_version`, Value[int64], nil)
	if err != nil || len(got) == 0 {
		return true, err
	}
	others := c.data != got[0]
	c.data = got[0]
	return others, nil
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
