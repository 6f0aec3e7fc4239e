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
	exitFailed  = 1        // a line on stderr says what happened and what to do
	exitMisused = 2        // the command line was wrong
	exitPartly  = 3        // done in part; the report says which
	exitUnread  = 128 + 13 // the reader of standard output is gone: what a shell reports for SIGPIPE
)

// usageError is the error of a wrong command line.
type usageError struct{ error }

// Unwrap returns the underlying error.
func (e *usageError) Unwrap() error { return e.error }

// usageErrorf returns a usageError with a formatted message.
func usageErrorf(format string, args ...any) error {
	return &usageError{fmt.Errorf(format, args...)}
}

// errPartly is the error of a command that did its work in part, and has reported
// which.
var errPartly = errors.New("done in part")

// report prints an error on one line and returns its exit code. An error that consists
// of faults of kind Invalid is a wrong command line.
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

// oneLine returns a message as one line without control characters, so that text from
// outside can't send commands to the terminal.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return unicode.ReplacementChar
		}
		return r
	}, strings.Join(strings.Fields(s), " "))
}
