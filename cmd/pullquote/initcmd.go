package main

import (
	"fmt"
	"strings"

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
		return &blog.Error{Kind: blog.Conflict, Message: "The blog in %s is set up already. Choose another folder with --data, or run pullquote serve.", Args: []any{c.Data}}
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
