package pagecache

import (
	"context"
	"net/http"
	"slices"
	"strings"
)

// flightKey is a page that is being made.
type flightKey struct {
	Key
	generation uint64
}

// flight is the making of a page. Page is set when done is closed, nil if it
// could not be made.
type flight struct {
	done chan struct{}
	page *page
}

// Hit answers a request with a kept page, and returns the status and the bytes of
// the body. It reports false, and has done nothing, if there is none.
func (c *Cache) Hit(w http.ResponseWriter, r *http.Request) (status, n int, ok bool) {
	key, ok := c.Key(r)
	if !ok {
		return 0, 0, false
	}
	p := c.find(key)
	if p == nil {
		return 0, 0, false
	}
	c.hits.Add(1)
	status, n = c.write(p, w, r)
	return status, n, true
}

// ServeHTTP answers a request with a kept page, one that is being made, or one
// that the handler makes.
func (c *Cache) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	key, ok := c.Key(r)
	if !ok {
		c.next.ServeHTTP(w, r)
		return
	}
	if c.Limit <= 0 {
		body, _ := c.bodies.Get().(*[]byte)
		if body == nil {
			body = new([]byte)
		}
		defer c.bodies.Put(body)
		p := c.render(r, key, 0, *body)
		*body = p.variants[identity].body[:0]
		c.write(p, w, r)
		return
	}
	for {
		if p := c.find(key); p != nil {
			c.hits.Add(1)
			c.write(p, w, r)
			return
		}
		// Before the page is made: a commit meanwhile makes what is kept old.
		at := flightKey{key, c.Generation()}
		c.mu.Lock()
		f := c.flights[at]
		if f == nil {
			f = &flight{done: make(chan struct{})}
			c.flights[at] = f
			c.mu.Unlock()
			c.write(c.fly(r, at, f), w, r)
			return
		}
		c.mu.Unlock()
		select {
		case <-f.done:
		case <-r.Context().Done():
			return
		}
		if f.page != nil {
			c.shared.Add(1)
			c.write(f.page, w, r)
			return
		}
	}
}

// fly makes a page for all who wait for it. If the handler panics, they make it
// themselves.
func (c *Cache) fly(r *http.Request, at flightKey, f *flight) *page {
	defer func() {
		c.mu.Lock()
		delete(c.flights, at)
		c.mu.Unlock()
		close(f.done)
	}()
	p := c.render(r, at.Key, at.generation, nil)
	if lasting(p) {
		c.keep(p)
	}
	f.page = p
	return p
}

// render lets the handler make a page: for everybody, so without what only this
// one sent, and to its end, though he may go away. The body is put into room, if
// there is enough.
func (c *Cache) render(r *http.Request, key Key, generation uint64, room []byte) *page {
	c.renders.Add(1)
	on := &topics{}
	ask := r.Clone(context.WithValue(context.WithoutCancel(r.Context()), topicsKey{}, on))
	ask.Method = http.MethodGet
	for _, name := range []string{"Accept-Encoding", "Cookie", "If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since", "If-Range", "Range"} {
		ask.Header.Del(name)
	}
	answer := &recorder{header: http.Header{}, body: room}
	c.next.ServeHTTP(answer, ask)
	if answer.status == 0 {
		answer.status = http.StatusOK
	}
	p := newPage(key, generation, answer.status, answer.header, answer.body)
	p.topics, p.named = on.names, on.named
	return p
}

// topics are what a page says that it depends on.
type topics struct {
	names []string
	named bool
}

type topicsKey struct{}

// DependOn says that the page which is being made shows nothing that changes but
// in these topics, perhaps in none. Without it the page is taken to depend on
// everything.
func DependOn(ctx context.Context, names ...string) {
	if on, ok := ctx.Value(topicsKey{}).(*topics); ok {
		on.names, on.named = names, true
	}
}

// lasting reports whether a page is the same for the next who asks.
func lasting(p *page) bool {
	switch p.status {
	case http.StatusOK, http.StatusMovedPermanently, http.StatusPermanentRedirect:
	default:
		return false
	}
	return p.header.Get("Set-Cookie") == "" && !slices.ContainsFunc(p.header.Values("Cache-Control"), func(v string) bool {
		return strings.Contains(v, "private") || strings.Contains(v, "no-store")
	})
}

// recorder takes an answer.
type recorder struct {
	header http.Header
	status int
	body   []byte
}

// Header implements http.ResponseWriter.
func (r *recorder) Header() http.Header { return r.header }

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}

// Write implements http.ResponseWriter.
func (r *recorder) Write(p []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	r.body = append(r.body, p...) // most answers come in one piece
	return len(p), nil
}
