package main

import "fmt"

type exportCmd struct {
	dataFlags
	Format string `help:"What it becomes: ${exports}." required:"" enum:"${exports}" placeholder:"FORMAT"`
	Out    string `help:"File or folder to write to; for frontmatter and site a folder, or a zip if the name ends so." required:"" placeholder:"PATH"`
}

// Help is shown below the flags.
func (exportCmd) Help() string {
	return "Everything goes out, drafts too, save for site, which is what readers see. A folder that an export was written to before " +
		"gets what has changed, and loses what is not on the blog any more. It works while the blog is served, too.\n\n" +
		"Example:\n  pullquote export --format frontmatter --out ~/blog-backup\n  pullquote export --format site --out ./public --base-url https://links.example.org"
}

// Run writes the blog out.
func (c *exportCmd) Run(e *env) error {
	a, err := c.openThere(e)
	if err != nil {
		return err
	}
	defer a.Close()
	if done, err := a.Store.IsSetUp(e.ctx); err != nil || !done {
		return notSetUp(c.Data, err)
	}
	if err := a.Spare(c.Out); err != nil {
		return err
	}
	n, err := a.Exporter.Export(e.ctx, c.Format, c.Out)
	if err != nil {
		return err
	}
	what := "posts"
	switch {
	case c.Format == "site":
		what = "pages"
	case n == 1:
		what = "post"
	}
	fmt.Fprintf(e.stdout, "%d %s in %s\n", n, what, c.Out)
	return nil
}
