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

// read takes the page out of an answer: its type, its name, and its body if
// that is text. A body that is cut off is used as far as it came.
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

// filename returns the name that Content-Disposition has for the file, without
// folders, on one line.
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

// readBody reads and decompresses until the end, the limit or the deadline.
// The limit counts what comes out, so that a bomb of gzip is no larger than
// any other page. An error with nothing read is an error; with something read,
// the body is cut there.
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

// decompressed undoes what Content-Encoding says was done, last first. Nobody
// does more than one thing but to harm.
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

// unzipped reads gzip. An empty body under that header is an empty body:
// servers send it.
func unzipped(r io.Reader) (io.Reader, error) {
	buffered := bufio.NewReader(r)
	if _, err := buffered.Peek(1); errors.Is(err, io.EOF) {
		return buffered, nil
	}
	return gzip.NewReader(buffered)
}

// inflated reads what is called deflate: zlib by the standard, but a bare
// stream from some servers. The first byte tells: 8 is zlib's method.
func inflated(r io.Reader) (io.Reader, error) {
	buffered := bufio.NewReader(r)
	first, err := buffered.Peek(1)
	if err == nil && first[0]&0x0f == 8 {
		return zlib.NewReader(buffered)
	}
	return flate.NewReader(buffered), nil
}
