package fetch

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"path"
	"strings"
	"unicode"

	"github.com/andybalholm/brotli"

	"pullquote/internal/blog"
)

// read returns the page in a response: its type, its file name, and its body if that is
// text. A truncated body is used as far as it was received.
func read(res *http.Response, limit int64) (Page, error) {
	declared := res.Header.Get("Content-Type")
	page := Page{ContentType: mediaType(declared), Filename: filename(res.Header.Get("Content-Disposition"))}
	if page.ContentType != "" && !isText(page.ContentType) {
		return page, nil
	}
	raw, cut, err := readBody(res, limit)
	if err != nil {
		return page, err
	}
	if page.ContentType == "" {
		page.ContentType = mediaType(http.DetectContentType(raw))
		if !isText(page.ContentType) {
			return page, nil
		}
	}
	page.Body, page.Cut = decode(raw, declared), cut
	return page, nil
}

// mediaType returns the type of a Content-Type header in lower case without its
// parameters, whose faults don't matter here; empty if there is none.
func mediaType(header string) string {
	kind, _, _ := strings.Cut(header, ";")
	kind, _, _ = strings.Cut(kind, ",") // two headers in one
	kind = strings.ToLower(strings.TrimSpace(kind))
	if !strings.Contains(kind, "/") || strings.ContainsFunc(kind, unicode.IsSpace) {
		return ""
	}
	return kind
}

func isText(kind string) bool {
	return strings.HasPrefix(kind, "text/") || strings.HasSuffix(kind, "+xml") || strings.HasSuffix(kind, "+json") ||
		kind == "application/xml" || kind == "application/json"
}

// filename returns the file name in a Content-Disposition header, without folders or
// control characters.
func filename(header string) string {
	_, params, err := mime.ParseMediaType(header)
	if err != nil {
		return ""
	}
	name := strings.ToValidUTF8(params["filename"], "\uFFFD")
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.C, r) {
			return -1
		}
		return r
	}, name)
	if name == "." || name == "/" || name == ".." {
		return ""
	}
	return blog.Excerpt(name, 200)
}

// readBody reads and decompresses a body up to the limit, which applies to the
// decompressed size, against decompression bombs. It reports cut if there was more, or
// if reading failed after some bytes; it fails only if nothing could be read.
func readBody(res *http.Response, limit int64) (body []byte, cut bool, err error) {
	r, err := decompressed(res.Body, res.Header.Values("Content-Encoding"))
	if err != nil {
		return nil, false, err
	}
	var buf bytes.Buffer
	n, err := io.Copy(&buf, io.LimitReader(r, limit+1))
	switch {
	case n > limit:
		return buf.Bytes()[:limit], true, nil
	case err != nil && n == 0:
		return nil, false, err
	}
	return buf.Bytes(), err != nil, nil
}

// decompressed returns a reader that undoes a Content-Encoding. It refuses more than one
// coding, which only an attacker would apply.
func decompressed(r io.Reader, encodings []string) (io.Reader, error) {
	var applied []string
	for coding := range strings.SplitSeq(strings.Join(encodings, ","), ",") {
		if coding = strings.ToLower(strings.TrimSpace(coding)); coding != "" && coding != "identity" {
			applied = append(applied, coding)
		}
	}
	switch {
	case len(applied) == 0:
		return r, nil
	case len(applied) > 1:
		return nil, fmt.Errorf("the body is compressed %d times", len(applied))
	}
	switch applied[0] {
	case "gzip", "x-gzip":
		return unzipped(r)
	case "deflate":
		return inflated(r)
	case "br":
		return brotli.NewReader(r), nil
	}
	return nil, fmt.Errorf("the body is compressed with %q, which was not asked for", applied[0])
}

// unzipped decompresses gzip. It accepts an empty body, which some servers send.
func unzipped(r io.Reader) (io.Reader, error) {
	buffered := bufio.NewReader(r)
	if _, err := buffered.Peek(1); errors.Is(err, io.EOF) {
		return buffered, nil
	}
	return gzip.NewReader(buffered)
}

// inflated decompresses deflate: the zlib format by the standard, but a raw stream from
// some servers. The first byte of zlib contains the method 8.
func inflated(r io.Reader) (io.Reader, error) {
	buffered := bufio.NewReader(r)
	first, err := buffered.Peek(1)
	if err == nil && first[0]&0x0f == 8 {
		return zlib.NewReader(buffered)
	}
	return flate.NewReader(buffered), nil
}
