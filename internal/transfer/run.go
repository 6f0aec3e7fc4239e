package transfer

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/pool"
	"pullquote/internal/transfer/record"
)

// A slice of items goes through the gate in one transaction: many enough to be
// fast, few enough that the author who writes meanwhile does not wait.
const (
	sliceItems = 200
	sliceBytes = 8 << 20
)

// run is one import under way. Reading and rendering go on while what was read
// before is stored.
type run struct {
	im      *Importer
	batch   blog.Batch
	options Options
	formats []record.Format // to choose from
	forced  bool            // a person said which it is
	began   time.Time
	read    atomic.Int64 // bytes
	settled settled      // before a restart

	// The reader's.
	format string // of the first item
	items  []blog.Import
	bytes  int             // of the items
	pages  int             // that were left out since nobody asked for them
	told   map[string]bool // keys of items from sources that tell all
	found  *sources

	// The writer's.
	summary Summary
	rows    int
}

// portion is a slice on its way from the reader to the writer.
type portion struct {
	items []blog.Import
	ready publish.Ready
	done  int64 // bytes that are read when it is stored
}

// all brings in what is in the sources. It fails if the gate does.
func (r *run) all(ctx context.Context, found *sources) error {
	r.found = found
	group, ctx := errgroup.WithContext(ctx)
	portions := make(chan portion, 1)
	group.Go(func() error {
		defer close(portions)
		return blog.Contain(func() error {
			for _, src := range found.inOrder() {
				if err := r.add(ctx, src, portions); err != nil {
					return err
				}
			}
			return r.flush(ctx, portions)
		})
	})
	group.Go(func() error {
		return blog.Contain(func() error {
			for p := range portions {
				if err := r.store(ctx, p); err != nil {
					return err
				}
			}
			r.progress(true)
			return nil
		})
	})
	return group.Wait()
}

// add reads what is in a source.
func (r *run) add(ctx context.Context, src source, portions chan<- portion) error {
	if src.err != nil {
		r.settle(src.file, src.err)
		return r.flushFull(ctx, portions)
	}
	file, err := src.open()
	if err != nil {
		r.settle(src.file, unreadable(src.file.Name, err))
		return r.flushFull(ctx, portions)
	}
	defer file.Close()
	head := bufio.NewReaderSize(&counter{file, &r.read}, record.HeadSize)
	format, err := r.formatOf(src, head)
	if err != nil {
		r.settle(src.file, err)
		return r.flushFull(ctx, portions)
	}
	err = blog.Contain(func() error { return r.addItems(ctx, src, format, head, portions) })
	if _, tripped := errors.AsType[*blog.Panic](err); tripped {
		r.settle(src.file, err) // the other files are none the worse for it
		return ctx.Err()
	}
	return err
}

// addItems reads a file's items.
func (r *run) addItems(ctx context.Context, src source, format record.Format, file *bufio.Reader, portions chan<- portion) error {
	empty := true
	for item, err := range format.Read(src.file, file) {
		empty = false
		if err == nil {
			err = r.leftOut(item)
		}
		switch {
		case err != nil:
			r.settle(src.file, err)
		case item.Lesser && r.told[item.Key]:
			r.settle(src.file, &record.Skip{Origin: item.Origin, Title: item.Title, Reason: "It came in from the list of posts beside it, which says more of it."})
		default:
			r.take(item, src, format.Name)
		}
		if err := r.flushFull(ctx, portions); err != nil {
			return err
		}
	}
	if empty {
		r.settle(src.file, &record.Skip{Origin: src.file.Name, Reason: "There is nothing in it."})
	}
	return ctx.Err()
}

// leftOut says why an item that could be brought in is not; nil if it is.
func (r *run) leftOut(it record.Item) error {
	skip := &record.Skip{Origin: it.Origin, Title: it.Title}
	switch {
	case !it.Page:
		return nil
	case it.URL == "" && strings.TrimSpace(it.Body) == "":
		skip.Reason = "A page without words of its own."
	case !r.options.Pages:
		r.pages++
		skip.Reason = "A page, not a post. Import again with “Pages, too” (--pages) to bring it in."
	default:
		return nil
	}
	return skip
}

// counter counts what is read through it.
type counter struct {
	r io.Reader
	n *atomic.Int64
}

// Read implements io.Reader.
func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// formatOf tells a file's format by its name and beginning. A file that a
// person names, with its format, is believed to be of it.
func (r *run) formatOf(src source, file *bufio.Reader) (record.Format, error) {
	head, err := file.Peek(record.HeadSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return record.Format{}, err
	}
	if src.named && r.forced {
		return r.formats[0], nil
	}
	for _, f := range r.formats {
		if f.Detect(src.file.Path, head) {
			return f, nil
		}
	}
	reason := "It is in no format that can be imported."
	switch {
	case len(head) == 0:
		reason = "The file is empty."
	}
	if src.named {
		return record.Format{}, rejected(src.file.Name, reason, nil)
	}
	return record.Format{}, &record.Skip{Origin: src.file.Name, Reason: reason}
}

// settle adds what is no item.
func (r *run) settle(f record.File, err error) {
	line := blog.Import{Origin: f.Name, Outcome: blog.ImportRejected}
	if skip, ok := errors.AsType[*record.Skip](err); ok {
		line = blog.Import{Origin: skip.Origin, Outcome: blog.ImportSkipped, Notes: []string{skip.Reason}}
		line.Post.Title = skip.Title
	} else {
		if bad, ok := errors.AsType[*record.RowError](err); ok {
			line.Origin, line.Post.Title = bad.Origin, bad.Title
		}
		line.Notes = sentences(err)
	}
	r.items = append(r.items, line)
}

// sentences gives what a person should know of an error.
func sentences(err error) []string {
	var out []string
	for _, fault := range blog.Faults(err) {
		out = append(out, fault.Sentence())
	}
	if out == nil {
		out = []string{"It could not be brought in: " + err.Error() + "."}
	}
	return out
}

// reason says why an import did not come to its end. What the database says of
// itself is for one who has a form before him.
func reason(err error) string {
	if trouble := pool.Trouble(err); trouble != "" {
		return "It stopped where it was: " + trouble + ". Mend that, and go on with it; what came in before is in."
	}
	return strings.Join(sentences(err), " ")
}

// take adds an item.
func (r *run) take(it record.Item, src source, format string) {
	if r.format == "" {
		r.format = format
	}
	if src.tellsAll() {
		if r.told == nil {
			r.told = map[string]bool{}
		}
		r.told[it.Key] = true
	}
	for address, names := range it.Files {
		r.found.call(address, names)
	}
	imp := toImport(it, format, r.im.now())
	if it.Origin == src.file.Name {
		imp.Path = src.file.Path
	}
	if imp.Post.Base == "" && src.archived && !strings.HasPrefix(it.Key, sqlite.OwnKey) {
		imp.Post.Base = archiveBase(r.batch.ID, src.file.Path)
	}
	if imp.Post.Status == blog.Published && imp.Post.Published.IsZero() && !src.file.Modified.IsZero() {
		// Undated, it would stand above all that was written since.
		imp.Post.Published = src.file.Modified.UTC()
		imp.Notes = append(imp.Notes, "It has no date; the file's own was taken.")
	}
	r.items = append(r.items, imp)
	r.bytes += len(it.Raw) + len(it.Body)
}

// toImport makes of an item what the gate takes. What is dated after now was
// scheduled, and is a draft here.
func toImport(it record.Item, format string, now time.Time) (imp blog.Import) {
	var notes []string
	p := blog.Post{
		Status: it.Status, Author: blog.Author{Name: it.Author},
		Title: it.Title, URL: it.URL, Via: it.Via, Body: it.Body, Format: it.Format,
		Tags: blog.NewTags(it.Tags), Lang: it.Lang, Slug: it.Slug, Path: it.Path,
		GUID: it.GUID, Base: it.Base, Source: blog.Source{Original: it.Original, About: it.Source.Tidy()}, Quotes: it.Captured,
		Created: it.Published, Published: it.Published, Updated: it.Updated, DateText: it.DateText,
	}
	if !it.Created.IsZero() {
		p.Created = it.Created
	}
	switch {
	case it.Published.After(now):
		p.Status, p.Created, p.Published, p.Updated = blog.Draft, time.Time{}, time.Time{}, time.Time{}
		notes = append(notes, fmt.Sprintf("It is dated %s, which is yet to come: it comes in as a draft.", it.Published.Format(time.DateOnly)))
	case it.Status == blog.Draft && !strings.HasPrefix(it.Key, sqlite.OwnKey): // of ours it is known whether they were published before
		p.Published, p.Updated = time.Time{}, time.Time{}
		fallthrough
	case it.Status == blog.Draft:
		notes = append(notes, "A draft: readers don't see it.")
	case it.Updated.After(now):
		p.Updated = time.Time{}
	}
	imp = blog.Import{Key: it.Key, Raw: it.Raw, Format: format, Origin: it.Origin, Post: p, Former: it.Former, Hosts: it.Hosts, Notes: append(it.Notes, notes...)}
	if base, err := url.Parse(it.Base); err == nil && base.Host != "" && base.Scheme != sqlite.ArchiveScheme {
		imp.Hosts = append(slices.Clone(imp.Hosts), strings.ToLower(base.Host))
	}
	return imp
}

// flushFull hands the items on if they are enough.
func (r *run) flushFull(ctx context.Context, portions chan<- portion) error {
	if len(r.items) >= sliceItems || r.bytes >= sliceBytes {
		return r.flush(ctx, portions)
	}
	return ctx.Err()
}

// flush renders the items and hands them to the writer. Those that were
// settled before a restart are passed over.
func (r *run) flush(ctx context.Context, portions chan<- portion) error {
	p := portion{items: r.settled.without(r.items), done: r.read.Load()}
	r.items, r.bytes = nil, 0
	if len(p.items) == 0 {
		return ctx.Err()
	}
	p.ready = r.im.gate.Prepare(p.items)
	select {
	case portions <- p:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// store hands a portion to the gate and reports what became of it.
func (r *run) store(ctx context.Context, p portion) error {
	results, err := r.im.gate.Import(ctx, publish.ImportInto{Batch: r.batch.ID, Again: r.options.Again, Done: min(p.done, r.batch.Total)}, p.ready)
	if err != nil {
		return err
	}
	for _, result := range results {
		r.summary.Counts[result.Outcome]++
	}
	r.rows += len(results)
	r.progress(false)
	return nil
}

// progress tells how far the import has come.
func (r *run) progress(ended bool) {
	if r.options.Progress != nil {
		r.options.Progress(Progress{Rows: r.rows, Done: min(r.read.Load(), r.batch.Total), Total: r.batch.Total, Took: r.im.now().Sub(r.began), Ended: ended})
	}
}
