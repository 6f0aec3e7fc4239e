package pagecache

import (
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Key names a page: all that its bytes depend on besides the generation.
type Key struct {
	Host    string // if pages name their own addresses by it
	Target  string // path and query, as they were sent
	Variant uint8  // whatever else the owner tells apart
}

// Options are what a Cache needs.
type Options struct {
	Limit      int64                           // bytes that are kept; with 0 or less every answer is made anew
	Generation func() uint64                   // what is kept is good as long as this stays
	Unchanged  func(uint64, []string) bool     // or as long as nothing has changed since a generation that its topics show; nil knows of no topics
	Key        func(*http.Request) (Key, bool) // the page that a request asks for; false passes it by
	Now        func() time.Time                // the clock by which answers are dated

	// Whole is told before so many bytes, the whole body of an answer, are
	// written in one piece; nil is nobody.
	Whole func(w http.ResponseWriter, r *http.Request, body int)
}

// Cache answers requests from what it keeps, and keeps what its handler
// answers. It is safe for concurrent use.
type Cache struct {
	Options
	next http.Handler

	mu      sync.RWMutex
	pages   map[Key]*page
	ring    []*page // the same, in the order in which they are looked at when there is no room
	hand    int     // where looking goes on
	flights map[flightKey]*flight

	bodies                sync.Pool // of *[]byte, where no page is kept
	compressors           *compressors
	bytes                 atomic.Int64
	hits, renders, shared atomic.Uint64
}

// New returns a cache before a handler.
func New(o Options, next http.Handler) *Cache {
	return &Cache{Options: o, next: next, pages: map[Key]*page{}, flights: map[flightKey]*flight{}, compressors: newCompressors()}
}

// Stats are counts since the cache was made, and what it holds now.
type Stats struct {
	Hits    uint64 // answered from what was kept
	Renders uint64 // answered by the handler
	Shared  uint64 // answered with what the handler made for another request
	Pages   int
	Bytes   int64
}

// Stats reports how the cache does.
func (c *Cache) Stats() Stats {
	c.mu.RLock()
	n := len(c.pages)
	c.mu.RUnlock()
	return Stats{Hits: c.hits.Load(), Renders: c.renders.Load(), Shared: c.shared.Load(), Pages: n, Bytes: c.bytes.Load()}
}

// find returns a page that is good still; nil if there is none.
func (c *Cache) find(key Key) *page {
	if c.Limit <= 0 {
		return nil
	}
	c.mu.RLock()
	p := c.pages[key]
	c.mu.RUnlock()
	if p == nil || !c.good(p) {
		return nil
	}
	if !p.used.Load() {
		p.used.Store(true)
	}
	return p
}

// good reports whether a page shows what there is.
func (c *Cache) good(p *page) bool {
	now, then := c.Generation(), p.generation.Load()
	if then == now {
		return true
	}
	if !p.named || c.Unchanged == nil || !c.Unchanged(then, p.topics) {
		return false
	}
	// Nothing had changed by now, perhaps not even later.
	p.generation.CompareAndSwap(then, now)
	return true
}

// largest is the part of the limit that one page may take.
const largest = 8

// keep stores a page and makes room for it.
func (c *Cache) keep(p *page) {
	c.mu.Lock()
	defer c.mu.Unlock()
	size := p.size()
	if size > c.Limit/largest {
		return
	}
	if !c.good(p) {
		return // something was committed while it was made
	}
	if before := c.pages[p.key]; before != nil {
		c.drop(before)
	}
	for len(c.ring) > 0 && c.bytes.Load()+size > c.Limit {
		c.evict()
	}
	p.kept, p.at = true, len(c.ring)
	c.pages[p.key] = p
	c.ring = append(c.ring, p)
	c.bytes.Add(size)
}

// grow counts what a variant of a page takes.
func (c *Cache) grow(p *page, by int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p.bytes += by
	if p.kept {
		c.bytes.Add(by)
	}
}

// evict drops the next page that nobody has asked for since it was looked at
// last, or that is not good any more.
func (c *Cache) evict() {
	for {
		if c.hand >= len(c.ring) {
			c.hand = 0
		}
		p := c.ring[c.hand]
		if p.used.CompareAndSwap(true, false) && c.good(p) {
			c.hand++
			continue
		}
		c.drop(p)
		return
	}
}

// drop takes a page off what is kept.
func (c *Cache) drop(p *page) {
	last := len(c.ring) - 1
	c.ring[p.at] = c.ring[last]
	c.ring[p.at].at = p.at
	c.ring[last] = nil
	c.ring = c.ring[:last]
	delete(c.pages, p.key)
	c.bytes.Add(-p.size())
	p.kept = false
}
