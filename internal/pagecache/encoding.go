package pagecache

import (
	"bytes"
	"io"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

// encoding is a way of sending bytes, an index of encodings.
type encoding int

const (
	identity encoding = iota
	gzipped
	brotlied
)

// encodings are their names in headers.
var encodings = [...]string{identity: "", gzipped: "gzip", brotlied: "br"}

// Levels at which pages are compressed: once for all who ask, but again after
// each commit. Brotli's 5 takes a millisecond for a home page and makes it a
// tenth smaller than gzip's 6, which takes a quarter of that.
const (
	gzipLevel   = 6
	brotliLevel = 5
)

// least is how long a body is that is compressed: a shorter one fits a packet
// as it is.
const least = 1024

// worthIt reports whether a body of a type is made smaller by compressing it.
func worthIt(contentType string, length int) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	return length >= least && (strings.HasPrefix(kind, "text/") || strings.HasSuffix(kind, "xml") || strings.HasSuffix(kind, "json") || strings.HasSuffix(kind, "javascript"))
}

// compress gives the bytes in an encoding, nil if they do not become fewer.
func compress(e encoding, body []byte) []byte {
	var out bytes.Buffer
	var w io.WriteCloser = brotli.NewWriterLevel(&out, brotliLevel)
	if e == gzipped {
		w, _ = gzip.NewWriterLevel(&out, gzipLevel) // the level is one of gzip's
	}
	// A buffer takes whatever it is given.
	_, _ = w.Write(body)
	_ = w.Close()
	if out.Len() >= len(body) {
		return nil
	}
	return bytes.Clone(out.Bytes())
}

// choose gives the best encoding of those that an Accept-Encoding names.
func choose(accepted string) encoding {
	best := identity
	for part := range strings.SplitSeq(accepted, ",") {
		name, parameters, _ := strings.Cut(part, ";")
		for e := best + 1; int(e) < len(encodings); e++ {
			if strings.EqualFold(strings.TrimSpace(name), encodings[e]) && wanted(parameters) {
				best = e
			}
		}
	}
	return best
}

// wanted reports whether the parameters of an encoding do not refuse it: q=0.
func wanted(parameters string) bool {
	name, value, ok := strings.Cut(strings.TrimSpace(parameters), "=")
	if !ok || !strings.EqualFold(strings.TrimSpace(name), "q") {
		return true
	}
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	return err == nil && q > 0
}
