package transfer

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// A slice of items goes through the gate in one transaction: many enough to be
// fast, few enough that the author who writes meanwhile does not wait.
const (
	sliceItems = 200
	sliceBytes = 32 << 20
)

// run is one import under way.
type run struct {
	im      *Importer
	formats []record.Format // to choose from
	forced  bool            // a person said which it is
	options Options
	source  string // the paths, for the batch
	format  string // of the first item, for the batch
	of      int    // files
	report  *report
	summary Summary

	rows  []row         // not written yet
	items []blog.Import // not handed to the gate yet
	place []int         // of each item in rows
	bytes int           // of the items
	seen  map[string]sighting
}

// sighting is where a key was seen in this import.
type sighting struct {
	origin string
	hash   [sha256.Size]byte
}

// progress tells how far the import has come.
func (r *run) progress() {
	if r.options.Progress != nil {
		r.options.Progress(Progress{Files: r.summary.Files, Of: r.of, Rows: r.summary.Rows() + len(r.rows)})
	}
}

// all brings in what is in the sources. It fails if the gate does.
func (r *run) all(ctx context.Context, list []source) error {
	r.of = len(list)
	for _, src := range list {
		if err := r.add(ctx, src); err != nil {
			return err
		}
		r.summary.Files++
		if r.full() {
			if err := r.flush(ctx); err != nil {
				return err
			}
		}
		r.progress()
	}
	if err := r.flush(ctx); err != nil {
		return err
	}
	r.progress()
	return nil
}

// full reports whether a slice is complete.
func (r *run) full() bool { return len(r.rows) >= sliceItems || r.bytes >= sliceBytes }

// add brings in what is in a source. It fails if the gate does.
func (r *run) add(ctx context.Context, src source) error {
	if src.err != nil {
		r.settle(src.file, src.err)
		return ctx.Err()
	}
	file, err := src.open()
	if err != nil {
		r.settle(src.file, rejected(src.file.Name, "It can't be opened: "+cause(err)+".", err))
		return ctx.Err()
	}
	defer file.Close()
	head := bufio.NewReaderSize(file, record.HeadSize)
	format, err := r.formatOf(src, head)
	if err != nil {
		r.settle(src.file, err)
		return ctx.Err()
	}
	for item, err := range format.Read(src.file, head) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err != nil {
			r.settle(src.file, err)
			continue
		}
		r.take(item, format.Name)
		if r.full() {
			if err := r.flush(ctx); err != nil {
				return err
			}
			r.progress()
		}
	}
	return ctx.Err()
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
	case hasZipMark(head):
		reason = "A zip within a folder or a zip is not opened. Import it by its own name."
	}
	return record.Format{}, &record.Skip{Origin: src.file.Name, Reason: reason}
}

// settle adds a line for what is no item.
func (r *run) settle(f record.File, err error) {
	line := row{origin: f.Name, outcome: blog.ImportRejected}
	if skip, ok := errors.AsType[*record.Skip](err); ok {
		line = row{origin: skip.Origin, title: skip.Title, outcome: blog.ImportSkipped, notes: []string{skip.Reason}}
	} else {
		if bad, ok := errors.AsType[*record.RowError](err); ok {
			line.origin, line.title = bad.Origin, bad.Title
		}
		line.notes = sentences(err)
	}
	r.rows = append(r.rows, line)
}

// sentences gives what a person should know of an error.
func sentences(err error) []string {
	var out []string
	for _, fault := range blog.Faults(err) {
		out = append(out, fault.Message)
	}
	if out == nil {
		out = []string{"It could not be brought in: " + err.Error() + "."}
	}
	return out
}

// take adds an item to those that wait for the gate, unless it came before in
// this import.
func (r *run) take(it record.Item, format string) {
	line := row{origin: it.Origin, key: it.Key, title: it.Title, notes: it.Notes}
	now := sighting{origin: it.Origin, hash: sha256.Sum256(it.Raw)}
	if before, ok := r.seen[it.Key]; ok {
		line.outcome = blog.ImportSkipped
		line.notes = []string{fmt.Sprintf("The same item as in %s.", before.origin)}
		if before.hash != now.hash {
			line.outcome = blog.ImportRejected
			line.notes = []string{fmt.Sprintf("This is the item of %s again, in other words; that one was taken. If this is the right one, import it alone afterwards.", before.origin)}
		}
		r.rows = append(r.rows, line)
		return
	}
	r.seen[it.Key] = now
	if r.format == "" {
		r.format = format
	}
	r.place = append(r.place, len(r.rows))
	imp, notes := toImport(it, r.im.now())
	line.notes = append(line.notes, notes...)
	r.rows = append(r.rows, line)
	r.items = append(r.items, imp)
	r.bytes += len(it.Raw) + len(it.Body)
}

// toImport makes of an item what the gate takes. What is dated after now was
// scheduled, and is a draft here.
func toImport(it record.Item, now time.Time) (imp blog.Import, notes []string) {
	p := blog.Post{
		Status: it.Status, Author: blog.Author{Name: it.Author},
		Title: it.Title, URL: it.URL, Via: it.Via, Body: it.Body, Format: it.Format,
		Tags: blog.NewTags(it.Tags), Lang: it.Lang, Slug: it.Slug, Path: it.Path,
		Created: it.Published, Published: it.Published, Updated: it.Updated, DateText: it.DateText,
	}
	switch {
	case it.Published.After(now):
		p.Status, p.Created, p.Published, p.Updated = blog.Draft, time.Time{}, time.Time{}, time.Time{}
		notes = append(notes, fmt.Sprintf("It is dated %s, which is yet to come: it comes in as a draft.", it.Published.Format(time.DateOnly)))
	case it.Status == blog.Draft:
		p.Published, p.Updated = time.Time{}, time.Time{}
		notes = append(notes, "A draft: readers don't see it.")
	case it.Updated.After(now):
		p.Updated = time.Time{}
	}
	return blog.Import{Key: it.Key, Raw: it.Raw, Origin: it.Origin, Post: p, Former: it.Former}, notes
}

// flush hands the waiting items to the gate and writes the waiting lines.
func (r *run) flush(ctx context.Context) error {
	results, err := r.admit(ctx)
	if err != nil {
		return err
	}
	for i, result := range results {
		line := &r.rows[r.place[i]]
		line.outcome, line.address = result.Outcome, result.Path
		line.notes = append(line.notes, result.Notes...)
	}
	for _, line := range r.rows {
		r.summary.Counts[line.outcome]++
	}
	r.report.add(r.rows)
	r.rows, r.items, r.place, r.bytes = nil, nil, nil, 0
	return nil
}

// admit gives what became of the waiting items. If the gate fails over one of
// them, they are handed to it one by one, so that the others come in.
func (r *run) admit(ctx context.Context) ([]blog.ImportResult, error) {
	if len(r.items) == 0 {
		return nil, nil
	}
	if r.summary.Batch == 0 && !r.options.DryRun {
		batch, err := r.im.store.BeginImport(ctx, r.format, r.source)
		if err != nil {
			return nil, err
		}
		r.summary.Batch = batch
	}
	results, err := r.gate(ctx, r.items)
	if err == nil || hopeless(err) {
		return results, err
	}
	results = nil
	for i := range r.items {
		one, err := r.gate(ctx, r.items[i:i+1])
		switch {
		case err != nil && hopeless(err):
			return nil, err
		case err != nil:
			one = []blog.ImportResult{{Outcome: blog.ImportRejected, Notes: sentences(err)}}
		}
		results = append(results, one...)
	}
	return results, nil
}

func (r *run) gate(ctx context.Context, items []blog.Import) ([]blog.ImportResult, error) {
	if r.options.DryRun {
		return r.im.gate.PreviewImport(ctx, items)
	}
	return r.im.gate.Import(ctx, r.summary.Batch, items)
}

// hopeless reports whether an error is not of the items: nothing will come in
// any more.
func hopeless(err error) bool {
	return blog.KindOf(err) != blog.Internal || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
