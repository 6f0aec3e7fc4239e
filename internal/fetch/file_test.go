package fetch

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"pullquote/internal/blog"
)

func TestAFileIsFetchedAsItIs(t *testing.T) {
	bytesOf := []byte("\x89PNG\r\n\x1a\n\x00\xff")
	s, c := server(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/moved.png":
			http.Redirect(w, r, "/a.png", http.StatusMovedPermanently)
		case "/a.png":
			w.Header().Set("Content-Type", "text/html") // what it says is not believed
			w.Write(bytesOf)
		case "/long":
			w.Write(bytes.Repeat([]byte("x"), 2000))
		case "/cut":
			w.Header().Set("Content-Length", "100")
			w.Write([]byte("x"))
		case "/round":
			http.Redirect(w, r, "/round", http.StatusFound)
		case "/broken":
			w.Header().Set("Location", "http://[")
			w.WriteHeader(http.StatusFound)
		case "/elsewhere":
			w.Header().Set("Location", "ftp://example.org/a.png")
			w.WriteHeader(http.StatusFound)
		case "/inside":
			http.Redirect(w, r, "http://10.0.0.1/a.png", http.StatusFound)
		default:
			http.NotFound(w, r)
		}
	})
	for _, path := range []string{"/a.png", "/moved.png"} {
		if data, err := c.File(t.Context(), s.URL+path, 1000); err != nil || !bytes.Equal(data, bytesOf) {
			t.Errorf("%s: %q, %v", path, data, err)
		}
	}
	for path, want := range map[string]blog.ErrorKind{"/long": blog.TooLarge, "/cut": blog.Unavailable, "/round": blog.Unavailable, "/gone": blog.Unavailable, "/broken": blog.Unavailable, "/elsewhere": blog.Unavailable, "/inside": blog.Forbidden} {
		if data, err := c.File(t.Context(), s.URL+path, 1000); blog.KindOf(err) != want {
			t.Errorf("%s: %d bytes, %v (kind %d), want kind %d", path, len(data), err, blog.KindOf(err), want)
		}
	}
	if _, err := c.File(t.Context(), "javascript:x", 1000); blog.KindOf(err) != blog.Invalid || !strings.Contains(err.Error(), "http") {
		t.Errorf("an address of no web: %v", err)
	}
}
