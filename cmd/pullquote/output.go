package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"syscall"
)

// stdStream means standard input or output where a file's name is expected.
const stdStream = "-"

// output is standard output. A command whose output can't be written has failed, so
// output remembers the first error of Write, and end turns it into an exit code. Thus
// commands need not check each print.
type output struct {
	to   io.Writer
	done string // what was accomplished even if the output is lost; may be empty
	err  error
}

// Write implements io.Writer. After an error it writes nothing more, since half a line
// could be mistaken for the result.
func (o *output) Write(p []byte) (n int, err error) {
	if o.err == nil {
		n, o.err = o.to.Write(p)
	}
	return n, o.err
}

// did records, in a clause, what a command has done, before the command prints it. If
// printing fails, the error says so, since the command must not be repeated.
func (o *output) did(format string, args ...any) { o.done = fmt.Sprintf(format, args...) }

// end reports the error of a command, if any, and of writing its output, and returns the
// exit code. If the reader of the output is gone, as head is once it has its lines,
// nothing is reported.
func (o *output) end(stderr io.Writer, err error) int {
	if o.err == nil {
		return report(stderr, err)
	}
	reported := errors.Is(err, o.err) // the command reports it itself
	if errors.Is(o.err, syscall.EPIPE) && (err == nil || reported) {
		return exitUnread
	}
	code := report(stderr, err)
	if reported || errors.Is(o.err, syscall.EPIPE) {
		return code
	}
	report(stderr, o.fault())
	return exitFailed
}

// fault returns the error of output that can't be written.
func (o *output) fault() error {
	why := o.err
	if e, ok := errors.AsType[*fs.PathError](why); ok {
		why = e.Err // the path, /dev/stdout, is no help
	}
	if o.done != "" {
		return fmt.Errorf("standard output can't be written to (%w), but the work is done: %s", why, o.done)
	}
	return fmt.Errorf("standard output can't be written to, so the answer is lost or cut short: %w", why)
}

// unminded is an output whose Write reports no errors, for kong, which would take one
// for a wrong command line. The output remembers the error all the same.
type unminded struct{ *output }

// Write implements io.Writer.
func (u unminded) Write(p []byte) (int, error) {
	_, _ = u.output.Write(p) // end reports it
	return len(p), nil
}
