package site

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
)

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
		switch a.status {
		case http.StatusMovedPermanently:
			c.add(c.own(a.header.Get("Location")))
			continue
		case http.StatusFound: // temporary: save a copy at the requested address
			a = c.ask(c.own(a.header.Get("Location")))
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

// notFound writes the page that servers show for addresses that don't exist.
func (c *crawl) notFound() error {
	return c.file("/404.html", c.ask("/nothing-is-here-or-ever-was/").body.Bytes())
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
