package transfer

import (
	"archive/zip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/disk"
	"pullquote/internal/markup"
	"pullquote/internal/sqlite"
	"pullquote/internal/transfer/document"
	"pullquote/internal/transfer/frontmatter"
	"pullquote/internal/transfer/record"
)

// writing is one export.
type writing struct {
	*Exporter
	lost   func(sqlite.Loss) // called for what can't be read; if nil, that ends the export
	partly bool              // something was lost
	done   Exported
}

// counted is a sink that counts bytes.
type counted struct {
	sink
	bytes *int64
}

func (c counted) put(name string, data []byte) error {
	*c.bytes += int64(len(data))
	return c.sink.put(name, data)
}

// Write implements io.Writer, to count the bytes of a stream.
func (w *writing) Write(p []byte) (int, error) {
	w.done.Bytes += int64(len(p))
	return len(p), nil
}

func (w *writing) export(ctx context.Context, format, out string) error {
	if err := disk.Target(out); err != nil {
		return err
	}
	one, ok := writers[format]
	if !ok {
		return w.files(ctx, format, out)
	}
	info, err := os.Stat(out)
	if folder := err == nil && info.IsDir(); folder || strings.HasSuffix(out, string(filepath.Separator)) {
		out = filepath.Join(out, one.name)
	}
	if err := w.file(ctx, format, out); err != nil || format != "json" {
		return err
	}
	if err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return nil // don't write files beside a device or a pipe
	}
	beside := counted{besideSink{filepath.Dir(out)}, &w.done.Bytes}
	if err := beside.put(document.SchemaName, document.Schema()); err != nil {
		return err
	}
	return w.media(ctx, beside)
}

// file writes an export to one file.
func (w *writing) file(ctx context.Context, format, out string) error {
	return writeWhole(out, func(to io.Writer) error { return w.to(ctx, format, io.MultiWriter(to, w)) })
}

// files writes an export that consists of many files, to a folder or a zip.
func (w *writing) files(ctx context.Context, format, out string) error {
	if strings.EqualFold(path.Ext(out), ".zip") {
		return w.file(ctx, format, out)
	}
	if _, _, ok := Download(format); !ok {
		return noSuchFormat(format)
	}
	folder, err := openFolder(out)
	if err != nil {
		return err
	}
	if err := w.into(ctx, format, counted{folder, &w.done.Bytes}); err != nil || w.partly {
		return errors.Join(err, folder.close())
	}
	return folder.finish()
}

// to writes an export to a stream.
func (w *writing) to(ctx context.Context, format string, to io.Writer) error {
	one, ok := writers[format]
	if !ok {
		if _, _, ok := Download(format); !ok {
			return noSuchFormat(format)
		}
		z := &zipSink{w: zip.NewWriter(to), at: w.o.Now()}
		if err := w.into(ctx, format, z); err != nil {
			return err
		}
		return z.finish()
	}
	b, err := w.blog(ctx)
	if err != nil {
		return err
	}
	return one.write(to, b, w.entries(ctx, one.trash))
}

// into writes an export that consists of many files to a sink.
func (w *writing) into(ctx context.Context, format string, s sink) error {
	s = guarded{s}
	b, err := w.blog(ctx)
	if err != nil {
		return err
	}
	if format == "site" {
		w.done.Posts, err = w.site.Files(ctx, b.Base, s.put, w.lost)
		return err
	}
	several, err := w.severalAtOnePath(ctx)
	if err != nil {
		return err
	}
	names := newNames()
	for entry, err := range w.entries(ctx, false) {
		if err != nil {
			return err
		}
		entry = document.Unwrap(entry)
		if entry.Raw != nil && slices.ContainsFunc(several, func(file string) bool { return strings.Contains(entry.Post.Rendered.HTML, file) }) {
			entry.Raw = nil // so that its base is written, which says in which archive the file was
		}
		name, text, err := frontmatter.File(b, entry)
		if err != nil {
			return err
		}
		for n := 2; !names.take(name); n++ {
			name = frontmatter.Name(entry, n)
		}
		if err := s.put(name, text); err != nil {
			return err
		}
	}
	return w.media(ctx, s)
}

// severalAtOnePath returns the paths of the files that had the same path in their
// archives as another file. In an export, all posts are in one archive.
func (w *writing) severalAtOnePath(ctx context.Context) ([]string, error) {
	list := map[string]string{}
	err := w.store.MediaAddresses(ctx, func(file string, addresses []string) error {
		for _, a := range addresses {
			list[a] = file
		}
		return nil
	})
	if w.failed("", err) {
		return nil, err
	}
	at := atPaths(list)
	several := map[string]bool{}
	for address, file := range list {
		if u, err := url.Parse(address); err == nil && u.Scheme == sqlite.ArchiveScheme && at[u.Path] == "" {
			several[file] = true
		}
	}
	return slices.Sorted(maps.Keys(several)), nil
}

// mediaList is the name of the file that maps the addresses in posts to the exported
// files.
const mediaList = "media/addresses.json"

// media writes the files that posts show, and the list of their addresses.
func (w *writing) media(ctx context.Context, s sink) error {
	list := map[string]string{}
	err := w.eachFile(ctx, func(p string, addresses []string, data []byte) error {
		for _, a := range addresses {
			list[a] = strings.TrimPrefix(p, "/")
		}
		return s.put(strings.TrimPrefix(p, "/"), data)
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

// eachFile calls f with each file that posts show.
func (w *writing) eachFile(ctx context.Context, f func(path string, addresses []string, data []byte) error) error {
	if w.lost != nil {
		return w.store.RescueFiles(ctx, f, w.lost)
	}
	return w.store.MediaAddresses(ctx, func(p string, addresses []string) error {
		m, err := w.store.Media(ctx, path.Base(p))
		if err != nil {
			return err
		}
		return f(p, addresses, m.Data)
	})
}

// blog returns what all entries have in common. For a damaged blog that is what can be
// read of it.
func (w *writing) blog(ctx context.Context) (b record.Blog, err error) {
	b = record.Blog{Exported: w.o.Now().UTC(), Program: w.o.Program}
	if b.Settings, err = w.store.Settings(ctx); w.failed(sqlite.SettingsPiece, err) {
		return b, err
	} else if err != nil {
		b.Settings = blog.DefaultSettings()
	}
	if b.Base, err = w.o.Base(ctx); w.failed("", err) {
		return b, err
	}
	if b.Authors, err = w.store.Authors(ctx); w.failed(sqlite.AuthorsPiece, err) {
		return b, err
	}
	return b, nil
}

// failed reports whether an error ends the export. It does not if something can't be
// read and lost is set; lost is called then.
func (w *writing) failed(piece sqlite.Piece, err error) bool {
	if err == nil || w.lost == nil || !sqlite.Unreadable(err) {
		return err != nil
	}
	if piece != "" { // otherwise the loss was reported before
		w.lost(sqlite.Loss{Piece: piece, Err: err})
	}
	return false
}

// errEnough stops an iteration that the caller has broken out of.
var errEnough = errors.New("enough")

// entries iterates over all posts and counts them.
func (w *writing) entries(ctx context.Context, trash bool) iter.Seq2[record.Entry, error] {
	return func(yield func(record.Entry, error) bool) {
		give := func(s sqlite.Entry) error {
			w.done.Posts++
			if s.Post.Rendered.Version == 0 && s.Post.Body != "" { // it was restored from its history
				s.Post.Rendered, s.Post.Quotes = markup.Render(s.Post.Body, s.Post.Format)
			}
			entry := record.Entry{Post: s.Post, Former: s.Former, Format: s.Format, Origin: s.Path, Raw: s.Raw}
			if !yield(entry, nil) {
				return errEnough
			}
			return ctx.Err()
		}
		var err error
		if w.lost != nil {
			err = w.store.Rescue(ctx, trash, give, w.lost)
		} else {
			err = w.store.EachEntry(ctx, trash, give)
		}
		if err != nil && !errors.Is(err, errEnough) {
			yield(record.Entry{}, err)
		}
	}
}
