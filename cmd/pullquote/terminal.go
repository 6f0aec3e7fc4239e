package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"pullquote/internal/blog"
)

// isTerminal reports whether what is written to w is shown on a terminal.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// meter shows a percentage on a terminal. Elsewhere it shows nothing.
type meter struct {
	out  io.Writer // nil if it is no terminal
	what string
	last int // the percentage shown; -1 if there is none yet
}

func newMeter(stderr io.Writer, what string) *meter {
	m := &meter{what: what, last: -1}
	if isTerminal(stderr) {
		m.out = stderr
	}
	return m
}

// show shows how much of a total is done.
func (m *meter) show(done, total int) {
	if m.out == nil || total == 0 {
		return
	}
	if percent := 100 * done / total; percent != m.last {
		m.last = percent
		fmt.Fprintf(m.out, "\r%s %d%%", m.what, percent)
	}
}

// end clears the line.
func (m *meter) end() {
	if m.out != nil && m.last >= 0 {
		fmt.Fprint(m.out, "\r\x1b[K")
	}
}

// readPassword reads the password from standard input, up to the end of the line, or
// prompts for it twice on the terminal without echoing it.
func readPassword(e *env, fromStdin bool) (string, error) {
	if fromStdin {
		line, err := bufio.NewReader(io.LimitReader(e.stdin, blog.MaxPassword+2)).ReadString('\n')
		if err != nil && err != io.EOF {
			return "", fmt.Errorf("the password can't be read: %w", err)
		}
		return strings.TrimRight(line, "\r\n"), nil
	}
	terminal, ok := e.stdin.(*os.File)
	if !ok || !term.IsTerminal(int(terminal.Fd())) {
		return "", usageErrorf("there is no terminal to ask for the password; give it with --password-stdin")
	}
	var typed [2]string
	for i, prompt := range []string{"Password: ", "Again: "} {
		fmt.Fprint(e.stderr, prompt)
		text, err := readUnechoed(e.ctx, int(terminal.Fd()))
		fmt.Fprintln(e.stderr)
		if err != nil {
			return "", fmt.Errorf("the password can't be read: %w", err)
		}
		typed[i] = string(text)
	}
	if typed[0] != typed[1] {
		return "", blog.Fault("password", "The two passwords are not the same. Run the command again.")
	}
	return typed[0], nil
}

// readUnechoed reads a line from a terminal without echoing it. If ctx ends before, it
// turns echoing on again, so that an interrupted prompt leaves the terminal usable.
func readUnechoed(ctx context.Context, terminal int) ([]byte, error) {
	type line struct {
		text []byte
		err  error
	}
	before, err := term.GetState(terminal)
	if err != nil {
		return nil, err
	}
	read := make(chan line, 1)
	go func() {
		text, err := term.ReadPassword(terminal)
		read <- line{text, err}
	}()
	select {
	case l := <-read:
		return l.text, l.err
	case <-ctx.Done(): // the read goes on until the program ends
		return nil, errors.Join(ctx.Err(), term.Restore(terminal, before))
	}
}
