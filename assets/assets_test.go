package assets_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"pullquote/assets"
)

func get(t *testing.T, address string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, address, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	assets.Handler(http.NotFoundHandler()).ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r io.Reader) string {
	t.Helper()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestAFileIsServedForEverUnderAHashedName(t *testing.T) {
	address := assets.URL("css/site.css")
	if !regexp.MustCompile(`^/assets/css/site\.[a-z2-7]{16}\.css$`).MatchString(address) {
		t.Errorf("the address is %s", address)
	}
	resp := get(t, address)
	if got := resp.Header.Get("Content-Type"); got != "text/css; charset=utf-8" {
		t.Errorf("Content-Type: %s", got)
	}
	if got := resp.Header.Get("Cache-Control"); !strings.Contains(got, "immutable") || !strings.Contains(got, "max-age=31536000") {
		t.Errorf("Cache-Control: %s", got)
	}
	etag := resp.Header.Get("ETag")
	if again := get(t, address, "If-None-Match", etag); again.StatusCode != http.StatusNotModified {
		t.Errorf("asked again with its ETag it answers %d", again.StatusCode)
	}
}

func TestCompressedBytesAreTheFilesBytes(t *testing.T) {
	for _, name := range []string{"css/site.css", "css/desk.css", "js/compose.js", "icons/icon.svg"} {
		address := assets.URL(name)
		plain := body(t, get(t, address).Body)
		br := get(t, address, "Accept-Encoding", "gzip, deflate, br, zstd")
		if got := body(t, brotli.NewReader(br.Body)); br.Header.Get("Content-Encoding") != "br" || got != plain {
			t.Errorf("%s: brotli gives other bytes", name)
		}
		gz := get(t, address, "Accept-Encoding", "gzip")
		r, err := gzip.NewReader(gz.Body)
		if err != nil {
			t.Fatal(err)
		}
		if got := body(t, r); gz.Header.Get("Content-Encoding") != "gzip" || got != plain {
			t.Errorf("%s: gzip gives other bytes", name)
		}
		if br.Header.Get("ETag") == gz.Header.Get("ETag") || br.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s: caches can't tell its encodings apart", name)
		}
	}
}

func TestAnEncodingThatIsRefusedIsNotSent(t *testing.T) {
	for accept, want := range map[string]string{
		"": "", "gzip;q=0": "", "br;q=0": "", "br;q=0, gzip": "gzip", "br; q=0.000, gzip;q=0.1": "gzip", "GZIP": "gzip", "x-brotli": "", "br;q=0.5": "br",
	} {
		if r := get(t, assets.URL("css/site.css"), "Accept-Encoding", accept); r.Header.Get("Content-Encoding") != want {
			t.Errorf("%q is sent %q", accept, r.Header.Get("Content-Encoding"))
		}
	}
}

// A blog may have a path prefix, which no file contains.
func TestFilesReferToOneAnotherByRelativeAddresses(t *testing.T) {
	reference := regexp.MustCompile(`(?:url\(|from ")([^)"]+)`)
	for _, name := range []string{"css/site.css", "css/feed.css", "js/compose.js", "js/keep.js", "js/sw.js"} {
		at, text := assets.URL(name), body(t, get(t, assets.URL(name)).Body)
		if name == "js/sw.js" {
			at = "/sw.js" // see Named
		}
		found := reference.FindAllStringSubmatch(text, -1)
		if len(found) == 0 {
			t.Errorf("%s refers to nothing", name)
		}
		for _, m := range found {
			base := &url.URL{Path: at}
			u, err := base.Parse(m[1])
			if err != nil || strings.HasPrefix(m[1], "/") {
				t.Errorf("%s refers to %s (%v)", name, m[1], err)
			} else if resp := get(t, u.Path); resp.StatusCode != http.StatusOK {
				t.Errorf("%s refers to %s, which answers %d", name, m[1], resp.StatusCode)
			}
		}
	}
}

func TestUnknownNamesAndHashes(t *testing.T) {
	for _, address := range []string{"/assets/", "/assets/css/site.css", "/assets/css/site.aaaaaaaaaaaaaaaa.css", "/assets/../assets.go"} {
		if resp := get(t, address); resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s answers %d", address, resp.StatusCode)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("an unknown name is no mistake")
		}
	}()
	assets.URL("css/nothing.css")
}

// The style sheet is loaded by every reader, the typeface by every new one.
func TestBudgets(t *testing.T) {
	if n := len(body(t, get(t, assets.URL("css/site.css")).Body)); n > 10<<10 {
		t.Errorf("site.css has %d bytes; readers shall not load more than 10 KB of style", n)
	}
	fonts := 0
	for _, name := range []string{"fonts/literata.woff2", "fonts/literata-italic.woff2"} {
		fonts += len(body(t, get(t, assets.URL(name)).Body))
	}
	if fonts > 60<<10 {
		t.Errorf("the typeface has %d bytes; 60 KB is the most", fonts)
	}
}
