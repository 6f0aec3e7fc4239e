package pagecache

import (
	"context"
	"net/http"
	"slices"
	"strings"
)

// flightKey identifies a rendering that is under way.
type flightKey struct {
	Key
	generation uint64
}

// flight is a rendering that is under way. Before done is closed, page is set,
// unless the handler panicked.
type flight struct {
	done chan struct{}
	page *page
}

// Hit answers a request if its page is cached, and returns the status and the number
// of bytes of the body. If the page is not cached, Hit does nothing and reports
// false.
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

// ServeHTTP answers a request with a cached page, one that is being rendered for
// another request, or one that the handler renders.
func (c *Cache) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	key, ok := c.Key(r)
	if !ok {
		c.next.ServeHTTP(w, r)
		return
	}
	if c.Limit <= 0 {
		c.serveUncached(w, r, key)
		return
	}
	for {
		if p := c.find(key); p != nil {
			c.hits.Add(1)
			c.write(p, w, r)
			return
		}
		// Read before rendering, so that a commit meanwhile makes the page stale.
		at := flightKey{key, c.Generation()}
		c.mu.Lock()
		f := c.flights[at]
		if f == nil {
			f = &flight{done: make(chan struct{})}
			c.flights[at] = f
			c.mu.Unlock()
			c.write(c.renderFlight(r, at, f), w, r)
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

// serveUncached answers a request with a page that is not kept, in a buffer that is.
func (c *Cache) serveUncached(w http.ResponseWriter, r *http.Request, key Key) {
	buffer, _ := c.bodies.Get().(*[]byte)
	if buffer == nil {
		buffer = new([]byte)
	}
	defer c.bodies.Put(buffer)
	p := c.render(r, key, 0, *buffer)
	*buffer = p.variants[identity].body[:0]
	c.write(p, w, r)
}

// renderFlight renders a page for all requests that wait for it. If the handler panics, each
// of those tries itself.
func (c *Cache) renderFlight(r *http.Request, at flightKey, f *flight) *page {
	defer func() {
		c.mu.Lock()
		delete(c.flights, at)
		c.mu.Unlock()
		close(f.done)
	}()
	p := c.render(r, at.Key, at.generation, nil)
	if cacheable(p) {
		c.keep(p)
	}
	f.page = p
	return p
}

// render has the handler render a page for everybody: without the headers that are
// specific to this client, and without its cancellation. The body is appended to
// buffer.
func (c *Cache) render(r *http.Request, key Key, generation uint64, buffer []byte) *page {
	c.renders.Add(1)
	shown := &topics{}
	ask := r.Clone(context.WithValue(context.WithoutCancel(r.Context()), topicsKey{}, shown))
	ask.Method = http.MethodGet
	for _, name := range []string{"Accept-Encoding", "Cookie", "If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since", "If-Range", "Range"} {
		ask.Header.Del(name)
	}
	answer := &recorder{header: http.Header{}, body: buffer}
	c.next.ServeHTTP(answer, ask)
	if answer.status == 0 {
		answer.status = http.StatusOK
	}
	p := newPage(key, generation, answer.status, answer.header, answer.body)
	p.topics, p.declared = shown.names, shown.declared
	return p
}

// topics collects the topics that a page depends on while it is rendered.
type topics struct {
	names    []string
	declared bool // DependOn was called
}

type topicsKey struct{}

// DependOn declares that the page being rendered depends on these topics only,
// possibly on none. Without a call the page depends on everything. ctx is that of
// the request.
func DependOn(ctx context.Context, names ...string) {
	if shown, ok := ctx.Value(topicsKey{}).(*topics); ok {
		shown.names, shown.declared = names, true
	}
}

// cacheable reports whether a page is the same for the next client that asks.
func cacheable(p *page) bool {
	switch p.status {
	case http.StatusOK, http.StatusMovedPermanently, http.StatusPermanentRedirect:
	default:
		return false
	}
	return p.header.Get("Set-Cookie") == "" && !slices.ContainsFunc(p.header.Values("Cache-Control"), func(v string) bool {
		return strings.Contains(v, "private") || strings.Contains(v, "no-store")
	})
}

// recorder is an http.ResponseWriter that records an answer.
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
	r.body = append(r.body, p...)
	return len(p), nil
}
