package main

import (
	"fmt"

	"pullquote/internal/app"
)

type versionCmd struct{}

// Help is shown below the flags.
func (versionCmd) Help() string { return "Example:\n  pullquote version" }

// Run prints the version.
func (versionCmd) Run(e *env) error {
	fmt.Fprintln(e.stdout, versionLine())
	return nil
}

// versionLine is what the command and --version print.
func versionLine() string { return "pullquote " + app.Version() }
