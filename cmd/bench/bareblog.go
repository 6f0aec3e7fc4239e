package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
)

// bareBlog is the least that a blog can be: it writes the bytes of the program's pages,
// and commits a row for each form.
type bareBlog struct {
	pages     map[string]answer // by path
	committer *committer
}

// answer is an answer of the program.
type answer struct {
	header http.Header
	body   []byte
}

// newBareBlog returns a bare blog with pages of a site, and with rows like the last one
// of the blog in one folder, which it commits in another.
func newBareBlog(ctx context.Context, addr string, pages []kind, from, to string) (*bareBlog, error) {
	b := &bareBlog{pages: map[string]answer{}}
	for _, k := range pages {
		for _, a := range k.asks {
			header, body, err := fetch(ctx, addr, a)
			if err != nil {
				return nil, err
			}
			b.pages[a.Path] = answer{header, body}
		}
	}
	db, err := bare(from, false)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	if b.committer, err = newCommitter(ctx, to); err != nil {
		return nil, err
	}
	if b.committer.row, err = lastRow(ctx, db, b.committer.columns); err != nil {
		return nil, errors.Join(err, b.committer.db.Close())
	}
	return b, nil
}

// serve serves the blog on a free port.
func (b *bareBlog) serve(log *slog.Logger) (addr string, stop func() error, err error) {
	addr, end, err := serveHandler(b, log)
	return addr, func() error { return errors.Join(end(), b.committer.db.Close()) }, err
}

// ServeHTTP implements http.Handler.
func (b *bareBlog) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		b.committer.renumber()
		b.committer.ServeHTTP(w, r)
		return
	}
	page := b.pages[r.RequestURI]
	h := w.Header()
	for name, values := range page.header {
		h[name] = values
	}
	_, _ = w.Write(page.body)
}
