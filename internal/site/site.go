package site

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"

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
	ix, former, err := s.posts(c)
	if err != nil {
		return 0, err
	}
	if err := s.media(c); err != nil {
		return 0, err
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

// posts adds the addresses of the posts to the crawl. It returns the search index, and
// the addresses of posts by their former ones.
func (s *Site) posts(c *crawl) (ix *index, former map[string]string, err error) {
	ix, former = newIndex(), map[string]string{}
	err = s.each(c.ctx, c.lost, func(e sqlite.Entry) error {
		if !e.Post.Public() {
			return c.ctx.Err()
		}
		c.add(escaped(e.Post.Path))
		for _, key := range e.Former {
			former[key] = escaped(e.Post.Path)
		}
		ix.add(&e.Post)
		return c.ctx.Err()
	})
	return ix, former, err
}

// media adds the addresses of files to the crawl. If the list of them can't be read,
// those that pages refer to are found all the same.
func (s *Site) media(c *crawl) error {
	paths, err := s.store.MediaPaths(c.ctx)
	if c.lost != nil && sqlite.Unreadable(err) {
		c.lost(sqlite.Loss{Piece: sqlite.FilePiece, Err: err})
	} else if err != nil {
		return err
	}
	for _, address := range paths {
		c.add(address)
	}
	return nil
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
