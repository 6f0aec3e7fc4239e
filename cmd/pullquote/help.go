package main

type helpCmd struct {
	Command []string `arg:"" optional:"" help:"The command; without one, all of them are shown."`
}

// Help is shown below the flags.
func (helpCmd) Help() string { return "Example:\n  pullquote help user passwd" }

// Run shows the command's help, which ends the program as --help does.
func (c *helpCmd) Run(e *env) error {
	var all cli
	parser, err := all.parser(unminded{e.stdout}, e.stderr)
	if err != nil {
		return err
	}
	args := append(c.Command, "--help")
	_, err = parser.Parse(args)
	return misuse(err, parser, args)
}
