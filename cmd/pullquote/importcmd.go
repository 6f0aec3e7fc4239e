package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"pullquote/internal/app"
	"pullquote/internal/blog"
	"pullquote/internal/disk"
	"pullquote/internal/sqlite"
	"pullquote/internal/transfer"
)

type importCmd struct {
	dataFlags
	outsideFlags
	Path       []string `arg:"" optional:"" help:"Files, folders and zips."`
	Format     string   `help:"Format of the archive: ${formats}; auto detects it from the contents. Default: ${default}." default:"auto" enum:"${formats}" placeholder:"FORMAT" env:"PULLQUOTE_IMPORT_FORMAT"`
	DryRun     bool     `help:"Report what would happen to each item, and change nothing." env:"PULLQUOTE_IMPORT_DRY_RUN"`
	Report     string   `help:"File for the report, a line of CSV for each item; - is standard output. Without it the report goes to standard error; a terminal gets only the rejected items." type:"file" placeholder:"FILE|-" env:"PULLQUOTE_IMPORT_REPORT"`
	Undo       *int64   `help:"Take back the whole import with this number." placeholder:"BATCH" env:"PULLQUOTE_IMPORT_UNDO"`
	Again      bool     `help:"Import unchanged items again, after an update has improved how they are read." env:"PULLQUOTE_IMPORT_AGAIN"`
	Pages      bool     `help:"Import pages of the old site (About, Colophon), too: as posts with their old addresses and dates." env:"PULLQUOTE_IMPORT_PAGES"`
	FetchFiles bool     `help:"Fetch pictures that the archive lacks from the old host." env:"PULLQUOTE_IMPORT_FETCH_FILES"`
}

// Help is shown below the flags.
func (importCmd) Help() string {
	return "Importing the same archive again changes nothing; posts that you have edited since are left alone. Nobody is notified of imported posts. " +
		"What was private, or may have been, comes in as a draft. " +
		"It works while the blog is served, too, and exits with 3 if some items could not be imported.\n\n" +
		"Example:\n  pullquote import --dry-run --report report.csv ~/old-blog/_posts\n  pullquote import --pages ~/old-blog.xml\n  pullquote import --undo 3"
}

// check fails if the flags don't go together.
func (c *importCmd) check() error {
	switch {
	case c.Undo == nil && len(c.Path) == 0:
		return usageErrorf("name the path of files, folders or zips to bring in; see pullquote import --help")
	case slices.Contains(c.Path, ""):
		return usageErrorf("one of the paths is empty; see pullquote import --help")
	case c.Undo == nil && slices.Contains(c.Path, stdStream):
		return usageErrorf("an archive is read more than once, so it can't come from standard input; save it in a file, and name that")
	case c.Undo == nil:
		return nil
	case *c.Undo < 1:
		return usageErrorf("--undo is %d; it takes the number of an import, 1 is the least", *c.Undo)
	case len(c.Path) > 0 || c.DryRun || c.Report != "" || c.Again || c.Pages || c.FetchFiles:
		return usageErrorf("--undo takes an import back and nothing else; see pullquote import --help")
	}
	return nil
}

// Run brings the archive in, or takes an import back.
func (c *importCmd) Run(e *env) error {
	if err := c.check(); err != nil {
		return err
	}
	a, err := app.Open(e.ctx, app.Config{
		Data: c.Data, BaseURL: c.BaseURL, Log: e.log, Existing: true, AllowHosts: c.AllowHosts, CAFile: c.CAFile,
	})
	if err != nil {
		return err
	}
	defer a.Close()
	if done, err := a.Store.IsSetUp(e.ctx); err != nil {
		return err
	} else if !done {
		return notSetUp(c.Data)
	}
	if c.Undo != nil {
		return undo(e, a, *c.Undo)
	}
	return c.bringIn(e, a)
}

// undo takes an import back, and says what became of its posts.
func undo(e *env, a *app.App, batch int64) error {
	undone, err := a.Importer.Undo(e.ctx, batch)
	if err != nil {
		return err
	}
	line := undoneLine(batch, undone)
	e.stdout.did("%s", line)
	fmt.Fprintln(e.stdout, line)
	return nil
}

// bringIn imports the archive, with its report, and says what came of it. It fails
// with errPartly if items were rejected, or if there was nothing to import.
func (c *importCmd) bringIn(e *env, a *app.App) error {
	if c.Report != "" {
		if err := a.Spare(c.Report); err != nil {
			return err
		}
	}
	report, closeReport, err := c.openReport(e)
	if err != nil {
		return err
	}
	options := transfer.Options{DryRun: c.DryRun, Report: report, Progress: progressOn(e.stderr)}
	options.BatchOptions = blog.BatchOptions{Format: c.Format, Again: c.Again, Files: c.FetchFiles, Pages: c.Pages, Paths: c.Path}
	summary, err := a.Importer.Import(e.ctx, options)
	if closeErr := closeReport(); err == nil {
		err = closeErr
	}
	if err == nil || len(summary.Counts) > 0 {
		c.printSummary(e, summary)
		c.sayPages(e, summary)
		if hostsErr := c.sayHosts(e, a, summary); err == nil {
			err = hostsErr
		}
		c.sayWhere(e, a, summary)
	}
	if err == nil && (!summary.Complete() || nothingRead(summary)) {
		err = errPartly
	}
	return err
}

// undoneLine summarises the undoing of an import in one line.
func undoneLine(batch int64, u sqlite.Undone) string {
	parts := []string{fmt.Sprintf("%d removed", u.Removed)}
	for _, part := range []struct {
		n    int
		what string
	}{{u.Restored, "as before"}, {u.Trashed, "in the trash, since you had worked on them"}, {u.Left, "left as they are, since you had worked on them"}} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.what))
		}
	}
	return fmt.Sprintf("%s (batch %d was taken back)", strings.Join(parts, ", "), batch)
}

// nothingRead reports whether nothing in the given paths was importable, so that they
// are probably the wrong ones.
func nothingRead(s transfer.Summary) bool { return s.Rows() == s.Counts[blog.ImportSkipped] }

// sayPages mentions pages of the old site that were left out, unless standard error
// holds the report.
func (c *importCmd) sayPages(e *env, s transfer.Summary) {
	if s.Pages == 0 || c.Report == "" && !isTerminal(e.stderr) {
		return
	}
	them := "them"
	if s.Pages == 1 {
		them = "it"
	}
	fmt.Fprintf(e.stderr, "%s of the old site left out; with --pages the same import brings %s in.\n", numbered(s.Pages, "page", "pages"), them)
}

// sayHosts lists the hosts at which the archive says that its posts were, but which
// are doubted, so that links to them are not changed. It says nothing if standard
// error holds the report.
func (c *importCmd) sayHosts(e *env, a *app.App, s transfer.Summary) error {
	if s.Batch == 0 || c.DryRun || c.Report == "" && !isTerminal(e.stderr) {
		return nil
	}
	hosts, err := a.Store.BatchHosts(e.ctx, s.Batch)
	for _, h := range hosts {
		if h.Doubted {
			fmt.Fprintf(e.stderr, "The archive says that its posts stood at %s, where other posts lead: links to there stay as they are. If it was your blog, say so on the import's page, /import/%d.\n", h.Host, s.Batch)
		}
	}
	return err
}

// sayWhere says where the whole report is, on a terminal, which shows only a part of
// it.
func (c *importCmd) sayWhere(e *env, a *app.App, s transfer.Summary) {
	if c.Report != "" || !isTerminal(e.stderr) {
		return
	}
	base, err := a.BaseURL(e.ctx)
	if err != nil || base == "" || s.Batch == 0 || c.DryRun {
		fmt.Fprintln(e.stderr, "A line for each item is written by --report FILE.")
		return
	}
	fmt.Fprintf(e.stderr, "A line for each item stands at %s/import/%d, and is written by --report FILE.\n", base, s.Batch)
}

// openReport opens the report's destination, and returns it with a function that closes
// it. Without --report that is stderr, of which a terminal gets only rejected items.
func (c *importCmd) openReport(e *env) (io.Writer, func() error, error) {
	done := func() error { return nil }
	switch {
	case c.Report == stdStream:
		return e.stdout, done, nil
	case c.Report == "" && isTerminal(e.stderr):
		return &rejectedOnly{w: e.stderr}, done, nil
	case c.Report == "":
		return e.stderr, done, nil
	}
	if err := c.checkReport(); err != nil {
		return nil, nil, err
	}
	f, err := os.Create(c.Report)
	if err != nil {
		return nil, nil, fmt.Errorf("the report can't be written: %w", err)
	}
	return f, f.Close, nil
}

// checkReport fails if the report would replace a file that is to be imported, or if its
// folder does not exist.
func (c *importCmd) checkReport() error {
	info, err := os.Stat(c.Report)
	there := err == nil && info.Mode().IsRegular()
	for _, path := range c.Path {
		if there && disk.Holds(path, c.Report) && !transfer.IsReport(c.Report) {
			return usageErrorf("--report %s would take the place of a file in the archive; name another one", c.Report)
		}
	}
	return disk.Target(c.Report)
}

// rejectedOnly passes on the lines of a report about rejected items.
type rejectedOnly struct{ w io.Writer }

// Write implements io.Writer. The report is written in whole lines.
func (i *rejectedOnly) Write(p []byte) (int, error) {
	for line := range strings.Lines(string(p)) {
		if strings.Contains(line, ","+string(blog.ImportRejected)+",") {
			fmt.Fprintf(i.w, "\r\033[K%s", line)
		}
	}
	return len(p), nil
}

// progressOn returns a function that shows the progress of an import, or nil if stderr
// is no terminal.
func progressOn(stderr io.Writer) func(transfer.Progress) {
	if !isTerminal(stderr) {
		return nil
	}
	var last time.Duration
	return func(p transfer.Progress) {
		if !p.Ended && p.Took-last < 100*time.Millisecond {
			return
		}
		last = p.Took
		fmt.Fprintf(stderr, "\r\033[K%s", progressLine(p))
		if p.Ended {
			fmt.Fprintln(stderr)
		}
	}
}

const barWidth = 24

// progressLine returns a progress bar with the number of items, their rate, and the time
// left.
func progressLine(p transfer.Progress) string {
	share := 1.0
	if p.Total > 0 && !p.Ended {
		share = min(float64(p.Done)/float64(p.Total), 1)
	}
	full := int(share * barWidth)
	line := fmt.Sprintf("[%s%s] %3.0f %%  %d items", strings.Repeat("#", full), strings.Repeat("-", barWidth-full), share*100, p.Rows)
	if rate := p.Rate(); rate >= 1 {
		line += fmt.Sprintf("  %.0f a second", rate)
	}
	if p.Ended {
		return line + "  in " + p.Took.Round(100*time.Millisecond).String()
	}
	if left := p.Left(); left > 0 {
		line += "  " + left.Round(time.Second).String() + " left"
	}
	return line
}

// printSummary prints the summary to standard output, or to standard error if standard
// output holds the report.
func (c *importCmd) printSummary(e *env, s transfer.Summary) {
	line := summaryLine(s, c.DryRun)
	if c.Report == stdStream {
		fmt.Fprintln(e.stderr, line)
		return
	}
	e.stdout.did("%s", line)
	fmt.Fprintln(e.stdout, line)
}

// summaryLine summarises an import in one line.
func summaryLine(s transfer.Summary, dryRun bool) string {
	var parts []string
	for _, outcome := range blog.Outcomes {
		if n := s.Counts[outcome]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, outcome))
		}
	}
	if s.Files > 0 {
		parts = append(parts, numbered(s.Files, "file", "files"))
	}
	if len(parts) == 0 {
		parts = append(parts, "no items")
	}
	what := fmt.Sprintf("batch %d", s.Batch)
	switch {
	case dryRun:
		what = "a rehearsal, nothing was changed"
	case s.Batch == 0:
		what = "nothing to bring in"
	}
	return fmt.Sprintf("%s (%s)", strings.Join(parts, ", "), what)
}
