package pagecache

import (
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Key identifies a page: everything that its bytes depend on besides the generation.
type Key struct {
	Host    string // empty unless pages contain their own host
	Target  string // path and query, as they were sent
	Variant uint8  // whatever else the owner distinguishes
}

// Options configure a Cache.
type Options struct {
	// Limit is how many bytes are cached. With 0 or less, nothing is.
	Limit int64
	// Generation returns the current generation.
	Generation func() uint64
	// Unchanged reports whether no topic of a list has changed since a
	// generation. If it is nil, every page is valid for one generation only.
	Unchanged func(since uint64, topics []string) bool
	// Key returns the page that a request asks for, and false if the request
	// has to bypass the cache.
	Key func(*http.Request) (Key, bool)
	// Now is the clock that Last-Modified is compared with.
	Now func() time.Time
	// Whole is called before the whole body of an answer, of so many bytes, is
	// written with one call. It may be nil.
	Whole func(w http.ResponseWriter, r *http.Request, body int)
}

// Cache is an http.Handler that caches the answers of another. It is safe for
// concurrent use.
type Cache struct {
	Options
	next http.Handler

	mu      sync.RWMutex
	pages   map[Key]*page
	ring    []*page // the same pages; eviction scans them in this order (the CLOCK algorithm)
	hand    int     // where the scan goes on
	flights map[flightKey]*flight

	bodies                sync.Pool // of *[]byte, used if nothing is cached
	compressors           *compressors
	bytes                 atomic.Int64
	hits, renders, shared atomic.Uint64
}

// New returns a cache of the answers of next.
func New(o Options, next http.Handler) *Cache {
	return &Cache{Options: o, next: next, pages: map[Key]*page{}, flights: map[flightKey]*flight{}, compressors: newCompressors()}
}

// Stats are counts of requests since the cache was made, and its size now.
type Stats struct {
	Hits    uint64 // answered from the cache
	Renders uint64 // answered by the handler
	Shared  uint64 // answered with what the handler made for another request
	Pages   int
	Bytes   int64
}

// Stats returns the counts.
func (c *Cache) Stats() Stats {
	c.mu.RLock()
	n := len(c.pages)
	c.mu.RUnlock()
	return Stats{Hits: c.hits.Load(), Renders: c.renders.Load(), Shared: c.shared.Load(), Pages: n, Bytes: c.bytes.Load()}
}

// find returns a cached page that is valid, or nil.
func (c *Cache) find(key Key) *page {
	if c.Limit <= 0 {
		return nil
	}
	c.mu.RLock()
	p := c.pages[key]
	c.mu.RUnlock()
	if p == nil || !c.valid(p) {
		return nil
	}
	if !p.used.Load() {
		p.used.Store(true)
	}
	return p
}

// valid reports whether a page shows the current state.
func (c *Cache) valid(p *page) bool {
	now, then := c.Generation(), p.generation.Load()
	if then == now {
		return true
	}
	if !p.declared || c.Unchanged == nil || !c.Unchanged(then, p.topics) {
		return false
	}
	// Valid at now; if another goroutine has stored a later one, that stays.
	p.generation.CompareAndSwap(then, now)
	return true
}

// mostShare limits one page to a fraction of the cache: one eighth.
const mostShare = 8

// keep stores a page and makes room for it.
func (c *Cache) keep(p *page) {
	c.mu.Lock()
	defer c.mu.Unlock()
	size := p.size()
	if size > c.Limit/mostShare {
		return
	}
	if !c.valid(p) {
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

// grow adds to the size of a page, for a new variant.
func (c *Cache) grow(p *page, by int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p.bytes += by
	if p.kept {
		c.bytes.Add(by)
	}
}

// evict drops the next page that was not used since the last scan or is not valid
// any more. The scan goes on behind the place of the dropped page, which drop gives
// to the newest page: that one is not looked at before it could be used.
func (c *Cache) evict() {
	for {
		if c.hand >= len(c.ring) {
			c.hand = 0
		}
		p := c.ring[c.hand]
		c.hand++
		if p.used.CompareAndSwap(true, false) && c.valid(p) {
			continue
		}
		c.drop(p)
		return
	}
}

// drop removes a page.
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
