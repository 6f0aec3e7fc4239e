package main

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// rewordings replace kong's error messages by clearer ones.
var rewordings = []struct {
	kong *regexp.Regexp
	ours string
}{
	{regexp.MustCompile(`^(--[\w-]+): expected .* but got "EOL".*`), "$1 needs a value"},
	{regexp.MustCompile(`^(--[\w-]+): missing value.*`), "$1 needs a value"},
	{regexp.MustCompile(`^(--[\w-]+): expected .* but got "(-.*)" \(.*`), "$1 needs a value; one that begins with - is written $1=$2"},
	{regexp.MustCompile(`^(--[\w-]+): bool value must be .* but got ("[^"]*")`), "$1 takes true or false, and $2 is neither"},
	{regexp.MustCompile(`^(--[\w-]+|<[\w-]+>): (needs|takes|is) `), "$1 $2 "},
	{regexp.MustCompile(`^(--[\w-]+) must be one of (.*) but got (".*")`), "$1 takes $2, and $3 is none of them"},
	{regexp.MustCompile(`","`), ", "}, // within such a list
	{regexp.MustCompile(` takes "(.*)", and (".*") is none of them`), " takes $1, and $2 is none of them"},
	{regexp.MustCompile(` \(from envar (\w+)=.*\)$`), " (from the environment variable $1)"},
	{regexp.MustCompile(`^expected "<(.+)>".*`), "the argument <$1> is missing"},
	{regexp.MustCompile(`^expected (one of )?"(.+)"$`), `a command is missing, such as "$2"`},
}

// misuse returns the error of a command line that could not be parsed.
func misuse(err error, parser *kong.Kong, args []string) error {
	if of, name := unknownCommand(err, parser, args); of != nil {
		meant := ""
		if near := nearest(name, of.Children); near != "" {
			meant = fmt.Sprintf(" (did you mean %q?)", near)
		}
		path := strings.TrimPrefix(of.FullPath()+" "+name, parser.Model.Name+" ")
		return usageErrorf("there is no command %q%s; see %s --help", path, meant, of.FullPath())
	}
	command := parser.Model.Name
	if called := calledCommand(err); called != nil {
		command = called.FullPath()
	}
	text := err.Error()
	for _, r := range rewordings {
		text = r.kong.ReplaceAllString(text, r.ours)
	}
	return usageErrorf("%s; see %s --help", text, command)
}

// calledCommand returns the command that was recognised before parsing failed, or nil.
func calledCommand(err error) (command *kong.Node) {
	if parse, ok := errors.AsType[*kong.ParseError](err); ok && parse.Context != nil {
		for _, step := range parse.Context.Path {
			if step.Command != nil {
				command = step.Command
			}
		}
	}
	return command
}

// unexpected matches kong's error for a superfluous argument.
var unexpected = regexp.MustCompile(`^unexpected argument (.+?)(?:, did you mean .*)?$`)

// unknownCommand returns the word that stands in the place of a command's name, and the
// node that has no such command; nil if that was not the error. Since pullquote without
// a command means pullquote serve, kong takes it for a superfluous argument.
func unknownCommand(err error, parser *kong.Kong, args []string) (of *kong.Node, name string) {
	found, called := unexpected.FindStringSubmatch(err.Error()), calledCommand(err)
	switch {
	case found == nil || called == nil:
		return nil, ""
	case len(called.Children) > 0:
		return called, found[1]
	case called.Name == "serve" && !slices.Contains(args, "serve"):
		return parser.Model.Node, found[1]
	}
	return nil, ""
}

// nearest returns the command whose name resembles what was typed most, or "" if none
// does.
func nearest(typed string, commands []*kong.Node) (name string) {
	best := 3 // one more than the letters that may be wrong
	for _, c := range commands {
		if d := distance(typed, c.Name); d < best && d < len(typed) {
			name, best = c.Name, d
		}
	}
	return name
}

// distance returns the Levenshtein distance of two words, in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
