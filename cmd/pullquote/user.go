package main

import "fmt"

type userCmd struct {
	Passwd passwdCmd `cmd:"" help:"Give an author a new password and end all sessions: the way back in when the old one is lost."`
}

// Help is shown below the commands.
func (userCmd) Help() string { return "Example:\n  pullquote user passwd ada" }

type passwdCmd struct {
	dataFlags
	Username      string `arg:"" help:"Whose password."`
	PasswordStdin bool   `help:"Read the password from standard input." env:"PULLQUOTE_USER_PASSWD_PASSWORD_STDIN"`
}

// Help is shown below the flags.
func (passwdCmd) Help() string {
	return "It works while the blog is served, too.\n\nExample:\n  pullquote user passwd ada"
}

// Run sets the password.
func (c *passwdCmd) Run(e *env) error {
	a, err := c.openExisting(e)
	if err != nil {
		return err
	}
	defer a.Close()
	password, err := readPassword(e, c.PasswordStdin)
	if err != nil {
		return err
	}
	if err := a.Auth.SetPassword(e.ctx, c.Username, password); err != nil {
		return err
	}
	e.stdout.did("the password of %s is changed, and all sessions have ended", c.Username)
	fmt.Fprintf(e.stdout, "The password of %s is changed, and all sessions have ended.\n", c.Username)
	return nil
}
