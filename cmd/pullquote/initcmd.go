package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"pullquote/internal/app"
	"pullquote/internal/auth"
	"pullquote/internal/blog"
)

type initCmd struct {
	dataFlags
	Title         string `help:"The blog's title." required:"" placeholder:"T"`
	Name          string `help:"The author's name, as it stands beside posts." required:"" placeholder:"N"`
	Username      string `help:"The name to sign in with." required:"" placeholder:"U"`
	Email         string `help:"The author's e-mail address; readers never see it." placeholder:"E"`
	TimeZone      string `help:"Zone in which the blog's days begin; this machine's, if none is given." placeholder:"ZONE"`
	Lang          string `help:"Language of the blog's posts. Default: ${default}." default:"en" placeholder:"CODE"`
	PasswordStdin bool   `help:"Read the password from standard input."`
}

// Help is shown below the flags.
func (initCmd) Help() string {
	return "Without --password-stdin the password is asked for on the terminal.\n\n" +
		"Example:\n  pullquote init --title \"Marginalia\" --name \"Ada Example\" --username ada --password-stdin < password.txt"
}

// Run sets the blog up.
func (c *initCmd) Run(e *env) error {
	a, err := c.open(e)
	if err != nil {
		return err
	}
	defer a.Close()
	if done, err := a.Store.IsSetUp(e.ctx); err != nil {
		return err
	} else if done {
		return &blog.Error{Kind: blog.Conflict, Message: "The blog in " + c.Data + " is set up already. Choose another folder with --data, or run pullquote serve."}
	}
	password, err := readPassword(e, c.PasswordStdin)
	if err != nil {
		return err
	}
	zone := c.TimeZone
	if zone == "" {
		zone = app.LocalZone()
	}
	author, err := a.Auth.SetUp(e.ctx, auth.SetUp{
		Title: c.Title, Name: c.Name, Username: c.Username, Email: c.Email, Password: password,
		TimeZone: zone, Lang: c.Lang, BaseURL: strings.TrimRight(c.BaseURL, "/"),
	})
	if err != nil {
		return err
	}
	e.stdout.did("the blog is set up")
	fmt.Fprintf(e.stdout, "The blog is set up. %s can sign in as %s. Start it with: pullquote serve --data %s\n", author.Name, author.Username, c.Data)
	return nil
}

// readPassword takes the password from standard input, up to its line's end,
// or asks for it twice on the terminal without showing it.
func readPassword(e *env, fromStdin bool) (string, error) {
	if fromStdin {
		line, err := bufio.NewReader(io.LimitReader(e.stdin, blog.MaxPassword+2)).ReadString('\n')
		if err != nil && err != io.EOF {
			return "", fmt.Errorf("the password can't be read: %w", err)
		}
		return strings.TrimRight(line, "\r\n"), nil
	}
	terminal, ok := e.stdin.(*os.File)
	if !ok || !term.IsTerminal(int(terminal.Fd())) {
		return "", &usageError{fmt.Errorf("there is no terminal to ask for the password; give it with --password-stdin")}
	}
	var typed [2]string
	for i, prompt := range []string{"Password: ", "Again: "} {
		fmt.Fprint(e.stderr, prompt)
		text, err := typedUnseen(e.ctx, int(terminal.Fd()))
		fmt.Fprintln(e.stderr)
		if err != nil {
			return "", fmt.Errorf("the password can't be read: %w", err)
		}
		typed[i] = string(text)
	}
	if typed[0] != typed[1] {
		return "", blog.Fault("password", "The two passwords are not the same. Run the command again.")
	}
	return typed[0], nil
}

// typedUnseen reads a line from a terminal without showing it, until ctx ends: who
// thinks better of it gets the terminal back as it was, and not one that shows
// nothing more.
func typedUnseen(ctx context.Context, terminal int) ([]byte, error) {
	type line struct {
		text []byte
		err  error
	}
	before, err := term.GetState(terminal)
	if err != nil {
		return nil, err
	}
	read := make(chan line, 1)
	go func() {
		text, err := term.ReadPassword(terminal)
		read <- line{text, err}
	}()
	select {
	case l := <-read:
		return l.text, l.err
	case <-ctx.Done(): // the program is about to end, and the reading with it
		return nil, errors.Join(ctx.Err(), term.Restore(terminal, before))
	}
}
