package pagecache

import (
	"bytes"
	"io"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

// encoding is a content coding, an index of encodings.
type encoding int

const (
	identity encoding = iota
	gzipped
	brotlied
)

// encodings are their names in headers.
var encodings = [...]string{identity: "", gzipped: "gzip", brotlied: "br"}

// Levels at which pages are compressed: once for all who ask, but again after
// each commit. Gzip's 4 takes a fifth of the time that brotli's 5 takes, which
// makes a home page a tenth smaller; gzip's 6 would take a quarter more for two
// hundredths.
const (
	gzipLevel   = 4
	brotliLevel = 5
)

// leastCompressed is the size from which on a body is compressed. A shorter one fits
// into a packet as it is.
const leastCompressed = 1024

// worthIt reports whether a body of a type is made smaller by compressing it.
func worthIt(contentType string, length int) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	return length >= leastCompressed && (strings.HasPrefix(kind, "text/") || strings.HasSuffix(kind, "xml") || strings.HasSuffix(kind, "json") || strings.HasSuffix(kind, "javascript"))
}

// compressors pools compressing writers by encoding: making one takes longer than
// compressing a page with it.
type compressors struct {
	idle [len(encodings)]sync.Pool
	// turns lets as many compress at a time as there are processors. More would
	// not be faster, and each takes megabytes.
	turns chan struct{}
}

func newCompressors() *compressors {
	return &compressors{turns: make(chan struct{}, runtime.GOMAXPROCS(0))}
}

// compressor compresses what is written to it.
type compressor interface {
	io.WriteCloser
	Reset(to io.Writer)
}

// take returns an unused writer.
func (c *compressors) take(e encoding) compressor {
	if w, ok := c.idle[e].Get().(compressor); ok {
		return w
	}
	if e == gzipped {
		w, _ := gzip.NewWriterLevel(nil, gzipLevel) // the level is one of gzip's
		return w
	}
	return brotli.NewWriterLevel(nil, brotliLevel)
}

// compress returns a body in an encoding, nil if it does not become smaller.
func (c *compressors) compress(e encoding, body []byte) []byte {
	c.turns <- struct{}{}
	defer func() { <-c.turns }()
	w := c.take(e)
	defer c.idle[e].Put(w)
	var out bytes.Buffer
	w.Reset(&out)
	// Writing to a buffer can't fail.
	_, _ = w.Write(body)
	_ = w.Close()
	w.Reset(nil) // don't retain the buffer
	if out.Len() >= len(body) {
		return nil
	}
	return bytes.Clone(out.Bytes())
}

// accepted is the set of encodings that a client accepts, besides identity.
type accepted [len(encodings)]bool

// parseAccepted parses an Accept-Encoding header.
func parseAccepted(header string) (a accepted) {
	for part := range strings.SplitSeq(header, ",") {
		name, parameters, _ := strings.Cut(part, ";")
		for e := gzipped; int(e) < len(encodings); e++ {
			if strings.EqualFold(strings.TrimSpace(name), encodings[e]) && wanted(parameters) {
				a[e] = true
			}
		}
	}
	return a
}

// wanted reports whether the parameters of an encoding don't rule it out with q=0.
func wanted(parameters string) bool {
	name, value, ok := strings.Cut(strings.TrimSpace(parameters), "=")
	if !ok || !strings.EqualFold(strings.TrimSpace(name), "q") {
		return true
	}
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	return err == nil && q > 0
}
