package main

import (
	"fmt"
	"io"

	"pullquote/internal/app"
	"pullquote/internal/sqlite"
)

type backupCmd struct {
	dataFlags
	File  string `arg:"" type:"file" help:"File to write; compressed if the name ends in .gz or .zst; - is standard output."`
	Force bool   `help:"Replace an existing file." env:"PULLQUOTE_BACKUP_FORCE"`
}

// Help is shown below the flags.
func (backupCmd) Help() string {
	return "The backup is a snapshot of one moment. It is verified before it gets its name, and can be made while the blog is served. " +
		"It is an SQLite file with everything that is on the blog: posts, drafts, trash, history, pictures, settings, people. " +
		"It does not contain uploaded archives that wait to be imported, and other backups.\n\n" +
		"Example:\n  pullquote backup ~/backups/blog-$(date +%F).db.zst\n  pullquote backup - | ssh host 'cat > blog.db'"
}

// Run makes the backup.
func (c *backupCmd) Run(e *env) error {
	a, err := c.openToRead(e)
	if err != nil {
		return err
	}
	defer a.Close()
	shown := newMeter(e.stderr, "Copied")
	var facts sqlite.Facts
	if c.File == stdStream {
		facts, err = a.BackupTo(e.ctx, e.stdout, shown.show)
	} else {
		facts, err = a.Backup(e.ctx, c.File, c.Force, shown.show)
	}
	shown.end()
	if err != nil {
		return err
	}
	what := fmt.Sprintf("%s in %s (%s, verified)", numbered(facts.Posts, "post", "posts"), c.File, size(facts.Bytes))
	if c.File == stdStream {
		fmt.Fprintln(e.stderr, what)
		return nil
	}
	e.stdout.did("%s", what)
	fmt.Fprintln(e.stdout, what)
	return nil
}

type restoreCmd struct {
	Data  string `help:"Folder that holds everything. Default: ${default}." default:"./pullquote-data" placeholder:"DIR"`
	File  string `arg:"" type:"file" help:"The backup, compressed or not; - is standard input."`
	Force bool   `help:"Replace an existing blog, which is kept in the folder backups." env:"PULLQUOTE_RESTORE_FORCE"`
}

// Help is shown below the flags.
func (restoreCmd) Help() string {
	return "The backup is verified before anything is touched. The server has to be stopped. A backup of an older version is brought up to date when the blog is next opened.\n\n" +
		"Example:\n  pullquote restore --data /var/lib/pullquote ~/backups/blog-2012-11-21.db.zst\n  ssh host cat blog.db.zst | pullquote restore -"
}

// Run restores the backup.
func (c *restoreCmd) Run(e *env) error {
	name, stream := c.File, io.Reader(nil)
	if c.File == stdStream {
		name, stream = "on standard input", e.stdin
	}
	restored, err := app.Restore(e.ctx, app.Config{Data: c.Data, Log: e.log}, name, stream, c.Force)
	if err != nil {
		return err
	}
	e.stdout.did("the backup is brought back into %s", c.Data)
	if restored.Former != "" {
		fmt.Fprintf(e.stdout, "The blog that was there is kept in %s\n", restored.Former)
	}
	fmt.Fprintf(e.stdout, "The blog “%s” with %s is back in %s. Start it with: pullquote serve --data %s\n", restored.Title, numbered(restored.Posts, "post", "posts"), c.Data, c.Data)
	return nil
}
