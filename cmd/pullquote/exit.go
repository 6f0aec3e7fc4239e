package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"pullquote/internal/blog"
)

// Exit codes. Scripts rely on them.
const (
	exitDone    = 0
	exitFailed  = 1        // and a line on stderr says what happened and what to do
	exitMisused = 2        // the call was wrong
	exitPartly  = 3        // done in part; the report says which
	exitUnread  = 128 + 13 // who read the answer has gone away: what a shell sees of programs that SIGPIPE ends
)

// usageError is a wrong call.
type usageError struct{ error }

// Unwrap returns what was wrong.
func (e *usageError) Unwrap() error { return e.error }

// errPartly says that a command did its work in part, and has said which.
var errPartly = errors.New("done in part")

// report prints what went wrong, all of it on one line, and returns the exit code
// for it: what breaks a rule is a wrong call.
func report(stderr io.Writer, err error) int {
	var usage *usageError
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errPartly):
		return exitPartly
	case errors.As(err, &usage):
		fmt.Fprintln(stderr, "pullquote:", oneLine(err.Error()))
		return exitMisused
	}
	faults := blog.Faults(err)
	if len(faults) == 0 && errors.Is(err, context.Canceled) {
		fmt.Fprintln(stderr, "pullquote: interrupted")
		return exitFailed
	}
	if len(faults) == 0 {
		fmt.Fprintln(stderr, "pullquote:", oneLine(err.Error()))
		return exitFailed
	}
	code := exitMisused
	var lines []string
	for _, f := range faults {
		line := oneLine(f.Sentence())
		if f.Kind != blog.Invalid {
			code = exitFailed
		}
		if f.Kind == blog.Unavailable && f.Err != nil {
			line += " (" + oneLine(f.Err.Error()) + ")"
		}
		lines = append(lines, line)
	}
	fmt.Fprintln(stderr, "pullquote:", strings.Join(lines, " "))
	return code
}

// oneLine keeps a message on its line, and what it repeats of others from giving
// orders to the terminal.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return unicode.ReplacementChar
		}
		return r
	}, strings.Join(strings.Fields(s), " "))
}
