package transfer

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"pullquote/internal/blog"
)

// Gate is what every post goes through; see package publish.
type Gate interface {
	// Import stores the posts and tells for each, in order, what became of it.
	Import(ctx context.Context, batch int64, items []blog.Import) ([]blog.ImportResult, error)
	// PreviewImport gives the same answers and stores nothing.
	PreviewImport(ctx context.Context, items []blog.Import) ([]blog.ImportResult, error)
}

// Store numbers imports; see package sqlite.
type Store interface {
	// BeginImport notes that an import begins and gives its number.
	BeginImport(ctx context.Context, format, source string) (batch int64, err error)
	// FinishImport notes that it is through.
	FinishImport(ctx context.Context, batch int64) error
}

// Importer brings archives in. Make it with New.
type Importer struct {
	gate  Gate
	store Store
	now   func() time.Time
}

// New makes an importer. Posts that are dated after now come in as drafts.
func New(gate Gate, store Store, now func() time.Time) *Importer {
	return &Importer{gate: gate, store: store, now: now}
}

// Options say how an archive is to be brought in.
type Options struct {
	Format   string         // one of Formats; empty is auto
	DryRun   bool           // tell what would become of each item, and change nothing
	Report   io.Writer      // where the report goes, as CSV, a line for each item; nil for none
	Progress func(Progress) // is called now and then while the import runs; nil for none
}

// Progress is how far an import has come.
type Progress struct {
	Files int // that have been read
	Of    int // that there are
	Rows  int // of the report that are settled
}

// Summary is what an import came to.
type Summary struct {
	Batch  int64                // its number; zero for a dry run, and if there was nothing to bring in
	Files  int                  // that were read
	Counts map[blog.Outcome]int // of items, by what became of them
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
func (im *Importer) Import(ctx context.Context, paths []string, o Options) (Summary, error) {
	formats, err := choose(o.Format)
	if err != nil {
		return Summary{}, err
	}
	found, err := survey(paths)
	if err != nil {
		return Summary{}, err
	}
	defer found.close()
	r := &run{
		im: im, formats: formats, forced: o.Format != "" && o.Format != auto, options: o, source: strings.Join(paths, " "),
		report: newReport(o.Report), summary: Summary{Counts: map[blog.Outcome]int{}}, seen: map[string]sighting{},
	}
	if err := r.all(ctx, found.sources); err != nil {
		return r.summary, err
	}
	if r.summary.Batch != 0 {
		if err := im.store.FinishImport(ctx, r.summary.Batch); err != nil {
			return r.summary, err
		}
	}
	if err := r.report.close(); err != nil {
		return r.summary, fmt.Errorf("the import went through, but its report could not be written: %w", err)
	}
	return r.summary, nil
}
