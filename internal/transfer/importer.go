package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/publish"
	"pullquote/internal/sqlite"
	"pullquote/internal/sqlite/pool"
)

// Importer imports archives. Make it with New.
type Importer struct {
	store *sqlite.Store
	gate  *publish.Gate
	files Fetcher
	dir   string
	now   func() time.Time
}

// Fetcher fetches files from the old host; see fetch.Client.
type Fetcher interface {
	// File returns the bytes at a URL. It fails if they are more than max.
	File(ctx context.Context, address string, max int64) ([]byte, error)
}

// New returns an Importer. Copies of the blog and unpacked archives are kept in dir,
// which is created when needed, while they are worked on. Posts that are dated after
// now are imported as drafts.
func New(store *sqlite.Store, gate *publish.Gate, files Fetcher, dir string, now func() time.Time) *Importer {
	return &Importer{store: store, gate: gate, files: files, dir: dir, now: now}
}

// Options configure an import.
type Options struct {
	blog.BatchOptions
	DryRun   bool           // import into a copy of the blog, which is then deleted
	Report   io.Writer      // gets the report as CSV, a line for each item; nil for none
	Progress func(Progress) // called now and then during the import; nil for none
}

// Progress is how far an import has come.
type Progress struct {
	Rows  int           // report lines finished
	Done  int64         // bytes of the archive read
	Total int64         // bytes of the archive
	Took  time.Duration // time since the start
	Ended bool
}

// Left estimates the remaining time at the present rate; it is 0 if there is too
// little to estimate it from.
func (p Progress) Left() time.Duration {
	if p.Done <= 0 || p.Took < time.Second {
		return 0
	}
	return time.Duration(float64(p.Took) * float64(p.Total-p.Done) / float64(p.Done))
}

// Rate is the number of rows finished per second.
func (p Progress) Rate() float64 {
	if p.Took <= 0 {
		return 0
	}
	return float64(p.Rows) / p.Took.Seconds()
}

// Summary is the result of an import.
type Summary struct {
	Batch  int64                // number of the batch; zero for a dry run, and if nothing was imported
	Counts map[blog.Outcome]int // number of items by outcome
	Files  int                  // number of pictures and other files imported
	Pages  int                  // number of the old site's pages that were left out because Pages was not set
}

// Rows returns the number of lines of the report.
func (s Summary) Rows() int {
	n := 0
	for _, count := range s.Counts {
		n += count
	}
	return n
}

// Complete reports whether no item was rejected.
func (s Summary) Complete() bool { return s.Counts[blog.ImportRejected] == 0 }

// Import imports the paths of o: files, folders, archives. What can't be read or
// violates a rule is counted as rejected; that is not an error.
//
// It fails with Invalid if the format is unknown or no path is given, with NotFound
// if none of the paths exists, with Unavailable if the database refuses, and with the
// context's error. The summary then says what was done before: that is kept, and the
// same import can be run again.
func (im *Importer) Import(ctx context.Context, o Options) (summary Summary, err error) {
	if o.DryRun {
		return im.rehearse(ctx, o)
	}
	found, err := im.survey(o.Format, o.Paths)
	if err != nil {
		return Summary{}, err
	}
	defer found.close()
	batch := blog.Batch{State: blog.BatchImporting, Source: strings.Join(o.Paths, " "), Options: o.BatchOptions, Total: found.total}
	if batch.ID, err = im.store.BeginImport(ctx, batch); err != nil {
		return Summary{}, err
	}
	summary, err = im.run(ctx, batch, found, o)
	if err == nil && summary.Counts[blog.ImportNew]+summary.Counts[blog.ImportChanged] == 0 {
		err = im.store.DropBatch(ctx, summary.Batch)
		summary.Batch = 0
	}
	return summary, err
}

// run runs a batch to its end, starting at its position.
func (im *Importer) run(ctx context.Context, batch blog.Batch, found *sources, o Options) (Summary, error) {
	r := &run{
		im: im, batch: batch, options: o, formats: found.formats, forced: found.forced, began: im.now(),
		summary: Summary{Batch: batch.ID, Counts: map[blog.Outcome]int{}},
	}
	var err error
	if r.settled, err = im.settledOf(ctx, batch); err == nil {
		err = r.all(ctx, found)
	}
	r.summary.Pages = r.pages
	if err == nil {
		r.summary.Files, err = im.importFiles(ctx, batch, found)
	}
	return r.summary, r.finish(context.WithoutCancel(ctx), err)
}

// finish records how a batch has ended, and writes its report. It returns fault, which
// ended the batch early if it is not nil, or what fails here.
func (r *run) finish(ctx context.Context, fault error) error {
	batch, err := r.im.store.Batch(ctx, r.batch.ID)
	if err != nil {
		return errors.Join(fault, err)
	}
	if errors.Is(fault, context.Canceled) && batch.Held {
		return fault // the server resumes it
	}
	batch.Format = r.format
	if fault != nil {
		batch.State, batch.Fault = blog.BatchFailed, reason(fault, batch.Rows > 0)
	} else {
		batch.State, batch.Done = blog.BatchDone, batch.Total
	}
	if err := r.im.store.SetBatch(ctx, batch); fault == nil {
		fault = err
	}
	if err := r.im.report(ctx, batch.ID, r.options.Report); fault == nil && err != nil {
		fault = fmt.Errorf("the import went through, but its report could not be written: %w", err)
	}
	return fault
}

// rehearse imports an archive into a copy of the blog: the only way to know the
// outcome of each item is to import it.
func (im *Importer) rehearse(ctx context.Context, o Options) (Summary, error) {
	dir, err := im.workshop("rehearsal-")
	if err != nil {
		return Summary{}, err
	}
	defer os.RemoveAll(dir)
	copied, err := im.copied(ctx, filepath.Join(dir, "copy.db"))
	if err != nil {
		return Summary{}, err
	}
	defer copied.store.Close()
	o.DryRun = false
	summary, err := copied.Import(ctx, o)
	summary.Batch = 0
	return summary, err
}

// copied copies the blog to path and returns an importer into the copy. That one
// fetches nothing, so that the old host is not asked twice.
func (im *Importer) copied(ctx context.Context, path string) (*Importer, error) {
	if err := im.store.Copy(ctx, path); err != nil {
		return nil, err
	}
	store, err := im.opened(ctx, path)
	if err != nil {
		return nil, err
	}
	return New(store, publish.New(store), nil, im.dir, im.now), nil
}

// opened opens a copy of the blog.
func (im *Importer) opened(ctx context.Context, path string) (*sqlite.Store, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, &blog.Error{Kind: blog.NotFound, Message: "The rehearsal is not there any more. Discard the import and send its files again.", Err: err}
	}
	return sqlite.Open(ctx, path, pool.Options{Now: im.now})
}

// workshop creates a temporary folder, which the caller has to remove.
func (im *Importer) workshop(prefix string) (string, error) {
	err := os.MkdirAll(im.dir, 0o700)
	dir := ""
	if err == nil {
		dir, err = os.MkdirTemp(im.dir, prefix)
	}
	if err != nil {
		return "", &blog.Error{Kind: blog.Unavailable, Message: "No folder can be made in %s. Check who may write there, and whether the disk is full.", Args: []any{im.dir}, Err: err}
	}
	return dir, nil
}

// Undo undoes a whole batch and returns the counts. It fails with NotFound, and with
// Conflict if the batch was undone before, has not ended, or a later import has
// changed its posts.
func (im *Importer) Undo(ctx context.Context, id int64) (sum sqlite.Undone, err error) {
	batch, err := im.store.Batch(ctx, id)
	if err != nil {
		return sum, err
	}
	switch batch.State {
	case blog.BatchUndone:
		return sum, &blog.Error{Kind: blog.Conflict, Field: "batch", Message: "Import %d was taken back before.", Args: []any{id}}
	case blog.BatchWaiting, blog.BatchRehearsing, blog.BatchRehearsed:
		return sum, &blog.Error{Kind: blog.Conflict, Field: "batch", Message: "Import %d has not brought anything in yet.", Args: []any{id}}
	}
	if err := im.store.CheckUndo(ctx, id); err != nil {
		return sum, err
	}
	// If this is interrupted, the server resumes it.
	if _, err := im.store.TurnBatch(ctx, id, blog.BatchUndoing, batch.State); err != nil {
		return sum, err
	}
	for before, more := 0, true; more; {
		u, err := im.gate.Undo(ctx, id, before)
		if err != nil {
			return sum, err
		}
		sum.Removed += u.Removed
		sum.Restored += u.Restored
		sum.Trashed += u.Trashed
		sum.Left += u.Left
		before, more = u.Before, u.Before > 0
	}
	return sum, nil
}
