package transfer

import (
	"context"
	"io"
	"iter"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
	"pullquote/internal/transfer/document"
	"pullquote/internal/transfer/netscape"
	"pullquote/internal/transfer/pinboard"
	"pullquote/internal/transfer/record"
	"pullquote/internal/transfer/wxr"
)

// Exporter writes the blog out. Make it with NewExporter.
type Exporter struct {
	store *sqlite.Store
	site  Site
	o     ExporterOptions
}

// ExporterOptions are what an exporter needs besides the store.
type ExporterOptions struct {
	Base    func(ctx context.Context) (string, error) // under which readers reach the blog, without a slash at the end; may give nothing
	Program string                                    // name and version
	Now     func() time.Time
}

// Site makes the blog's pages as plain files.
type Site interface {
	// Files gives each file of the site, its name and its contents, until put
	// fails, and tells how many posts the site shows. Lost is told of what can't
	// be read; if it is nil, that ends it.
	Files(ctx context.Context, base string, put func(name string, data []byte) error, lost func(sqlite.Loss)) (posts int, err error)
}

// Exported is what an export came to.
type Exported struct {
	Posts int   // that went out
	Bytes int64 // that all of it has
}

// NewExporter makes an exporter.
func NewExporter(store *sqlite.Store, site Site, o ExporterOptions) *Exporter {
	return &Exporter{store: store, site: site, o: o}
}

// writers are the formats that are one file, and the file's name.
var writers = map[string]struct {
	name  string
	kind  string
	trash bool // what is in the trash goes out, too
	write func(io.Writer, record.Blog, iter.Seq2[record.Entry, error]) error
}{
	"wxr":      {"wordpress.xml", "text/xml; charset=utf-8", false, wxr.Write},
	"netscape": {"bookmarks.html", "text/html; charset=utf-8", false, netscape.Write},
	"json":     {"pullquote.json", "application/json", true, document.Write},
	"pinboard": {"pinboard.json", "application/json", false, pinboard.Write},
}

// OneFile reports whether an export in a format is one file; else it is many.
func OneFile(format string) bool {
	_, one := writers[format]
	return one
}

// Download says as what an export in a format is offered to a browser.
func Download(format string) (name, kind string, ok bool) {
	if w, one := writers[format]; one {
		return w.name, w.kind, true
	}
	switch format {
	case "frontmatter":
		return "pullquote-markdown.zip", "application/zip", true
	case "site":
		return "pullquote-site.zip", "application/zip", true
	}
	return "", "", false
}

// Export writes the blog out in a format to a path: a file, for frontmatter and
// site a folder, or a zip if the path ends so. Beside the JSON document lie its
// schema and the files that posts show. A path that is a folder gets a
// file within. A folder is only written to if it is empty or an export was
// written there before; the one that it lies in has to be there. It fails with
// Invalid if there is no such format, with NotFound, with Conflict and with
// Unavailable.
func (e *Exporter) Export(ctx context.Context, format, out string) (Exported, error) {
	return e.export(ctx, format, out, nil)
}

// Rescue is Export for a blog that may be damaged: what can't be read is left
// out, and lost is told of it. In a folder that was exported to before nothing
// is removed then: what is there may be all that is left of what was lost.
func (e *Exporter) Rescue(ctx context.Context, format, out string, lost func(sqlite.Loss)) (Exported, error) {
	return e.export(ctx, format, out, lost)
}

// RescueTo is Rescue for what is one stream of bytes; see Download.
func (e *Exporter) RescueTo(ctx context.Context, format string, to io.Writer, lost func(sqlite.Loss)) (Exported, error) {
	w := e.writing(lost)
	err := w.to(ctx, format, io.MultiWriter(to, w))
	return w.done, err
}

func (e *Exporter) export(ctx context.Context, format, out string, lost func(sqlite.Loss)) (Exported, error) {
	w := e.writing(lost)
	err := w.export(ctx, format, out)
	return w.done, err
}

// writing begins an export. Lost is told of what can't be read; if it is nil, that
// ends it.
func (e *Exporter) writing(lost func(sqlite.Loss)) *writing {
	w := &writing{Exporter: e}
	if lost != nil {
		w.lost = func(l sqlite.Loss) {
			w.partly = true
			lost(l)
		}
	}
	return w
}

// To writes the blog out in a format as one stream of bytes; see Download.
func (e *Exporter) To(ctx context.Context, format string, to io.Writer) (posts int, err error) {
	w := &writing{Exporter: e}
	err = w.to(ctx, format, to)
	return w.done.Posts, err
}

func noSuchFormat(format string) error {
	return blog.Fault("format", "There is no format %q to export in; there are %s.", format, strings.Join(blog.ExportFormats, ", "))
}
