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

// Importer brings archives in. Make it with New.
type Importer struct {
	store *sqlite.Store
	gate  *publish.Gate
	files Fetcher
	dir   string
	now   func() time.Time
}

// Fetcher fetches a file of the old host; see fetch.Client.
type Fetcher interface {
	// File gives the bytes at an address; what is larger than max bytes fails.
	File(ctx context.Context, address string, max int64) ([]byte, error)
}

// New makes an importer. In dir, which is made when it is needed, lie copies of
// the blog and unpacked archives while they are worked on. Posts that are dated
// after now come in as drafts.
func New(store *sqlite.Store, gate *publish.Gate, files Fetcher, dir string, now func() time.Time) *Importer {
	return &Importer{store: store, gate: gate, files: files, dir: dir, now: now}
}

// Options say how an archive is to be brought in.
type Options struct {
	blog.BatchOptions
	DryRun   bool           // bring it into a copy of the blog, which is then deleted
	Report   io.Writer      // where the report goes, as CSV, a line for each item; nil for none
	Progress func(Progress) // is called now and then while the import runs; nil for none
}

// Progress is how far an import has come.
type Progress struct {
	Rows  int           // of the report that are settled
	Done  int64         // bytes of the archive that are read
	Total int64         // bytes that it has
	Took  time.Duration // since it began
	Ended bool
}

// Left tells how long the rest will take if it goes on like this; 0 if that
// can't be told yet.
func (p Progress) Left() time.Duration {
	if p.Done <= 0 || p.Took < time.Second {
		return 0
	}
	return time.Duration(float64(p.Took) * float64(p.Total-p.Done) / float64(p.Done))
}

// Rate is how many rows are settled in a second.
func (p Progress) Rate() float64 {
	if p.Took <= 0 {
		return 0
	}
	return float64(p.Rows) / p.Took.Seconds()
}

// Summary is what an import came to.
type Summary struct {
	Batch  int64                // its number; zero for a dry run, and if there was nothing to bring in
	Counts map[blog.Outcome]int // of items, by what became of them
	Files  int                  // pictures and other files that came along
	Pages  int                  // of the old site that were left out since nobody asked for them
}

// Rows is how many lines the report has.
func (s Summary) Rows() int {
	n := 0
	for _, count := range s.Counts {
		n += count
	}
	return n
}

// Complete reports whether nothing was rejected.
func (s Summary) Complete() bool { return s.Counts[blog.ImportRejected] == 0 }

// Import brings in what the paths name: files, folders, zips. What can't be
// read or breaks a rule is counted as rejected; that is no error.
//
// It fails with Invalid if the format is not known or no path is given, with
// NotFound if nothing is where the paths lead, with Unavailable if the
// database refuses, and with the context's error. The summary then tells what
// was done before: it stays done, and the same import can be run again.
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
	summary, err = im.bring(ctx, batch, found, o)
	if err == nil && summary.Counts[blog.ImportNew]+summary.Counts[blog.ImportChanged] == 0 {
		err = im.store.DropBatch(ctx, summary.Batch)
		summary.Batch = 0
	}
	return summary, err
}

// bring runs a batch to its end, from where it stands.
func (im *Importer) bring(ctx context.Context, batch blog.Batch, found *sources, o Options) (Summary, error) {
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
		r.summary.Files, err = im.settle(ctx, batch, found)
	}
	batch, batchErr := im.store.Batch(context.WithoutCancel(ctx), batch.ID)
	if batchErr != nil {
		return r.summary, errors.Join(err, batchErr)
	}
	batch.State, batch.Format = blog.BatchDone, r.format
	if err != nil {
		batch.State, batch.Fault = blog.BatchFailed, reason(err)
	}
	if batch.State == blog.BatchDone {
		batch.Done = batch.Total
	}
	if errors.Is(err, context.Canceled) && batch.Held {
		return r.summary, err // the server goes on with it
	}
	if batchErr := im.store.SetBatch(context.WithoutCancel(ctx), batch); err == nil {
		err = batchErr
	}
	if reportErr := im.report(context.WithoutCancel(ctx), batch.ID, o.Report); err == nil && reportErr != nil {
		err = fmt.Errorf("the import went through, but its report could not be written: %w", reportErr)
	}
	return r.summary, err
}

// rehearse brings an archive into a copy of the blog: what would become of each
// item is found out by doing it.
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

// copied gives an importer into a copy of the blog. It fetches nothing: the old
// host shall not be asked twice.
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

// workshop makes a folder to work in, whose end is the caller's.
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

// Undo takes a batch back, whole, and tells what that came to. It fails with
// NotFound, and with Conflict if that can't be: because it was taken back
// before, is still running, or a later import has changed its posts.
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
	// Should this be cut short, whoever serves the blog goes on with it.
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
