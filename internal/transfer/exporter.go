package transfer

import (
	"archive/zip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
	"pullquote/internal/transfer/document"
	"pullquote/internal/transfer/frontmatter"
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
	// fails, and tells how many posts the site shows.
	Files(ctx context.Context, base string, put func(name string, data []byte) error) (posts int, err error)
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
// written there before. It tells how many posts went out, and fails with
// Invalid if there is no such format, with Conflict and with Unavailable.
func (e *Exporter) Export(ctx context.Context, format, out string) (posts int, err error) {
	w, one := writers[format]
	if !one {
		return e.exportFiles(ctx, format, out)
	}
	info, err := os.Stat(out)
	if folder := err == nil && info.IsDir(); folder || strings.HasSuffix(out, string(filepath.Separator)) {
		out = filepath.Join(out, w.name)
	}
	err = writeWhole(out, func(to io.Writer) error {
		posts, err = e.To(ctx, format, to)
		return err
	})
	if err != nil || format != "json" {
		return posts, err
	}
	beside := besideSink{filepath.Dir(out)}
	if err := beside.put(document.SchemaName, document.Schema()); err != nil {
		return posts, err
	}
	return posts, e.media(ctx, beside)
}

func (e *Exporter) exportFiles(ctx context.Context, format, out string) (posts int, err error) {
	if strings.EqualFold(path.Ext(out), ".zip") {
		err = writeWhole(out, func(to io.Writer) error {
			posts, err = e.To(ctx, format, to)
			return err
		})
		return posts, err
	}
	if _, _, ok := Download(format); !ok {
		return 0, noSuchFormat(format)
	}
	folder, err := openFolder(out)
	if err != nil {
		return 0, err
	}
	if posts, err = e.into(ctx, format, folder); err != nil {
		return posts, errors.Join(err, folder.close())
	}
	return posts, folder.finish()
}

func noSuchFormat(format string) error {
	return blog.Fault("format", "There is no format %q to export in; there are %s.", format, strings.Join(blog.ExportFormats, ", "))
}

// To writes the blog out in a format as one stream of bytes; see Download.
func (e *Exporter) To(ctx context.Context, format string, to io.Writer) (posts int, err error) {
	w, one := writers[format]
	if !one {
		if _, _, ok := Download(format); !ok {
			return 0, noSuchFormat(format)
		}
		z := &zipSink{w: zip.NewWriter(to), at: e.o.Now()}
		if posts, err = e.into(ctx, format, z); err != nil {
			return posts, err
		}
		return posts, z.finish()
	}
	b, err := e.blog(ctx)
	if err != nil {
		return 0, err
	}
	err = w.write(to, b, e.entries(ctx, w.trash, &posts))
	return posts, err
}

// into writes an export of many files.
func (e *Exporter) into(ctx context.Context, format string, s sink) (posts int, err error) {
	b, err := e.blog(ctx)
	if err != nil {
		return 0, err
	}
	if format == "site" {
		return e.site.Files(ctx, b.Base, s.put)
	}
	names := map[string]bool{}
	for entry, err := range e.entries(ctx, false, &posts) {
		if err != nil {
			return posts, err
		}
		entry = document.Unwrap(entry)
		name, text, err := frontmatter.File(b, entry)
		if err != nil {
			return posts, err
		}
		// Where upper and lower case are one, so are files.
		for n := 2; names[strings.ToLower(name)]; n++ {
			name = frontmatter.Name(entry, n)
		}
		names[strings.ToLower(name)] = true
		if err := s.put(name, text); err != nil {
			return posts, err
		}
	}
	return posts, e.media(ctx, s)
}

// mediaList is the file that tells at which addresses posts refer to the files
// that went out with them.
const mediaList = "media/addresses.json"

// media writes the files that posts show.
func (e *Exporter) media(ctx context.Context, s sink) error {
	list := map[string]string{}
	err := e.store.MediaAddresses(ctx, func(p string, addresses []string) error {
		m, err := e.store.Media(ctx, path.Base(p))
		if err != nil {
			return err
		}
		for _, a := range addresses {
			list[a] = strings.TrimPrefix(p, "/")
		}
		return s.put(strings.TrimPrefix(p, "/"), m.Data)
	})
	if err != nil || len(list) == 0 {
		return err
	}
	text, err := json.MarshalIndent(list, "", "\t")
	if err != nil {
		return fmt.Errorf("write %s: %w", mediaList, err)
	}
	return s.put(mediaList, append(text, '\n'))
}

// blog gives what all entries have in common.
func (e *Exporter) blog(ctx context.Context) (b record.Blog, err error) {
	b = record.Blog{Exported: e.o.Now().UTC(), Program: e.o.Program}
	if b.Settings, err = e.store.Settings(ctx); err != nil {
		return b, err
	}
	if b.Base, err = e.o.Base(ctx); err != nil {
		return b, err
	}
	b.Authors, err = e.store.Authors(ctx)
	return b, err
}

// errEnough says that nobody wants more entries.
var errEnough = errors.New("enough")

// entries gives all posts, and counts them.
func (e *Exporter) entries(ctx context.Context, trash bool, n *int) iter.Seq2[record.Entry, error] {
	return func(yield func(record.Entry, error) bool) {
		err := e.store.EachEntry(ctx, trash, func(s sqlite.Entry) error {
			*n++
			entry := record.Entry{Post: s.Post, Former: s.Former, Format: s.Format, Origin: s.Path, Raw: s.Raw}
			if !yield(entry, nil) {
				return errEnough
			}
			return ctx.Err()
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(record.Entry{}, err)
		}
	}
}
