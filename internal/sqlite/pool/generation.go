package pool

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// checkEvery is how often the file is checked for commits of other programs.
const checkEvery = 200 * time.Millisecond

// A generation is a number that changes with each commit that caches have to know
// of.
//
// Commits of this program are counted as they happen. Commits of other programs
// are detected by PRAGMA data_version, whose value changes on a connection when
// another connection has committed; on the connection that writes, only other
// programs' commits change it. It is queried at the beginning of each write
// transaction, and at intervals in between. While the writer waits for another
// program's lock, a connection that reads is queried instead.
//
// A commit of this program may declare which topics it touches; caches that depend
// on other topics only stay valid. Nothing is known of other programs' commits:
// they touch everything.
type generation struct {
	number atomic.Uint64
	all    atomic.Uint64 // number of the last commit that touched everything

	topics  sync.RWMutex
	touched map[string]uint64 // number of the last commit that touched a topic

	changed atomic.Int64 // Unix milliseconds of the last change, or of Open

	waiting atomic.Bool // the connection that writes waits for a lock

	checking sync.Mutex
	checked  atomic.Int64 // when the file was last checked, in nanoseconds since begin; later than now if it is left alone
	begin    time.Time
	conn     *conn // queried while the connection that writes waits
	leave    bool  // conn must not be closed: see leaveOpen
}

// Generation returns a number that changes with each commit that is visible to
// readers: at once for commits of this program, within a fifth of a second for
// those of others. Data that was read after Generation was called is valid as long
// as the number stays the same.
func (db *DB) Generation() uint64 {
	g := &db.generation
	since := int64(time.Since(g.begin))
	if last := g.checked.Load(); since-last >= int64(checkEvery) && g.checked.CompareAndSwap(last, since) {
		db.checkForCommits()
	}
	return g.number.Load()
}

// GenerationNow is Generation, but checks the file with each call, so that another
// program's commit is known at once. It takes a few microseconds longer.
//
// A file that takes long to answer is left alone for as long as that took, by
// Generation as well: a request must not wait for it again and again.
func (db *DB) GenerationNow() uint64 {
	g := &db.generation
	if int64(time.Since(g.begin)) >= g.checked.Load() {
		db.checkForCommits()
	}
	return g.number.Load()
}

// Changed returns the time after which no commit has changed the generation, as
// far as this program knows: what was committed before the program started may be
// older.
func (db *DB) Changed() time.Time { return time.UnixMilli(db.generation.changed.Load()).UTC() }

// Unchanged reports whether no known commit since a generation has touched one of
// the topics, or everything.
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

// manyTopics limits the size of touched. Beyond it, the next commit counts as one
// that touches everything.
const manyTopics = 10_000

// next counts a commit that touches topics, or everything, and became known at a
// time.
func (g *generation) next(known time.Time, everything bool, topics []string) {
	if at := known.UnixMilli(); at > g.changed.Load() { // not if the clock was set back
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

// checkForCommits checks whether another program has committed. If the file can't be queried,
// the generation does not change.
func (db *DB) checkForCommits() {
	g := &db.generation
	if !g.checking.TryLock() {
		return
	}
	defer g.checking.Unlock()
	begin := time.Now()
	defer func() {
		if took := time.Since(begin); took > checkEvery {
			g.checked.Store(int64(time.Since(g.begin) + took - checkEvery))
		}
	}()
	others := false
	select {
	case c, open := <-db.writer:
		if !open {
			return
		}
		c, others = db.checkOnWriter(c)
		db.writer <- c
	default:
		// The transaction that holds the write lock has checked, and nobody else
		// can commit meanwhile.
		if g.waiting.Load() {
			g.conn, others = db.checkOnReader(g.conn)
		}
	}
	if others {
		g.next(db.Now(), true, nil)
	}
}

// checkOnWriter checks for other programs' commits on the connection that writes, and
// opens it if c is nil. It returns the connection, nil if that failed.
func (db *DB) checkOnWriter(c *conn) (*conn, bool) {
	if c == nil {
		opened, err := db.writes.open()
		if err != nil {
			return nil, false
		}
		c = opened
	}
	others, err := c.othersCommitted()
	if err != nil && !gotNoLock(err) {
		c.close()
		return nil, false
	}
	return c, others && err == nil
}

// checkOnReader checks for other programs' commits on a connection that reads; c is
// nil if the pool is closed. It returns the connection, or a new one if that
// failed. The first commit that it reports may be our own.
func (db *DB) checkOnReader(c *conn) (*conn, bool) {
	if c == nil {
		return nil, false
	}
	others, err := c.othersCommitted()
	if err == nil || gotNoLock(err) {
		return c, others && err == nil
	}
	if another, err := db.reads.open(); err == nil {
		c.close()
		c = another
	}
	return c, false
}

// open opens the connection that is queried while the writer waits. It stays open
// until the pool is closed, whatever happens to the others.
func (g *generation) open(kind connector) (err error) {
	g.checking.Lock()
	defer g.checking.Unlock()
	if g.conn == nil {
		g.conn, err = kind.open()
	}
	return err
}

// othersCommitted reports whether another connection has committed since the last call. On
// the connection that writes, that is another program's.
func (c *conn) othersCommitted() (bool, error) {
	got, err := selectFrom(context.Background(), c, `PRAGMA data_version`, Value[int64], nil)
	if err != nil || len(got) == 0 {
		return true, err
	}
	others := c.data != got[0]
	c.data = got[0]
	return others, nil
}

// leaveOpen sets whether the connection is left open when the pool is closed. The last
// connection to be closed checkpoints its WAL, which must not happen if the files
// are not the ones that were opened: another program may have changed the
// database, or begun a new WAL. The system closes the file at exit without a
// checkpoint.
func (g *generation) leaveOpen(leave bool) {
	g.checking.Lock()
	defer g.checking.Unlock()
	g.leave = leave
}

func (g *generation) close() {
	g.checking.Lock()
	defer g.checking.Unlock()
	if g.conn != nil {
		if !g.leave {
			g.conn.close()
		}
		g.conn = nil
	}
}
