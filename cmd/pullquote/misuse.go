package main

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// ours words what kong says in words of its own.
var ours = []struct {
	theirs *regexp.Regexp
	words  string
}{
	{regexp.MustCompile(`^(--[\w-]+): expected .* but got "EOL".*`), "$1 needs a value"},
	{regexp.MustCompile(`^(--[\w-]+): missing value.*`), "$1 needs a value"},
	{regexp.MustCompile(`^(--[\w-]+): expected .* but got "(-.*)" \(.*`), "$1 needs a value; one that begins with - is written $1=$2"},
	{regexp.MustCompile(`^(--[\w-]+): bool value must be .* but got ("[^"]*")`), "$1 takes true or false, and $2 is neither"},
	{regexp.MustCompile(`^(--[\w-]+|<[\w-]+>): (needs|takes|is) `), "$1 $2 "},
	{regexp.MustCompile(`^(--[\w-]+) must be one of (.*) but got (".*")`), "$1 takes $2, and $3 is none of them"},
	{regexp.MustCompile(`","`), ", "}, // within such a list
	{regexp.MustCompile(` takes "(.*)", and (".*") is none of them`), " takes $1, and $2 is none of them"},
	{regexp.MustCompile(` \(from envar (\w+)=.*\)$`), " (it stands in the environment, as $1)"},
	{regexp.MustCompile(`^expected "<(.+)>".*`), "the argument <$1> is missing"},
	{regexp.MustCompile(`^expected (one of )?"(.+)"$`), `a command is missing, such as "$2"`},
}

// misuse words a call that can't be understood.
func misuse(err error, parser *kong.Kong, args []string) error {
	if of, name := unknownCommand(err, parser, args); of != nil {
		meant := ""
		if near := nearest(name, of.Children); near != "" {
			meant = fmt.Sprintf(" (did you mean %q?)", near)
		}
		path := strings.TrimPrefix(of.FullPath()+" "+name, parser.Model.Name+" ")
		return &usageError{fmt.Errorf("there is no command %q%s; see %s --help", path, meant, of.FullPath())}
	}
	command := parser.Model.Name
	if called := calledCommand(err); called != nil {
		command = called.FullPath()
	}
	text := err.Error()
	for _, o := range ours {
		text = o.theirs.ReplaceAllString(text, o.words)
	}
	return &usageError{fmt.Errorf("%s; see %s --help", text, command)}
}

// calledCommand returns the command that was called in a way that could not be
// understood; nil if it did not come to that.
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

// unexpected is what kong says of a word too many.
var unexpected = regexp.MustCompile(`^unexpected argument (.+?)(?:, did you mean .*)?$`)

// unknownCommand returns the word that stands where a command's name should, and what
// it is no command of; nil if there is none. Since pullquote without a command is
// pullquote serve, kong takes it for a word too many.
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

// nearest returns the command whose name is hardly another than the one that was
// typed; empty if there is none.
func nearest(typed string, commands []*kong.Node) (name string) {
	best := 3 // letters that may be wrong, and one more
	for _, c := range commands {
		if d := distance(typed, c.Name); d < best && d < len(typed) {
			name, best = c.Name, d
		}
	}
	return name
}

// distance counts the letters to be added, left out or changed to make one word
// of another (Levenshtein).
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
