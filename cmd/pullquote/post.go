package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"strings"

	"pullquote/internal/app"
	"pullquote/internal/blog"
	"pullquote/internal/capture"
	"pullquote/internal/publish"
)

type postCmd struct {
	dataFlags
	outsideFlags
	URL   string   `arg:"" optional:"" help:"The link; without one the post is a note."`
	Title string   `help:"The headline; without it, the page is asked for its title." placeholder:"T" env:"PULLQUOTE_POST_TITLE"`
	Body  string   `help:"File with the commentary in Markdown; - is standard input." type:"file" placeholder:"FILE|-" env:"PULLQUOTE_POST_BODY"`
	Quote []string `help:"A passage of the linked page, word for word; it stands before the commentary. Can be repeated." sep:"none" placeholder:"TEXT" env:"PULLQUOTE_POST_QUOTE"`
	Tag   []string `help:"A tag. Can be repeated." sep:"none" placeholder:"T" env:"PULLQUOTE_POST_TAG"`
	Via   string   `help:"Where you found the link." placeholder:"URL" env:"PULLQUOTE_POST_VIA"`
	Draft bool     `help:"Save a draft; readers do not see it." env:"PULLQUOTE_POST_DRAFT"`
}

// Help is shown below the flags.
func (postCmd) Help() string {
	return "It prints the post's address, and works while the blog is served, too.\n\n" +
		"Example:\n  echo 'Worth your time.' | pullquote post https://example.org/essay --title 'An essay' --quote 'The first sentence.' --body - --tag reading"
}

// Run publishes the post.
func (c *postCmd) Run(e *env) error {
	a, err := app.Open(e.ctx, app.Config{Data: c.Data, BaseURL: c.BaseURL, AllowHosts: c.AllowHosts, CAFile: c.CAFile, Log: e.log, Existing: true})
	if err != nil {
		return err
	}
	defer a.Close()
	by, err := a.Store.Owner(e.ctx)
	if blog.KindOf(err) == blog.NotFound {
		return notSetUp(c.Data)
	}
	if err != nil {
		return err
	}
	entry, err := c.entry(e)
	if err != nil {
		return err
	}
	if entry.Title == "" && entry.URL != "" {
		c.look(e, a, &entry)
	}
	p, err := a.Gate.Save(e.ctx, by, publish.Save{Publish: !c.Draft, Entry: entry})
	if err != nil {
		return err
	}
	return printAddress(e, a, p)
}

// look fetches the page's title. If that fails, the post is published all the same,
// without one.
func (c *postCmd) look(e *env, a *app.App, entry *publish.Entry) {
	err := a.Look.Into(e.ctx, entry)
	if err == nil && entry.Title == "" {
		fmt.Fprintln(e.stderr, "pullquote: no title was found: the page has none")
	}
	for _, fault := range blog.Faults(err) {
		if fault.Kind != blog.Invalid { // the gate reports an invalid address
			fmt.Fprintln(e.stderr, "pullquote: no title was found: "+fault.Sentence())
		}
	}
}

// entry returns the entry that the form would have sent for the same flags.
func (c *postCmd) entry(e *env) (publish.Entry, error) {
	body, err := c.readBody(e.stdin)
	if err != nil {
		return publish.Entry{}, err
	}
	brought := capture.Brought{URL: c.URL, Title: c.Title, Via: c.Via, Tags: blog.NewTags(c.Tag), Words: body}
	for _, text := range c.Quote {
		brought.Passages = append(brought.Passages, capture.Passage{Text: text})
	}
	var entry publish.Entry
	for _, note := range capture.Fill(&entry, brought) {
		fmt.Fprintln(e.stderr, "pullquote: "+note.Sentence())
	}
	return entry, nil
}

// readBody reads the commentary that --body names.
func (c *postCmd) readBody(stdin io.Reader) (string, error) {
	var in io.Reader
	switch c.Body {
	case "":
		return "", nil
	case stdStream:
		in = stdin
	default:
		f, err := os.Open(c.Body)
		if err != nil {
			return "", fmt.Errorf("the commentary can't be read: %w", err)
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, blog.MaxBody+1))
	if err != nil {
		return "", fmt.Errorf("the commentary can't be read: %w", err)
	}
	return strings.TrimPrefix(string(text), "\ufeff"), nil
}

// printAddress prints the address of the post or, for a draft, that of its form.
func printAddress(e *env, a *app.App, p blog.Post) error {
	base, err := a.BaseURL(e.ctx)
	if err != nil {
		return err
	}
	base = cmp.Or(base, blog.LocalBase)
	path := p.Path
	if p.Status == blog.Draft {
		path = fmt.Sprintf("/posts/%d/edit", p.ID)
	}
	e.stdout.did("the post is stored: %s", base+path)
	fmt.Fprintln(e.stdout, base+path)
	return nil
}
