package fetch

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/andybalholm/brotli"

	"pullquote/internal/blog"
)

func TestLargeBodiesAreCut(t *testing.T) {
	endless := func(w io.Writer) {
		for chunk := fill(64 << 10); ; {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}
	compressors := map[string]func(io.Writer) io.WriteCloser{
		"gzip":    func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) },
		"x-gzip":  func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) },
		"br":      func(w io.Writer) io.WriteCloser { return brotli.NewWriterLevel(w, 1) },
		"deflate": func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) },
	}
	s, client := server(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		var out io.Writer = w
		if coding := strings.Trim(r.URL.Path, "/"); compressors[coding] != nil {
			w.Header().Set("Content-Encoding", coding)
			out = compressors[coding](w)
		}
		_, _ = io.WriteString(out, "<title>begins</title>")
		endless(out)
	})
	client.limits = limits{whole: time.Minute, body: 256 << 10}
	for _, path := range []string{"/", "/gzip", "/x-gzip", "/br", "/deflate"} {
		page, err := client.Page(t.Context(), s.URL+path)
		if err != nil || len(page.Body) != 256<<10 || !page.Cut || !strings.HasPrefix(string(page.Body), "<title>begins") {
			t.Errorf("%s: %d bytes, cut %v, %v", path, len(page.Body), page.Cut, err)
		}
	}
}

func TestTheLimitIsFourMegabytes(t *testing.T) {
	_, client := server(t, nil)
	if client.limits.body != 4<<20 {
		t.Errorf("limit is %d", client.limits.body)
	}
	c, err := New(Options{})
	if err != nil || c.limits != (limits{10 * time.Second, 5 * time.Second, 4 << 20}) {
		t.Errorf("limits are %v, %v", c.limits, err)
	}
}

func TestCompressedBodiesAreRead(t *testing.T) {
	const text = "<title>größer</title>"
	pack := func(f func(io.Writer) io.WriteCloser) []byte {
		var b bytes.Buffer
		w := f(&b)
		_, _ = io.WriteString(w, text)
		_ = w.Close()
		return b.Bytes()
	}
	gz := pack(func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
	for name, c := range map[string]struct {
		coding string
		body   []byte
		want   string
		cut    bool
	}{
		"plain":                        {"", []byte(text), text, false},
		"identity":                     {"identity", []byte(text), text, false},
		"gzip":                         {"gzip", gz, text, false},
		"gzip in capitals":             {"GZIP", gz, text, false},
		"gzip, cut off":                {"gzip", gz[:len(gz)-6], text, true},
		"gzip, empty":                  {"gzip", nil, "", false},
		"brotli":                       {"br", pack(func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) }), text, false},
		"deflate as the standard says": {"deflate", pack(func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }), text, false},
		"deflate as some servers do": {"deflate", pack(func(w io.Writer) io.WriteCloser {
			f, _ := flate.NewWriter(w, 6)
			return f
		}), text, false},
	} {
		t.Run(name, func(t *testing.T) {
			s, client := server(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html")
				if c.coding != "" {
					w.Header().Set("Content-Encoding", c.coding)
				}
				_, _ = w.Write(c.body)
			})
			page, err := client.Page(t.Context(), s.URL)
			if err != nil || string(page.Body) != c.want || page.Cut != c.cut {
				t.Errorf("got %q, cut %v, %v", page.Body, page.Cut, err)
			}
		})
	}
	for _, coding := range []string{"zstd", "gzip, gzip", "gzip,br", "compress"} {
		s, client := server(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.Header().Set("Content-Encoding", coding)
			_, _ = w.Write(gz)
		})
		_, err := client.Page(t.Context(), s.URL)
		wantError(t, err, blog.Unavailable, hostOf(s.URL))
	}
}

func TestSlowServersAreNotWaitedFor(t *testing.T) {
	t.Parallel()
	done := make(chan struct{})
	s, client := server(t, func(w http.ResponseWriter, r *http.Request) {
		flush := w.(http.Flusher).Flush
		w.Header().Set("Content-Type", "text/html")
		switch r.URL.Path {
		case "/silent":
		case "/headers":
			w.WriteHeader(http.StatusOK)
			flush()
		case "/begins":
			_, _ = io.WriteString(w, "<title>began</title>")
			flush()
		case "/trickles":
			for {
				select {
				case <-r.Context().Done():
					return
				case <-time.After(20 * time.Millisecond):
					_, _ = io.WriteString(w, "<p>drop")
					flush()
				}
			}
		}
		select {
		case <-done:
		case <-r.Context().Done():
		}
	})
	defer close(done)
	client.limits.whole = 2 * time.Second
	var all sync.WaitGroup
	for path, begins := range map[string]string{"/silent": "", "/headers": "", "/begins": "<title>began</title>", "/trickles": "<p>drop"} {
		all.Go(func() {
			page, err := client.Page(t.Context(), s.URL+path)
			if begins == "" {
				wantError(t, err, blog.Unavailable, hostOf(s.URL), "did not answer in time")
			} else if err != nil || !page.Cut || !strings.HasPrefix(string(page.Body), begins) {
				t.Errorf("%s: %q, cut %v, %v", path, page.Body, page.Cut, err)
			}
		})
	}
	all.Wait()
}

func TestABrokenConnectionGivesWhatCame(t *testing.T) {
	s, client := server(t, func(w http.ResponseWriter, r *http.Request) {
		conn, buf, _ := w.(http.Hijacker).Hijack()
		defer func() { _ = conn.Close() }()
		if r.URL.Path == "/some" {
			_, _ = buf.WriteString("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n<title>some")
			_ = buf.Flush()
		}
	})
	page, err := client.Page(t.Context(), s.URL+"/some")
	if err != nil || string(page.Body) != "<title>some" || !page.Cut {
		t.Errorf("got %q, cut %v, %v", page.Body, page.Cut, err)
	}
	_, err = client.Page(t.Context(), s.URL+"/none")
	wantError(t, err, blog.Unavailable, "sent nothing that can be read")
}
