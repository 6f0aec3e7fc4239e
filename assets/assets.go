// Package assets serves what pages load: style sheets, scripts, icons and the
// typeface.
//
// The address of each file contains a hash of its content, so that browsers can
// cache it for ever and a new release takes effect at once. Files are compressed
// once, on first use, not for each request.
package assets

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/base32"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

//go:embed css/*.css js/*.js icons/* fonts/*.woff2
var files embed.FS

// Prefix begins every asset's address.
const Prefix = "/assets/"

// worker is the only script with a second address, at the root of the blog (see
// Named), from which its references have to be resolved.
const worker = "js/sw.js"

// asset is a file as it is served.
type asset struct {
	kind     string // Content-Type
	etag     string
	identity []byte
	imports  []string // addresses of the modules that a script imports, directly or not

	// packed returns the compressed file. It compresses on the first call, since
	// brotli's best level takes longer than the rest of the program's start. It is
	// nil if compression does not help.
	packed func() (gzip, brotli []byte)
}

// loaded returns every asset by address, and the addresses by file name. It loads
// them on first use, so that commands that serve nothing need not wait.
var loaded = sync.OnceValues(load)

var kinds = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
	".ico": "image/x-icon", ".png": "image/png", ".woff2": "font/woff2",
}

// URL returns the address of a file such as "css/site.css". It panics if there is
// none: that is a programming error.
func URL(name string) string {
	_, addresses := loaded()
	address, ok := addresses[name]
	if !ok {
		panic("assets: no file " + name)
	}
	return address
}

// Imports returns the addresses of all modules that a script loads, so that a page
// can preload them at once instead of one after the other. For "" there are none.
func Imports(name string) []string {
	if name == "" {
		return nil
	}
	site, _ := loaded()
	return site[URL(name)].imports
}

// former matches addresses that have the form of an asset's, possibly of another
// release.
var former = regexp.MustCompile(`^/assets/(?:css|js|icons|fonts)/[^/]+\.[a-z2-7]{16}\.[a-z0-9]+$`)

// Handler serves the files at their addresses. It answers 404 to assets of another
// release, and passes everything else to other: old blogs may also have had files
// below Prefix.
func Handler(other http.Handler) http.Handler {
	site, _ := loaded()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := site[r.URL.Path]
		switch {
		case !ok && former.MatchString(r.URL.Path):
			http.NotFound(w, r)
			return
		case !ok:
			other.ServeHTTP(w, r)
			return
		}
		// RFC 8246. max-age is for clients that don't support immutable.
		a.serve(w, r, "public, max-age=31536000, immutable")
	})
}

// Named serves a file at an address that never changes, so browsers have to
// revalidate each time: a service worker must not move.
func Named(name string) http.Handler {
	address := URL(name)
	site, _ := loaded()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		site[address].serve(w, r, "no-cache")
	})
}

func (a *asset) serve(w http.ResponseWriter, r *http.Request, caching string) {
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Cache-Control", caching)
	body, etag := a.identity, a.etag
	if a.packed != nil {
		h.Set("Vary", "Accept-Encoding")
		gzip, brotli := a.packed()
		switch {
		case accepts(r, "br"):
			body, etag = brotli, a.etag+"-br"
			h.Set("Content-Encoding", "br")
		case accepts(r, "gzip"):
			body, etag = gzip, a.etag+"-gz"
			h.Set("Content-Encoding", "gzip")
		}
	}
	h.Set("ETag", `"`+etag+`"`)
	if strings.Contains(r.Header.Get("If-None-Match"), `"`+etag+`"`) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.Write(body)
}

// refused matches the weight of an encoding that is not accepted (RFC 9110, section
// 12.4.2).
var refused = regexp.MustCompile(`^\s*[qQ]=0(?:\.0{0,3})?\s*$`)

// accepts reports whether the client accepts an encoding.
func accepts(r *http.Request, encoding string) bool {
	for part := range strings.SplitSeq(strings.Join(r.Header["Accept-Encoding"], ","), ",") {
		name, weight, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(name), encoding) {
			return !refused.MatchString(weight)
		}
	}
	return false
}

// reference matches a reference from a style sheet or a script to another asset.
var reference = regexp.MustCompile(`(url\(|from ")/((?:css|js|fonts|icons)/[^)"]+)`)

// toRoot returns the relative path from a file to the folder of the assets.
// References are relative, so that files need not contain the path prefix of the
// blog.
func toRoot(name string) string {
	if name == worker {
		return "." + Prefix
	}
	return "../"
}

// load reads the files, and hashes style sheets and scripts after replacing their
// references, so that a changed file changes the addresses of all that refer to it.
func load() (map[string]*asset, map[string]string) {
	site, addresses := map[string]*asset{}, map[string]string{}
	var add func(name string) string
	add = func(name string) string {
		if address, ok := addresses[name]; ok {
			return address
		}
		body, err := files.ReadFile(name)
		if err != nil {
			panic(err) // the files are embedded
		}
		var imports []string
		if ext := path.Ext(name); ext == ".css" || ext == ".js" {
			body = reference.ReplaceAllFunc(body, func(found []byte) []byte {
				parts := reference.FindSubmatch(found)
				address := add(string(parts[2]))
				for _, loads := range append([]string{address}, site[address].imports...) {
					if !slices.Contains(imports, loads) {
						imports = append(imports, loads)
					}
				}
				return slices.Concat(parts[1], []byte(toRoot(name)+strings.TrimPrefix(address, Prefix)))
			})
		}
		sum := sha256.Sum256(body)
		hash := strings.ToLower(base32.StdEncoding.EncodeToString(sum[:10]))
		ext := path.Ext(name)
		a := &asset{kind: kinds[ext], etag: hash, identity: body, imports: imports}
		if ext != ".woff2" && ext != ".png" && ext != ".ico" {
			a.packed = sync.OnceValues(func() (gzip, brotli []byte) { return gzipped(body), brotlied(body) })
		}
		address := Prefix + strings.TrimSuffix(name, ext) + "." + hash + ext
		site[address], addresses[name] = a, address
		return address
	}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		add(name)
		return nil
	})
	if err != nil {
		panic(err) // the files are embedded
	}
	return site, addresses
}

func gzipped(body []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	w.Write(body)
	w.Close()
	return b.Bytes()
}

func brotlied(body []byte) []byte {
	var b bytes.Buffer
	w := brotli.NewWriterLevel(&b, brotli.BestCompression)
	w.Write(body)
	w.Close()
	return b.Bytes()
}
