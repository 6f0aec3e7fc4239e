package main

import (
	"bufio"
	"fmt"

	"pullquote/internal/app"
	"pullquote/internal/sqlite"
	"pullquote/internal/transfer"
)

type exportCmd struct {
	dataFlags
	Format string `help:"Format to write: ${exports}." required:"" enum:"${exports}" placeholder:"FORMAT" env:"PULLQUOTE_EXPORT_FORMAT"`
	Out    string `help:"File or folder to write to: for frontmatter and site a folder, or a zip if the name ends in .zip; for the others a file, or - for standard output." required:"" type:"file" placeholder:"PATH" env:"PULLQUOTE_EXPORT_OUT"`
}

// Help is shown below the flags.
func (exportCmd) Help() string {
	return "The export is complete, drafts included, except for site, which is what readers see. In a folder that was exported to before, " +
		"changed files are rewritten, and files of what is not on the blog any more are removed. It works while the blog is served, too. " +
		"Of a damaged blog it writes what can be read, names the rest on standard error, and exits with 3.\n\n" +
		"Example:\n  pullquote export --format frontmatter --out ~/blog-backup\n  pullquote export --format site --out ./public --base-url https://links.example.org\n  pullquote export --format json --out - | jq '.posts[].title'"
}

// Run writes the blog out.
func (c *exportCmd) Run(e *env) error {
	if c.Out == stdStream && !transfer.OneFile(c.Format) {
		return usageErrorf("--out - is standard output, and %s is a folder of files; name a folder, or a file that ends in .zip", c.Format)
	}
	a, err := c.openToRead(e)
	if err != nil {
		return err
	}
	defer a.Close()
	switch done, err := a.Store.IsSetUp(e.ctx); {
	case sqlite.Unreadable(err): // what can be read is exported
	case err != nil:
		return err
	case !done:
		return notSetUp(c.Data)
	}
	lost := 0
	done, err := c.write(e, a, func(l sqlite.Loss) {
		lost++
		fmt.Fprintln(e.stderr, "pullquote: "+lossLine(l))
	})
	if err != nil || e.stdout.err != nil { // run reports the latter
		return err
	}
	c.say(e, c.counted(done.Posts))
	if lost == 0 {
		return nil
	}
	fmt.Fprintf(e.stderr, "pullquote: the database is damaged, and %s; pullquote doctor says how to restore it\n", numbered(lost, "thing that can't be read is named above", "things that can't be read are named above"))
	return errPartly
}

// write writes the export to --out.
func (c *exportCmd) write(e *env, a *app.App, lost func(sqlite.Loss)) (transfer.Exported, error) {
	if c.Out != stdStream {
		if err := a.Spare(c.Out); err != nil {
			return transfer.Exported{}, err
		}
		return a.Exporter.Rescue(e.ctx, c.Format, c.Out, lost)
	}
	buffered := bufio.NewWriterSize(e.stdout, 64<<10)
	done, err := a.Exporter.RescueTo(e.ctx, c.Format, buffered, lost)
	_ = buffered.Flush() // e.stdout remembers an error
	if e.stdout.err != nil {
		return done, nil
	}
	if err == nil && c.Format == "json" {
		err = sayFilesMissing(e, a)
	}
	return done, err
}

// sayFilesMissing mentions the blog's pictures and other files, if there are any, since
// a stream does not hold them.
func sayFilesMissing(e *env, a *app.App) error {
	files := 0
	err := a.Store.MediaAddresses(e.ctx, func(string, []string) error {
		files++
		return nil
	})
	if files > 0 {
		fmt.Fprintf(e.stderr, "pullquote: %s not included in this format; with --out FOLDER they are written, too\n", numbered(files, "file that posts show is", "files that posts show are"))
	}
	if sqlite.Unreadable(err) {
		return nil // the export itself has succeeded
	}
	return err
}

// say prints how much was exported, and where to.
func (c *exportCmd) say(e *env, what string) {
	if c.Out == stdStream {
		fmt.Fprintf(e.stderr, "%s on standard output\n", what)
		return
	}
	e.stdout.did("%s in %s", what, c.Out)
	fmt.Fprintf(e.stdout, "%s in %s\n", what, c.Out)
}

// counted returns how many posts or pages were exported, in words.
func (c *exportCmd) counted(n int) string {
	if c.Format == "site" {
		return numbered(n, "page", "pages")
	}
	return numbered(n, "post", "posts")
}

// lossLine describes something unreadable in one line.
func lossLine(l sqlite.Loss) string {
	line := string(l.Piece)
	switch {
	case l.Post != 0 && l.Piece == sqlite.PostPiece:
		line = fmt.Sprintf("post %d", l.Post)
	case l.Post != 0:
		line = fmt.Sprintf("post %d: %s", l.Post, l.Piece)
	}
	if l.Path != "" {
		line += " (" + l.Path + ")"
	}
	line += " can't be read"
	if l.Remade {
		line += "; it was written out as its history has it, with dates that may be wrong"
	}
	return line
}
