package main

import (
	"io"
	"slices"
	"sync/atomic"
	"time"
)

// logPatience is how long a line of the log may wait for its reader.
const logPatience = time.Second

// logWriter writes a server's log. A log that nobody reads, as on a paused terminal or
// in a pipe to a program that hangs, must not stop the blog: a line that can't be
// written within logPatience is left behind, and those that follow are dropped until
// it has gone. Write is not for concurrent use; handlers of slog don't.
type logWriter struct {
	to   io.Writer
	free chan struct{}     // has an element if no line is being written
	lost atomic.Int64      // dropped lines
	tell func(lines int64) // reports dropped lines when the log is read again
}

func newLogWriter(to io.Writer) *logWriter {
	w := &logWriter{to: to, free: make(chan struct{}, 1), tell: func(int64) {}}
	w.free <- struct{}{}
	return w
}

// Write implements io.Writer. It reports no errors, since nobody could be told.
func (w *logWriter) Write(line []byte) (int, error) {
	select {
	case <-w.free:
	default:
		w.lost.Add(1)
		return len(line), nil
	}
	copied, written := slices.Clone(line), make(chan struct{}) // the handler uses its buffer again
	go func() {
		_, _ = w.to.Write(copied)
		w.free <- struct{}{}
		close(written)
		if lines := w.lost.Swap(0); lines > 0 {
			w.tell(lines)
		}
	}()
	select {
	case <-written:
	case <-time.After(logPatience):
	}
	return len(line), nil
}
