package main

import (
	"io"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

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
