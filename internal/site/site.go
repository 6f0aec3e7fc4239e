package site

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
)

// Site exports the blog as files. Use New to make one.
type Site struct {
	store   *sqlite.Store
	handler func(base string) (http.Handler, error)
}

// New returns a Site. handler returns the blog's handler for a base URL, in the
// variant for plain files; it is only called when files are written.
func New(store *sqlite.Store, handler func(base string) (http.Handler, error)) *Site {
	return &Site{store: store, handler: handler}
}

// always are addresses to export even if nothing links to them.
var always = []string{
	"/", "/search/", "/robots.txt", "/favicon.ico", "/feed.xml", "/atom.xml", "/feed.json", "/sitemap.xml", "/opensearch.xml",
}

// Files passes each file of the site to put, until that fails, and returns the
// number of posts. base is the address under which the site will be served: if it
// has a path prefix, links in pages include it, and the files are those below it.
// If base is empty, blog.LocalBase is used, since feeds and sitemaps need absolute
// addresses. What can't be read is reported to lost and left out; if lost is nil,
// it is an error.
func (s *Site) Files(ctx context.Context, base string, put func(name string, data []byte) error, lost func(sqlite.Loss)) (posts int, err error) {
	base = cmp.Or(base, blog.LocalBase)
	handler, err := s.handler(base)
	if err != nil {
		return 0, err
	}
	_, prefix, _ := blog.SplitBase(base)
	c := &crawl{ctx: ctx, handler: handler, base: base, prefix: prefix, put: put, lost: lost, known: map[string]bool{}, names: map[string]bool{}}
	for _, address := range always {
		c.add(address)
	}
	ix := newIndex()
	former := map[string]string{}
	err = s.each(ctx, lost, func(e sqlite.Entry) error {
		if !e.Post.Public() {
			return ctx.Err()
		}
		c.add(escaped(e.Post.Path))
		for _, key := range e.Former {
			former[key] = escaped(e.Post.Path)
		}
		ix.add(&e.Post)
		return ctx.Err()
	})
	if err != nil {
		return 0, err
	}
	media, err := s.store.MediaPaths(ctx)
	if lost != nil && sqlite.Unreadable(err) {
		lost(sqlite.Loss{Piece: sqlite.FilePiece, Err: err}) // files that pages refer to are found by the crawl
	} else if err != nil {
		return 0, err
	}
	for _, address := range media {
		c.add(address)
	}
	// Before the posts, one of which may have the address of such a file.
	if err := c.notFound(); err != nil {
		return 0, err
	}
	for _, name := range lists {
		c.names[name] = true
	}
	if err := c.all(); err != nil {
		return 0, err
	}
	if err := c.former(former); err != nil {
		return 0, err
	}
	return len(ix.posts), ix.files(func(name string, v any) error {
		text, err := json.Marshal(v)
		if err != nil {
			return fmt.Errorf("site: %s: %w", name, err)
		}
		return put(name, text)
	})
}

// each calls f for every entry.
func (s *Site) each(ctx context.Context, lost func(sqlite.Loss), f func(sqlite.Entry) error) error {
	if lost == nil {
		return s.store.EachEntry(ctx, false, f)
	}
	// A post that was restored from its history is not exported: the blog can't
	// show it.
	return s.store.Rescue(ctx, false, func(e sqlite.Entry) error {
		if e.Post.Rendered.Version == 0 {
			return ctx.Err()
		}
		return f(e)
	}, func(l sqlite.Loss) {
		l.Remade = false
		lost(l)
	})
}

// crawl requests every page once.
type crawl struct {
	ctx     context.Context
	handler http.Handler
	base    string
	prefix  string // path of base; addresses in the crawl are without it, like the blog's
	put     func(string, []byte) error
	lost    func(sqlite.Loss)
	queue   []string
	known   map[string]bool // addresses that are or were in queue
	names   map[string]bool // files that were written (true), and their folders (false)
}

// add adds an address to the queue, if it is part of the site.
func (c *crawl) add(address string) {
	u, err := url.Parse(address)
	if err != nil || u.RawQuery != "" || !strings.HasPrefix(u.Path, "/") || u.Host != "" {
		return
	}
	address = u.EscapedPath()
	if first, _, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/"); slices.Contains(notFiles, first) || c.known[address] {
		return
	}
	c.known[address] = true
	c.queue = append(c.queue, address)
}

// notFiles are the first segments of addresses that are the author's, or that need
// the program.
var notFiles = []string{"+", "compose", "desk", "export", "import", "login", "logout", "posts", "settings", "setup", "share", "tools"}

func (c *crawl) all() error {
	for len(c.queue) > 0 {
		address := c.queue[0]
		c.queue = c.queue[1:]
		if err := c.ctx.Err(); err != nil {
			return err
		}
		a := c.ask(address)
		switch {
		case a.status == http.StatusMovedPermanently || a.status == http.StatusFound:
			to := c.own(a.header.Get("Location"))
			if a.status == http.StatusMovedPermanently {
				c.add(to)
				continue
			}
			a = c.ask(to) // the redirect is temporary: save a copy at the requested address
		}
		switch {
		case a.status >= 500 && c.lost != nil:
			c.lost(sqlite.Loss{Piece: sqlite.PagePiece, Path: address})
			continue
		case a.status >= 500:
			return &blog.Error{Kind: blog.Unavailable, Message: "The page %s could not be made; the log says why.", Args: []any{address}}
		case a.status != http.StatusOK:
			continue
		}
		c.follow(address, a)
		if err := c.file(address, a.body.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

// follow adds the addresses that a page, a style sheet or a script refers to.
func (c *crawl) follow(address string, a *answer) {
	kind := a.header.Get("Content-Type")
	at, err := url.Parse(c.prefix + address)
	if err != nil {
		return
	}
	var refs []string
	switch {
	case strings.HasPrefix(kind, "text/html"):
		refs = references(a.body.Bytes())
	case strings.HasPrefix(kind, "text/css"), strings.HasPrefix(kind, "text/javascript"):
		for _, part := range strings.FieldsFunc(a.body.String(), func(r rune) bool { return strings.ContainsRune(`"'()`, r) }) {
			if strings.HasPrefix(part, "../") {
				refs = append(refs, part)
			}
		}
	}
	for _, ref := range refs {
		if u, err := at.Parse(ref); err == nil {
			u.Fragment = ""
			c.add(c.own(u.String()))
		}
	}
}

// own returns an address of the site without the base, empty if it is not on the
// site.
func (c *crawl) own(address string) string {
	rest := strings.TrimPrefix(address, strings.TrimSuffix(c.base, c.prefix))
	if own, ok := strings.CutPrefix(rest, c.prefix); ok && strings.HasPrefix(own, "/") {
		return own
	}
	return ""
}

// references returns the addresses that a page links to or embeds.
func references(page []byte) (refs []string) {
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return refs
		case html.StartTagToken, html.SelfClosingTagToken:
			picture := false
			for more := true; more; {
				var key, value []byte
				key, value, more = z.TagAttr()
				switch string(key) {
				case "property":
					picture = string(value) == "og:image"
				case "content":
					if picture {
						refs = append(refs, string(value))
					}
				case "href", "src":
					refs = append(refs, string(value))
				case "srcset":
					for part := range strings.SplitSeq(string(value), ",") {
						if fields := strings.Fields(part); len(fields) > 0 {
							refs = append(refs, fields[0])
						}
					}
				}
			}
		}
	}
}

// file writes what is at an address.
func (c *crawl) file(address string, body []byte) error {
	name := fileName(address)
	if name == "" || c.names[name] {
		return nil
	}
	// A name can't be both a file and a folder.
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if isFile, ok := c.names[dir]; ok && isFile {
			return nil
		}
		c.names[dir] = false
	}
	if _, isFolder := c.names[name]; isFolder {
		return nil
	}
	c.names[name] = true
	return c.put(name, body)
}

// longestName is the length of a file name that nearly every file system supports,
// in bytes.
const longestName = 250

// fileName returns the name of the file that a web server reads for an address. It
// is empty if file systems don't support the name, or the file would be hidden.
func fileName(address string) string {
	p, err := url.PathUnescape(address)
	if err != nil || strings.HasPrefix(p, "/.") || strings.ContainsFunc(p, func(r rune) bool { return r == '\\' || unicode.IsControl(r) }) {
		return ""
	}
	if strings.HasSuffix(p, "/") || path.Ext(p) == "" || len(path.Ext(p)) > 6 || strings.HasPrefix(p, "/tags/") && !strings.Contains(p, "feed.") && !strings.Contains(p, "atom.") {
		p = strings.TrimSuffix(p, "/") + "/index.html"
	}
	for part := range strings.SplitSeq(p, "/") {
		if part == "." || part == ".." || len(part) > longestName {
			return ""
		}
	}
	return strings.TrimPrefix(path.Clean(p), "/") // web servers also treat repeated slashes as one
}

// notFound writes the page that servers show for addresses that don't exist.
func (c *crawl) notFound() error {
	return c.file("/404.html", c.ask("/nothing-is-here-or-ever-was/").body.Bytes())
}

// answer is an http.ResponseWriter that keeps the response in memory.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

// Write implements http.ResponseWriter.
func (a *answer) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(p)
}

// ask requests an address from the blog's handler.
func (c *crawl) ask(address string) *answer {
	a := &answer{header: http.Header{}}
	r, err := http.NewRequestWithContext(c.ctx, http.MethodGet, c.base+address, http.NoBody)
	if err != nil {
		a.status = http.StatusNotFound
		return a
	}
	r.RequestURI, r.RemoteAddr = c.prefix+address, "127.0.0.1:0"
	c.handler.ServeHTTP(a, r)
	return a
}

// escaped escapes a decoded path for use in an address.
func escaped(p string) string { return (&url.URL{Path: p}).EscapedPath() }
