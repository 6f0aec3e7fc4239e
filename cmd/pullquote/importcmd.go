package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"pullquote/internal/blog"
	"pullquote/internal/transfer"
)

type importCmd struct {
	dataFlags
	Path   []string `arg:"" help:"Files, folders and zips."`
	Format string   `help:"What the archive is: ${formats}; auto tells by its contents." default:"auto" enum:"${formats}" placeholder:"FORMAT"`
	DryRun bool     `help:"Say what would become of each item, and change nothing."`
	Report string   `help:"File for the report, a line of CSV for each item." placeholder:"FILE"`
}

// Help is shown below the flags.
func (importCmd) Help() string {
	return "The same archive twice changes nothing; posts that you have edited since are left alone. Nobody is told of imported posts. " +
		"It works while the blog is served, too, and leaves with 3 if some items could not be brought in.\n\n" +
		"Example:\n  pullquote import --dry-run --report report.csv ~/old-blog/_posts"
}

// Run brings the archive in.
func (c *importCmd) Run(e *env) (err error) {
	a, err := c.openThere(e)
	if err != nil {
		return err
	}
	defer a.Close()
	if done, err := a.Store.IsSetUp(e.ctx); err != nil || !done {
		return notSetUp(c.Data, err)
	}
	report, closeReport, err := c.openReport(e.stderr)
	if err != nil {
		return err
	}
	summary, err := a.Importer.Import(e.ctx, c.Path, transfer.Options{
		Format: c.Format, DryRun: c.DryRun, Report: report, Progress: progressOn(e.stderr),
	})
	if closeErr := closeReport(); err == nil {
		err = closeErr
	}
	if len(summary.Counts) > 0 {
		printSummary(e.stdout, summary, c.DryRun)
	}
	if err == nil && (!summary.Complete() || nothingRead(summary)) {
		err = errPartly
	}
	return err
}

// nothingRead reports whether there was nothing among what was given that could
// be brought in: then something else was meant.
func nothingRead(s transfer.Summary) bool { return s.Rows() == s.Counts[blog.ImportSkipped] }

// openReport opens the report's file; without one the report goes to stderr.
func (c *importCmd) openReport(stderr io.Writer) (io.Writer, func() error, error) {
	if c.Report == "" {
		return stderr, func() error { return nil }, nil
	}
	f, err := os.Create(c.Report)
	if err != nil {
		return nil, nil, fmt.Errorf("the report can't be written: %w", err)
	}
	return f, f.Close, nil
}

// progressOn shows how far the import has come, on a terminal.
func progressOn(stderr io.Writer) func(transfer.Progress) {
	terminal, ok := stderr.(*os.File)
	if !ok || !term.IsTerminal(int(terminal.Fd())) {
		return nil
	}
	return func(p transfer.Progress) {
		fmt.Fprintf(terminal, "\r%d of %d files, %d items", p.Files, p.Of, p.Rows)
		if p.Files == p.Of {
			fmt.Fprintln(terminal)
		}
	}
}

// printSummary says in a line what the import came to.
func printSummary(out io.Writer, s transfer.Summary, dryRun bool) {
	var parts []string
	for _, outcome := range []blog.Outcome{
		blog.ImportNew, blog.ImportChanged, blog.ImportUnchanged, blog.ImportKept, blog.ImportSkipped, blog.ImportRejected,
	} {
		if n := s.Counts[outcome]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, outcome))
		}
	}
	what := fmt.Sprintf("batch %d", s.Batch)
	switch {
	case dryRun:
		what = "a rehearsal, nothing was changed"
	case s.Batch == 0:
		what = "nothing to bring in"
	}
	fmt.Fprintf(out, "%s (%s)\n", strings.Join(parts, ", "), what)
}
