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

// Exporter exports the blog. Make it with NewExporter.
type Exporter struct {
	store *sqlite.Store
	site  Site
	o     ExporterOptions
}

// ExporterOptions configure an Exporter.
type ExporterOptions struct {
	Base    func(ctx context.Context) (string, error) // the blog's public address, without a trailing slash; may return ""
	Program string                                    // name and version of the program
	Now     func() time.Time
}

// Site renders the blog's pages as static files.
type Site interface {
	// Files calls put with the name and contents of each file of the site until put
	// fails, and returns how many posts the site shows. It calls lost for what
	// can't be read; if lost is nil, that is an error.
	Files(ctx context.Context, base string, put func(name string, data []byte) error, lost func(sqlite.Loss)) (posts int, err error)
}

// Exported is the result of an export.
type Exported struct {
	Posts int   // number of posts exported
	Bytes int64 // size of all files together
}

// NewExporter returns an Exporter.
func NewExporter(store *sqlite.Store, site Site, o ExporterOptions) *Exporter {
	return &Exporter{store: store, site: site, o: o}
}

// writers are the formats that consist of one file, by name.
var writers = map[string]struct {
	name  string
	kind  string
	trash bool // posts in the trash are exported, too
	write func(io.Writer, record.Blog, iter.Seq2[record.Entry, error]) error
}{
	"wxr":      {"wordpress.xml", "text/xml; charset=utf-8", false, wxr.Write},
	"netscape": {"bookmarks.html", "text/html; charset=utf-8", false, netscape.Write},
	"json":     {"pullquote.json", "application/json", true, document.Write},
	"pinboard": {"pinboard.json", "application/json", false, pinboard.Write},
}

// OneFile reports whether an export in a format is one file rather than many.
func OneFile(format string) bool {
	_, one := writers[format]
	return one
}

// Download returns the file name and media type of an export that a browser
// downloads. It reports false if there is no such format.
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

// Export exports the blog in a format to a path: to a file, for frontmatter and
// site to a folder, or to a zip if the path ends in .zip. The JSON document gets its
// schema and the files that posts show written beside it. If the path of a one-file
// format is a folder, the file is written into it. A folder is only written to if it
// is empty or an earlier export was written there; its parent has to exist. It fails
// with Invalid if there is no such format, with NotFound, with Conflict and with
// Unavailable.
func (e *Exporter) Export(ctx context.Context, format, out string) (Exported, error) {
	return e.export(ctx, format, out, nil)
}

// Rescue is Export for a blog that may be damaged: it leaves out what can't be read
// and calls lost for it. If anything was lost, it removes nothing from a folder with
// an earlier export: that may hold the only copy of it.
func (e *Exporter) Rescue(ctx context.Context, format, out string, lost func(sqlite.Loss)) (Exported, error) {
	return e.export(ctx, format, out, lost)
}

// RescueTo is Rescue to a single stream; see Download.
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

// writing returns a new export. It calls lost for what can't be read; if lost is nil,
// the export fails there.
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

// To exports the blog in a format to a single stream; see Download.
func (e *Exporter) To(ctx context.Context, format string, to io.Writer) (posts int, err error) {
	w := e.writing(nil)
	err = w.to(ctx, format, to)
	return w.done.Posts, err
}

func noSuchFormat(format string) error {
	return blog.Fault("format", "There is no format %q to export in; there are %s.", format, strings.Join(blog.ExportFormats, ", "))
}
