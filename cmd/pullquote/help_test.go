package main

import (
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// settings are the flags of several commands that mean the same in all of them.
var settings = []string{"log-format", "log-level", "data", "base-url", "allow-hosts", "ca-file", "addr"}

// A twin that two commands share without meaning the same has one do what was
// meant for the other.
func TestEveryFlagHasATwinInTheEnvironmentThatMeansOneThing(t *testing.T) {
	var c cli
	parser, err := c.parser(io.Discard, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]string{} // the command, by its twin
	var walk func(node *kong.Node, command string)
	walk = func(node *kong.Node, command string) {
		for _, f := range node.Flags {
			own := command + f.Name
			if slices.Contains(settings, f.Name) || command == "serve-" || command == "init-" {
				own = f.Name
			}
			want := []string{"PULLQUOTE_" + strings.ToUpper(strings.ReplaceAll(own, "-", "_"))}
			if f.Name == "help" || f.Name == "version" {
				want = nil
			}
			if !slices.Equal(f.Envs, want) {
				t.Errorf("%s: the twins of --%s are %q, want %q", node.FullPath(), f.Name, f.Envs, want)
			}
			for _, twin := range f.Envs {
				if other, ok := of[twin]; ok && !slices.Contains(settings, f.Name) {
					t.Errorf("%s is the twin of --%s for %s and for %s", twin, f.Name, other, node.FullPath())
				}
				of[twin] = node.FullPath()
			}
		}
		for _, child := range node.Children {
			walk(child, command+child.Name+"-")
		}
	}
	walk(parser.Model.Node, "")
}

func TestEveryCommandShowsAnExampleAndWhatItTakesWithoutFlags(t *testing.T) {
	var c cli
	parser, err := c.parser(io.Discard, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	var walk func(node *kong.Node)
	walk = func(node *kong.Node) {
		name := node.FullPath()
		if !strings.Contains(node.Help+node.Detail, "Example:\n  ") {
			t.Errorf("%s has no example", name)
		}
		for _, f := range node.Flags {
			if f.HasDefault && f.Default != "" && f.Default != "0s" && !f.IsBool() && !strings.Contains(f.Help, f.Default) {
				t.Errorf("%s: the help of --%s does not name %s, which it is by default", name, f.Name, f.Default)
			}
		}
		for _, child := range node.Children {
			walk(child)
		}
	}
	walk(parser.Model.Node)
}

// commands returns every command, with the words that call it.
func commands(t *testing.T) map[*kong.Node][]string {
	t.Helper()
	var c cli
	parser, err := c.parser(io.Discard, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	out := map[*kong.Node][]string{}
	var walk func(node *kong.Node, words []string)
	walk = func(node *kong.Node, words []string) {
		out[node] = words
		for _, child := range node.Children {
			walk(child, append(slices.Clip(words), child.Name))
		}
	}
	walk(parser.Model.Node, nil)
	return out
}

func TestHelpShowsWhatTheFlagDoes(t *testing.T) {
	for node, words := range commands(t) {
		_, want, _ := call(t, "", append(slices.Clip(words), "--help")...)
		code, got, stderr := call(t, "", append([]string{"help"}, words...)...)
		if code != exitDone || got != want || stderr != "" || !strings.Contains(got, "Usage: "+node.FullPath()) {
			t.Errorf("help of %s leaves with %d and says %q, %q", node.FullPath(), code, got, stderr)
		}
	}
	for args, says := range map[string]string{
		"help exprt":          `pullquote: there is no command "exprt" (did you mean "export"?); see pullquote --help`,
		"help user pass":      `pullquote: there is no command "user pass" (did you mean "passwd"?); see pullquote user --help`,
		"help post --nothing": "see pullquote help --help",
	} {
		if code, stdout, stderr := call(t, "", strings.Fields(args)...); code != exitMisused || stdout != "" || !strings.Contains(stderr, says) {
			t.Errorf("%s leaves with %d and says %q, %q", args, code, stdout, stderr)
		}
	}
}

func TestAWrongCallLeadsToTheHelpOfItsOwnCommand(t *testing.T) {
	for node, words := range commands(t) {
		code, _, stderr := call(t, "", append(slices.Clip(words), "--nonsense")...)
		if want := "see " + node.FullPath() + " --help\n"; code != exitMisused || !strings.HasSuffix(stderr, want) {
			t.Errorf("%s --nonsense leaves with %d and says %q", node.FullPath(), code, stderr)
		}
		if len(node.Positional) == 0 || !node.Positional[0].Required {
			continue
		}
		missing := "pullquote: the argument <" + node.Positional[0].Name + "> is missing; see " + node.FullPath() + " --help\n"
		if code, _, stderr := call(t, "", words...); code != exitMisused || stderr != missing {
			t.Errorf("%s leaves with %d and says %q", node.FullPath(), code, stderr)
		}
	}
	if _, _, stderr := call(t, "", "user", "nonsense"); stderr != "pullquote: there is no command \"user nonsense\"; see pullquote user --help\n" {
		t.Errorf("a command that a group does not have: %q", stderr)
	}
}
