// Package assets holds what pages load besides themselves: style sheets,
// scripts, icons and the typeface.
//
// Each file has an address that bears a hash of its bytes, so that browsers may
// keep it for ever and a new release is seen at once. Files are compressed
// once, at first use, not for each request.
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

// Prefix is the beginning of every asset's address.
const Prefix = "/assets/"

// worker is the one script that browsers get under another address, at the root
// of the blog (see Named): what it refers to is elsewhere as it sees it.
const worker = "js/sw.js"

// asset is a file as it is served.
type asset struct {
	kind     string // Content-Type
	etag     string
	identity []byte
	imports  []string // addresses of the modules that a script loads, and those that they load, each once

	// packed compresses the file, once, when it is first asked for: the best that
	// brotli can do takes longer than all else that the program does at its
	// start. It is nil where compression gains nothing.
	packed func() (gzip, brotli []byte)
}

// loaded gives every asset by its address, and the address by its name. It is
// done at first use: commands that serve nothing need not wait for it.
var loaded = sync.OnceValues(load)

var kinds = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
	".ico": "image/x-icon", ".png": "image/png", ".woff2": "font/woff2",
}

// URL gives the address of a file: "css/site.css". An unknown name is a
// mistake in the program and panics.
func URL(name string) string {
	_, addresses := loaded()
	address, ok := addresses[name]
	if !ok {
		panic("assets: no file " + name)
	}
	return address
}

// Imports gives the addresses of all modules that a script loads, so that a page
// can ask for them at once instead of one after the other. None for "".
func Imports(name string) []string {
	if name == "" {
		return nil
	}
	site, _ := loaded()
	return site[URL(name)].imports
}

// former matches addresses like those of the files: of another release, if of any.
var former = regexp.MustCompile(`^/assets/(?:css|js|icons|fonts)/[^/]+\.[a-z2-7]{16}\.[a-z0-9]+$`)

// Handler serves the files under their addresses. Those of another release are
// not found; anything else is left to other: old blogs, too, have kept files
// below that prefix.
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
		// RFC 8246. max-age is for those who do not know immutable.
		a.serve(w, r, "public, max-age=31536000, immutable")
	})
}

// Named serves one file under an address that stays the same, so that browsers
// ask each time whether it does, too: a service worker can't move.
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

// refused is the weight of an encoding that is not wanted (RFC 9110, section 12.4.2).
var refused = regexp.MustCompile(`^\s*[qQ]=0(?:\.0{0,3})?\s*$`)

// accepts reports whether a body may be sent in an encoding.
func accepts(r *http.Request, encoding string) bool {
	for part := range strings.SplitSeq(strings.Join(r.Header["Accept-Encoding"], ","), ",") {
		name, weight, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(name), encoding) {
			return !refused.MatchString(weight)
		}
	}
	return false
}

// reference is how a style sheet or a script names another file of ours.
var reference = regexp.MustCompile(`(url\(|from ")/((?:css|js|fonts|icons)/[^)"]+)`)

// toRoot is the way from a file to the folder of the assets. Files refer to one
// another by relative addresses: they need not know below which path the blog
// stands.
func toRoot(name string) string {
	if name == worker {
		return "." + Prefix
	}
	return "../"
}

// load reads the files, hashes style sheets and scripts after what they refer
// to, and compresses what gains by it.
func load() (map[string]*asset, map[string]string) {
	site, addresses := map[string]*asset{}, map[string]string{}
	var add func(name string) string
	add = func(name string) string {
		if address, ok := addresses[name]; ok {
			return address
		}
		body, err := files.ReadFile(name)
		if err != nil {
			panic(err) // the files are in the program
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
		panic(err) // the files are in the program
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
