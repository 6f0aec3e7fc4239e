package main

import (
	"fmt"

	"pullquote/internal/sqlite"
)

type exportCmd struct {
	dataFlags
	Format string `help:"What it becomes: ${exports}." required:"" enum:"${exports}" placeholder:"FORMAT"`
	Out    string `help:"File or folder to write to; for frontmatter and site a folder, or a zip if the name ends so." required:"" placeholder:"PATH"`
}

// Help is shown below the flags.
func (exportCmd) Help() string {
	return "Everything goes out, drafts too, save for site, which is what readers see. A folder that an export was written to before " +
		"gets what has changed, and loses what is not on the blog any more. It works while the blog is served, too. " +
		"Of a damaged blog it writes what can be read, names what can't on standard error, and leaves with 3.\n\n" +
		"Example:\n  pullquote export --format frontmatter --out ~/blog-backup\n  pullquote export --format site --out ./public --base-url https://links.example.org"
}

// Run writes the blog out.
func (c *exportCmd) Run(e *env) error {
	a, err := c.openThere(e)
	if err != nil {
		return err
	}
	defer a.Close()
	if done, err := a.Store.IsSetUp(e.ctx); err == nil && !done || err != nil && !sqlite.Unreadable(err) {
		return notSetUp(c.Data, err)
	}
	if err := a.Spare(c.Out); err != nil {
		return err
	}
	lost := 0
	done, err := a.Exporter.Rescue(e.ctx, c.Format, c.Out, func(l sqlite.Loss) {
		lost++
		fmt.Fprintln(e.stderr, "pullquote: "+lossLine(l))
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(e.stdout, "%s in %s\n", c.counted(done.Posts), c.Out)
	if lost == 0 {
		return nil
	}
	fmt.Fprintf(e.stderr, "pullquote: the database is damaged, and %s; ask pullquote doctor how it comes back\n", numbered(lost, "thing that can't be read is named above", "things that can't be read are named above"))
	return errPartly
}

// counted says how much went out.
func (c *exportCmd) counted(n int) string {
	if c.Format == "site" {
		return fmt.Sprintf("%d pages", n)
	}
	return numbered(n, "post", "posts")
}

// lossLine says in a line what can't be read.
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
