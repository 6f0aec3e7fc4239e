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
