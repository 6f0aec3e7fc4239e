package pagecache

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cespare/xxhash/v2"
)

// page is a finished answer.
type page struct {
	key        Key
	generation atomic.Uint64 // that it is known to be valid for
	topics     []string      // that it depends on, if declared
	declared   bool          // topics are known; otherwise it depends on everything
	status     int
	header     http.Header // without the fields that depend on the encoding
	tag        string      // what all its ETags begin with; empty if it has none
	modified   []string    // Last-Modified, as a header value; nil if it has none
	since      time.Time   // Last-Modified as a time
	shrinks    bool        // it is worth compressing

	variants [len(encodings)]variant
	asked    atomic.Int32 // requests that accept brotli, until that variant is made
	used     atomic.Bool  // since eviction last looked at it

	// Guarded by the cache's lock.
	bytes int64 // size of the variants
	kept  bool  // it is in the cache
	at    int   // its index in the ring
}

// variant is a page in one encoding, made on first use.
type variant struct {
	once   sync.Once
	ready  atomic.Bool
	body   []byte
	etag   string
	fields []field
}

// field is a header field in the form that http.Header holds.
type field struct {
	name   string
	values []string
}

// overhead estimates the memory of a page besides its bodies, in bytes.
const overhead = 2048

// newPage returns a page with the answer of a handler. It takes ownership of header
// and body.
func newPage(key Key, generation uint64, status int, header http.Header, body []byte) *page {
	p := &page{key: key, status: status, header: header}
	p.generation.Store(generation)
	if modified := header["Last-Modified"]; len(modified) > 0 {
		if at, err := http.ParseTime(modified[0]); err == nil {
			p.modified, p.since = modified, at
		}
	}
	header.Del("Last-Modified")
	header.Del("Content-Length")
	header.Del("ETag")
	if status == http.StatusOK {
		// A collision would gain an attacker nothing, and a cryptographic hash
		// would take a sixth of the time in which a page is rendered.
		p.tag = `"` + strconv.FormatUint(xxhash.Sum64(body), 36)
	}
	if !slices.Contains(header.Values("Vary"), "Accept-Encoding") {
		header.Add("Vary", "Accept-Encoding")
	}
	header["Vary"] = []string{strings.Join(header.Values("Vary"), ", ")}
	p.shrinks = worthIt(header.Get("Content-Type"), len(body))
	p.variants[identity].body = body
	p.bytes = int64(cap(body))
	return p
}

// size estimates the memory that the page takes, in bytes.
func (p *page) size() int64 { return p.bytes + int64(len(p.key.Target)) + overhead }

// variant returns the variant of a page in an encoding, or its identity variant if
// compressing does not make it smaller.
func (c *Cache) variant(p *page, e encoding) *variant {
	v := &p.variants[e]
	v.once.Do(func() {
		if e != identity {
			v.body = c.compressors.compress(e, p.variants[identity].body)
			c.grow(p, int64(cap(v.body)))
		}
		p.finish(v, e)
		v.ready.Store(true)
	})
	if v.body == nil && e != identity {
		return c.variant(p, identity)
	}
	return v
}

// finish prepares the header of a variant.
func (p *page) finish(v *variant, e encoding) {
	v.fields = make([]field, 0, len(p.header)+3)
	for name, values := range p.header {
		v.fields = append(v.fields, field{name, values})
	}
	if e != identity {
		v.fields = append(v.fields, field{"Content-Encoding", []string{encodings[e]}})
	}
	if p.tag != "" {
		v.etag = p.tag + `"`
		if e != identity {
			v.etag = p.tag + "-" + encodings[e] + `"`
		}
		v.fields = append(v.fields, field{"Etag", []string{v.etag}})
	}
	v.fields = append(v.fields, field{"Content-Length", []string{strconv.Itoa(len(v.body))}})
}

// write answers a request with a page, and returns the status and the number of bytes
// of the body.
func (c *Cache) write(p *page, w http.ResponseWriter, r *http.Request) (status, n int) {
	v := c.variant(p, p.encodingFor(r))
	h := w.Header()
	var now time.Time
	if p.modified != nil {
		if now = c.Now(); !p.since.After(now) {
			h["Last-Modified"] = p.modified
		}
	}
	if p.status == http.StatusOK && p.notModified(r.Header, now) {
		for _, f := range v.fields {
			switch f.name {
			case "Content-Length", "Content-Encoding", "Content-Type":
			default:
				h[f.name] = f.values
			}
		}
		w.WriteHeader(http.StatusNotModified)
		return http.StatusNotModified, 0
	}
	for _, f := range v.fields {
		h[f.name] = f.values
	}
	if p.status != http.StatusOK {
		w.WriteHeader(p.status)
	}
	if c.Whole != nil && r.Method != http.MethodHead {
		c.Whole(w, r, len(v.body))
	}
	n, _ = w.Write(v.body) // if the client is gone, there is nobody to tell
	return p.status, n
}

// popular is the number of requests that accept brotli after which a page is
// compressed with it. Earlier ones get gzip, if they accept that, too: it takes a
// fifth of the time, and most pages are asked for rarely before a commit makes them
// stale.
const popular = 8

// encodingFor chooses the encoding of an answer. The request that makes a page
// popular waits for brotli; others get gzip meanwhile.
func (p *page) encodingFor(r *http.Request) encoding {
	header := r.Header["Accept-Encoding"]
	if len(header) == 0 || !p.shrinks {
		return identity
	}
	takes := parseAccepted(strings.Join(header, ","))
	switch {
	case takes[brotlied] && (!takes[gzipped] || p.variants[brotlied].ready.Load() || p.asked.Add(1) == popular):
		return brotlied
	case takes[gzipped]:
		return gzipped
	}
	return identity
}

// notModified reports whether the client has the page already, by the conditions in
// its request (RFC 9110, section 13). An ETag of any encoding matches. If the client
// sends ETags, dates are ignored, and so are dates in the future.
func (p *page) notModified(asked http.Header, now time.Time) bool {
	if match := asked["If-None-Match"]; len(match) > 0 {
		for tag := range strings.SplitSeq(strings.Join(match, ","), ",") {
			tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
			if tag == "*" || strings.HasPrefix(tag, p.tag) && (tag[len(p.tag):] == `"` || strings.HasPrefix(tag[len(p.tag):], "-") || strings.HasPrefix(tag[len(p.tag):], ";")) {
				return true
			}
		}
		return false
	}
	if p.modified == nil {
		return false
	}
	since, err := http.ParseTime(asked.Get("If-Modified-Since"))
	return err == nil && !p.since.After(since) && !since.After(now)
}
