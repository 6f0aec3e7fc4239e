package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"syscall"
)

// stdStream stands for standard input or output where a file is asked for.
const stdStream = "-"

// output is standard output. What a command answers is what it was called for,
// so it has failed if that can't be written: output remembers the first fault,
// and end makes an exit code of it, for all commands alike.
type output struct {
	to   io.Writer
	done string // what stands whether or not anybody reads of it; may be empty
	err  error
}

// Write implements io.Writer. After a fault nothing more is written: half a line
// would look like an answer.
func (o *output) Write(p []byte) (n int, err error) {
	if o.err == nil {
		n, o.err = o.to.Write(p)
	}
	return n, o.err
}

// did says in a clause what a command has done, before it prints that: who hears
// of a failure has to know that it must not be done again.
func (o *output) did(format string, args ...any) { o.done = fmt.Sprintf(format, args...) }

// end reports how a command has ended, with err or without, and returns the exit
// code. A reader who has gone away, as head does when it has its lines, has what
// it wanted: then nothing is said.
func (o *output) end(stderr io.Writer, err error) int {
	if o.err == nil {
		return report(stderr, err)
	}
	told := errors.Is(err, o.err) // by the command, which knows more of it
	if errors.Is(o.err, syscall.EPIPE) && (err == nil || told) {
		return exitUnread
	}
	code := report(stderr, err)
	if told || errors.Is(o.err, syscall.EPIPE) {
		return code
	}
	report(stderr, o.fault())
	return exitFailed
}

// fault words what keeps the answer from being written.
func (o *output) fault() error {
	why := o.err
	if e, ok := errors.AsType[*fs.PathError](why); ok {
		why = e.Err // that it was written to a file named /dev/stdout is no help
	}
	if o.done != "" {
		return fmt.Errorf("standard output can't be written to (%w), but the work is done: %s", why, o.done)
	}
	return fmt.Errorf("standard output can't be written to, so the answer is lost or cut short: %w", why)
}

// unminded writes for who stops at a fault and words it in its own way: kong
// takes one for a wrong call. It is remembered all the same.
type unminded struct{ *output }

// Write implements io.Writer.
func (u unminded) Write(p []byte) (int, error) {
	_, _ = u.output.Write(p) // end speaks of it
	return len(p), nil
}
