package transfer

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
	"pullquote/internal/sqlite/pool"
	"pullquote/internal/transfer/record"
)

// A slice of items is imported in one transaction: big enough to be fast, small
// enough that an author who is writing at the same time does not have to wait.
const (
	sliceItems = 200
	sliceBytes = 8 << 20
)

// run is one import under way. Reading and rendering run concurrently with storing
// what was read before.
type run struct {
	im      *Importer
	batch   blog.Batch
	options Options
	formats []record.Format // to choose from
	forced  bool            // the format was given by the user
	began   time.Time
	read    atomic.Int64 // bytes
	settled settled      // report lines from before a restart

	// Used by the reader only.
	format string // of the first item
	items  []blog.Import
	bytes  int             // size of items
	pages  int             // pages left out because the options exclude them
	listed map[string]bool // keys of items from sources that list all posts
	unseen map[string]int  // items by the names of their metadata that no reader saw
	found  *sources

	// Used by the writer only.
	summary Summary
	rows    int
}

// portion is a slice on its way from the reader to the writer.
type portion struct {
	items []blog.Import
	ready publish.Ready
	done  int64 // bytes read up to its end
}

// all imports the contents of the sources. It fails if the gate does.
func (r *run) all(ctx context.Context, found *sources) error {
	r.found = found
	group, ctx := errgroup.WithContext(ctx)
	portions := make(chan portion, 1)
	group.Go(func() error {
		defer close(portions)
		return blog.Contain(func() error {
			for src := range found.inOrder() {
				if err := r.add(ctx, src, portions); err != nil {
					return err
				}
			}
			r.reportUnseen()
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

// add reads a source. What can't be read becomes a line of the report.
func (r *run) add(ctx context.Context, src *source, portions chan<- portion) error {
	if src.err != nil {
		r.reportError(src.file, src.err)
		return r.flushFull(ctx, portions)
	}
	file, err := src.open()
	if err != nil {
		r.reportError(src.file, unreadable(src.file.Name, err))
		return r.flushFull(ctx, portions)
	}
	defer file.Close()
	head := bufio.NewReaderSize(&counter{file, &r.read}, record.HeadSize)
	format, err := r.formatOf(src, head)
	if err != nil {
		r.reportError(src.file, err)
		return r.flushFull(ctx, portions)
	}
	err = blog.Contain(func() error { return r.addItems(ctx, src, format, head, portions) })
	if _, tripped := errors.AsType[*blog.Panic](err); tripped {
		r.reportError(src.file, err) // the other files are not affected
		return ctx.Err()
	}
	return err
}

// addItems reads the items of a file.
func (r *run) addItems(ctx context.Context, src *source, format record.Format, text *bufio.Reader, portions chan<- portion) error {
	empty := true
	file := src.described()
	file.Notebook = r.found.inNotebook(file.AbsolutePath)
	file.Reopen = src.open
	file.FirstKnown = func(paths []string) string { return r.im.firstKnown(ctx, r.batch.ID, paths) }
	for item, err := range format.Read(file, text) {
		empty = false
		if err == nil {
			err = r.leftOut(item)
		}
		switch {
		case err != nil:
			r.reportError(src.file, err)
		case item.Lesser && r.listed[item.Key]:
			r.reportError(src.file, &record.Skip{Origin: item.Origin, Title: item.Title, Reason: "It came in from the list of posts beside it, which says more of it."})
		default:
			r.take(item, src, format.Name)
		}
		if err := r.flushFull(ctx, portions); err != nil {
			return err
		}
	}
	if empty {
		r.reportError(src.file, &record.Skip{Origin: src.file.Name, Reason: "There is nothing in it."})
	}
	return ctx.Err()
}

// counter is an io.Reader that counts the bytes read.
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

// formatOf detects a file's format by its name and beginning. If the user named both
// the file and its format, there is no detection.
func (r *run) formatOf(src *source, file *bufio.Reader) (record.Format, error) {
	head, err := file.Peek(record.HeadSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return record.Format{}, err
	}
	if src.named && r.forced {
		return r.formats[0], nil
	}
	if len(head) == 0 && !src.named {
		return record.Format{}, &record.Skip{Origin: src.file.Name, Reason: "The file is empty."}
	}
	for _, f := range r.formats {
		if f.Detect(src.file.Path, head) {
			return f, nil
		}
	}
	reason := "It is in no format that can be imported."
	if len(head) == 0 {
		reason = "The file is empty."
	}
	if src.named {
		return record.Format{}, rejected(src.file.Name, reason, nil)
	}
	return record.Format{}, &record.Skip{Origin: src.file.Name, Reason: reason}
}

// reportError adds a report line for something that is not an item: skipped if err is a
// *record.Skip, else rejected.
func (r *run) reportError(f record.File, err error) {
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

// sentences returns the messages of an error for the author.
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

// reason returns why an import ended early, for the author; begun tells whether some
// of its items are stored. Errors of the database are worded for a form; they are
// reworded.
func reason(err error, begun bool) string {
	if trouble := pool.Trouble(err); trouble != "" {
		if !begun {
			return "It could not begin: " + trouble + ". Mend that, and try again; nothing has changed."
		}
		return "It stopped where it was: " + trouble + ". Mend that, and go on with it; what came in before is in."
	}
	return strings.Join(sentences(err), " ")
}

// flushFull passes the items on if the slice is full.
func (r *run) flushFull(ctx context.Context, portions chan<- portion) error {
	if len(r.items) >= sliceItems || r.bytes >= sliceBytes {
		return r.flush(ctx, portions)
	}
	return ctx.Err()
}

// flush renders the items and passes them to the writer, except those that were stored
// before a restart.
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

// store passes a portion to the gate and counts the results.
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

// progress reports the progress to the caller.
func (r *run) progress(ended bool) {
	if r.options.Progress != nil {
		r.options.Progress(Progress{Rows: r.rows, Done: min(r.read.Load(), r.batch.Total), Total: r.batch.Total, Took: r.im.now().Sub(r.began), Ended: ended})
	}
}
