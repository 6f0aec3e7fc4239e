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
	generation atomic.Uint64 // of what it shows
	topics     []string      // that it depends on, and on no other
	named      bool          // they are known; without them it depends on everything
	status     int
	header     http.Header // without what depends on the encoding
	tag        string      // what all its ETags begin with; empty if it has none
	modified   []string    // Last-Modified; none if it is not known
	since      time.Time   // the same
	shrinks    bool        // it is worth compressing

	variants [len(encodings)]variant
	asked    atomic.Int32 // how often by who takes brotli, until there is one
	used     atomic.Bool  // since the cache looked at it last

	// What the cache knows of it, under its lock.
	bytes int64 // that the variants take
	kept  bool
	at    int // its place in the ring
}

// variant is a page in one encoding, made when it is asked for first.
type variant struct {
	once   sync.Once
	ready  atomic.Bool
	body   []byte
	etag   string
	fields []field
}

// field is a line of the header, as it is put into an http.Header.
type field struct {
	name   string
	values []string
}

// overhead is about what a page takes besides its bodies, in bytes.
const overhead = 2048

// newPage makes a page of what a handler answered. The body is the page's from
// then on.
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
		// Nobody gains by two pages of one tag; a cryptographic hash would take
		// a sixth of the time in which a page is made.
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

// size is about how many bytes the page takes.
func (p *page) size() int64 { return p.bytes + int64(len(p.key.Target)) + overhead }

// in returns the page in an encoding. One that is not worth it, or of which
// nothing becomes smaller, is given as it is.
func (c *Cache) in(p *page, e encoding) *variant {
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
		return c.in(p, identity)
	}
	return v
}

// finish makes the header of a variant.
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

// write answers a request with a page, and returns the status and the bytes of the
// body.
func (c *Cache) write(p *page, w http.ResponseWriter, r *http.Request) (status, n int) {
	v := c.in(p, p.encodingFor(r))
	h := w.Header()
	var now time.Time
	if p.modified != nil {
		if now = c.Now(); !p.since.After(now) {
			h["Last-Modified"] = p.modified
		}
	}
	if p.status == http.StatusOK && p.has(r.Header, now) {
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
	n, _ = w.Write(v.body) // one who does not listen any more has nothing to be told
	return p.status, n
}

// popular is how often a page is asked for by who takes brotli until it is
// compressed so. Before, they get gzip, if they take that, too: it is made in a
// fifth of the time, and most pages are asked for by few before a commit makes them
// old.
const popular = 8

// encodingFor chooses how the page is sent. It is whoever comes as the popular one
// who waits for brotli; others get gzip meanwhile.
func (p *page) encodingFor(r *http.Request) encoding {
	header := r.Header["Accept-Encoding"]
	if len(header) == 0 || !p.shrinks {
		return identity
	}
	takes := parse(strings.Join(header, ","))
	switch {
	case takes[brotlied] && (!takes[gzipped] || p.variants[brotlied].ready.Load() || p.asked.Add(1) == popular):
		return brotlied
	case takes[gzipped]:
		return gzipped
	}
	return identity
}

// has reports whether the one who asks has the page already (RFC 9110, section
// 13). In whatever encoding he has it, it is the same. Where a tag is sent it
// alone counts. A date that is still to come tells nothing.
func (p *page) has(asked http.Header, now time.Time) bool {
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
