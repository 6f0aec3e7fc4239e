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
	if name, ok := unknownCommand(err, args); ok {
		meant := ""
		if near := nearest(name, parser.Model.Children); near != "" {
			meant = fmt.Sprintf(" (did you mean %q?)", near)
		}
		return &usageError{fmt.Errorf("there is no command %q%s; see pullquote --help", name, meant)}
	}
	command := "pullquote"
	if parse, ok := errors.AsType[*kong.ParseError](err); ok && parse.Context != nil {
		if name := parse.Context.Command(); name != "" {
			command += " " + strings.Fields(name)[0]
		}
	}
	text := err.Error()
	for _, o := range ours {
		text = o.theirs.ReplaceAllString(text, o.words)
	}
	return &usageError{fmt.Errorf("%s; see %s --help", text, command)}
}

// unexpected is what kong says of a word too many.
var unexpected = regexp.MustCompile(`^unexpected argument (.+?)(?:, did you mean .*)?$`)

// unknownCommand gives the word that stands where a command's name should. Since
// pullquote without a command is pullquote serve, kong takes it for a word too many.
func unknownCommand(err error, args []string) (name string, ok bool) {
	parse, isParse := errors.AsType[*kong.ParseError](err)
	found := unexpected.FindStringSubmatch(err.Error())
	if !isParse || found == nil || parse.Context == nil || parse.Context.Command() != "serve" || slices.Contains(args, "serve") {
		return "", false
	}
	return found[1], true
}

// nearest gives the command whose name is hardly another than the one that was
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
